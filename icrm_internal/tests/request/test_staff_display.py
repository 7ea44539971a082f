# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ...models.request.deadline import format_deadline
from .staff_common import StaffCommon


@tagged("post_install", "-at_install")
class TestRequestDisplay(StaffCommon):
    """Texts and buttons for the customer at each step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = (
            cls.reset.with_user(cls.staff).submit_request({"name": "Locked out"}).sudo()
        )
        cls.mine = cls.env["helpdesk.ticket"].with_user(cls.staff).browse(cls.ticket.id)
        cls.served = cls.ticket.with_user(cls.agent)

    def steps(self):
        return [state for _label, state in self.mine._icrm_get_progress_steps()]

    def test_from_submission_to_confirmation(self):
        self.assertEqual(self.mine.icrm_progress, "new")
        self.assertIn("IT has received your request", self.mine.icrm_status_text)
        self.assertEqual(self.steps(), ["now", "ahead", "ahead"])

        self.served.action_icrm_take()
        self.assertEqual(self.mine.icrm_progress, "in_progress")
        self.assertEqual(self.mine.icrm_status_text, "Agent of IT is working on it.")

        self.served.action_icrm_ask("Which room?")
        self.assertEqual(self.mine.icrm_progress, "waiting")
        self.assertIn("Please answer", self.mine.icrm_status_text)
        self.assertEqual(self.steps(), ["past", "past", "now", "ahead"])

        self.served.action_icrm_resume()
        self.served.action_icrm_resolve()
        self.assertEqual(self.mine.icrm_progress, "confirm")
        self.assertIn("Please confirm", self.mine.icrm_status_text)
        self.assertRegex(self.mine.icrm_promise_text, "met$")

        self.mine.action_icrm_confirm()
        self.assertEqual(self.mine.icrm_progress, "resolved")
        self.assertEqual(self.mine.icrm_status_text, "Done and confirmed.")
        self.assertEqual(self.steps(), ["past", "past", "now"])

    def test_withdrawn(self):
        self.mine.action_icrm_withdraw()
        self.assertEqual(self.mine.icrm_progress, "withdrawn")
        self.assertFalse(self.mine.icrm_promise_text)
        self.assertEqual(self.steps(), ["past", "now"])

    def test_late(self):
        with freeze_time(self.ticket.icrm_due_at + timedelta(hours=1)):
            self.mine.invalidate_recordset()
            self.assertIn("Overdue", self.mine.icrm_promise_text)
            self.served.action_icrm_resolve()
            self.mine.invalidate_recordset()
            self.assertIn("done late", self.mine.icrm_promise_text)

    def test_a_head_reads_no_you(self):
        """The head of the customer's department follows, but is not waited for."""
        self.served.action_icrm_take()
        self.served.action_icrm_ask("Which room?")
        seen = self.as_customer(self.ticket, self.finance_head)
        self.assertEqual(seen.icrm_progress, "in_progress")
        self.assertEqual(seen.icrm_status_text, "IT is waiting for a reply from Staff.")
        self.served.action_icrm_resolve()
        seen.invalidate_recordset()
        self.assertEqual(seen.icrm_progress, "resolved")
        self.assertEqual(seen.icrm_status_text, "IT marked this as done.")

    def test_who_asks_and_who_serves_have_their_own_forms(self):
        form = self.env.ref("icrm_internal.helpdesk_ticket_view_form_my")
        self.assertEqual(self.mine.get_formview_id(), form.id)
        self.assertNotEqual(self.served.get_formview_id(), form.id)
        plain = self.env["helpdesk.ticket"].create({"name": "P", "description": "P"})
        self.assertNotEqual(plain.get_formview_id(), form.id)

    def test_portal_address(self):
        self.assertEqual(self.mine.access_url, f"/my/requests/{self.ticket.id}")
        plain = self.env["helpdesk.ticket"].create({"name": "P", "description": "P"})
        self.assertEqual(plain.access_url, f"/my/ticket/{plain.id}")

    def test_list_costs_the_same_for_many(self):
        self.ticket.copy({"icrm_form_key": False})

        def read(count):
            tickets = self.env["helpdesk.ticket"].with_user(self.staff)
            domain = [("icrm_is_mine", "=", True)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = tickets.search_read(
                domain,
                ["icrm_progress", "icrm_holder_name", "icrm_status_text"],
                limit=count,
            )
            self.assertEqual(len(rows), count)
            return self.cr.sql_log_count - before

        read(1)  # what is cached for good
        one = read(1)
        for i in range(20):
            self.submit(service=self.reset, name=f"Locked out {i}")
        self.assertLessEqual(read(20), one + 2)


@tagged("post_install", "-at_install")
class TestFormatDeadline(StaffCommon):
    def format_deadline(self, instant, **context):
        env = self.env(context={**self.env.context, "tz": "UTC", **context})
        return format_deadline(env, instant)

    @freeze_time("2026-03-02 22:30:00")
    def test_days_near_and_far(self):
        words = self.format_deadline
        self.assertEqual(words(datetime(2026, 3, 2, 23, 0)), "today, 11:00 PM")
        self.assertEqual(words(datetime(2026, 3, 3, 8, 0)), "tomorrow, 8:00 AM")
        self.assertEqual(words(datetime(2026, 3, 1, 8, 0)), "yesterday, 8:00 AM")
        self.assertEqual(words(datetime(2026, 3, 6, 8, 0)), "Fri, Mar 6, 8:00 AM")
        self.assertEqual(words(datetime(2027, 1, 4, 8, 0)), "Mon, Jan 4, 2027, 8:00 AM")
        self.assertEqual(words(False), "")

    @freeze_time("2026-03-02 22:30:00")
    def test_in_the_readers_time_zone(self):
        """In Shanghai it is Tuesday already."""
        self.assertEqual(
            self.format_deadline(datetime(2026, 3, 3, 1, 0), tz="Asia/Shanghai"),
            "today, 9:00 AM",
        )
