# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerScreen(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._customer(cls.staff)
        cls.other = cls._customer(cls.colleague)
        cls.request = cls.env["helpdesk.ticket"].create(
            {
                "name": "Bigger screen",
                "description": "-",
                "partner_id": cls.staff.partner_id.id,
                "team_id": cls.it_team.id,
                "icrm_service_id": cls.service.id,
                "icrm_requester_id": cls.mine.id,
                "icrm_beneficiary_id": cls.mine.id,
                "icrm_customer_department_id": cls.finance.id,
                "icrm_provider_department_id": cls.it.id,
                "icrm_state": "in_progress",
                "icrm_submitted_at": "2026-03-02 08:00:00",
            }
        )

    def test_own_timeline_and_counts(self):
        own = self.mine.with_user(self.staff)
        self.assertIn("Bigger screen", own.timeline)
        self.assertIn(f"/odoo/internal-my-requests/{self.request.id}", own.timeline)
        self.assertEqual((own.request_count, own.open_request_count), (1, 1))
        self.assertEqual(own.last_request_ids.ids, self.request.ids)

    def test_colleague_sees_nothing_of_it(self):
        seen = self.mine.with_user(self.colleague)
        self.assertNotIn("Bigger screen", seen.timeline)
        self.assertEqual((seen.request_count, seen.open_request_count), (0, 0))
        self.assertFalse(seen.last_request_ids)
        self.assertEqual((seen.rating_count, seen.rating_average), (0, 0))
        department = self.env["icrm.customer"]._of_department(self.finance)
        self.assertNotIn("Bigger screen", department.with_user(self.colleague).timeline)

    def test_department_counts_what_its_people_asked(self):
        department = self.env["icrm.customer"]._of_department(self.finance)
        customers = department | self.mine | self.other
        self.assertEqual(customers.mapped("request_count"), [1, 1, 0])
        # A transfer does not move past requests.
        self.staff.sudo().employee_id.department_id = self.it
        self.env.invalidate_all()
        self.assertEqual(department.request_count, 1)
        self.assertEqual(
            self.env["icrm.customer"]._of_department(self.it).request_count, 0
        )

    def test_request_for_somebody_else_counts_for_both_once(self):
        self.request.icrm_beneficiary_id = self.other
        self.env.invalidate_all()
        self.assertEqual(self.mine.request_count, 1)
        self.assertEqual(self.other.request_count, 1)
        action = self.other.with_user(self.agent).action_open_requests()
        self.assertEqual(
            self.env["helpdesk.ticket"].search(action["domain"]), self.request
        )

    def test_closed_requests_are_not_open(self):
        self.request.icrm_state = "resolved"
        self.env.invalidate_all()
        self.assertEqual(self.mine.open_request_count, 0)
        action = self.mine.with_context(icrm_open_only=True).action_open_requests()
        self.assertFalse(self.env["helpdesk.ticket"].search(action["domain"]))

    def test_text_of_the_timeline_is_escaped(self):
        self.request.name = "<script>alert(1)</script>"
        self.env.invalidate_all()
        self.assertNotIn("<script>", self.mine.timeline)

    def test_notes_are_for_agents(self):
        self.mine.with_user(self.agent).message_post(
            body="Rings at noon", message_type="comment"
        )
        self.assertIn("Rings at noon", self.mine.with_user(self.agent).timeline)
        self.assertNotIn("Rings at noon", self.mine.with_user(self.staff).timeline)

    def test_quiet_hours(self):
        self.mine.sudo().employee_id.tz = "Asia/Shanghai"
        self.mine.write({"quiet_from": 20, "quiet_to": 7})
        # 13:00 UTC is 21:00 in Shanghai, 23:30 is 7:30 of the next day
        self.assertTrue(self.mine._is_quiet_at(datetime(2026, 3, 2, 13)))
        self.assertTrue(self.mine._is_quiet_at(datetime(2026, 3, 2, 22, 59)))
        self.assertFalse(self.mine._is_quiet_at(datetime(2026, 3, 2, 23, 30)))
        self.mine.write({"quiet_from": 0, "quiet_to": 0})
        self.assertFalse(self.mine._is_quiet_at(datetime(2026, 3, 2, 16)))
        for hour in (-1, 24.5, float("nan"), float("inf")):
            with self.assertRaisesRegex(ValidationError, "between 0:00 and 24:00"):
                self.mine.quiet_from = hour

    def test_my_profile(self):
        action = (
            self.env["icrm.customer"].with_user(self.staff).action_open_my_profile()
        )
        self.assertEqual(action["res_id"], self.mine.id)
        own = self.mine.with_user(self.staff)
        with Form(own, view=action["views"][0][0]) as form:
            form.preferred_channel = "visit"
            form.quiet_from = 18
        self.assertEqual(self.mine.preferred_channel, "visit")
        with self.assertRaisesRegex(
            UserError, "link your user to your employee record"
        ):
            self.env["icrm.customer"].with_user(self.officer).action_open_my_profile()

    def test_form_opens_for_each_role(self):
        view = self.env.ref("icrm_internal.icrm_customer_view_form")
        for user in (self.staff, self.agent, self.officer, self.auditor):
            form = Form(self.mine.with_user(user), view=view)
            self.assertEqual(form.name, "Staff")

    def test_from_hr_to_the_customer(self):
        employee = self.staff.sudo().employee_id
        public = self.env["hr.employee.public"].with_user(self.colleague)
        for record in (employee, public.browse(employee.id)):
            self.assertEqual(record.action_icrm_open_customer()["res_id"], self.mine.id)
        self.assertEqual(
            self.finance.action_icrm_open_customer()["res_id"],
            self.env["icrm.customer"]._of_department(self.finance).id,
        )

    def test_people_of_a_department(self):
        department = self.env["icrm.customer"]._of_department(self.finance)
        self.colleague.sudo().employee_id.active = False
        self.assertEqual(department.people_count, 2)
        self.assertEqual(self.mine.people_count, 0)
        self.assertEqual(department.head_id, self.finance.manager_id)
        self.assertIn(
            self.mine,
            self.env["icrm.customer"].search(department.action_open_people()["domain"]),
        )
