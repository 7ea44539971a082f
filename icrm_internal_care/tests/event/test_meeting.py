# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.misc import format_date

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestMeeting(MeetingCommon):
    # -- planning --
    def test_a_review_comes_with_its_figures_and_people(self):
        meeting = self._review()
        self.assertEqual(meeting.kind, "review")
        self.assertEqual(meeting.department_ids, self.it | self.finance)
        self.assertEqual(
            meeting.attendee_ids.partner_id,
            (self.it_head | self.finance_head).partner_id,
        )
        self.assertEqual(meeting.figures["values"]["request_count"], 0)
        self.assertIn("no data yet", meeting.figures_html)
        event = meeting.sudo().event_id
        self.assertEqual(event.start, meeting.start)
        self.assertEqual(event.partner_ids, meeting.attendee_ids.partner_id)
        self.assertEqual(self.relationship.next_review_date, meeting.start.date())

    def test_figures_stay_as_they_were(self):
        meeting = self._review()
        self.service.with_user(self.staff).submit_request({"name": "x"})
        self.assertEqual(self.relationship.request_count, 1)
        self.assertEqual(meeting.figures["values"]["request_count"], 0)
        meeting.action_refresh_figures()
        self.assertEqual(meeting.figures["values"]["request_count"], 1)
        meeting.action_send_minutes()
        with self.assertRaisesRegex(UserError, "requires"):
            meeting.action_refresh_figures()

    def test_readers_of_a_relationship_do_not_plan_its_meetings(self):
        self.assertTrue(self.relationship.with_user(self.agent).has_access("read"))
        for user in (self.agent, self.auditor, self.staff):
            with self.assertRaises(AccessError):
                self.relationship.with_user(user).action_plan_review()
        with self.assertRaises(AccessError):
            self.Meeting.with_user(self.agent).create(
                {"name": "x", "department_ids": [Command.set(self.it.ids)]}
            )

    def test_the_account_manager_plans_too(self):
        self.relationship.account_manager_id = self.agent
        meeting = self._review(self.agent)
        self.assertIn(self.agent.partner_id, meeting.attendee_ids.partner_id)

    def test_what_it_is_about_is_not_forged(self):
        Meeting = self.Meeting.with_user(self.it_head)
        values = {"name": "x", "department_ids": [Command.set(self.it.ids)]}
        for forged in (
            {"relationship_id": self.relationship.id},
            {"state": "held"},
            {"figures": {"values": {}}},
            {"minutes_sent_on": "2026-01-01"},
        ):
            with self.assertRaises(AccessError):
                Meeting.create({**values, **forged})
        with self.assertRaisesRegex(UserError, "from the record"):
            Meeting.create({**values, "kind": "review"})
        meeting = Meeting.create(values)
        with self.assertRaisesRegex(UserError, "cannot change"):
            meeting.kind = "review"

    def test_a_meeting_is_not_moved_to_others(self):
        meeting = self.Meeting.with_user(self.it_head).create(
            {"name": "x", "department_ids": [Command.set(self.it.ids)]}
        )
        with self.assertRaises(AccessError):
            meeting.department_ids = self.finance

    # -- who reads --
    def test_who_reads_what_was_decided(self):
        meeting = self._review()
        meeting.item_ids = [Command.create({"name": "Waiting", "decision": "Faster"})]
        item = meeting.item_ids
        for user in (self.staff, self.agent, self.desk, self.portal_user):
            for record in (meeting, item):
                self.assertFalse(record.with_user(user).has_access("read"))
        for user in (self.finance_head, self.officer, self.auditor):
            self.assertEqual(item.with_user(user).decision, "Faster")
        meeting.attendee_ids = [
            Command.create({"partner_id": self.colleague.partner_id.id})
        ]
        self.assertEqual(item.with_user(self.colleague).decision, "Faster")
        with self.assertRaises(AccessError):
            item.with_user(self.colleague).decision = "Slower"
        with self.assertRaises(AccessError):
            meeting.attendee_ids.with_user(self.colleague).create(
                {"meeting_id": meeting.id, "partner_id": self.staff.partner_id.id}
            )
        with self.assertRaises(AccessError):
            item.with_user(self.auditor).decision = "Slower"

    def test_the_calendar_lets_nobody_in(self):
        meeting = self._review()
        event = meeting.sudo().event_id
        Event = self.env["calendar.event"]
        found = [("id", "=", event.id)]
        self.assertFalse(Event.with_user(self.staff).search(found))
        self.assertTrue(Event.with_user(self.finance_head).search(found))
        # Whoever edits the appointment adds people to it, not to the meeting.
        event.with_user(self.finance_head).with_context(
            no_mail_to_attendees=True
        ).partner_ids = [Command.link(self.staff.partner_id.id)]
        self.assertTrue(Event.with_user(self.staff).search(found))
        self.assertFalse(meeting.with_user(self.staff).has_access("read"))
        self.assertFalse(event.with_user(self.staff).icrm_kind)
        with self.assertRaises(AccessError):
            event.with_user(self.staff).action_icrm_open_meeting()

    # -- time --
    def test_meeting_and_appointment_follow_each_other(self):
        meeting = self._review()
        event = meeting.sudo().event_id
        later = meeting.start + timedelta(days=1)
        meeting.start = later
        self.assertEqual(event.start, later)
        moved = self._messages("meeting_moved", meeting)
        self.assertEqual(moved.partner_id, self.finance_head.partner_id)
        event.with_user(self.it_head).with_context(no_mail_to_attendees=True).write(
            {"start": later + timedelta(days=1), "stop": later + timedelta(days=1.125)}
        )
        self.assertEqual(meeting.start, later + timedelta(days=1))
        self.assertEqual(meeting.duration, 3)

    def test_cancelled_with_a_reason(self):
        meeting = self._review()
        with self.assertRaises(UserError):
            meeting.action_cancel("")
        meeting.action_cancel("Strike")
        self.assertEqual(meeting.state, "cancelled")
        self.assertFalse(meeting.sudo().event_id.active)
        message = self._messages("meeting_cancelled", meeting)
        self.assertIn("Strike", message.body)
        with self.assertRaisesRegex(UserError, "is closed"):
            meeting.location = "Rome"

    def test_deleting_the_appointment_cancels_the_meeting(self):
        for delete in (
            lambda event: event.unlink(),
            lambda event: event.write({"active": False}),
        ):
            meeting = self._review()
            event = meeting.sudo().event_id
            attendee = self.staff.partner_id
            event.with_context(no_mail_to_attendees=True).partner_ids = [
                Command.link(attendee.id)
            ]
            with self.assertRaises(AccessError):
                delete(event.with_user(self.staff).sudo(False))
            self.assertEqual(meeting.state, "planned")
            delete(event.with_user(self.it_head).sudo(False))
            self.assertEqual(meeting.state, "cancelled")
            self.assertFalse(self.relationship.next_review_date)
            message = self._messages("meeting_cancelled", meeting)
            self.assertIn(f"{self.it_head.name} deleted the appointment", message.body)

    def test_staff_accept_an_invitation(self):
        meeting = self._review(invite=False)
        meeting.attendee_ids = [
            Command.create({"partner_id": self.staff.partner_id.id})
        ]
        meeting.action_invite()
        row = meeting.sudo().event_id.attendee_ids.filtered(
            lambda one: one.partner_id == self.staff.partner_id
        )
        row.with_user(self.staff).sudo(False).do_accept()
        self.env.invalidate_all()
        answers = {one.partner_id: one.response for one in meeting.attendee_ids}
        self.assertEqual(answers[self.staff.partner_id], "accepted")

    def test_the_appointment_of_minutes_stays(self):
        meeting = self._review()
        event = meeting.sudo().event_id.with_user(self.it_head).sudo(False)
        meeting.action_send_minutes()
        for delete in (event.unlink, lambda: event.write({"active": False})):
            with self.assertRaisesRegex(UserError, "have minutes"):
                delete()
        self.assertTrue(event.active)

    def test_shared_goals_are_on_the_table(self):
        self.env["icrm.relationship.goal"].create(
            [
                {
                    "name": "Answer within an hour",
                    "relationship_id": self.relationship.id,
                    "target_date": "2199-01-01",
                },
                {
                    "name": "One form",
                    "relationship_id": self.relationship.id,
                    "target_date": "2020-01-01",
                },
            ]
        )
        other = self.relationship.create(
            {
                "provider_department_id": self.finance.id,
                "customer_department_id": self.it.id,
                "company_id": self.company.id,
            }
        )
        meeting = self._review()
        self.assertEqual(
            set(meeting.goal_ids.mapped("name")), {"Answer within an hour", "One form"}
        )
        self.assertIn("0 of 2 achieved, 1 overdue", meeting.figures_html)
        # Of those invited, who may not read the goals reads how many there are.
        meeting.attendee_ids = [
            Command.create({"partner_id": self.colleague.partner_id.id})
        ]
        invited = meeting.with_user(self.colleague)
        with self.assertRaises(AccessError):
            invited.read(["goal_ids"])
        self.assertIn("0 of 2 achieved", invited.figures_html)
        self.assertFalse(
            self.Meeting.create({"relationship_id": other.id, "name": "x"}).goal_ids
        )
        meeting.goal_ids[0].write({"state": "reached", "result": "Done"})
        meeting.action_refresh_figures()
        self.assertIn("1 of 2 achieved", meeting.figures_html)

    def test_meetings_are_in_the_timeline_of_those_who_may_read(self):
        meeting = self._review()
        meeting.name = "SECRET review"
        finance = self.env["icrm.customer"].search(
            [("kind", "=", "department"), ("department_id", "=", self.finance.id)]
        )
        head = self._customer(self.finance_head)
        self.assertIn("SECRET review", finance.with_user(self.officer).timeline)
        self.assertNotIn("SECRET review", head.with_user(self.officer).timeline)
        meeting.attendee_ids.attended = True
        meeting.action_send_minutes()
        self.env.invalidate_all()
        for customer in (finance, head):
            timeline = customer.with_user(self.officer).timeline
            self.assertIn("SECRET review", timeline)
            self.assertIn(f"/odoo/internal-meetings/{meeting.id}", timeline)
            seen = customer.with_user(self.agent)
            if seen.has_access("read"):
                self.assertNotIn("SECRET review", seen.timeline or "")

    def test_feedback_is_in_the_timeline(self):
        customer = self._customer(self.staff)
        self.env["icrm.feedback"].create(
            {
                "name": "Thank you for the laptop",
                "department_id": self.it.id,
                "author_id": customer.id,
            }
        )
        self.assertIn(
            "Thank you for the laptop", customer.with_user(self.officer).timeline
        )

    def test_a_series_has_minutes_for_each_meeting(self):
        meeting = self._review()
        event = meeting.sudo().event_id
        event.with_user(self.it_head).with_context(no_mail_to_attendees=True).write(
            {
                "recurrency": True,
                "rrule_type": "monthly",
                "month_by": "date",
                "day": event.start.day,
                "interval": 1,
                "end_type": "count",
                "count": 3,
            }
        )
        first = meeting.sudo().event_id
        self.assertTrue(first)
        second = (first.recurrence_id.calendar_event_ids - first).sorted("start")[:1]
        self._action(meeting)
        meeting.action_send_minutes()
        with self.assertRaises(AccessError):
            second.with_user(self.staff).action_icrm_open_meeting()
        action = second.with_user(self.it_head).action_icrm_open_meeting()
        later = meeting.browse(action["res_id"])
        self.assertNotEqual(later, meeting)
        self.assertEqual(later.start, second.start)
        self.assertEqual(later.carried_item_ids, meeting.action_item_ids)
        again = second.with_user(self.it_head).action_icrm_open_meeting()
        self.assertEqual(again["res_id"], later.id)

    def _series(self, meeting):
        event = meeting.sudo().event_id.with_user(self.it_head).sudo(False)
        event = event.with_context(no_mail_to_attendees=True)
        event.write(
            {
                "recurrency": True,
                "rrule_type": "monthly",
                "month_by": "date",
                "day": event.start.day,
                "interval": 1,
                "end_type": "count",
                "count": 3,
            }
        )
        return event.recurrence_id.calendar_event_ids.sorted("start")

    def _move_series(self, event, which):
        hour = timedelta(hours=1)
        event.write(
            {
                "recurrence_update": which,
                "start": event.start + hour,
                "stop": event.stop + hour,
            }
        )
        self.env.invalidate_all()

    def test_a_series_that_is_moved_is_not_deleted(self):
        meeting = self._review()
        start = meeting.start
        events = self._series(meeting)
        later = meeting.browse(events[1].action_icrm_open_meeting()["res_id"])
        self._move_series(events[0], "all_events")
        self.assertEqual(meeting.state, "planned")
        self.assertEqual(meeting.start, start + timedelta(hours=1))
        self.assertTrue(meeting.sudo().event_id.active)
        self.assertFalse(self._messages("meeting_cancelled", meeting))
        self.assertEqual(later.state, "cancelled", "its appointment is another one now")

    def test_a_series_with_minutes_can_be_moved(self):
        meeting = self._review()
        events = self._series(meeting)
        meeting.action_send_minutes()
        self._move_series(events[0], "all_events")
        self.assertEqual(meeting.state, "held")
        self.assertTrue(meeting.sudo().event_id.active)

    def test_the_appointment_of_minutes_stays_in_a_series(self):
        events = self._series(self._review())
        later = self.Meeting.browse(events[1].action_icrm_open_meeting()["res_id"])
        later.action_send_minutes()
        last = events[2].start
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._move_series(events[0], "all_events")
        message = str(caught.exception)
        self.assertIn("have minutes and stay", message)
        for event in events:
            self.assertEqual(
                format_date(self.env, event.start) in message,
                event == later.sudo().event_id,
                (message, event.start),
            )
        # As the sentence says
        self._move_series(events[2], "future_events")
        self.assertTrue(later.sudo().event_id.active)
        self.assertEqual(later.state, "held")
        self.assertEqual(
            max(events.search([("res_id", "=", events[0].res_id)]).mapped("start")),
            last + timedelta(hours=1),
        )

    # -- actions --
    def test_open_actions_come_back_until_done(self):
        meeting = self._review()
        item = self._action(meeting)
        meeting.action_send_minutes()
        later = self._review()
        self.assertEqual(later.carried_item_ids, item)
        later.attendee_ids = [
            Command.create({"partner_id": self.colleague.partner_id.id})
        ]
        self.assertTrue(item.with_user(self.colleague).has_access("read"))
        self.assertFalse(meeting.with_user(self.colleague).has_access("read"))
        item.with_user(self.agent).action_done()
        later.action_send_minutes()
        self.assertFalse(self._review().carried_item_ids)

    def test_actions_agreed_late_are_on_the_next_table(self):
        meeting = self._review()
        later = self._review()
        item = self._action(meeting)
        self.assertEqual(later.carried_item_ids, item)

    def test_another_relationship_sees_none_of_them(self):
        self._action(self._review())
        research = self.env["hr.department"].create({"name": "Research"})
        other = self.relationship.create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": research.id,
                "company_id": self.company.id,
            }
        )
        action = other.with_user(self.it_head).action_plan_review()
        self.assertFalse(self.Meeting.browse(action["res_id"]).carried_item_ids)

    def test_the_owner_does_it_and_changes_nothing_of_it(self):
        meeting = self._review()
        item = self._action(meeting).with_user(self.agent)
        item.result = "Ordered"
        for values in (
            {"name": "Nothing"},
            {"due_date": "2030-01-01"},
            {"owner_id": self.it_head.id},
        ):
            with self.assertRaises(AccessError):
                item.write(values)
        with self.assertRaises(AccessError):
            item.state = "done"
        with self.assertRaises(AccessError):
            item.unlink()
        with self.assertRaises(AccessError):
            self._action(meeting.with_user(self.agent))
        with self.assertRaises(AccessError):
            item.with_user(self.staff).action_done()
        item.action_done()
        self.assertEqual(item.state, "done")
        with self.assertRaisesRegex(UserError, "does not allow"):
            item.action_done()
        item.action_reopen()
        with self.assertRaises(UserError):
            item.action_drop("")
        item.action_drop("Too dear")
        self.assertEqual((item.state, item.drop_reason), ("dropped", "Too dear"))

    def test_an_action_is_given_to_staff_only(self):
        meeting = self._review()
        with self.assertRaisesRegex(UserError, "no active staff account"):
            self._action(meeting.sudo(), self.portal_user)

    def test_overdue_is_said_once_for_each_date(self):
        item = self._action(self._review(), days=-3)
        self._remind()
        self._remind()
        overdue = self._messages("action_item_overdue", item)
        self.assertEqual(overdue.partner_id, self.agent.partner_id)
        item.due_date = fields.Date.today() - timedelta(days=2)
        self._remind()
        self.assertEqual(len(self._messages("action_item_overdue", item)), 2)
        item.with_user(self.agent).action_done()
        item.sudo().write({"state": "done", "is_reminded": False})
        self._remind()
        self.assertEqual(len(self._messages("action_item_overdue", item)), 2)

    def test_home_shows_actions_and_missing_minutes(self):
        meeting = self._review()
        item = self._action(meeting)

        def tasks(user):
            found = self.env["icrm.home"].with_user(user)._get_tasks()
            return {(one["kind"], one["id"]) for one in found}

        self.assertIn(("icrm.action.item", item.id), tasks(self.agent))
        self.assertNotIn(("icrm.action.item", item.id), tasks(self.it_head))
        meeting.start = fields.Datetime.now() - timedelta(hours=3)
        self.assertIn(("icrm.meeting", meeting.id), tasks(self.it_head))
        meeting.action_send_minutes()
        self.assertNotIn(("icrm.meeting", meeting.id), tasks(self.it_head))

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal_care.ir_cron_action_item_remind"
            ).method_direct_trigger()

    # -- minutes --
    def test_minutes_go_to_those_invited_and_stay(self):
        meeting = self._review()
        meeting.item_ids = [Command.create({"name": "Waiting", "decision": "Faster"})]
        self._action(meeting, self.finance_head)
        meeting.action_send_minutes()
        minutes = self._messages("meeting_minutes", meeting)
        self.assertEqual(minutes.partner_id, self.finance_head.partner_id)
        for words in ("Waiting", "Faster", "Order ten laptops"):
            self.assertIn(words, minutes.body)
        with self.assertRaisesRegex(UserError, "is closed"):
            meeting.item_ids.decision = "Slower"
        with self.assertRaisesRegex(UserError, "is closed"):
            meeting.name = "Other"
        with self.assertRaisesRegex(UserError, "is closed"):
            self._action(meeting)
        meeting.attendee_ids[:1].attended = True
        self.assertEqual((meeting.attended_count, meeting.attendee_count), (1, 2))
        with self.assertRaisesRegex(UserError, "were invited"):
            meeting.unlink()

    def test_who_was_taken_off_the_list_gets_no_minutes(self):
        meeting = self._review()
        meeting.attendee_ids = [
            Command.create({"partner_id": self.colleague.partner_id.id})
        ]
        meeting.action_send_minutes()
        meeting.sudo().attendee_ids.filtered(
            lambda row: row.partner_id == self.colleague.partner_id
        ).unlink()
        minutes = self._messages("meeting_minutes", meeting)
        self.assertNotIn(
            "sent",
            minutes.filtered(
                lambda row: row.partner_id == self.colleague.partner_id
            ).mapped("state"),
        )

    def test_who_was_taken_off_the_list_hears_no_more(self):
        """Between the step and the sending: neither invitation, nor time, nor end."""
        meeting = self._review()
        self._send_messages()
        row = self.env["icrm.meeting.attendee"].create(
            {"meeting_id": meeting.id, "partner_id": self.colleague.partner_id.id}
        )
        meeting.start += timedelta(days=1)
        row.unlink()
        for event in ("meeting_invitation", "meeting_moved"):
            sent = self._messages(event, meeting).filtered(
                lambda message: message.state == "sent"
            )
            self.assertNotIn(self.colleague.partner_id, sent.partner_id, event)
            self.assertIn(self.finance_head.partner_id, sent.partner_id, event)

    def test_everybody_of_the_departments(self):
        meeting = self._review()
        meeting.action_invite_departments()
        people = self.staff | self.colleague | self.agent
        self.assertLessEqual(people.partner_id, meeting.attendee_ids.partner_id)
        self.assertNotIn(self.officer.partner_id, meeting.attendee_ids.partner_id)
        invited = self._messages("meeting_invitation", meeting).partner_id
        self.assertIn(self.staff.partner_id, invited)

    def test_an_action_comes_from_one_place(self):
        """Who is only invited does not write into the minutes by way of a group."""
        meeting = self._review()
        self.env["icrm.meeting.attendee"].create(
            {"meeting_id": meeting.id, "partner_id": self.agent.partner_id.id}
        )
        group = self.env["icrm.coordination"].create(
            {"name": "Mine", "mandate": "x", "lead_id": self.agent.id}
        )
        values = {
            "name": "Buy me a boat",
            "owner_id": self.agent.id,
            "due_date": "2030-01-01",
            "coordination_id": group.id,
        }
        Item = self.env["icrm.action.item"].with_user(self.agent)
        self.assertTrue(Item.create(values))
        with self.assertRaises(UserError):
            Item.create({**values, "meeting_id": meeting.id})
