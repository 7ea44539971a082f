# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerProfile(IcrmCommon):
    """Sources of values, import by file, timeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Those of the tests share one address.
        cls.staff.partner_id.email = "staff@example.com"
        cls.customer = cls._customer(cls.staff)

    # -- sources --
    def test_sources_of_values(self):
        self.customer.with_user(self.staff).preferred_channel = "phone"
        self.customer.with_user(self.officer).account_manager_id = self.agent
        text = self.customer.with_user(self.agent).icrm_source_text
        self.assertIn("Entered by the customer", text)
        self.assertIn("Entered by Officer", text)
        self.assertIn("Employees app", text)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.staff).read(["icrm_source_text"])
        with self.assertRaises(UserError):
            self.customer.with_user(self.officer).write({"icrm_sources": {}})

    def test_one_statement_for_all_sources(self):
        people = self.customer | self._customer(self.colleague)
        people.flush_recordset()
        with self.assertQueryCount(1):
            people._remember_sources(["lang"])

    # -- import --
    def _load(self, names, rows, user=None):
        Customer = self.env["icrm.customer"].with_user(user or self.officer)
        return Customer.with_context(import_file=True).load(names, rows)

    def test_import_finds_customers_by_email(self):
        self.env["icrm.interest"].create({"name": "Chess"})
        result = self._load(
            ["icrm_import_email", "preferred_channel", "interest_ids", "lang"],
            [[self.staff.email.upper(), "Phone", "Chess", "English (US)"]],
        )
        self.assertEqual(result["ids"], self.customer.ids, result["messages"])
        self.assertEqual(self.customer.preferred_channel, "phone")
        self.assertEqual(self.customer.interest_ids.name, "Chess")
        text = self.customer.with_user(self.agent).icrm_source_text
        self.assertIn("Imported by Officer", text)

    def test_findings_name_row_and_column(self):
        result = self._load(
            ["icrm_import_email", "preferred_channel"],
            [[self.staff.email, "Phone"], ["nobody@example.com", "Phone"]],
        )
        self.assertFalse(result["ids"])
        (finding,) = result["messages"]
        self.assertEqual(finding["rows"], {"from": 1, "to": 1})
        self.assertEqual(finding["field"], "icrm_import_email")
        self.assertIn("nobody@example.com", finding["message"])
        self.assertEqual(self.customer.preferred_channel, "mail")
        result = self._load(
            ["icrm_import_email", "preferred_channel"],
            [[self.staff.email, "Pigeon"]],
        )
        self.assertEqual(result["messages"][0]["field"], "preferred_channel")

    def test_import_changes_nothing_else(self):
        for name, value in {
            "name": "Boss",
            "internal_note": "x",
            "segment_ids": "x",
        }.items():
            with self.subTest(field=name):
                result = self._load(
                    ["icrm_import_email", name], [[self.staff.email, value]]
                )
                self.assertFalse(result["ids"])
                self.assertIn("cannot be imported", result["messages"][0]["message"])
        result = self._load(["preferred_channel"], [["Phone"]])
        self.assertIn("Add a column", result["messages"][0]["message"])

    def test_only_officers_import(self):
        result = self._load(
            ["icrm_import_email", "preferred_channel"],
            [[self.staff.email, "Phone"]],
            user=self.agent,
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.customer.preferred_channel, "mail")
        with self.assertRaises(AccessError):
            self.env["icrm.customer"].with_user(self.agent).action_icrm_import()

    # -- timeline --
    def test_timeline_shows_complaints_to_their_readers_alone(self):
        self.env["icrm.complaint"].with_user(self.staff).file_complaint(
            {
                "protection": "identified",
                "against": "service",
                "service_id": self.service.id,
                "subject": "TOO SLOW",
                "body": "x",
            }
        )
        self.assertIn("TOO SLOW", self.customer.with_user(self.staff).timeline)
        for user in (self.colleague, self.agent, self.finance_head, self.officer):
            with self.subTest(user=user.name):
                self.assertNotIn("TOO SLOW", self.customer.with_user(user).timeline)

    def test_timeline_is_silent_on_confidential_complaints(self):
        self.env["icrm.complaint"].with_user(self.staff).file_complaint(
            {
                "protection": "confidential",
                "against": "service",
                "service_id": self.service.id,
                "subject": "SECRET",
                "body": "x",
            }
        )
        for user in (self.it_head, self.desk, self.officer, self.auditor):
            with self.subTest(user=user.name):
                self.assertNotIn("SECRET", self.customer.with_user(user).timeline)

    def test_timeline_costs_the_same_for_many_entries(self):
        customer = self.customer.with_user(self.officer)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(customer.timeline)
            return self.env.cr.sql_log_count - before

        Transfer = self.env["icrm.account.transfer"]
        second = self._user("second", self.it, "icrm_internal.group_icrm_agent")
        Transfer.with_user(second).create(
            {"customer_id": self.customer.id, "reason": "x"}
        )
        count()
        once = count()
        for user in (self.agent, self.it_head, self.finance_head):
            Transfer.with_user(user).create(
                {"customer_id": self.customer.id, "reason": "x"}
            )
        self.assertLessEqual(count(), once)
