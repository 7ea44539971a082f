# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAccountRule(IcrmCommon):
    """Rules propose; an officer applies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("second", cls.it, "icrm_internal.group_icrm_agent")
        cls.below = cls.env["hr.department"].create(
            {"name": "Payroll", "parent_id": cls.finance.id}
        )
        cls.place = cls.env["hr.work.location"].create(
            {
                "name": "Harbour",
                "address_id": cls.company.partner_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.worker = cls.env["hr.employee"].create(
            {"name": "Worker", "department_id": cls.below.id}
        )
        Customer = cls.env["icrm.customer"]
        cls.customer = Customer.search([("employee_id", "=", cls.worker.id)])

    def _rule(self, user, **values):
        return self.env["icrm.account.rule"].create(
            {"user_id": user.id, "company_id": self.company.id, **values}
        )

    def _proposed(self, customer):
        rows = self.env["icrm.account.rule"]._propose(self.company)
        return {row[0]: row[2] for row in rows}.get(customer.id)

    def test_department_with_what_is_below(self):
        self._rule(self.agent, department_id=self.finance.id)
        self.assertEqual(self._proposed(self.customer), self.agent.id)
        self.assertIsNone(self._proposed(self._customer(self.agent)))

    def test_first_rule_that_fits(self):
        segment = self.env["icrm.segment"].create(
            {"name": "Key", "customer_ids": [Command.link(self.customer.id)]}
        )
        self._rule(self.agent, department_id=self.finance.id, sequence=2)
        self._rule(self.it_head, work_location_id=self.place.id, sequence=1)
        self.assertEqual(self._proposed(self.customer), self.agent.id)
        self.worker.work_location_id = self.place
        self.assertEqual(self._proposed(self.customer), self.it_head.id)
        self._rule(self.second, segment_id=segment.id, sequence=0)
        self.assertEqual(self._proposed(self.customer), self.second.id)

    def test_not_for_customers_with_an_account_manager(self):
        self._rule(self.agent)
        self.customer.account_manager_id = self.second
        self.assertIsNone(self._proposed(self.customer))

    def test_officer_applies_the_preview(self):
        self._rule(self.agent, department_id=self.below.id)
        Rule = self.env["icrm.account.rule"].with_user(self.officer)
        action = Rule.action_open_proposal()
        proposal = self.env["icrm.account.proposal"].browse(action["res_id"])
        proposal = proposal.with_user(self.officer)
        self.assertIn(self.customer, proposal.line_ids.customer_id)
        self.assertFalse(self.customer.account_manager_id)
        other = proposal.line_ids.filtered(
            lambda line: line.customer_id != self.customer
        )
        other.is_chosen = False
        proposal.action_apply()
        self.assertEqual(self.customer.account_manager_id, self.agent)
        self.assertFalse(other.customer_id.account_manager_id)

    def test_agents_do_not_apply(self):
        with self.assertRaises(AccessError):
            self.env["icrm.account.rule"].with_user(self.agent).action_open_proposal()
        with self.assertRaises(AccessError):
            self.env["icrm.account.proposal"].with_user(self.agent).create({})

    def test_account_managers_are_agents(self):
        with self.assertRaisesRegex(ValidationError, "not an agent"):
            self._rule(self.staff)

    def test_officers_hear_of_new_customers_once_a_day(self):
        self._rule(self.agent, department_id=self.below.id)
        Rule = self.env["icrm.account.rule"]
        Rule._notify_new()
        Rule._notify_new()
        self.env["icrm.message"]._flush_outbox()
        messages = self.env["icrm.message"].search(
            [
                ("event", "=", "account_proposed"),
                ("partner_id", "=", self.officer.partner_id.id),
            ]
        )
        self.assertEqual(len(messages), 1)

    def test_queries_do_not_grow_with_customers(self):
        self._rule(self.agent)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["icrm.account.rule"]._propose(self.company)
