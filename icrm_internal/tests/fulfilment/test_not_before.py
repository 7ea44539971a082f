# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...measures import workdays
from ...measures.workdays import find_opening
from ...measures.worktime import WorkTime
from ...models.fulfilment import progress, run
from .common import MONDAY, FulfilmentCommon

HOUR = timedelta(hours=1)


class NotBeforeCommon(FulfilmentCommon):
    """The talk (a task of IT) is on the first day, the account two days before it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dates = [{"name": "start", "string": "First day", "type": "date"}]
        cls.welcome.question_ids = cls._questions(dates)
        cls.start = cls._question(cls.welcome, "start")
        cls.account_step.write(
            {"not_before_question_id": cls.start.id, "not_before_days": -2}
        )
        cls.talk_step.not_before_question_id = cls.start

    def setUp(self):
        super().setUp()
        clock = freeze_time(MONDAY)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def welcome_on(self, day, user=None, **answers):
        answers = {"name": "Li", "needs": True, "start": day, **answers}
        return self.submit(user, self.welcome, answers=answers).sudo()

    def run_job(self):
        self.env.flush_all()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["helpdesk.ticket"]._cron_icrm_forecast()
        self.env.invalidate_all()

    def buy(self, ticket):
        self.steps(ticket)["Buy a laptop"].child_id.with_user(
            self.buyer
        ).action_icrm_resolve()

    def moments(self, ticket):
        return {
            name: step.not_before_at
            for name, step in self.steps(ticket).items()
            if step.not_before_at
        }


@tagged("post_install", "-at_install")
class TestNotBefore(NotBeforeCommon):
    """A step waits for the day that the form asks for."""

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def test_dates_of_this_form_only(self):
        other = self._service("Other")
        self._set_form(
            other,
            [
                {"name": "day", "string": "Day", "type": "date"},
                {
                    "name": "items",
                    "string": "Items",
                    "type": "lines",
                    "column_ids": [
                        Command.create({"label": "On", "question_type": "date"})
                    ],
                },
            ],
        )
        step = self.talk_step.with_user(self.it_head)
        wrong = (
            self._question(other, "day")
            | self._question(other, "items").column_ids
            | self._question(self.welcome, "name")
        )
        self.assertEqual(len(wrong), 3)
        for question in wrong:
            with (
                self.subTest(question=question.label),
                self.assertRaisesRegex(
                    ValidationError, "Welcome talk.*asks for a date"
                ),
            ):
                step.not_before_question_id = question

    def test_days_are_limited(self):
        for days in (-61, 61):
            with (
                self.subTest(days=days),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.talk_step.with_user(self.it_head).not_before_days = days
                self.env.flush_all()

    def test_who_sets_it(self):
        for user in (self.agent, self.finance_head, self.staff, self.auditor):
            for values in (
                {"not_before_question_id": False},
                {"not_before_days": 3},
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.talk_step.with_user(user).write(values)
        ticket = self.welcome_on("2026-06-15")
        step = self.steps(ticket)["Welcome talk"]
        for user in (self.agent, self.it_head, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                step.with_user(user).not_before_at = MONDAY

    def test_the_question_stays_a_date(self):
        with self.assertRaisesRegex(
            ValidationError, "waits for the day of “First day”"
        ):
            self.start.with_user(self.it_head).question_type = "char"

    def test_draft_of_a_form_takes_no_date(self):
        self.welcome.with_user(self.it_head).action_hold_form()
        with self.assertRaisesRegex(UserError, "plan, which is in use, waits for"):
            self.start.with_user(self.it_head).unlink()
        self.assertTrue(self.start.exists())

    def test_a_deleted_question_is_waited_for_no_more(self):
        ticket = self.welcome_on("2026-06-15")
        self.start.with_user(self.it_head).unlink()
        self.assertFalse(self.talk_step.not_before_question_id)
        self.assertFalse(self.talk_step.not_before_text)
        # what runs keeps its own
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        later = self.submit(
            None, self.welcome, answers={"name": "Wu", "needs": True}
        ).sudo()
        self.assertEqual(self.states(later)["Welcome talk"], "running")

    # ------------------------------------------------------------------
    # Begin
    # ------------------------------------------------------------------

    def test_it_begins_on_its_day(self):
        ticket = self.welcome_on("2026-06-15")
        self.assertEqual(
            self.states(ticket),
            {
                "Buy a laptop": "running",
                "Account": "waiting",
                "Welcome talk": "waiting",
            },
        )
        # Monday the 15th, and two working days before it
        self.assertEqual(
            self.moments(ticket),
            {
                "Account": datetime(2026, 6, 11, 8),
                "Welcome talk": datetime(2026, 6, 15, 8),
            },
        )
        # the account (16 h) is the last compulsory step
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 12, 17))
        self.assertEqual(ticket.icrm_due_at, datetime(2026, 6, 12, 17))
        self.buy(ticket)
        self.assertEqual(self.states(ticket)["Account"], "waiting")
        self.assertFalse(self.steps(ticket)["Account"].child_id)
        self.clock.move_to(datetime(2026, 6, 11, 7, 59))
        self.run_job()
        self.assertEqual(self.states(ticket)["Account"], "waiting")
        self.clock.move_to(datetime(2026, 6, 11, 8, 5))
        self.run_job()
        step = self.steps(ticket)["Account"]
        self.assertEqual(step.state, "running")
        self.assertEqual(step.child_id.icrm_due_at, datetime(2026, 6, 12, 17))
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")

    def test_once_each(self):
        ticket = self.welcome_on("2026-06-15")
        self.buy(ticket)
        self.clock.move_to(datetime(2026, 6, 16, 8))
        before = self.env["helpdesk.ticket"].search_count([])
        self.run_job()
        self.run_job()
        run.advance(ticket)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)
        self.assertEqual(len(ticket.icrm_child_ids), 2)

    def test_the_step_before_it_is_late(self):
        """It waits for both; its day alone starts nothing."""
        ticket = self.welcome_on("2026-06-15")
        self.clock.move_to(datetime(2026, 6, 12, 10))
        self.run_job()
        self.assertEqual(self.states(ticket)["Account"], "waiting")
        self.buy(ticket)
        self.assertEqual(self.states(ticket)["Account"], "running")

    def test_no_day_no_waiting(self):
        for answers in ({"start": False}, {"start": "2026-05-20"}):
            with self.subTest(**answers):
                ticket = self.welcome_on(answers["start"])
                self.assertEqual(self.states(ticket)["Welcome talk"], "running")
                self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 4, 17))

    def test_a_hidden_question_is_no_day(self):
        self.env["icrm.service.question.condition"].create(
            {
                "question_id": self.start.id,
                "other_question_id": self._question(self.welcome, "needs").id,
                "operator": "=",
                "value": "yes",
            }
        )
        shown = self.welcome_on("2026-06-15")
        self.assertEqual(self.states(shown)["Welcome talk"], "waiting")
        hidden = self.submit(
            None, self.welcome, answers={"name": "Wu", "needs": False}
        ).sudo()
        self.assertEqual(self.states(hidden)["Welcome talk"], "running")
        # as those who serve change it
        shown.with_user(self.agent).icrm_answers = {"name": "Li", "needs": False}
        self.assertEqual(self.states(shown)["Welcome talk"], "running")

    def test_far_days(self):
        """A slip of the keyboard reads no hours of a hundred years."""
        ticket = self.welcome_on("2196-06-15")
        at = self.steps(ticket)["Welcome talk"].not_before_at
        self.assertLess(at, datetime(2028, 1, 1))
        self.clock.move_to(at + HOUR)
        self.run_job()
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        self.assertGreater(self.steps(ticket)["Welcome talk"].not_before_at, at)

    def test_hours_of_who_does_it(self):
        """Working days are the provider's; later days off move what has not begun."""
        calendar = self.calendar.copy({"name": "Tuesdays", "tz": "Asia/Shanghai"})
        calendar.attendance_ids.filtered(lambda row: row.dayofweek != "1").unlink()
        self.account.calendar_id = calendar
        ticket = self.welcome_on("2026-06-15")
        # Tuesdays before the 15th: the 9th and the 2nd, at 8 in Shanghai
        self.assertEqual(self.moments(ticket)["Account"], datetime(2026, 6, 2, 0))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 15),
                "date_to": datetime(2026, 6, 16),
            }
        )
        self.run_job()
        talk = self.steps(ticket)["Welcome talk"]
        self.assertEqual(talk.state, "waiting")
        self.assertEqual(talk.not_before_at, datetime(2026, 6, 16, 8))
        self.assertEqual(talk.expected_at, datetime(2026, 6, 16, 17))

    def test_approval_comes_first(self):
        self.welcome.approval_step_ids = [
            Command.create(
                {
                    "approver_type": "users",
                    "user_ids": [Command.link(self.finance_head.id)],
                }
            )
        ]
        ticket = self.welcome_on("2026-06-15")
        self.clock.move_to(datetime(2026, 6, 15, 8, 40))
        self.run_job()
        self.assertEqual(set(self.states(ticket).values()), {"waiting"})
        ticket.with_user(self.finance_head).action_icrm_approve()
        talk = self.steps(ticket)["Welcome talk"]
        self.assertEqual(talk.state, "running")
        self.assertEqual(talk.started_at, datetime(2026, 6, 15, 8, 40))

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def test_another_answer_moves_it(self):
        ticket = self.welcome_on("2026-06-15")
        self.buy(ticket)
        agent = ticket.with_user(self.agent)
        agent.icrm_answers = {"name": "Li", "needs": True, "start": "2026-06-22"}
        self.assertEqual(
            self.moments(ticket),
            {
                "Account": datetime(2026, 6, 18, 8),
                "Welcome talk": datetime(2026, 6, 22, 8),
            },
        )
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 19, 17))
        agent.icrm_answers = {"name": "Li", "needs": True, "start": "2026-06-02"}
        self.assertEqual(self.states(ticket)["Account"], "running")
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        agent.icrm_answers = {"name": "Li", "needs": True, "start": "2026-06-30"}
        # what has begun goes on
        self.assertEqual(self.states(ticket)["Account"], "running")
        self.assertEqual(self.moments(ticket)["Welcome talk"], datetime(2026, 6, 30, 8))

    def test_answered_later(self):
        """The customer completes what was left open: the step waits from then on."""
        ticket = self.welcome_on(False)
        self.assertEqual(self.states(ticket)["Account"], "waiting")
        ticket.with_user(self.staff).action_icrm_answer({"start": "2026-06-15"})
        self.assertEqual(self.moments(ticket), {"Account": datetime(2026, 6, 11, 8)})

    def test_a_running_request_keeps_its_plan(self):
        ticket = self.welcome_on("2026-06-15")
        self.account_step.not_before_days = 5
        self.talk_step.not_before_question_id = False
        self.buy(ticket)
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        self.assertEqual(self.moments(ticket)["Account"], datetime(2026, 6, 11, 8))

    def test_skip_repeat_replace(self):
        ticket = self.welcome_on("2026-06-15")
        talk = self.steps(ticket)["Welcome talk"].with_user(self.agent)
        talk.action_skip("Knows everybody")
        talk.action_repeat("Does not")
        again = self.steps(ticket)["Welcome talk"]
        self.assertEqual((again.round, again.state), (2, "waiting"))
        self.assertEqual(again.not_before_at, datetime(2026, 6, 15, 8))
        account = self.steps(ticket)["Account"].with_user(self.agent)
        self.buy(ticket)
        account.action_replace(self.service.id, "Has one elsewhere")
        other = self.steps(ticket)["Laptop"]
        self.assertEqual(other.state, "waiting")
        self.assertEqual(other.not_before_at, datetime(2026, 6, 11, 8))
        self.clock.move_to(datetime(2026, 6, 15, 9))
        self.run_job()
        self.assertEqual(self.states(ticket)["Laptop"], "running")
        again = self.steps(ticket)["Welcome talk"].with_user(self.agent)
        again.action_done()
        again.action_repeat("Once more")
        self.assertEqual(self.states(ticket)["Welcome talk"], "running")

    def test_withdrawn_and_taken_up(self):
        ticket = self.welcome_on("2026-06-15")
        self.buy(ticket)
        ticket.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(self.states(ticket)["Account"], "withdrawn")
        self.clock.move_to(datetime(2026, 6, 16, 9))
        self.run_job()
        self.assertEqual(self.states(ticket)["Account"], "withdrawn")
        self.assertEqual(len(ticket.icrm_child_ids), 1)

    def test_optional_step_after_the_whole_is_done(self):
        """What was announced for a day begins then, though the rest is done."""
        ticket = self.welcome_on("2026-06-15")
        self.buy(ticket)
        self.clock.move_to(datetime(2026, 6, 11, 8, 5))
        self.run_job()
        self.steps(ticket)["Account"].child_id.with_user(
            self.agent
        ).action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        self.clock.move_to(datetime(2026, 6, 15, 8, 5))
        # not of what goes on in another request
        ticket.duplicate_id = self.submit()
        self.run_job()
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        ticket.duplicate_id = False
        self.run_job()
        self.assertEqual(self.states(ticket)["Welcome talk"], "running")
        self.assertEqual(ticket.icrm_state, "resolved")
        talk = self.steps(ticket)["Welcome talk"]
        with self.assertRaises(AccessError):
            talk.with_user(self.staff).action_done()
        talk = talk.with_user(self.agent)
        self.assertTrue(talk.can_end)
        self.assertFalse(talk.can_decide)
        talk.action_done()
        self.assertEqual((talk.state, ticket.icrm_state), ("done", "resolved"))
        # what is to be done again is reopened first
        with self.assertRaises(UserError):
            talk.action_repeat("Once more")

    def test_optional_step_is_skipped_after_the_whole_is_done(self):
        ticket = self.welcome_on("2026-06-15", needs=False)
        self.buy(ticket)
        self.assertEqual(ticket.icrm_state, "resolved")
        talk = self.steps(ticket)["Welcome talk"].with_user(self.agent)
        talk.action_skip("Knows everybody")
        self.clock.move_to(datetime(2026, 6, 15, 8, 5))
        self.run_job()
        self.assertEqual((talk.state, ticket.icrm_state), ("skipped", "resolved"))

    def test_another_answer_before_a_step_is_repeated(self):
        ticket = self.welcome_on("2026-06-02")
        self.clock.move_to(datetime(2026, 6, 2, 9))
        self.run_job()
        self.steps(ticket)["Welcome talk"].with_user(self.agent).action_done()
        ticket.with_user(self.agent).icrm_answers = {
            "name": "Li",
            "needs": True,
            "start": "2026-06-22",
        }
        self.assertEqual(self.states(ticket)["Welcome talk"], "done")
        talk = self.steps(ticket)["Welcome talk"].with_user(self.agent)
        talk.action_repeat("Comes later")
        self.assertEqual(self.states(ticket)["Welcome talk"], "waiting")
        self.assertEqual(self.moments(ticket)["Welcome talk"], datetime(2026, 6, 22, 8))

    def test_a_day_asked_of_others_only(self):
        """Who is not asked for the day waits for no answer, nor reads its question."""
        self.start.required = True
        self.env["icrm.service.question.condition"].create(
            {
                "question_id": self.start.id,
                "source": "department",
                "department_ids": [Command.set(self.it.ids)],
            }
        )
        service = self.welcome.with_user(self.staff)
        plan = service.get_plan({"needs": True})
        self.assertNotIn("First day", plan["summary"])
        self.assertIn("Jun 4", plan["end"])
        self.assertNotIn("First day", service._icrm_format_promise()["promise"])
        asked = self.welcome.with_user(self.it_head).get_plan({"needs": True})
        self.assertIn("First day", asked["summary"])

    def test_no_step_begins_before_it_may(self):
        """A day that is answered or approved late is no job that was late."""
        ticket = self.welcome_on("2026-06-15")
        self.buy(ticket)
        self.clock.move_to(datetime(2026, 6, 3, 8, 40))
        ticket.with_user(self.agent).icrm_answers = {
            "name": "Li",
            "needs": True,
            "start": "2026-06-05",
        }
        step = self.steps(ticket)["Account"]
        self.assertEqual(step.state, "running")
        self.assertEqual(step.started_at, datetime(2026, 6, 3, 8, 40))
        self.assertEqual(step.child_id.icrm_submitted_at, step.started_at)
        # nor is a step that somebody repeats
        self.clock.move_to(datetime(2026, 6, 5, 8, 5))
        self.run_job()
        talk = self.steps(ticket)["Welcome talk"].with_user(self.agent)
        self.assertEqual(talk.started_at, datetime(2026, 6, 5, 8))
        self.clock.move_to(datetime(2026, 6, 5, 8, 30))
        talk.action_done()
        talk.action_repeat("Was not there")
        again = self.steps(ticket)["Welcome talk"]
        self.assertEqual(again.started_at, datetime(2026, 6, 5, 8, 30))

    # ------------------------------------------------------------------
    # Shown
    # ------------------------------------------------------------------

    def test_from_when_on_is_shown(self):
        ticket = self.welcome_on("2026-06-15")
        for user in (self.staff, self.finance_head, self.agent):
            plan = ticket.with_user(user).icrm_plan
            self.assertIn("from Mon, Jun 15 with IT", plan["line"])
            labels = {step["name"]: step["label"] for step in plan["steps"]}
            self.assertEqual(labels["Welcome talk"], "Waits until Mon, Jun 15")
            # it waits for the laptop, too
            self.assertEqual(labels["Account"], "Waiting")
        self.buy(ticket)
        plan = ticket.with_user(self.staff).icrm_plan
        self.assertIn("from Thu, Jun 11 with IT · from Mon, Jun 15", plan["line"])
        critical = {step["name"] for step in plan["steps"] if step["critical"]}
        self.assertEqual(critical, {"Account"})

    def test_before_sending(self):
        service = self.welcome.with_user(self.staff)
        plan = service.get_plan({"needs": True, "start": "2026-06-15"})
        self.assertEqual(
            [(step["name"], step["wait"]) for step in plan["steps"]],
            [
                ("Buy a laptop", False),
                ("Account", "from Thu, Jun 11"),
                ("Welcome talk", "from Mon, Jun 15"),
            ],
        )
        self.assertIn("Jun 12", plan["end"])
        critical = [step["name"] for step in plan["steps"] if step["critical"]]
        self.assertEqual(critical, ["Account"])
        # not compulsory: as if it stays empty
        plan = service.get_plan({"needs": True})
        self.assertIn("Jun 4", plan["summary"])
        self.start.required = True
        plan = service.get_plan({"needs": True})
        self.assertEqual(plan["summary"], "3 steps, timed by “First day”")
        self.assertFalse(plan["end"])
        self.assertEqual(
            [(step["wait"], bool(step["end"])) for step in plan["steps"]],
            [
                (False, True),
                ("2 working days before “First day”", False),
                ("First day", False),
            ],
        )
        self.assertIn("timed by", service._icrm_format_promise()["promise"])
        # what has passed is waited for no more
        plan = service.get_plan({"needs": True, "start": "2026-05-01"})
        self.assertFalse(any(step["wait"] for step in plan["steps"]))

    def test_editor(self):
        with Form(self.talk_step.with_user(self.it_head)) as form:
            form.not_before_days = 1
        self.assertEqual(
            self.talk_step.not_before_text, "1 working day after “First day”"
        )
        picture = self.welcome.with_user(self.it_head).plan_preview["picture"]
        labels = {box["title"]: box["label"] for box in picture["boxes"]}
        self.assertEqual(labels["Account"], "2 working days before “First day”")

    def test_published_and_copied(self):
        service = self.welcome.with_user(self.it_head)
        service.action_publish()
        content = service.sudo().version_ids[0].content["plan"]
        self.assertIn("[not before 2 working days before “First day”]", content)
        self.assertFalse(service.has_changes)
        self.talk_step.not_before_days = 1
        service.invalidate_recordset(["has_changes"])
        self.assertTrue(service.has_changes)
        copied = service.copy().sudo()
        steps = {step.name: step for step in copied.plan_step_ids}
        self.assertEqual(steps["Account"].not_before_days, -2)
        question = steps["Account"].not_before_question_id
        self.assertEqual(question.service_id, copied)
        self.assertEqual(question.label, "First day")
        self.assertFalse(steps["Buy a laptop"].not_before_question_id)

    def test_who_waits_for_a_day_is_not_disturbed(self):
        """A late step before it is told to the next department only if it matters."""
        ticket = self.welcome_on("2026-06-22")
        self.clock.move_to(datetime(2026, 6, 3, 17))
        self.run_job()
        self.env["icrm.message"]._flush_outbox()
        events = self.env["icrm.message"].search(
            [("event", "in", ("steps_later_desk", "step_later"))]
        )
        self.assertEqual(set(events.mapped("event")), {"steps_later_desk"})
        # its end is what it was
        self.assertEqual(ticket.icrm_forecast_at, datetime(2026, 6, 19, 17))

    def test_the_cost_does_not_grow(self):
        """As many queries for five requests as for two, dated or shown."""
        tickets = self.env["helpdesk.ticket"].union(
            *(self.welcome_on(f"2026-06-{day}").sudo(False) for day in range(11, 16))
        )
        tickets = tickets.sudo()

        def count(tickets, work):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(tickets)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for work in (run.forecast, progress.describe, run.advance):
            count(tickets, work)  # fills what is cached for all
            self.assertEqual(count(tickets, work), count(tickets[:2], work))

    def test_days_are_counted_once(self):
        """However many requests wait for the same day."""
        counts = []
        for number in (1, 4):
            for _index in range(number):
                self.welcome_on("2026-06-15")
            with patch.object(workdays, "find_opening", wraps=find_opening) as find:
                run.find_dated(self.env)
            counts.append(find.call_count)
        self.assertEqual(counts[0], counts[1])
        self.assertTrue(counts[0])


