# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.fulfilment import progress, run
from ...models.fulfilment.helpdesk_ticket import HelpdeskTicket
from ...models.request.helpdesk_ticket_stage import OPEN_STATES
from .common import MONDAY, FulfilmentCommon


@tagged("post_install", "-at_install")
class TestRun(FulfilmentCommon):
    """Requests of several steps: begin, go on, end, each step once."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(MONDAY)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        self.ticket = self.ask()

    def look_ahead(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["helpdesk.ticket"]._cron_icrm_forecast()

    def child(self, name, ticket=None):
        return self.steps(ticket or self.ticket)[name].child_id

    def resolve(self, name, user):
        return self.child(name).with_user(user).action_icrm_resolve()

    def test_steps_one_after_the_other(self):
        ticket = self.ticket
        self.assertEqual(
            self.states(ticket),
            {
                "Buy a laptop": "running",
                "Account": "waiting",
                "Welcome talk": "running",
            },
        )
        # one date: what is promised is the critical path
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 4, 17))
        self.assertEqual(ticket.icrm_due_at, datetime(2026, 6, 4, 17))
        clocks = {clock.kind: clock for clock in ticket.icrm_clock_ids}
        self.assertEqual(clocks["resolution"].budget_seconds, 32 * 3600)
        bought = self.child("Buy a laptop")
        self.assertEqual(bought.icrm_parent_id, ticket)
        self.assertEqual(bought.team_id, self.buying_team)
        self.assertEqual(bought.icrm_requester_id, self._customer(self.it_head))
        self.assertEqual(bought.icrm_due_at, datetime(2026, 6, 2, 17))
        self.assertEqual(len(bought.icrm_clock_ids), 2)
        self.assertIn(ticket.number, bought.description)
        # nothing that the plan does not map
        self.assertEqual(bought.name, "Buy a laptop")
        self.assertNotIn("Broken screen", f"{bought.description}{bought.name}")
        # one answer as it is, one by the option that is called so; one is asked for
        self.assertEqual(bought._icrm_get_answers(), {"who": "Li", "size": "l"})
        missing = bought._icrm_get_missing_questions()
        self.assertEqual([question["name"] for question in missing], ["colour"])
        self.clock.tick(timedelta(hours=26))
        self.resolve("Buy a laptop", self.buyer)
        self.assertEqual(self.states(ticket)["Account"], "running")
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 4, 10))
        self.assertEqual(ticket.icrm_state, "new")
        self.resolve("Account", self.agent)
        # the optional talk goes on
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(self.states(ticket)["Welcome talk"], "running")

    def test_conditions(self):
        ticket = self.ask(needs=False)
        self.assertEqual(set(self.steps(ticket)), {"Buy a laptop", "Welcome talk"})
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 2, 17))

    def test_one_line_for_customer_and_head(self):
        for user in (self.staff, self.finance_head, self.agent):
            plan = self.ticket.with_user(user).icrm_plan
            self.assertIn("0 of 3 steps done", plan["line"])
            self.assertIn("now with Finance, IT", plan["line"])
            self.assertIn("then IT", plan["line"])
            self.assertIn("Jun 4", plan["line"])
            self.assertEqual(len(plan["picture"]["boxes"]), 3)
        mine = self.ticket.with_user(self.staff)
        self.assertIn("Jun 4", mine.icrm_promise_text)
        # the sub-request itself is the departments' own
        with self.assertRaises(AccessError):
            self.child("Account").browse(self.child("Buy a laptop").id).with_user(
                self.colleague
            ).read(["name"])
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.colleague).read(["icrm_plan"])
        self.assertFalse(self.submit().sudo().icrm_plan)

    def test_a_running_request_keeps_its_plan(self):
        self.account_step.unlink()
        self.talk_step.name = "Else"
        self.resolve("Buy a laptop", self.buyer)
        self.assertEqual(self.states(self.ticket)["Account"], "running")
        self.assertEqual(set(self.steps(self.ask())), {"Buy a laptop", "Else"})

    def test_a_declined_step_waits_for_a_decision(self):
        self.child("Buy a laptop").with_user(self.buyer).action_icrm_reject("No money")
        self.assertEqual(self.states(self.ticket)["Buy a laptop"], "stopped")
        self.assertEqual(self.states(self.ticket)["Account"], "waiting")
        step = self.steps(self.ticket)["Buy a laptop"].with_user(self.agent)
        self.assertTrue(step.can_decide)
        step.action_repeat("There is money now")
        self.assertIn(
            "“Buy a laptop” starts again. There is money now",
            self.ticket.message_ids[:2].mapped("body")[-1],
        )
        self.assertEqual(len(self.ticket.icrm_step_ids), 3, "replaced: not shown")
        again = self.steps(self.ticket)["Buy a laptop"]
        self.assertEqual((again.round, again.state), (2, "running"))
        self.assertNotEqual(again.child_id, step.child_id)
        again.child_id.with_user(self.buyer).action_icrm_resolve()
        self.assertEqual(self.states(self.ticket)["Account"], "running")

    def test_repeated_after_a_repeated_one(self):
        """It waits for the new row, not for ever for the one that was replaced."""
        self.resolve("Buy a laptop", self.buyer)
        self.child("Account").with_user(self.agent).action_icrm_reject("No licence")
        for name in ("Buy a laptop", "Account"):
            self.steps(self.ticket)[name].with_user(self.agent).action_repeat("Again")
        self.assertEqual(
            self.states(self.ticket),
            {
                "Buy a laptop": "running",
                "Account": "waiting",
                "Welcome talk": "running",
            },
        )
        lines = self.ticket.with_user(self.staff).icrm_plan["picture"]["lines"]
        self.assertEqual(len(lines), 1)
        self.resolve("Buy a laptop", self.buyer)
        self.assertEqual(self.states(self.ticket)["Account"], "running")
        self.resolve("Account", self.agent)
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_not_of_a_service_for_others(self):
        """A plan requests no more than those who serve might."""
        self.buying.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.set(self.finance.ids)],
            }
        )
        step = self.steps(self.ask())["Buy a laptop"]
        self.assertEqual(step.state, "stopped")
        self.assertIn("not available to", step.reason)
        self.assertFalse(step.child_id)

    def test_records_are_those_of_one_list(self):
        """An id answers no question about other records."""
        asked = {"type": "many2one", "comodel": "res.partner"}
        for kind, comodel, answer in (
            ("many2one", "res.partner", 7),
            ("many2one", "hr.department", None),
            ("integer", False, None),
        ):
            source = {"type": kind, "comodel": comodel}
            self.assertEqual(run._convert(self.env, source, 7, asked, {}), answer)

    def test_skip(self):
        step = self.steps(self.ticket)["Buy a laptop"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Reason is required"):
            step.action_skip(" ")
        self._reason_dialog(step, "action_skip", "Has one").action_apply()
        self.assertEqual(step.state, "skipped")
        self.assertEqual(step.sudo().child_id.icrm_state, "withdrawn")
        self.assertEqual(self.states(self.ticket)["Account"], "running")
        self.resolve("Account", self.agent)
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_reasons_are_for_those_who_serve(self):
        """Customers are agents elsewhere; they read no more than other customers."""
        ticket = self.ask(self.buyer)
        talk = self.steps(ticket)["Welcome talk"]
        talk.with_user(self.agent).action_skip("He will leave soon")
        for user in (self.buyer, self.finance_head):
            with self.assertRaises(AccessError):
                talk.with_user(user).read(["reason"])
            mine = ticket.with_user(user)
            self.assertFalse(mine.icrm_step_ids)
            self.assertNotIn("leave soon", str(mine.icrm_plan))
        self.assertEqual(talk.with_user(self.it_head).reason, "He will leave soon")

    def test_replace(self):
        step = self.steps(self.ticket)["Buy a laptop"].with_user(self.agent)
        dialog = self.env["icrm.request.step.replace"].with_user(self.agent)
        dialog = dialog.create(
            {"step_id": step.id, "service_id": self.service.id, "reason": "In stock"}
        )
        dialog.action_send()
        self.assertEqual(step.state, "replaced")
        self.assertEqual(step.sudo().child_id.icrm_state, "withdrawn")
        other = self.steps(self.ticket)["Laptop"]
        self.assertEqual((other.state, other.round), ("running", 2))
        self.resolve("Laptop", self.agent)
        self.assertEqual(self.states(self.ticket)["Account"], "running")
        waiting = self.steps(self.ask())["Account"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "plan of its own"):
            waiting.action_replace(self.welcome.id, "x")
        with self.assertRaises(AccessError):
            waiting.action_replace(0, "x")

    def test_who_decides(self):
        step = self.steps(self.ticket)["Welcome talk"]
        for user in (self.staff, self.colleague, self.buyer, self.auditor):
            for method, args in (
                ("action_done", []),
                ("action_skip", ["x"]),
                ("action_repeat", ["x"]),
                ("action_replace", [self.service.id, "x"]),
            ):
                with self.assertRaises(AccessError):
                    getattr(step.with_user(user), method)(*args)
        for values in ({"state": "done"}, {"required": False}):
            with self.assertRaises(AccessError):
                step.with_user(self.agent).write(values)
        with self.assertRaisesRegex(UserError, "resolves it"):
            self.steps(self.ticket)["Buy a laptop"].with_user(self.agent).action_done()
        step.with_user(self.agent).action_done()
        self.assertEqual(step.state, "done")
        with self.assertRaisesRegex(UserError, "Done"):
            step.with_user(self.agent).action_done()

    def test_not_done_before_its_steps(self):
        with self.assertRaisesRegex(UserError, "Buy a laptop, Account"):
            self.ticket.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(self.ticket.icrm_state, "new")

    def test_withdrawing_the_whole(self):
        child = self.child("Buy a laptop")
        undo = self.ticket.with_user(self.staff).action_icrm_withdraw("Does not come")
        self.assertEqual(child.icrm_state, "withdrawn")
        self.assertEqual(set(self.states(self.ticket).values()), {"withdrawn"})
        self.ticket.with_user(self.staff).action_icrm_undo(undo["params"]["step"])
        self.assertEqual(child.icrm_state, "new")
        self.assertEqual(self.states(self.ticket)["Buy a laptop"], "running")
        self.assertEqual(self.states(self.ticket)["Account"], "waiting")

    def test_reopened_after_declining(self):
        self.ticket.with_user(self.agent).action_icrm_reject("Not now")
        self.ticket.with_user(self.agent).action_icrm_reopen_closed("Now")
        self.assertEqual(
            self.states(self.ticket),
            {
                "Buy a laptop": "stopped",
                "Account": "waiting",
                "Welcome talk": "stopped",
            },
        )

    def test_undo_takes_the_next_step_back(self):
        undo = self.resolve("Buy a laptop", self.buyer)
        begun = self.child("Account")
        self.child("Buy a laptop").with_user(self.buyer).action_icrm_undo(
            undo["params"]["step"]
        )
        self.assertEqual(begun.icrm_state, "withdrawn")
        self.assertEqual(self.states(self.ticket)["Buy a laptop"], "running")
        self.assertEqual(self.states(self.ticket)["Account"], "waiting")
        undo = self.resolve("Buy a laptop", self.buyer)
        self.child("Account").with_user(self.agent).action_icrm_take()
        with self.assertRaisesRegex(UserError, "no longer be undone"):
            self.child("Buy a laptop").with_user(self.buyer).action_icrm_undo(
                undo["params"]["step"]
            )

    def test_reopened_step(self):
        self.resolve("Buy a laptop", self.buyer)
        self.child("Buy a laptop").with_user(self.it_head).action_icrm_reopen("Broken")
        self.assertEqual(self.states(self.ticket)["Buy a laptop"], "running")
        self.assertEqual(self.states(self.ticket)["Account"], "running")

    def test_a_reopened_whole_stays_open(self):
        """What its customer is not content with is not done by an optional step."""
        self.resolve("Buy a laptop", self.buyer)
        self.resolve("Account", self.agent)
        self.assertEqual(self.ticket.icrm_state, "resolved")
        self.ticket.with_user(self.staff).action_icrm_reopen("No keyboard")
        talk = self.steps(self.ticket)["Welcome talk"].with_user(self.agent)
        talk.action_done()
        self.assertIn(self.ticket.icrm_state, OPEN_STATES)
        talk.action_repeat("Was not there")
        again = self.steps(self.ticket)["Welcome talk"].with_user(self.agent)
        again.action_skip("Will not come")
        self.assertIn(self.ticket.icrm_state, OPEN_STATES)
        account = self.steps(self.ticket)["Account"].with_user(self.agent)
        account.action_repeat("Wrong name")
        self.resolve("Account", self.agent)
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_optional_steps_only(self):
        """Without a compulsory step the whole is done when all of them are."""
        (self.buy_step | self.account_step).required = False
        ticket = self.ask()
        steps = self.steps(ticket)
        steps["Welcome talk"].with_user(self.agent).action_done()
        self.assertIn(ticket.icrm_state, OPEN_STATES)
        steps["Account"].with_user(self.agent).action_skip("Has one")
        self.assertIn(ticket.icrm_state, OPEN_STATES)
        steps["Buy a laptop"].child_id.with_user(self.buyer).action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_steps_are_never_the_customers(self):
        """Without assignee, owner and head the team answers for it, then an officer."""
        self.welcome.owner_id = False
        self.it.manager_id = False
        self.it_team.user_ids |= self.colleague
        self.it_team.user_id = self.colleague

        def requester(user=None):
            return self.child("Buy a laptop", self.ask(user)).icrm_requester_id

        agent, colleague = self._customer(self.agent), self._customer(self.colleague)
        self.assertEqual(requester(), colleague)
        self.it_team.user_id = False
        self.assertIn(requester(), agent | colleague)
        # whoever asks his own team does not request twice
        self.assertEqual(requester(self.agent), colleague)
        self.assertEqual(requester(self.colleague), agent)
        self.it_team.user_ids = False
        officers = self.env.ref("icrm_internal.group_icrm_officer").all_user_ids
        self.assertIn(requester().user_id, officers)
        self.env["icrm.customer"].search(
            [("user_id", "in", officers.ids)]
        ).active = False
        step = self.steps(self.ask())["Buy a laptop"]
        self.assertEqual(step.state, "stopped")
        self.assertIn("No one", step.reason)

    def test_each_step_once(self):
        """Going on twice changes nothing; the database allows no second row."""
        before = self.env["helpdesk.ticket"].search_count([])
        run.advance(self.ticket)
        run.begin(self.ticket)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)
        step = self.steps(self.ticket)["Account"]
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            step.copy()
            self.env.flush_all()

    def test_a_step_that_cannot_start(self):
        """Whoever ends the step before is not hindered; those who serve decide."""
        self.account.state = "retired"
        self.resolve("Buy a laptop", self.buyer)
        self.assertEqual(self.child("Buy a laptop").icrm_state, "resolved")
        step = self.steps(self.ticket)["Account"]
        self.assertEqual(step.state, "stopped")
        self.assertIn("not published", step.reason)

    def test_a_late_step_moves_the_date(self):
        self.assertEqual(self.ticket.icrm_forecast_at, datetime(2026, 6, 4, 17))
        self.clock.move_to(datetime(2026, 6, 3, 17))
        self.look_ahead()
        self.assertEqual(self.ticket.icrm_forecast_at, datetime(2026, 6, 5, 17))
        self.env.flush_all()
        self.env["icrm.message"]._flush_outbox()
        events = self.env["icrm.message"].search(
            [("event", "in", ("steps_later_desk", "step_later"))]
        )
        self.assertEqual(
            set(events.mapped("event")), {"steps_later_desk", "step_later"}
        )
        promised = self.ticket.with_user(self.staff).icrm_promise_text
        self.assertRegex(promised, "Expected by.*Jun 5.*promised by")
        texts = self.send_messages().mapped("subject")
        self.assertIn("Starts later: Account", texts)
        # a new date that the buyers name moves it again
        child = self.child("Buy a laptop")
        child.icrm_expected_at = datetime(2026, 6, 8, 17)
        self.assertEqual(self.ticket.icrm_forecast_at, datetime(2026, 6, 10, 17))

    def test_split_by_hand_is_a_step(self):
        ticket = self.submit().sudo()
        child = ticket.with_user(self.agent).action_icrm_split(
            self.account.id, {"name": "Account, please"}
        )
        self.assertEqual(self.states(ticket), {"Account": "running"})
        self.assertIn("now with IT", ticket.with_user(self.staff).icrm_plan["line"])
        self.assertEqual(ticket.icrm_forecast_at, child.sudo().icrm_due_at)
        with self.assertRaisesRegex(UserError, "plan of its own"):
            ticket.with_user(self.agent).action_icrm_split(
                self.welcome.id, {"name": "x", "answers": {"name": "x"}}
            )
        ticket.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(child.sudo().icrm_state, "withdrawn")

    def test_sub_requests_from_before_there_were_steps(self):
        """They count: the whole is not done while one is open."""
        ticket = self.submit().sudo()
        older = self.submit(self.it_head, self.account).sudo()
        older.icrm_parent_id = ticket
        child = ticket.with_user(self.agent).action_icrm_split(
            self.account.id, {"name": "Account, please"}
        )
        child.sudo().with_user(self.agent).action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "new")
        older.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_another_service_is_refused(self):
        with self.assertRaisesRegex(UserError, "steps of its service"):
            self.ticket.with_user(self.agent).icrm_service_id = self.service
        plain = self.submit().sudo()
        plain.with_user(self.agent).icrm_service_id = self.welcome
        # its form is not answered yet
        self.assertFalse(plain.icrm_has_steps)
        plain.with_user(self.staff).action_icrm_answer({"name": "Li"})
        self.assertTrue(plain.icrm_has_steps)

    def test_what_was_promised_stays(self):
        self.ticket.with_user(self.agent).priority = "3"
        self.assertEqual(self.ticket.icrm_due_at, datetime(2026, 6, 4, 17))

    def test_approval_comes_first(self):
        self.welcome.approval_step_ids = [
            (0, 0, {"approver_type": "users", "user_ids": [(4, self.finance_head.id)]})
        ]
        ticket = self.ask()
        self.assertEqual(set(self.states(ticket).values()), {"waiting"})
        ticket.with_user(self.finance_head).action_icrm_approve()
        self.assertEqual(self.states(ticket)["Buy a laptop"], "running")

    def test_the_cost_of_looking_ahead_does_not_grow(self):
        """As many queries for five requests as for two, written or shown."""
        tickets = self.ticket | self.ask() | self.ask() | self.ask() | self.ask()
        self.resolve("Buy a laptop", self.buyer)

        def count(tickets, work):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(tickets)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for work in (run.forecast, progress.describe):
            count(tickets, work)  # fills what is cached for all
            self.assertEqual(count(tickets, work), count(tickets[:2], work))
        self.clock.move_to(datetime(2026, 6, 3, 17))
        late = count(tickets[1:3], run.forecast)
        self.clock.move_to(datetime(2026, 6, 4, 17))
        self.assertEqual(count(tickets[1:], run.forecast), late)
        self.assertEqual(
            set(tickets[1:].mapped("icrm_forecast_at")), {datetime(2026, 6, 8, 17)}
        )

    def test_plain_requests_cost_nothing(self):
        """Without a plan: submitting, taking and resolving read nothing of plans."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket = self.submit().with_user(self.agent)
            ticket.action_icrm_take()
            ticket.action_icrm_resolve()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()  # fills what is cached for all
        with (
            patch.object(HelpdeskTicket, "_icrm_begin_steps", lambda self: None),
            patch.object(HelpdeskTicket, "_icrm_follow_steps", lambda *args: None),
        ):
            without = count()
        self.assertEqual(count(), without)
