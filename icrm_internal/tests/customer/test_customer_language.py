# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerLanguage(IcrmCommon):
    """A language that is switched off, or deleted, is cleared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.customer = cls._customer(cls.staff)
        cls.archived = cls._customer(cls.colleague)
        (cls.customer | cls.archived).lang = "fr_FR"
        cls.other = cls._customer(cls.agent)
        cls.other.lang = "de_DE"
        cls.colleague.sudo().employee_id.active = False
        cls.env.flush_all()

    def _french(self):
        return self.env["res.lang"]._lang_get("fr_FR")

    def test_switched_off(self):
        self._french().active = False
        self.env.invalidate_all()
        self.assertFalse(self.customer.lang)
        self.assertFalse(self.archived.lang)
        self.assertEqual(self.other.lang, "de_DE")
        # A value that is no choice any more would keep the profile from being saved.
        self.customer.with_user(self.staff).write({"lang": "de_DE"})
        self.assertEqual(self.customer.lang, "de_DE")

    def test_by_the_button_of_the_list(self):
        self._french().action_archive()
        self.assertFalse(self.customer.lang)

    def test_deleted(self):
        french = self._french()
        french.active = False
        self.customer.flush_recordset()
        # As a database of before has it
        self.env.cr.execute(
            "UPDATE icrm_customer SET lang = 'fr_FR' WHERE id = %s", [self.customer.id]
        )
        self.customer.invalidate_recordset()
        french.unlink()
        self.assertFalse(self.customer.lang)

    def test_switched_on_changes_nothing(self):
        self._french().active = True
        self.assertEqual(self.customer.lang, "fr_FR")
