# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestCare(MeetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Record = cls.env["icrm.care.record"]
        cls.person = cls._customer(cls.staff)

    def _record(self, user=None, **values):
        return self.Record.with_user(user or self.officer).create(
            {
                "name": "Flowers",
                "kind": "illness",
                "customer_id": self.person.id,
                "date": "2026-03-01",
                "amount": 40,
                **values,
            }
        )

    def _budget(self, amount=100, year=2026):
        return (
            self.env["icrm.care.budget"]
            .with_user(self.officer)
            .create({"department_id": self.finance.id, "year": year, "amount": amount})
        )

    def test_officers_and_the_account_manager_alone(self):
        record = self._record()
        for user in (
            self.staff,
            self.colleague,
            self.agent,
            self.it_head,
            self.finance_head,
            self.auditor,
            self.desk,
            self.portal_user,
        ):
            self.assertFalse(record.with_user(user).has_access("read"))
        self.person.account_manager_id = self.agent
        self.assertEqual(record.with_user(self.agent).amount, 40)
        mine = self._record(self.agent, amount=10)
        other = self._customer(self.colleague)
        with self.assertRaises(AccessError):
            mine.customer_id = other
        with self.assertRaises(AccessError):
            self._record(self.agent, customer_id=other.id)

    def test_the_department_is_that_of_the_day(self):
        record = self._record()
        self.assertEqual(record.department_id, self.finance)
        self.staff.sudo().employee_id.department_id = self.it
        self.assertEqual(record.department_id, self.finance)
        with self.assertRaises(AccessError):
            record.department_id = self.it

    def test_budget_and_warning(self):
        budget = self._budget()
        first = self._record()
        self.assertEqual((budget.spent, budget.remaining), (40, 60))
        self.assertFalse(first.budget_warning)
        self.assertFalse(self._messages("care_budget_exceeded", budget))
        second = self._record(amount=70)
        budget.invalidate_recordset()
        self.assertTrue(budget.is_exceeded)
        self.assertIn("exceeded", second.budget_warning)
        told = self._messages("care_budget_exceeded", budget)
        self.assertIn(self.finance_head.partner_id, told.partner_id)
        self.assertNotIn("Flowers", " ".join(told.mapped("body")))
        self._record(amount=5)
        self.assertEqual(self._messages("care_budget_exceeded", budget), told)
        self._record(date="2025-03-01", amount=500)
        budget.invalidate_recordset()
        self.assertEqual(budget.spent, 115)

    def test_a_head_knows_what_was_spent_and_not_on_whom(self):
        budget = self._budget()
        self._record()
        as_head = budget.with_user(self.finance_head)
        self.assertEqual(as_head.spent, 40)
        with self.assertRaises(AccessError):
            as_head.amount = 1000
        self.assertFalse(budget.with_user(self.it_head).has_access("read"))
        self.assertFalse(budget.with_user(self.agent).has_access("read"))
        self.assertTrue(budget.with_user(self.auditor).has_access("read"))

    def test_amounts(self):
        for amount in (-1, 1e13):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
            ):
                self._record(amount=amount).flush_recordset()

    def test_cost_of_care_per_department_and_year(self):
        self._record()
        self._record(amount=2.5, date="2026-12-31")
        self._record(amount=7, date="2025-01-01")
        costs = self.env["icrm.care.budget"]._get_costs(
            self.finance | self.it, [2025, 2026]
        )
        company = self.company.id
        self.assertEqual(
            costs,
            {
                (self.finance.id, company, 2026): 42.5,
                (self.finance.id, company, 2025): 7,
            },
        )

    def test_care_events_count_who_was_there(self):
        event = self.Meeting.with_user(self.finance_head).create(
            {
                "name": "Summer party",
                "kind": "care",
                "department_ids": [Command.set(self.finance.ids)],
            }
        )
        event.action_invite_departments()
        event.action_invite()
        people = self.staff | self.colleague | self.finance_head
        self.assertEqual(event.attendee_ids.partner_id, people.partner_id)
        appointment = event.sudo().event_id
        appointment.attendee_ids.filtered(
            lambda row: row.partner_id == self.staff.partner_id
        ).do_accept()
        row = event.attendee_ids.filtered(
            lambda row: row.partner_id == self.staff.partner_id
        )
        self.assertEqual(row.response, "accepted")
        row.attended = True
        self.assertEqual((event.attendee_count, event.attended_count), (3, 1))
        with self.assertRaises(AccessError):
            row.with_user(self.staff).attended = False
