# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RequestCommon

# A Monday at nine, in the calendar of the tests.
MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestCourse(RequestCommon):
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
