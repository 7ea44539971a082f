# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)
CLOCK = ("kind", "state", "elapsed_seconds", "due_at", "missed_at", "stopped_at")
SEGMENT = ("start_at", "end_at", "holder", "is_counted", "working_seconds")
DATES = (
    "icrm_state",
    "icrm_holder",
    "icrm_due_at",
    "icrm_response_due_at",
    "icrm_next_due_at",
    "icrm_first_response_at",
    "icrm_resolved_at",
    "icrm_reopen_count",
    "closed_date",
    "last_stage_update",
    "assigned_date",
)


@tagged("post_install", "-at_install")
class TestUndo(IcrmCommon):
    """After an undo a request is as its twin, to which nothing happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user(
            "undo-buyer", cls.finance, "icrm_internal.group_icrm_agent"
        )
        cls.buying_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Buying",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.buyer.id)],
            }
        )

        with freeze_time(MONDAY):
            service = cls.service.with_user(cls.colleague)
            cls.ticket, cls.twin = (
                service.submit_request({"name": name, "description": "x"}).sudo()
                for name in ("Laptop broken", "Screen broken")
            )
        with freeze_time(MONDAY + timedelta(minutes=7)):
            (cls.ticket | cls.twin).with_user(cls.agent).action_icrm_take()

    def setUp(self):
        super().setUp()
        self.at(minutes=63, seconds=11)

    def at(self, **after):
        frozen = freeze_time(MONDAY + timedelta(**after))
        frozen.start()
        self.addCleanup(frozen.stop)

    def undo(self, action, user=None):
        Ticket = self.env["helpdesk.ticket"].with_user(user or self.agent)
        return Ticket.action_icrm_undo(action["params"]["step"])

    def describe(self, ticket):
        ticket.invalidate_recordset()
        clocks = ticket.icrm_clock_ids.sorted("kind")
        clocks.invalidate_recordset()
        events = self.env["icrm.request.event"].search([("ticket_id", "=", ticket.id)])
        return {
            "values": [ticket[name] for name in DATES],
            "clocks": [[clock[name] for name in CLOCK] for clock in clocks],
            "segments": [
                [segment[name] for name in SEGMENT]
                for clock in clocks
                for segment in clock.segment_ids.sorted("start_at")
            ],
            "events": [(event.occurred_at, event.state) for event in events],
        }

    def assertTwins(self):
        """Now, and to the second when both end later."""
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))
        self.at(hours=3, seconds=41)
        for ticket in self.ticket | self.twin:
            ticket.with_user(self.agent).action_icrm_ask("Which one?")
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))
        self.at(hours=4, seconds=2)
        for ticket in self.ticket | self.twin:
            ticket.with_user(self.colleague).action_icrm_comment("The left one")
        self.at(hours=26, seconds=3)
        for ticket in self.ticket | self.twin:
            ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))

    def test_resolve(self):
        action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.assertEqual(action["tag"], "icrm_undo")
        self.assertEqual(self.ticket.icrm_state, "resolved")
        self.assertTrue(self.ticket.icrm_first_response_at)
        self.at(minutes=64, seconds=10)
        self.undo(action)
        self.assertTwins()

    def test_resolve_of_a_late_request(self):
        self.at(days=20)
        action = self.ticket.with_user(self.agent).action_icrm_resolve()
        clock = self.ticket.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )
        self.assertEqual(clock.state, "missed")
        self.undo(action)
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))
        running = (self.ticket | self.twin).icrm_clock_ids.filtered(
            lambda clock: clock.state == "running"
        )
        running._record_misses(fields.Datetime.now())
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))
        self.assertEqual(clock.missed_at, clock.due_at)

    def test_withdraw(self):
        action = self.ticket.with_user(self.colleague).action_icrm_withdraw()
        self.assertEqual(self.ticket.icrm_state, "withdrawn")
        self.at(minutes=63, seconds=50)
        self.undo(action, self.colleague)
        self.assertTwins()

    def test_decline(self):
        action = self.ticket.with_user(self.agent).action_icrm_reject("Too dear")
        self.assertEqual(self.ticket.icrm_state, "rejected")
        self.assertEqual(self.ticket.icrm_reject_reason, "Too dear")
        self.undo(action)
        self.assertFalse(self.ticket.icrm_reject_reason)
        self.assertTwins()

    def test_hand_over(self):
        ticket = self.ticket.with_user(self.agent)
        handover, action = ticket._icrm_hand_over(self.buying_team.id, "Buy one")
        self.assertEqual(self.ticket.team_id, self.buying_team)
        self.at(minutes=64)
        self.undo(action)
        self.assertFalse(handover.sudo().exists())
        self.assertEqual(self.ticket.team_id, self.twin.team_id)
        self.assertEqual(self.ticket.user_id, self.agent)
        self.assertTwins()

    def test_merge(self):
        action = self.ticket.with_user(self.agent).action_icrm_merge(self.twin.id)
        self.assertEqual(self.ticket.duplicate_id, self.twin)
        self.assertEqual(self.ticket.icrm_state, "withdrawn")
        self.undo(action)
        self.assertFalse(self.ticket.duplicate_id)
        self.assertTwins()

    def test_reopen(self):
        for ticket in self.ticket | self.twin:
            ticket.with_user(self.agent).action_icrm_resolve()
        self.at(hours=2)
        action = self.ticket.with_user(self.agent).action_icrm_reopen_closed("By phone")
        self.assertEqual(self.ticket.icrm_state, "in_progress")
        self.assertEqual(self.ticket.icrm_reopen_count, 1)
        self.undo(action)
        self.assertEqual(self.describe(self.ticket), self.describe(self.twin))

    def test_resolve_resolves_the_parent(self):
        """What the step caused is undone with it."""
        parent = self.twin
        self.ticket.icrm_parent_id = parent
        before = self.describe(parent)
        action = self.ticket.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(parent.icrm_state, "resolved")
        self.undo(action)
        self.assertEqual(self.describe(parent), before)

    def test_pending_hand_over_comes_back(self):
        ticket = self.ticket.with_user(self.agent)
        handover, _action = ticket._icrm_hand_over(self.buying_team.id, "Buy one")
        clock = handover.sudo().clock_ids
        due_at = clock.due_at
        action = self.ticket.with_user(self.colleague).action_icrm_withdraw()
        self.assertEqual(handover.sudo().state, "cancelled")
        self.undo(action, self.colleague)
        self.assertEqual(handover.sudo().state, "waiting")
        self.assertEqual((clock.state, clock.due_at), ("running", due_at))

    def test_what_waits_of_earlier_steps_is_sent(self):
        """Undo takes back the messages of its own step alone."""
        messages = self.env["icrm.message"]

        def enqueue(event):
            messages._enqueue(event, self.colleague, self.ticket, occasion="x")
            messages._flush_outbox()
            return messages.search(
                [("res_id", "=", self.ticket.id), ("event", "=", event)]
            )

        held = enqueue("request_handed_over")
        held.write({"state": "held", "hold": "morning"})
        self.at(minutes=65)
        action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        done = enqueue("request_done")
        self.undo(action)
        self.assertEqual(held.state, "held")
        self.assertEqual(done.state, "cancelled")

    def test_after_a_minute_it_is_too_late(self):
        action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.at(minutes=64, seconds=12)
        with self.assertRaisesRegex(UserError, "too late"):
            self.undo(action)
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_only_once(self):
        action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.undo(action)
        self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        with self.assertRaisesRegex(UserError, "too late"):
            self.undo(action)

    def test_only_one_s_own_step(self):
        action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        for user in (self.colleague, self.staff, self.it_head):
            with self.assertRaisesRegex(UserError, "too late"):
                self.undo(action, user)
        with self.assertRaises(AccessError):
            self.env["icrm.request.undo"].with_user(self.agent).search([])

    def test_not_what_changed_since(self):
        def changes():
            yield lambda: self.ticket.with_user(self.colleague).action_icrm_confirm()
            yield lambda: self.ticket.with_user(self.colleague).action_icrm_rate(5)
            yield lambda: self.ticket.with_user(self.colleague).message_post(
                body="Thanks", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            yield lambda: self.ticket.with_user(self.colleague).action_icrm_reopen("No")

        for number, change in enumerate(changes()):
            with self.subTest(number=number), self.env.cr.savepoint() as savepoint:
                action = self.ticket.with_user(self.agent).action_icrm_resolve("Done")
                change()
                with self.assertRaisesRegex(UserError, "changed since"):
                    self.undo(action)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_receiver_took_it(self):
        ticket = self.ticket.with_user(self.agent)
        _handover, action = ticket._icrm_hand_over(self.buying_team.id, "Buy one")
        self.ticket.with_user(self.buyer).action_icrm_acknowledge()
        with self.assertRaisesRegex(UserError, "changed since"):
            self.undo(action)

    def test_the_customer_is_informed_of_what_is_true(self):
        """What was not sent is cancelled; what the conversation says is corrected."""
        Message = self.env["icrm.message"].sudo()
        mine = [("res_id", "=", self.ticket.id), ("event", "=", "request_done")]
        messages = self.ticket.message_ids
        ticket = self.ticket.with_user(self.agent).with_context(
            tracking_disable=False, mail_notrack=False
        )
        action = ticket.action_icrm_resolve()
        Message._flush_outbox()
        message = Message.search(mine)
        self.assertEqual(message.state, "waiting")
        self.assertGreaterEqual((message.try_at - message.queued_at).seconds, 60)
        self.undo(action)
        self.assertEqual(message.state, "cancelled")
        added = self.ticket.message_ids - messages
        self.assertNotIn("Correction", " ".join(added.mapped("body")))
        self.assertIn("undid", " ".join(added.mapped("body")))

        action = ticket.action_icrm_resolve("Done")
        self.undo(action)
        added = self.ticket.message_ids - messages
        self.assertIn("Correction", " ".join(added.mapped("body")))
        self.assertFalse(added.notified_partner_ids)
        Message._flush_outbox()
        self.assertEqual(set(Message.search(mine).mapped("state")), {"cancelled"})

    def test_only_mails_of_the_step(self):
        """What waits of before, and what was written since, is sent."""
        Mail = self.env["mail.mail"].sudo()

        def write(subject):
            return Mail.create(
                {
                    "subject": subject,
                    "model": "helpdesk.ticket",
                    "res_id": self.ticket.id,
                    "email_to": "a@example.com",
                    "is_notification": False,
                }
            )

        resolve = self.registry["helpdesk.ticket"]._icrm_set_state

        def set_state(tickets, state):
            write("Of the step")
            return resolve(tickets, state)

        write("Before")
        self.patch(self.registry["helpdesk.ticket"], "_icrm_set_state", set_state)
        action = self.ticket.with_user(self.agent).action_icrm_resolve()
        # Just before the commit, core writes mails of templates.
        write("Of the step, late")
        self.env.cr.precommit.run()
        write("Since")
        self.undo(action)
        left = Mail.search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        )
        self.assertEqual(sorted(left.mapped("subject")), ["Before", "Since"])

    def test_steps_are_deleted(self):
        self.ticket.with_user(self.agent).action_icrm_resolve()
        steps = self.env["icrm.request.undo"].search([])
        self.assertTrue(steps)
        self.at(hours=2)
        steps._gc_steps()
        self.assertFalse(steps.exists())
