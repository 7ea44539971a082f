# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RequestCommon

# A Monday at nine, in the calendar of the tests.
MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestRequestWorkflow(RequestCommon):
    """Whatever moves a request, its state, holder, dates and ledger follow."""

    @freeze_time(MONDAY)
    def test_birth(self):
        ticket = self.request()
        self.assertRecordValues(
            ticket,
            [
                {
                    "icrm_state": "new",
                    "icrm_holder": "provider",
                    "team_id": self.it_team.id,
                    "priority": "1",
                    "icrm_beneficiary_id": self.requester.id,
                    "icrm_customer_department_id": self.finance.id,
                    "icrm_provider_department_id": self.it.id,
                    "partner_id": self.staff.partner_id.id,
                    "icrm_submitted_at": datetime(2026, 3, 2, 9),
                    "icrm_response_due_at": datetime(2026, 3, 2, 14),
                    "icrm_due_at": datetime(2026, 3, 4, 9),
                    "icrm_next_due_at": datetime(2026, 3, 2, 14),
                }
            ],
        )
        self.assertEqual(self.events(ticket), [("new", "provider")])

    def test_waiting_stops_the_promise(self):
        with freeze_time(MONDAY) as clock:
            ticket = self.request()
            desk = ticket.with_user(self.agent)
            clock.move_to("2026-03-02 10:00:00")
            desk.action_icrm_take()
            clock.move_to("2026-03-02 11:00:00")
            desk.action_icrm_ask("Which screen?")
            self.assertEqual(ticket.icrm_first_response_at, datetime(2026, 3, 2, 11))
            self.assertEqual(ticket.icrm_holder, "customer")
            self.assertFalse(ticket.icrm_next_due_at)
            clock.move_to("2026-03-03 11:00:00")
            ticket.with_user(self.staff).message_post(
                body="The left one",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            self.assertEqual(ticket.icrm_state, "in_progress")
            # Eight working hours were not the team's: a day later than promised.
            self.assertEqual(ticket.icrm_due_at, datetime(2026, 3, 5, 9))
            self.assertEqual(ticket.icrm_next_due_at, datetime(2026, 3, 5, 9))
            clock.move_to("2026-03-03 14:00:00")
            desk.action_icrm_resolve("A new one is on your desk")
            self.assertEqual(ticket.icrm_resolved_at, datetime(2026, 3, 3, 14))
            self.assertEqual(ticket.closed_date, datetime(2026, 3, 3, 14))
            self.assertFalse(ticket.icrm_next_due_at)
            clock.move_to("2026-03-05 09:00:00")
            ticket.with_user(self.staff).action_icrm_reopen("It flickers")
            self.assertFalse(ticket.icrm_resolved_at)
            self.assertFalse(ticket.closed_date)
            self.assertEqual(ticket.icrm_reopen_count, 1)
        self.assertEqual(
            self.events(ticket),
            [
                ("new", "provider"),
                ("new", "provider"),  # taken: assigned
                ("in_progress", "provider"),
                ("waiting", "customer"),
                ("in_progress", "provider"),
                ("resolved", False),
                ("in_progress", "provider"),
            ],
        )

    def test_course_cannot_be_forged(self):
        ticket = self.request().with_user(self.agent)
        with self.assertRaises(AccessError):
            ticket.write({"icrm_first_response_at": MONDAY})
        with self.assertRaises(AccessError):
            ticket.create(
                {
                    "name": "Forged",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_due_at": MONDAY,
                }
            )

    def test_course_cannot_be_forged_by_the_context(self):
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        presets = {"default_icrm_first_response_at": MONDAY, "default_user_id": 1}
        forged = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .with_context(default_icrm_first_response_at=MONDAY)
            .create({"name": "Forged", "icrm_service_id": self.service.id})
        )
        self.assertFalse(forged.icrm_first_response_at)
        service = self.service.with_user(self.staff).with_context(
            **presets, default_stage_id=done.id, default_priority="3"
        )
        ticket = service.submit_request({})
        self.assertRecordValues(
            ticket.sudo(),
            [
                {
                    "icrm_first_response_at": False,
                    "user_id": False,
                    "icrm_state": "new",
                    "priority": "1",
                }
            ],
        )

    def test_it_was_somebody_else(self):
        self.colleague.sudo().employee_id.department_id = self.it
        ticket = self.request()
        other = self._customer(self.colleague)
        ticket.with_user(self.agent).icrm_requester_id = other
        self.assertEqual(ticket.icrm_beneficiary_id, other)
        self.assertEqual(ticket.icrm_customer_department_id, self.it)
        self.assertEqual(ticket.partner_id, self.colleague.partner_id)
        ticket.with_user(self.agent).icrm_beneficiary_id = self.requester
        self.assertEqual(ticket.icrm_requester_id, other)
        self.assertEqual(ticket.icrm_customer_department_id, self.finance)

    def test_a_new_team_brings_its_own_stages(self):
        """The stage changes without being written."""
        ticket = self.request()
        own = self.env["helpdesk.ticket.stage"].create(
            {
                "name": "At the supplier",
                "icrm_state": "waiting",
                "icrm_holder": "third_party",
                "team_ids": self.it_team.ids,
                "sequence": 0,
            }
        )
        ticket.stage_id = own
        self.assertEqual(ticket.icrm_holder, "third_party")
        self.assertFalse(ticket.icrm_next_due_at)
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Second line", "icrm_department_id": self.finance.id}
        )
        with freeze_time(ticket.last_stage_update + timedelta(days=1)):
            ticket.team_id = team
            self.assertEqual(
                ticket.last_stage_update, datetime.now().replace(microsecond=0)
            )
        self.assertEqual(ticket.icrm_state, ticket.stage_id.icrm_state)
        # Another department has it now, on behalf of the provider.
        self.assertEqual(ticket.icrm_holder, "department")
        self.assertTrue(ticket.icrm_next_due_at)
        self.assertEqual(self.events(ticket)[-1], ("new", "department"))
        event = self.env["icrm.request.event"].search(
            [("ticket_id", "=", ticket.id)], order="id desc", limit=1
        )
        self.assertEqual((event.team_id, event.department_id), (team, self.finance))
        self.assertEqual(ticket.icrm_provider_department_id, self.it)

    def test_from_one_end_to_another(self):
        ticket = self.request()
        with freeze_time(MONDAY) as clock:
            ticket._icrm_set_state("resolved")
            closed = ticket.closed_date
            clock.tick(3600)
            ticket.write({"stage_id": ticket.stage_id.id})
            self.assertEqual(ticket.closed_date, closed)
            ticket._icrm_set_state("rejected")
            self.assertEqual(ticket.closed_date, closed)
            self.assertFalse(ticket.icrm_resolved_at)
            self.assertFalse(ticket.icrm_reopen_count)
            ticket._icrm_set_state("new")
            self.assertFalse(ticket.closed_date)
            self.assertEqual(ticket.icrm_reopen_count, 1)

    def test_a_graver_priority_keeps_what_is_elapsed(self):
        self.service.promise_ids = [
            Command.create(
                {"priority": "3", "response_hours": 1, "resolution_hours": 8}
            )
        ]
        with freeze_time(MONDAY) as clock:
            ticket = self.request()
            clock.move_to("2026-03-02 10:30:00")
            ticket.with_user(self.agent).priority = "3"
        # What was not promised at ten cannot have been broken at ten.
        self.assertEqual(ticket.icrm_response_due_at, datetime(2026, 3, 2, 10, 30))
        self.assertEqual(ticket.icrm_due_at, datetime(2026, 3, 3, 9))
        self.assertEqual(ticket.icrm_next_due_at, datetime(2026, 3, 2, 10, 30))

    def test_what_counts_as_first_response(self):
        def post(ticket, user, **values):
            ticket.with_user(user).message_post(
                body="Word",
                **{
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **values,
                },
            )

        ticket = self.request()
        post(ticket, self.agent, subtype_xmlid="mail.mt_note")
        post(ticket, self.agent, message_type="notification")
        post(ticket, self.staff)
        post(ticket, self.env.ref("base.user_root"), message_type="auto_comment")
        ticket.with_user(self.agent).action_icrm_take()
        self.assertFalse(ticket.icrm_first_response_at)
        self.assertEqual(ticket.icrm_next_due_at, ticket.icrm_response_due_at)
        post(ticket, self.agent)
        first = ticket.icrm_first_response_at
        self.assertTrue(first)
        self.assertEqual(ticket.icrm_next_due_at, ticket.icrm_due_at)
        with freeze_time(first + timedelta(hours=1)):
            post(ticket, self.agent)
        self.assertEqual(ticket.icrm_first_response_at, first)
        # A word of the head of the department counts, one of an auditor does not.
        ticket = self.request()
        post(ticket, self.auditor)
        self.assertFalse(ticket.icrm_first_response_at)
        post(ticket, self.it_head)
        self.assertTrue(ticket.icrm_first_response_at)
        # An agent's own message as a requester is no response.
        ticket = self.request(icrm_requester_id=self._customer(self.agent).id)
        post(ticket, self.agent)
        self.assertFalse(ticket.icrm_first_response_at)

    def test_withdrawn_is_no_response(self):
        ticket = self.request()
        ticket.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(ticket.icrm_state, "withdrawn")
        self.assertFalse(ticket.icrm_first_response_at)
        self.assertTrue(ticket.closed_date)

    def test_a_plain_ticket_becomes_a_request(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Plain",
                "description": "x",
                "team_id": self.it_team.id,
                "partner_id": self.staff.partner_id.id,
            }
        )
        ticket.icrm_service_id = self.service
        self.assertEqual(ticket.icrm_requester_id, self.requester)
        self.assertEqual(ticket.icrm_submitted_at, ticket.create_date)
        self.assertTrue(ticket.icrm_due_at)
        self.assertEqual(self.events(ticket), [("new", "provider")])
        self.assertEqual(
            sorted(ticket.icrm_clock_ids.mapped("kind")), ["resolution", "response"]
        )
        self.assertEqual(set(ticket.icrm_clock_ids.mapped("state")), {"running"})

    def test_many_at_once(self):
        # One moment for all: clocks that differ by a second are written apart.
        frozen = freeze_time(MONDAY)
        clock = frozen.start()
        self.addCleanup(frozen.stop)
        few = self.request() | self.request()
        many = self.env["helpdesk.ticket"].concat(*(self.request() for _i in range(50)))
        waiting = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        working = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        for stage in (waiting, working, waiting):
            counts = []
            clock.tick(timedelta(hours=1))
            for tickets in (few, many):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                tickets.write({"stage_id": stage.id})
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            self.assertLessEqual(counts[1], counts[0] + 1, stage.name)
