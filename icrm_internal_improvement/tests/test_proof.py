# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import improvement_proof
from .proof_common import CASES, ProofCommon


@tagged("post_install", "-at_install")
class TestProof(ProofCommon):
    """What changed is measured beside departments that were not touched."""

    # -- the effect --
    def test_better_than_the_others(self):
        self._kept(6, 20)
        improvement = self._implemented(origin="miss")
        improvement.action_prove()
        self.assertEqual(improvement.proof_verdict, "better")
        self.assertEqual(improvement.proof_measure, "promises")
        # 70 points more, of which the others' 5 are none of its doing
        values = improvement.sudo().proof_values
        self.assertAlmostEqual(values["estimate"], 0.65)
        self.assertEqual((values["n_before"], values["n_after"]), (CASES, CASES))
        self.assertEqual(values["others"], 5)
        self.assertEqual(improvement.proven_on, self.today)
        self.assertTrue(improvement.proof_text.startswith("Better: Promises Met: +65"))
        self.assertIn("5 other departments", improvement.proof_text)

    def test_worse_is_said(self):
        self._kept(20, 4)
        improvement = self._implemented()
        improvement.action_prove()
        self.assertEqual(improvement.proof_verdict, "worse")
        self.assertTrue(improvement.proof_text.startswith("Worse:"))

    def test_what_all_others_reached_too_is_no_effect(self):
        improvement = self._compared_by_results(52, 400)
        self.assertEqual(improvement.proof_verdict, "none")
        self.assertTrue(improvement.proof_text.startswith("No effect:"))

    def test_few_cases_do_not_show_that_nothing_changed(self):
        """That the others moved alike is chance, with twenty cases each."""
        self._kept(13, 14)
        improvement = self._implemented()
        improvement.action_prove()
        self.assertEqual(improvement.proof_verdict, "unknown")
        self.assertIn("too wide", improvement.proof_text)

    def test_wide_interval_is_no_answer(self):
        self._kept(13, 14)
        for place, other in enumerate(self.others):
            self._promises(other, self.after, 20 * (place % 2))
        improvement = self._implemented()
        improvement.action_prove()
        self.assertEqual(improvement.proof_verdict, "unknown")
        self.assertIn("too wide", improvement.proof_text)

    def test_too_little_cannot_be_told(self):
        improvement = self._implemented()
        improvement.action_prove()
        self.assertEqual(improvement.proof_verdict, "unknown")
        self.assertIn("too few cases (0 before, 0 after)", improvement.proof_text)
        improvement = self._implemented()
        improvement.sudo().implemented_on = self.today
        improvement.action_prove()
        self.assertIn("no full period", improvement.proof_text)

    def test_departments_that_changed_something_too_are_not_compared(self):
        self._kept(6, 20)
        for other in self.others[:3]:
            self._implemented(department_id=other.id, service_id=False)
        improvement = self._implemented()
        improvement.action_prove()
        self.assertIn("only 2 departments", improvement.proof_text)

    def test_departments_below_a_changed_one_are_not_compared(self):
        self._kept(6, 20)
        division = self.env["hr.department"].create({"name": "Division"})
        self.others[:3].parent_id = division
        self._implemented(department_id=division.id, service_id=False)
        improvement = self._implemented()
        improvement.action_prove()
        self.assertIn("only 2 departments", improvement.proof_text)

    def test_recurring_group_has_no_time_before_it_is_known(self):
        found = self._promises(self.it, self.before, 0)
        self._promises(self.finance, self.before, 0)
        problem = self.env["icrm.recurring.problem"].create(
            {
                "words": "printer",
                "service_id": self.service.id,
                "signature": {},
                "found_on": self.first,
                "request_ids": [Command.set(found.ids)],
            }
        )
        action = problem.with_user(self.it_head).action_start_improvement()
        improvement = self.Improvement.browse(action["res_id"]).sudo()
        windows = improvement_proof.Windows(
            self.first - relativedelta(days=200),
            self.first,
            self.first,
            self.first + relativedelta(days=20),
        )
        cells, _people = improvement_proof._read_recurring(
            improvement, windows, {self.it.id}
        )
        # The twelve weeks whose requests the group was made of
        self.assertEqual(cells[self.it.id, False], (84, CASES, 0))
        self.assertEqual(cells[self.finance.id, False], (200, CASES, 0))

    def test_recurring_requests_are_counted_of_the_group_alone(self):
        self._kept(13, 13)
        found = self._promises(self.it, self.before, 0)
        problem = self.env["icrm.recurring.problem"].create(
            {
                "words": "printer",
                "service_id": self.service.id,
                "signature": {},
                "request_ids": [Command.set(found.ids)],
            }
        )
        action = problem.with_user(self.it_head).action_start_improvement()
        improvement = self.Improvement.browse(action["res_id"])
        improvement.write({"state": "check", "implemented_on": self.implemented})
        improvement.with_user(self.it_head).action_prove()
        self.assertEqual(improvement.proof_measure, "recurring")
        self.assertEqual(improvement.proof_verdict, "better")
        values = improvement.proof_values
        self.assertEqual((values["n_before"], values["n_after"]), (CASES, 0))

    def test_windows_are_whole_months_and_the_same_for_every_day_of_one(self):
        improvement = self._implemented()
        windows = improvement_proof.get_windows(improvement)
        self.assertEqual(windows.after_from, self.first)
        self.assertEqual(windows.after_to, self.first + relativedelta(months=1))
        self.assertEqual(windows.before_to, self.first - relativedelta(months=1))
        improvement.sudo().implemented_on = windows.before_to
        self.assertEqual(improvement_proof.get_windows(improvement), windows)

    def _compared_by_results(self, reached, cases):
        """Return an improvement after which IT rose from 50 to so many per cent, all
        others by two points."""
        kpi = self.env["icrm.kpi"].create(
            {
                "name": "Typed",
                "code": "typed_proof",
                "definition": "x",
                "source": "manual",
                "unit": "percent",
            }
        )
        rows = [(self.it, 50, reached)] + [
            (other, 50 + place, 52 + place) for place, other in enumerate(self.others)
        ]
        for department, before, after in rows:
            for day, value in ((self.before, before), (self.after, after)):
                self.env["icrm.kpi.value"].create(
                    {
                        "kpi_id": kpi.id,
                        "period_kind": "month",
                        "date_from": day.replace(day=1),
                        "department_id": department.id,
                        "value": value,
                        "case_count": cases,
                    }
                )
        improvement = self._implemented(kpi_id=kpi.id, origin="evaluation")
        improvement.action_prove()
        return improvement

    def test_indicator_takes_released_results_only(self):
        improvement = self._compared_by_results(90, 200)
        self.assertEqual(improvement.proof_measure, "indicator")
        self.assertEqual(improvement.proof_verdict, "better")
        self.assertAlmostEqual(improvement.sudo().proof_values["estimate"], 0.38)
        self.assertIn("Typed: +38", improvement.proof_text)

    # -- for all --
    def _asked_by(self, tickets, number):
        """Have *tickets* be requested by *number* people in turn."""
        people = self.env["icrm.customer"]
        for place in range(number):
            employee = self.env["hr.employee"].create({"name": f"Person {place}"})
            people |= people.search([("employee_id", "=", employee.id)])
        self.assertEqual(len(people), number)
        for place, ticket in enumerate(tickets):
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET icrm_requester_id = %s WHERE id = %s",
                [people[place % number].id, ticket.id],
            )
        self.env.invalidate_all()

    def test_numbers_of_few_people_are_for_who_works_on_it(self):
        """Forty promises may be those of one person."""
        self._kept(6, 20)
        improvement = self._implemented(origin="miss")
        improvement.action_prove()
        improvement.sudo().published = True
        words = "Better: Promises Met"
        for user in (self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.login):
                text = improvement.with_user(user).proof_text
                self.assertTrue(text.startswith(f"{words}: +65"))
        for user in (self.staff, self.agent, self.finance_head):
            with self.subTest(user=user.login):
                self.assertEqual(improvement.with_user(user).proof_text, words)

    def test_numbers_of_many_people_are_for_all(self):
        self._kept(6, 20)
        tickets = self.env["helpdesk.ticket"].search(
            [("icrm_provider_department_id", "=", self.it.id)]
        )
        before = tickets.filtered(lambda t: t.icrm_submitted_at.date() == self.before)
        self.assertEqual(len(before), CASES)
        self._asked_by(before, 5)
        improvement = self._implemented(origin="miss")
        improvement.sudo().published = True
        for number, shown in ((4, False), (5, True)):
            self._asked_by(tickets - before, number)
            improvement.action_prove()
            with self.subTest(number=number):
                text = improvement.with_user(self.staff).proof_text
                self.assertEqual("+65" in text, shown)
        self.company.icrm_rating_min_count = 6
        text = improvement.with_user(self.staff).proof_text
        self.assertEqual(text, "Better: Promises Met")

    def test_too_few_cases_are_not_counted_for_all(self):
        improvement = self._implemented()
        self._promises(self.it, self.before, 1)
        improvement.action_prove()
        self.assertIn("(20 before, 0 after)", improvement.proof_text)
        improvement.sudo().published = True
        self.assertEqual(
            improvement.with_user(self.staff).proof_text,
            "Cannot be determined: too few cases",
        )

    # -- who, and when --
    def test_only_its_leaders_measure(self):
        improvement = self._implemented(member_ids=[Command.link(self.staff.id)])
        for user in (self.staff, self.colleague, self.auditor, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                improvement.with_user(user).action_prove()
        with self.assertRaises(UserError):
            self.improvement.with_user(self.it_head).action_prove()

    def test_day_of_the_change_is_fixed_once_it_is_measured(self):
        improvement = self._implemented()
        improvement.implemented_on = self.implemented + relativedelta(days=1)
        improvement.action_prove()
        with self.assertRaises(UserError):
            improvement.implemented_on = self.implemented
        for name in ("proof_verdict", "proven_on", "told_on"):
            with self.subTest(name=name), self.assertRaises(UserError):
                improvement[name] = False
