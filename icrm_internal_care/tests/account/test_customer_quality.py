# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerQuality(IcrmCommon):
    """What is missing is found by one statement, and mended in the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Those of the tests share one address.
        cls.staff.partner_id.email = "staff@example.com"
        cls.colleague.partner_id.email = "colleague@example.com"
        cls.customer = cls._customer(cls.staff)
        cls.customer.write(
            {
                "account_manager_id": cls.agent.id,
                "lang": "en_US",
                "reviewed_on": date.today(),
            }
        )

    def _row(self, customer, user=None):
        self.env["icrm.customer.quality"].invalidate_model()
        return (
            self.env["icrm.customer.quality"]
            .with_user(user or self.officer)
            .search([("customer_id", "=", customer.id)])
        )

    def test_complete_profile(self):
        row = self._row(self.customer)
        self.assertEqual((row.issue_count, row.score), (0, 100))
        self.assertFalse(row.issue_text)

    def test_each_issue(self):
        self.customer.account_manager_id = False
        self.assertTrue(self._row(self.customer).no_manager)
        self.customer.lang = False
        self.assertTrue(self._row(self.customer).no_lang)
        self.customer.reviewed_on = "2020-01-01"
        self.assertTrue(self._row(self.customer).is_stale)
        self.staff.partner_id.email = False
        self.assertTrue(self._row(self.customer).no_email)
        row = self._row(self.customer)
        self.assertEqual((row.issue_count, row.score), (4, 20))
        self.assertIn("No Language", row.issue_text)

    def test_months_of_the_company(self):
        self.customer.reviewed_on = date(date.today().year - 2, 1, 1)
        self.assertTrue(self._row(self.customer).is_stale)
        self.company.icrm_profile_months = 60
        self.assertFalse(self._row(self.customer).is_stale)

    def test_duplicates_by_mail_and_by_name(self):
        other = self._customer(self.colleague)
        self.assertFalse(self._row(self.customer).is_duplicate)
        self.colleague.partner_id.email = self.staff.partner_id.email
        self.assertTrue(self._row(self.customer).is_duplicate)
        self.colleague.partner_id.email = "else@example.com"
        self.assertFalse(self._row(other).is_duplicate)
        self.colleague.sudo().employee_id.name = f" {self.customer.name.upper()} "
        row = self._row(other)
        self.assertTrue(row.is_duplicate)
        found = self.env["icrm.customer"].search(
            self._row(self.customer).action_open_duplicates()["domain"]
        )
        self.assertIn(self.customer, found)

    def test_officer_mends_in_place(self):
        self.customer.write({"account_manager_id": False, "lang": False})
        row = self._row(self.customer)
        row.write({"account_manager_id": self.agent.id, "lang": "en_US"})
        self.assertEqual(self.customer.account_manager_id, self.agent)
        self.assertEqual(self.customer.lang, "en_US")
        self.assertEqual(row.issue_count, 0)

    def test_agents_and_staff_do_not_mend(self):
        with self.assertRaises(AccessError):
            self._row(self.customer, self.agent).write({"lang": False})
        with self.assertRaises(AccessError):
            self._row(self.customer, self.staff)
        self._row(self.customer, self.agent).action_mark_reviewed()
        with self.assertRaises(AccessError):
            self._row(self.customer, self.auditor).action_mark_reviewed()

    def test_score_of_a_department(self):
        ((department, score),) = (
            self.env["icrm.customer.quality"]
            .with_user(self.officer)
            ._read_group(
                [("customer_id", "=", self.customer.id)],
                ["department_id"],
                ["score:avg"],
            )
        )
        self.assertEqual((department, score), (self.finance, 100))

    def test_archived_customers_are_left_out(self):
        self.staff.sudo().employee_id.active = False
        self.assertFalse(self._row(self.customer))
