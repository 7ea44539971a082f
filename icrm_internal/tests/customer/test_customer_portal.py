# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerPortal(IcrmCommon, HttpCase):
    """A worker who has a portal user keeps the own preferences."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        employee = cls.env["hr.employee"].create({"name": "Fitter"})
        cls.fitter = new_test_user(
            cls.env,
            login="icrm_fitter",
            groups="base.group_portal",
            partner_id=employee.work_contact_id.id,
        )
        cls.customer = cls._customer(cls.fitter)
        cls.interest = cls.env["icrm.interest"].create({"name": "Chess"})

    def _post(self, **values):
        return self.url_open(
            "/my/profile",
            {
                "csrf_token": http.Request.csrf_token(self),
                "preferred_channel": "phone",
                "lang": "en_US",
                "quiet_from": "20:00",
                "quiet_to": "06:30",
                **values,
            },
        )

    def test_own_preferences(self):
        self.authenticate("icrm_fitter", "icrm_fitter")
        self.assertIn("/my/profile", self.url_open("/my").text)
        self.assertIn("Fitter", self.url_open("/my/profile").text)
        page = self._post(
            interest=self.interest.id, name="Boss", account_manager_id=self.agent.id
        )
        self.assertIn("Saved", page.text)
        self.assertRecordValues(
            self.customer,
            [
                {
                    "name": "Fitter",
                    "preferred_channel": "phone",
                    "quiet_from": 20,
                    "quiet_to": 6.5,
                    "interest_ids": self.interest.ids,
                    "account_manager_id": False,
                }
            ],
        )
        self._post()
        self.assertFalse(self.customer.interest_ids)

    def test_bad_answers_are_refused_in_a_sentence(self):
        self.authenticate("icrm_fitter", "icrm_fitter")
        for values, message in (
            ({"preferred_channel": "pigeon"}, "pigeon is not a valid choice"),
            ({"lang": "xx_XX"}, "xx_XX is not a valid choice"),
            ({"quiet_from": "25:00"}, "quiet hours as 20:00"),
            ({"quiet_to": "nan"}, "quiet hours as 20:00"),
        ):
            page = self._post(**values)
            self.assertEqual(page.status_code, 200)
            self.assertIn(message, page.text)
        self.assertEqual(self.customer.preferred_channel, "mail")

    def test_without_a_customer_file(self):
        self.authenticate("icrm_portal", "icrm_portal")
        self.assertNotIn("/my/profile", self.url_open("/my").text)
        response = self.url_open("/my/profile", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_token_is_asked_for(self):
        self.authenticate("icrm_fitter", "icrm_fitter")
        self._post(csrf_token="wrong")
        self.assertEqual(self.customer.preferred_channel, "mail")


@tagged("post_install", "-at_install")
class TestInternalContacts(IcrmCommon):
    def test_internal_and_external_contacts(self):
        """Staff find internal customers among the contacts, and tell them apart."""
        external = self.env["res.partner"].create({"name": "Supplier"})
        partners = self.env["res.partner"].with_user(self.staff)
        mine = self.staff.partner_id
        internal = partners.search([("icrm_is_internal", "=", True)])
        self.assertIn(mine, internal)
        self.assertNotIn(external, internal)
        self.assertIn(external, partners.search([("icrm_is_internal", "=", False)]))
        self.assertTrue(partners.browse(mine.id).icrm_is_internal)
        self.assertFalse(partners.browse(external.id).icrm_is_internal)
        self.colleague.sudo().employee_id.active = False
        self.assertNotIn(
            self.colleague.partner_id,
            partners.search([("icrm_is_internal", "=", True)]),
        )
        action = partners.browse(mine.id).action_icrm_open_customer()
        self.assertEqual(action["res_id"], self._customer(self.staff).id)