@tagged("post_install", "-at_install")
class TestWorkdays(FulfilmentCommon):
    """Days counted in working days, against days walked one by one."""

    def test_openings(self):
        begin = datetime(2026, 1, 1)
        worked = [
            day
            for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(300))
            if day.weekday() < 5 and day.toordinal() % 9
        ]
        hours = WorkTime(
            [
                (
                    datetime(day.year, day.month, day.day, 8),
                    datetime(day.year, day.month, day.day, 17),
                )
                for day in worked
            ],
            begin,
        )

        def midnight(day):
            return datetime(day.year, day.month, day.day)

        for offset in range(120, 150):
            day = date(2026, 1, 1) + timedelta(days=offset)
            before = [one for one in worked if one < day]
            after = [one for one in worked if one > day]
            for count in range(-60, 61):
                if count < 0:
                    expected = before[count]
                elif count:
                    expected = after[count - 1]
                else:
                    expected = day if day in worked else after[0]
                self.assertEqual(
                    find_opening(hours, day, count, midnight, begin),
                    midnight(expected) + 8 * HOUR,
                )
        # what lies before the first day is not counted
        first = midnight(date(2026, 5, 1))
        found = find_opening(hours, date(2026, 5, 4), -9, midnight, first)
        self.assertEqual(found, first)
