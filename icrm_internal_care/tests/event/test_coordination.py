# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestCoordination(MeetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.research = cls.env["hr.department"].create({"name": "Research"})
        cls.scientist = cls._user("scientist", cls.research)
        tickets = [
            cls.service.with_user(cls.staff)
            .submit_request({"name": name, "form_key": name})
            .with_user(cls.env.user)
            .sudo(False)
            for name in ("One", "Two")
        ]
        cls.ticket, cls.other = tickets

    def _group(self, *members):
        ticket = self.ticket.with_user(self.it_head)
        action = ticket.action_icrm_start_coordination()
        group = ticket.env["icrm.coordination"].browse(action["res_id"])
        group.member_ids = [Command.link(member.id) for member in members]
        return group

    def _reads(self, user, ticket=None):
        ticket = (ticket or self.ticket).with_user(user)
        found = ticket.search_count([("id", "=", ticket.id)])
        self.assertEqual(bool(found), ticket.has_access("read"))
        return bool(found)

    def test_a_member_reads_that_one_request_and_no_other(self):
        self.assertFalse(self._reads(self.scientist))
        group = self._group(self.scientist)
        self.assertTrue(self._reads(self.scientist))
        self.assertFalse(self._reads(self.scientist, self.other))
        self.assertFalse(self._reads(self.colleague))
        as_member = self.ticket.with_user(self.scientist)
        self.assertEqual(as_member.name, "One")
        with self.assertRaises(AccessError):
            as_member.name = "Mine"
        for method in ("action_icrm_withdraw", "action_icrm_take"):
            with self.assertRaises(AccessError):
                getattr(as_member, method)()
        self.assertTrue(group.with_user(self.scientist).is_member)

    def test_it_ends_by_itself(self):
        group = self._group(self.scientist)
        group.date_end = fields.Date.today() - timedelta(days=2)
        self.assertEqual(group.state, "active")
        self.assertFalse(self._reads(self.scientist))
        self.assertFalse(group.with_user(self.scientist).has_access("read"))
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal_care.ir_cron_coordination_end"
            ).method_direct_trigger()
        group.invalidate_recordset()
        self.assertEqual(group.state, "ended")
        self.assertFalse(self._reads(self.scientist))

    def test_who_is_taken_out_reads_no_more(self):
        group = self._group(self.scientist)
        self.assertTrue(self._reads(self.scientist))
        group.member_ids = [Command.unlink(self.scientist.id)]
        self.assertFalse(self._reads(self.scientist))
        group.member_ids = [Command.link(self.scientist.id)]
        self.assertTrue(self._reads(self.scientist))
        group.action_end("Solved")
        self.assertFalse(self._reads(self.scientist))
        with self.assertRaisesRegex(UserError, "has ended"):
            group.member_ids = [Command.link(self.colleague.id)]

    def test_who_answers_for_the_request_lets_people_in(self):
        for user in (self.staff, self.agent, self.auditor):
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).action_icrm_start_coordination()
        group = self._group(self.scientist)
        group.lead_id = self.scientist
        led = group.with_user(self.scientist)
        led.mandate = "Do it"
        for values in (
            {"member_ids": [Command.link(self.colleague.id)]},
            {"date_end": "2199-01-01"},
            {"lead_id": self.colleague.id},
        ):
            with self.assertRaises(AccessError):
                led.write(values)
        with self.assertRaises(AccessError):
            self.env["icrm.coordination"].with_user(self.it_head).create(
                {"name": "x", "mandate": "x", "ticket_id": self.other.id}
            )
        with self.assertRaisesRegex(UserError, "as consultants"):
            group.member_ids = [Command.link(self.portal_user.id)]

    def test_consultants_have_no_rights(self):
        group = self._group()
        group.consultant_ids = [Command.link(self.portal_user.partner_id.id)]
        self.assertFalse(self._reads(self.portal_user))
        joined = self._messages("coordination_joined", group)
        self.assertEqual(joined.partner_id, self.portal_user.partner_id)
        self.assertNotIn("/odoo/", joined.body)
        self.assertFalse(group.with_user(self.portal_user).has_access("read"))

    def test_who_was_taken_out_does_not_hear_of_having_joined(self):
        group = self._group(self.scientist, self.colleague)
        group.consultant_ids = [Command.link(self.portal_user.partner_id.id)]
        group.member_ids = [Command.unlink(self.colleague.id)]
        group.consultant_ids = [Command.clear()]
        sent = self._messages("coordination_joined", group).filtered(
            lambda message: message.state == "sent"
        )
        self.assertEqual(sent.partner_id, self.scientist.partner_id)

    def test_it_lasts_a_year_at_most(self):
        group = self._group(self.scientist)
        today = fields.Date.today()
        group.date_end = today + timedelta(days=365)
        for values in ({"date_end": today + timedelta(days=370)},):
            with self.assertRaisesRegex(ValidationError, "at the latest"):
                group.write(values)
            with self.assertRaisesRegex(ValidationError, "at the latest"):
                self.env["icrm.coordination"].with_user(self.it_head).create(
                    {"name": "x", "mandate": "x", **values}
                )

    def test_members_read_an_incident_while_it_lasts(self):
        incident = self.env["icrm.incident"].create(
            {"name": "Mail is down", "department_id": self.it.id}
        )
        incident.action_tell("Nearly done")
        other = incident.copy({"name": "Another"})
        for user in (self.staff, self.agent, self.finance_head, self.auditor):
            with self.assertRaises(AccessError):
                incident.with_user(user).action_start_coordination()
        as_head = incident.with_user(self.it_head)
        action = as_head.action_start_coordination()
        group = as_head.env["icrm.coordination"].browse(action["res_id"])
        self.assertEqual((group.incident_id, group.lead_id), (incident, self.it_head))
        as_member = incident.with_user(self.scientist)
        self.assertFalse(as_member.has_access("read"))
        group.member_ids = [Command.link(self.scientist.id)]
        self.env.invalidate_all()
        self.assertTrue(as_member.has_access("read"))
        self.assertEqual(as_member.update_ids.body, "Nearly done")
        self.assertFalse(as_member.has_access("write"))
        self.assertFalse(other.with_user(self.scientist).has_access("read"))
        with self.assertRaises(AccessError):
            as_member.action_tell("x")
        group.with_user(self.scientist).action_open_record()
        with self.assertRaises(AccessError):
            group.with_user(self.scientist).member_ids = False
        group.date_end = fields.Date.today() - timedelta(days=2)
        self.env.invalidate_all()
        self.assertFalse(as_member.has_access("read"))
        update = incident.update_ids.with_user(self.scientist)
        self.assertFalse(update.has_access("read"))
        with self.assertRaisesRegex(UserError, "stays on record"):
            group.unlink()

    def test_it_is_in_the_access_log(self):
        Log = self.env["icrm.access.log"]
        before = Log.search([])
        group = self._group(self.scientist)
        rows = Log.search([]) - before
        self.assertEqual(set(rows.mapped("kind")), {"coordination"})
        self.assertIn("Scientist", " ".join(rows.mapped("reason")))
        group.with_user(self.scientist).action_open_record()
        opened = Log.search([]) - before - rows
        self.assertEqual(opened.user_id, self.scientist)
        with self.assertRaises(AccessError):
            group.with_user(self.colleague).action_open_record()

    def test_reading_requests_costs_no_query_more(self):
        self._group(self.scientist)
        ticket = self.ticket.with_user(self.scientist)
        ticket._icrm_get_guest_ids()
        with self.assertQueryCount(0):
            ticket._icrm_get_guest_ids()

    def test_members_read_a_dispute_while_it_lasts(self):
        dispute = self.env["icrm.dispute"].create(
            {
                "name": "Who pays",
                "raised_department_id": self.finance.id,
                "other_department_id": self.it.id,
                "statement": "x",
            }
        )
        dispute.action_raise()
        other = dispute.copy({"name": "Another"})
        dispute = dispute.with_user(self.finance_head)
        action = dispute.action_start_coordination()
        group = dispute.env["icrm.coordination"].browse(action["res_id"])
        group.member_ids = [Command.link(self.scientist.id)]
        as_member = dispute.with_user(self.scientist)
        self.assertTrue(as_member.has_access("read"))
        self.assertFalse(as_member.has_access("write"))
        self.assertFalse(other.with_user(self.scientist).has_access("read"))
        group.date_end = fields.Date.today() - timedelta(days=2)
        self.env.invalidate_all()
        self.assertFalse(as_member.has_access("read"))

    def test_a_meeting_of_the_group(self):
        group = self._group(self.scientist)
        action = group.action_plan_meeting()
        meeting = self.Meeting.browse(action["res_id"])
        self.assertEqual(meeting.kind, "coordination")
        self.assertIn(self.scientist.partner_id, meeting.attendee_ids.partner_id)
        with self.assertRaises(AccessError):
            group.with_user(self.scientist).action_plan_meeting()
