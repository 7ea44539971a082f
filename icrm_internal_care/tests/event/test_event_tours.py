# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import fields
from odoo.tests import HttpCase, tagged

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestEventTours(HttpCase, MeetingCommon):
    def setUp(self):
        super().setUp()
        (self.it_head | self.finance_head).odoobot_state = "disabled"

    def test_a_review_with_decisions_and_an_action(self):
        path = f"/odoo/internal-relationships/{self.relationship.id}"
        self.start_tour(path, "icrm_meeting_review", login="icrm_it_head")
        meeting = self.Meeting.search([("relationship_id", "=", self.relationship.id)])
        self.assertEqual(meeting.state, "held")
        self.assertEqual(meeting.item_ids.decision, "Ten are kept in stock")
        self.assertEqual(meeting.action_item_ids.owner_id, self.it_head)
        self.start_tour(
            "/odoo/internal-action-items",
            "icrm_meeting_action_done",
            login="icrm_it_head",
        )
        self.assertEqual(meeting.action_item_ids.state, "done")

    def test_a_dispute_raised_answered_settled(self):
        path = f"/odoo/internal-relationships/{self.relationship.id}"
        self.start_tour(path, "icrm_dispute_raise", login="icrm_finance_head")
        dispute = self.env["icrm.dispute"].search(
            [("relationship_id", "=", self.relationship.id)]
        )
        self.assertEqual(dispute.state, "raised")
        path = f"/odoo/internal-disputes/{dispute.id}"
        self.start_tour(path, "icrm_dispute_answer", login="icrm_it_head")
        self.start_tour(path, "icrm_dispute_settle", login="icrm_finance_head")
        self.assertEqual(dispute.state, "settled")
        self.assertEqual(dispute.lesson, "Insure it")

    def test_an_officer_decides(self):
        dispute = self.env["icrm.dispute"].create(
            {
                "name": "Who pays",
                "raised_department_id": self.finance.id,
                "other_department_id": self.it.id,
                "statement": "x",
                "raised_by_id": self.finance_head.id,
            }
        )
        dispute.sudo().write({"state": "to_decide", "escalation_reason": "Stuck"})
        self.start_tour(
            f"/odoo/internal-disputes/{dispute.id}",
            "icrm_dispute_decide",
            login="icrm_officer",
        )
        self.assertEqual(dispute.decided_by_id, self.officer)

    def test_an_invitation_is_answered(self):
        """In the calendar, at a desktop and on a phone; the organizer sees it."""
        self.finance_head.tz = self.it_head.tz = "UTC"
        noon = datetime.combine(fields.Date.today(), time(12))
        for size in ("1366x800", "390x844"):
            with self.subTest(size=size):
                meeting = self._review(invite=False)
                meeting.write({"name": "Quarter talk", "start": noon})
                meeting.action_invite()
                attendee = meeting.attendee_ids.filtered(
                    lambda one: one.partner_id == self.finance_head.partner_id
                )
                self.assertNotEqual(attendee.response, "accepted")
                self.browser_size = size
                self.touch_enabled = size == "390x844"
                self.start_tour(
                    "/odoo/calendar",
                    "icrm_meeting_answer",
                    login=self.finance_head.login,
                )
                self.env.invalidate_all()
                self.assertEqual(attendee.response, "accepted")
                meeting.action_cancel("Another day")
