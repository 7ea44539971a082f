# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestProposal(CycleCommon):
    """Who is asked: people of departments with real contact, no one of the own."""

    def test_from_real_contact(self):
        cycle = self._cycle()
        cycle.action_propose()
        evaluators = self._evaluators(cycle)
        self.assertEqual(evaluators.department_id, self.it)
        asked = {
            department: len(
                evaluators.filtered(
                    lambda evaluator, own=department: evaluator.evaluator_department_id
                    == own
                )
            )
            for department in evaluators.evaluator_department_id
        }
        # Neither IT itself, nor what is below it, nor sales with its one request.
        self.assertEqual(asked, {self.finance: 6, self.legal: 2, self.research: 8})
        self.assertEqual(set(evaluators.mapped("request_count")), {3})
        self.assertIn("1 people", cycle.advice)

    def test_scope_least_requests_and_period(self):
        self.assertFalse(self._proposed(department_ids=[Command.set(self.legal.ids)]))
        self.assertFalse(self._proposed(min_contacts=4))
        self.assertFalse(
            self._proposed(
                date_from=self.today - timedelta(days=9),
                date_to=self.today - timedelta(days=3),
            )
        )
        self.assertIn(self.sales, self._proposed(min_contacts=1))

    def _proposed(self, **values):
        cycle = self._cycle(**values)
        cycle.action_propose()
        return self._evaluators(cycle).evaluator_department_id

    def test_again(self):
        """What was added or left out by hand stays; what no longer holds goes."""
        cycle = self._cycle()
        cycle.action_propose()
        left_out = self._evaluators(cycle).filtered(
            lambda evaluation: evaluation.customer_id == self._customer(self.staff)
        )
        left_out.with_user(self.officer).active = False
        added = left_out.with_user(self.officer).create(
            {
                "cycle_id": cycle.id,
                "customer_id": self._customer(self.people[self.sales][0]).id,
                "department_id": self.it.id,
            }
        )
        cycle.min_contacts = 4
        cycle.action_propose()
        self.assertEqual(self._evaluators(cycle), added.sudo())
        cycle.min_contacts = 3
        cycle.action_propose()
        evaluators = self._evaluators(cycle)
        self.assertEqual(len(evaluators), 16)
        self.assertNotIn(left_out, evaluators)

    def test_who_cannot_evaluate(self):
        cycle = self._cycle()
        Evaluator = self.env["icrm.evaluation.evaluator"].with_user(self.officer)
        nobody = self.env["icrm.customer"].search([("name", "=", "No Account")])
        for customer, word in (
            (nobody, "no user account"),
            (self._customer(self.agent), "must work in an unrelated department"),
            (
                self._customer(self.people[self.below][0]),
                "must work in an unrelated department",
            ),
        ):
            with self.assertRaisesRegex(ValidationError, word):
                Evaluator.create(
                    {
                        "cycle_id": cycle.id,
                        "customer_id": customer.id,
                        "department_id": self.it.id,
                    }
                )

    def test_one_statement(self):
        """As many statements for many people as for few."""
        cycle = self._cycle()
        counts = []
        for _round in range(2):
            self.env.flush_all()
            cycle.read()
            before = self.env.cr.sql_log_count
            cycle._propose()
            counts.append(self.env.cr.sql_log_count - before)
            for number in range(10):
                self._user(f"more{number}{_round}", self.legal)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 2)


