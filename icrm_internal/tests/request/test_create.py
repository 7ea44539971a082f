# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2.errors

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestNumbers(RequestCommon):
    def test_unique(self):
        first, second = self.request(), self.request()
        self.assertNotEqual(first.number, second.number)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            second.number = first.number
            second.flush_recordset()

    def test_one_batch_has_numbers_in_order(self):
        tickets = self.env["helpdesk.ticket"].create(
            [{"name": f"{index}", "description": "x"} for index in range(5)]
        )
        numbers = tickets.mapped("number")
        self.assertEqual(len(set(numbers)), 5)
        self.assertEqual(numbers, sorted(numbers))
        copies = tickets.copy()
        self.assertEqual(len(set((tickets | copies).mapped("number"))), 10)

    def test_a_sequence_without_gaps(self):
        sequence = self.env.ref("helpdesk_mgmt.helpdesk_ticket_sequence")
        sequence.write({"implementation": "no_gap", "number_next": 700})
        numbers = [
            ticket.number
            for ticket in self.env["helpdesk.ticket"].create(
                [{"name": "x", "description": "x"}] * 3
            )
        ]
        self.assertEqual(numbers, ["HT00700", "HT00701", "HT00702"])

    def test_sorted_past_the_padding(self):
        sequence = self.env.ref("helpdesk_mgmt.helpdesk_ticket_sequence")
        sequence.number_next_actual = 99998
        tickets = self.env["helpdesk.ticket"].concat(
            *(self.request() for _index in range(3))
        )
        self.assertEqual(tickets.mapped("number"), ["HT99998", "HT99999", "HT100000"])
        found = tickets.search([("id", "in", tickets.ids)])
        self.assertEqual(found.mapped("number"), ["HT100000", "HT99999", "HT99998"])

    def test_a_plain_ticket_may_have_any_number(self):
        """An agent who takes the next number hinders no request."""
        sequence = self.env.ref("helpdesk_mgmt.helpdesk_ticket_sequence")
        sequence.number_next_actual = 900
        agent = self._user("squatter", self.it, "icrm_internal.group_icrm_agent")
        Ticket = self.env["helpdesk.ticket"].with_user(agent)
        values = {"name": "Old", "description": "x", "number": "HT00900"}
        plain = Ticket.create([values, values])
        plain.flush_recordset()
        request = self.request()
        request.flush_recordset()
        self.assertEqual([*plain.mapped("number"), request.number], ["HT00900"] * 3)


@tagged("post_install", "-at_install")
class TestRequestCreation(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests' usual silence would hide followers and messages.
        cls.env = cls.env(context={})

    def batch(self, count):
        return [
            {
                "name": f"Request {index}",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.requester.id,
            }
            for index in range(count)
        ]

    def test_fifty_cost_hardly_more_than_one(self):
        Ticket = self.env["helpdesk.ticket"]
        Ticket.create(self.batch(2))
        counts = []
        for count in (2, 50):
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Ticket.create(self.batch(count))
            self.env.cr.flush()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_a_batch_in_two_calendars_keeps_its_order(self):
        slow = self.calendar.copy()
        slow.attendance_ids.filtered(
            lambda attendance: attendance.day_period == "afternoon"
        ).unlink()
        other = self._service("Slow", calendar_id=slow.id)
        values = [
            {**vals, "icrm_service_id": service.id}
            for vals, service in zip(
                self.batch(4), [self.service, other] * 2, strict=True
            )
        ]
        tickets = self.env["helpdesk.ticket"].create(values)
        self.assertEqual(tickets.icrm_service_id, self.service | other)
        due = tickets.mapped("icrm_due_at")
        self.assertEqual(due[0], due[2])
        self.assertEqual(due[1], due[3])
        self.assertLess(due[0], due[1])

    def test_conversation(self):
        follower = self.officer.partner_id
        silent = self.env["helpdesk.ticket"].create(self.batch(1))
        self.it_team.message_subscribe(
            follower.ids, self.env.ref("helpdesk_mgmt.hlp_tck_team_created").ids
        )
        heard = self.env["helpdesk.ticket"].create(self.batch(2))
        self.assertEqual(silent.message_partner_ids, self.staff.partner_id)
        for ticket in heard:
            self.assertEqual(
                ticket.message_partner_ids, self.staff.partner_id | follower
            )
        self.assertEqual(len(silent.message_ids), 1)
        self.assertEqual(silent.message_ids.subtype_id, self.env.ref("mail.mt_note"))
        for ticket in heard:
            message = ticket.message_ids
            self.assertEqual(
                message.subtype_id, self.env.ref("helpdesk_mgmt.hlp_tck_created")
            )
            self.assertEqual(message.notified_partner_ids, follower)

    def test_agent_writes_down_what_he_is_told(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .create(self.batch(1)[0] | {"user_id": self.agent.id})
        )
        self.assertEqual(ticket.icrm_origin, "agent")
        self.assertEqual(ticket.icrm_holder_name, "IT desk - Agent")
        self.assertEqual(
            ticket.sudo().message_partner_ids,
            self.staff.partner_id | self.agent.partner_id,
        )

    def test_by_contact_alone(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "By phone",
                "icrm_service_id": self.service.id,
                "partner_id": self.staff.partner_id.id,
            }
        )
        self.assertEqual(ticket.icrm_requester_id, self.requester)
        self.assertEqual(ticket.icrm_customer_department_id, self.finance)

    def test_an_import_keeps_what_it_brings(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                **self.batch(1)[0],
                "icrm_origin": "import",
                "icrm_state": "resolved",
                "icrm_holder": False,
                "icrm_submitted_at": "2025-01-06 09:00:00",
                "icrm_resolved_at": "2025-01-07 09:00:00",
                "icrm_due_at": "2025-01-08 09:00:00",
            }
        )
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(str(ticket.icrm_due_at), "2025-01-08 09:00:00")
        self.assertEqual(str(ticket.icrm_response_due_at), "2025-01-06 14:00:00")
        self.assertFalse(ticket.icrm_next_due_at)
        self.assertFalse(self.events(ticket))

    def test_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "There", "company_id": other.id}
        )
        with self.assertRaisesRegex(ValidationError, "belong to one company"):
            self.request(team_id=team.id)

    def test_the_department_stays_when_people_move(self):
        ticket = self.request()
        self.staff.sudo().employee_id.department_id = self.it
        self.assertEqual(self.requester.department_id, self.it)
        self.assertEqual(ticket.icrm_customer_department_id, self.finance)

    def test_plain_tickets_stay_plain(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "x", "team_id": self.it_team.id}
        )
        self.assertFalse(ticket.icrm_state or ticket.icrm_due_at or ticket.icrm_origin)
        self.assertFalse(self.events(ticket))
        self.assertFalse(ticket.with_user(self.agent).icrm_is_provider)

    def test_no_promise_without_one(self):
        service = self._service("Favour", promise_ids=[Command.clear()])
        ticket = self.request(icrm_service_id=service.id)
        self.assertFalse(ticket.icrm_due_at or ticket.icrm_next_due_at)
