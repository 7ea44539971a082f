# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.icrm_internal.models.access import caller_values


@tagged("post_install", "-at_install")
class TestCallerValues(TransactionCase):
    def test_reason(self):
        self.assertEqual(caller_values.reason_of(self.env, " Not ours "), "Not ours")
        for nothing in (None, False, "", "  "):
            with self.assertRaisesRegex(UserError, "Reason is required"):
                caller_values.reason_of(self.env, nothing)
        with self.assertRaisesRegex(UserError, "maximum 2000"):
            caller_values.reason_of(self.env, "x" * (caller_values.REASON_LIMIT + 1))
        self.assertTrue(caller_values.reason_of(self.env, "x" * 3000, 5000))

    def test_record(self):
        Category = self.env["icrm.service.category"]
        category = Category.create({"name": "Keys"})
        self.assertEqual(caller_values.record_of(Category, category.id), category)
        for wrong in (None, True, -1, "x", [category.id], 2**40, category.id + 1000):
            with self.subTest(wrong=wrong):
                self.assertFalse(caller_values.record_of(Category, wrong))
        category.active = False
        self.assertFalse(caller_values.record_of(Category, category.id))

    def test_context(self):
        env = self.env(
            context={"default_stage_id": 1, "icrm_answered": True, "lang": "en_US"}
        )
        self.assertEqual(caller_values.context_of(env), {"lang": "en_US"})


@tagged("post_install", "-at_install")
class TestAppendOnly(TransactionCase):
    def test_not_even_the_superuser_changes_a_row(self):
        found = 0
        for name, model in self.env.registry.items():
            if model._abstract or not issubclass(
                model, self.env.registry["icrm.append.only"]
            ):
                continue
            found += 1
            rows = self.env[name].sudo().browse([1])
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    rows.write({})
                # An uninstall, too: that drops tables, and deletes no rows.
                with self.assertRaises(AccessError):
                    rows.with_context(_force_unlink=True).unlink()
        self.assertGreaterEqual(found, 5)