@tagged("post_install", "-at_install")
class TestCycle(CycleCommon):
    """The steps of a cycle, and what each of them fixes."""

    def test_weights(self):
        template = self.template.copy()
        self.assertEqual(template.weight_total, 100)
        with self.assertRaisesRegex(ValidationError, "add up to 95 instead of 100"):
            template.write(
                {
                    "criterion_ids": [
                        Command.update(template.criterion_ids[0].id, {"weight": 15})
                    ]
                }
            )
        # One by one nothing speaks up; opening does.
        template.criterion_ids[0].weight = 15
        cycle = self._cycle(template_id=template.id)
        cycle.action_propose()
        with self.assertRaisesRegex(ValidationError, "add up to 95 instead of 100"):
            cycle.action_open()
        for weight in (float("nan"), float("inf"), -1):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                template.criterion_ids[0].weight = weight
                self.env.flush_all()

    def test_minimums(self):
        for values in ({"anonymity_threshold": 4}, {"anonymity_threshold_text": 7}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self._cycle(**values)
                self.env.flush_all()

    def test_opening_freezes(self):
        cycle = self._open()
        evaluators = self._evaluators(cycle).with_user(self.officer)
        for change in (
            lambda: cycle.write({"anonymity_threshold": 4}),
            lambda: cycle.sudo().write({"anonymity_threshold": 4}),
            lambda: cycle.write({"date_from": self.today}),
            lambda: cycle.write({"state": "draft"}),
            cycle.unlink,
            cycle.action_open,
            cycle.action_propose,
            evaluators[0].unlink,
            lambda: evaluators.write({"active": False}),
            lambda: self.template.criterion_ids[0].write({"weight": 1}),
            lambda: self.template.criterion_ids[0].unlink(),
            lambda: self.template.write({"scale_max": 10}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        cycle.close_on = self.today + timedelta(days=30)
        self.assertEqual(self.env["icrm.evaluation"].search_count([]), 16)

    def test_steps_in_order(self):
        cycle = self._cycle()
        with self.assertRaisesRegex(UserError, "Propose evaluators"):
            cycle.action_open()
        for step in (cycle.action_close, cycle.action_publish, cycle.action_dismiss):
            with self.assertRaises(UserError):
                step()
        cycle.action_propose()
        cycle.action_open()
        for user in (self.staff, self.it_head, self.auditor):
            with self.assertRaises(AccessError):
                cycle.with_user(user).action_close()
        cycle.action_close()
        with self.assertRaises(UserError):
            cycle.close_on = self.today + timedelta(days=9)
        cycle.action_publish()
        cycle.action_dismiss()
        self.assertEqual(cycle.state, "archived")

    def test_open_actions(self):
        """An evaluation does not end while what follows from it is to be done."""
        cycle = self._open()
        cycle.action_close()
        cycle.action_publish()
        self.patch(
            type(self.env["icrm.evaluation.cycle"]),
            "_get_open_actions",
            lambda _self: ["Answer faster"],
        )
        with self.assertRaisesRegex(UserError, "Answer faster"):
            cycle.action_dismiss()

    # -- telling ---------------------------------------------------------------------
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_evaluation_follow").sudo(
                True
            ).method_direct_trigger()
        self._send_messages()

    def _told(self, user, words):
        """Return how many mails *user* got; nothing of them stays elsewhere."""
        return self.env["mail.mail"].search_count(
            [
                ("model", "=", False),
                ("subject", "ilike", words),
                ("email_to", "=", user.email_formatted),
            ]
        )

    def test_everybody_is_told_once(self):
        cycle = self._open(note="<p>It matters</p>")
        self._run()
        self._run()
        self.assertEqual(self._told(self.staff, "Evaluate: "), 1)
        self.assertEqual(self._told(self.agent, "Evaluate: "), 0)
        self._evaluate(cycle, self.colleague, 4)
        with freeze_time(self.today + timedelta(days=6)):
            self._run()
            self._run()
        self.assertEqual(self._told(self.staff, "Reminder to evaluate"), 1)
        self.assertEqual(self._told(self.colleague, "Reminder to evaluate"), 0)
        # Not on the cycle, where others could read it.
        self.assertFalse(
            cycle.message_ids.filtered(
                lambda message: message.message_type == "user_notification"
            )
        )

    def test_killed_while_telling(self):
        cycle = self._open()
        Message = type(self.env["icrm.message"])
        with (
            patch.object(
                Message, "_flush_outbox", side_effect=ConnectionError("killed")
            ),
            self.assertRaises(ConnectionError),
            self.env.cr.savepoint(),
        ):
            cycle.sudo()._send("is_notified", reminder=False)
        self.env.invalidate_all()
        self._run()
        for user in self.people[self.finance] + self.people[self.legal]:
            self.assertEqual(self._told(user, "Evaluate: "), 1)

    def test_closes_by_itself(self):
        cycle = self._open()
        evaluation = self._mine(cycle, self.staff)
        with freeze_time(self.today + timedelta(days=10)):
            self._run()
            self.assertEqual(cycle.state, "open")
        with freeze_time(self.today + timedelta(days=12)):
            # Over, whether or not the job was there already.
            with self.assertRaisesRegex(UserError, "cycle is closed"):
                evaluation.line_ids.write({"score": 5})
            self._run()
            self.assertEqual(cycle.state, "closed")
