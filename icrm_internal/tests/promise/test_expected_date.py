# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from ..request.common import RequestCommon

# A Monday; promised are 16 working hours: until Tuesday, 17:00.
MONDAY = datetime(2026, 6, 1, 8)
DUE = datetime(2026, 6, 2, 17)
NEW = datetime(2026, 6, 4, 12)


@tagged("post_install", "-at_install")
class TestExpectedDate(RequestCommon):
    """A new date: who sets it, when it is required, who reads it."""

    def setUp(self):
        super().setUp()
        self.frozen = freeze_time(MONDAY)
        self.frozen.start()
        self.addCleanup(lambda: self.frozen.stop())
        self.ticket = self.submit()
        self.ticket.with_user(self.agent).action_icrm_take()
        self.as_agent = self.ticket.with_user(self.agent)

    def at(self, instant):
        self.frozen.stop()
        self.frozen = freeze_time(instant)
        self.frozen.start()
        self.env.invalidate_all()

    def set_date(self, expected_at=NEW, reason="Parts are late", user=None):
        ticket = self.ticket.with_user(user or self.agent)
        return ticket.action_icrm_set_expected_date(expected_at, reason)

    def sweep(self):
        """As the job does it every few minutes."""
        now = fields.Datetime.now()
        self.env["icrm.clock"].search(
            [("state", "=", "running"), ("due_at", "<", now)]
        )._record_misses(now)

    def rows(self):
        return self.env["icrm.expected.date"].search(
            [("ticket_id", "=", self.ticket.id)]
        )

    def test_the_customer_reads_promise_date_and_reason(self):
        self.assertEqual(self.ticket.icrm_due_at, DUE)
        self.set_date()
        mine = self.ticket.with_user(self.staff)
        self.assertEqual(mine.icrm_expected_text, "Thu, Jun 4, 12:00 PM")
        self.assertEqual(mine.icrm_expected_reason, "Parts are late")
        self.assertIn("5:00 PM", mine.icrm_promise_text)
        message = mine.message_ids[:1]
        for words in ("New date: Thu, Jun 4", "Promised by tomorrow", "Parts are late"):
            self.assertIn(words, message.body)
        told = self.send_messages().filtered(
            lambda message: message.event == "request_new_date"
        )
        self.assertEqual(told.partner_id, self.staff.partner_id)
        self.assertRecordValues(
            self.rows(),
            [
                {
                    "expected_at": NEW,
                    "promised_at": DUE,
                    "reason": "Parts are late",
                    "set_by_id": self.agent.id,
                    "set_at": MONDAY,
                }
            ],
        )
        # It is no answer.
        self.assertFalse(self.ticket.icrm_first_response_at)

    def test_the_promise_stays(self):
        self.at(DUE + timedelta(hours=1))
        self.sweep()
        clocks = self.ticket.sudo().icrm_clock_ids
        before = [(clock.state, clock.due_at, clock.missed_at) for clock in clocks]
        self.assertIn("missed", clocks.mapped("state"))
        self.set_date()
        self.env.invalidate_all()
        self.assertEqual(
            before, [(clock.state, clock.due_at, clock.missed_at) for clock in clocks]
        )
        self.assertEqual(self.ticket.icrm_due_at, DUE)
        self.assertTrue(self.ticket.icrm_is_overdue)
        self.at(NEW - timedelta(hours=1))
        self.as_agent.action_icrm_resolve()
        self.assertEqual(
            set(self.ticket.sudo().icrm_clock_ids.mapped("state")), {"missed"}
        )

    def test_who_may(self):
        for user in (self.staff, self.colleague, self.finance_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.set_date(user=user)
        self.assertFalse(self.rows())
        for user in (self.agent, self.it_head, self.officer):
            self.set_date(NEW + timedelta(minutes=user.id), user=user)
        self.assertEqual(len(self.rows()), 3)

    def test_which_dates(self):
        for wrong in (
            MONDAY,
            MONDAY - timedelta(days=1),
            DUE,
            MONDAY + timedelta(days=731),
            "2026-06-04",
            "soon",
            None,
            True,
            7,
        ):
            with self.subTest(wrong=wrong), self.assertRaisesRegex(UserError, "date"):
                self.set_date(wrong)
        for reason in ("", "  ", None, "x" * 2001):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self.set_date(reason=reason)
        self.assertFalse(self.rows())
        self.set_date("2026-06-04 12:00:00")
        self.assertEqual(self.ticket.icrm_expected_at, NEW)
        with self.assertRaisesRegex(UserError, "already set"):
            self.set_date()
        self.as_agent.action_icrm_resolve()
        with self.assertRaises(UserError):
            self.set_date(NEW + timedelta(days=1))

    def test_required_once_missed(self):
        other = self.submit().with_user(self.agent)
        self.assertFalse(self.ticket.icrm_needs_date)
        self.as_agent.action_icrm_ask("Which one?")
        self.as_agent.action_icrm_resume()
        late = DUE + timedelta(hours=1)
        self.at(late)
        self.assertTrue(self.ticket.icrm_needs_date)
        needing = [("icrm_needs_date", "=", True)]
        found = self.env["helpdesk.ticket"].search(needing)
        self.assertIn(self.ticket, found)
        with self.assertRaisesRegex(UserError, other.number):
            (self.as_agent | other).action_icrm_ask("And now?")
        with self.assertRaises(RedirectWarning) as refused:
            self.as_agent.action_icrm_ask("And now?")
        action = refused.exception.args[1]
        self.assertEqual(action["res_model"], "icrm.request.new.date")
        waiting = self.env["helpdesk.ticket.stage"].search(
            [("icrm_state", "=", "waiting")], limit=1
        )
        with self.assertRaises(RedirectWarning):
            self.as_agent.stage_id = waiting
        # To take it, to hand it over and to end it stay possible.
        other.action_icrm_take()
        dialog = self.env[action["res_model"]].with_user(self.agent)
        dialog.with_context(**action["context"]).create(
            {"expected_at": NEW, "reason": "Parts are late"}
        ).action_send()
        self.assertFalse(self.ticket.icrm_needs_date)
        self.assertNotIn(self.ticket, self.env["helpdesk.ticket"].search(needing))
        self.as_agent.stage_id = waiting
        self.as_agent.action_icrm_resume()
        # The second date passes, too.
        self.at(NEW + timedelta(minutes=1))
        self.assertTrue(self.ticket.icrm_needs_date)
        with self.assertRaises(RedirectWarning):
            self.as_agent.action_icrm_ask("And now?")
        self.as_agent.action_icrm_resolve("Done")
        self.assertFalse(self.ticket.icrm_needs_date)
        self.assertFalse(self.ticket.icrm_expected_text)

    def test_a_question_brings_the_date(self):
        self.at(DUE + timedelta(hours=1))
        Reply = self.env["icrm.request.reply"].with_user(self.agent)
        values = {"ticket_id": self.ticket.id, "kind": "ask", "body": "Which?"}
        reply = Reply.create(values)
        self.assertTrue(reply.needs_date)
        with self.assertRaises(UserError):
            reply.action_send()
        self.assertEqual(self.ticket.icrm_state, "in_progress")
        reply.write({"expected_at": NEW, "reason": "Parts are late"})
        reply.action_send()
        self.assertEqual(self.ticket.icrm_state, "waiting")
        self.assertEqual(self.ticket.icrm_expected_at, NEW)

    def test_offered_at_the_warning(self):
        self.assertFalse(self.ticket.icrm_is_at_risk)
        self.at(datetime(2026, 6, 2, 16))
        clock = self.ticket.sudo().icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )
        level = self.env["icrm.escalation"].create({"name": "Soon", "share": 75})
        self.env["icrm.clock.alert"]._record([(clock, level.id, clock.started_at)])
        self.env.invalidate_all()
        self.assertTrue(self.ticket.icrm_is_at_risk)
        self.assertFalse(self.ticket.icrm_needs_date)
        self.set_date()
        self.as_agent.action_icrm_resolve()
        self.env.invalidate_all()
        self.assertFalse(self.ticket.icrm_is_at_risk)

    def test_the_holding_team_sets_it(self):
        fellow = self._user("fellow", self.finance, "icrm_internal.group_icrm_agent")
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Finance desk",
                "icrm_department_id": self.finance.id,
                "icrm_calendar_id": self.calendar.id,
                "user_ids": fellow.ids,
            }
        )
        with self.assertRaises(AccessError):
            self.set_date(user=fellow)
        self.as_agent.action_icrm_hand_over(team.id, "Yours")
        self.set_date(user=fellow)
        self.assertEqual(self.rows().set_by_id, fellow)

    def test_nothing_is_changed_afterwards(self):
        self.set_date()
        row = self.rows()
        for user in (self.agent, self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"expected_at": NEW + timedelta(days=9)})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).write({"icrm_expected_at": NEW})
        with self.assertRaises(AccessError):
            row.with_user(self.staff).read(["reason"])
        with self.assertRaises(AccessError):
            self.env["icrm.expected.date"].with_user(self.agent).create(
                {
                    "ticket_id": self.ticket.id,
                    "company_id": self.company.id,
                    "expected_at": NEW,
                    "reason": "x",
                    "set_by_id": self.agent.id,
                    "set_at": fields.Datetime.now(),
                }
            )

    def test_the_portal_shows_it(self):
        self.set_date()
        values = self.ticket.with_user(self.staff).read(
            ["icrm_expected_at", "icrm_expected_reason", "icrm_expected_text"]
        )
        self.assertTrue(all(values[0].values()))
