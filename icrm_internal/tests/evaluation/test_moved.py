# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..complaint.common import ComplaintCommon
from ..voice.campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestMovedToAnotherCompany(ComplaintCommon):
    """HR moves an employee to company 2: what is one's own stays one's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second"})
        cls.sales = cls.env["hr.department"].create(
            {"name": "Sales Two", "company_id": cls.second.id}
        )
        cls.desk_two = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Desk Two",
                "company_id": cls.second.id,
                "icrm_department_id": cls.sales.id,
                "user_ids": [Command.link(cls.agent.id)],
            }
        )
        cls.there = cls.env["icrm.service"].create(
            {
                "name": "Laptop there",
                "company_id": cls.second.id,
                "category_id": cls.category.id,
                "department_id": cls.sales.id,
                "team_id": cls.desk_two.id,
                "state": "published",
            }
        )

    def _move(self, user=None, keep=False):
        """HR: the employee works for company 2 now, the user is told so."""
        user = user or self.staff
        both = self.company | self.second
        user.write({"company_ids": [Command.set(both.ids)]})
        employee = user.sudo().employee_id
        employee.write({"company_id": self.second.id, "department_id": self.sales.id})
        user.write(
            {
                "company_id": self.second.id,
                "company_ids": [Command.set((both if keep else self.second).ids)],
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def _catalogue(self, user, companies):
        Service = self.env["icrm.service"].with_user(user)
        return Service.with_context(
            allowed_company_ids=companies.ids
        ).search_catalogue()

    def test_requests(self):
        request = self.service.with_user(self.staff).submit_request({"name": "Mine"})
        other = self.service.with_user(self.colleague).submit_request({"name": "His"})
        self._move()
        Ticket = self.env["helpdesk.ticket"].with_user(self.staff)
        self.assertEqual(Ticket.search([("icrm_is_mine", "=", True)]), request)
        self.assertEqual(Ticket.search([("id", "in", (request | other).ids)]), request)
        mine = request.with_user(self.staff)
        view = "icrm_internal.helpdesk_ticket_view_form_my"
        self.assertEqual(Form(mine, view=view).name, "Mine")
        self.assertTrue(mine.icrm_clock_ids.filtered("due_at"))
        with self.assertRaises(AccessError):
            other.with_user(self.staff).read(["name"])
        # Who serves it goes on serving it.
        request.with_user(self.agent).write({"user_id": self.agent.id})
        second = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Second line",
                "icrm_department_id": self.it.id,
                "user_ids": [Command.link(self.agent.id)],
            }
        )
        request.with_user(self.agent).team_id = second
        request.with_user(self.agent).action_icrm_take()
        request.sudo()._icrm_set_state("resolved")
        mine.action_icrm_confirm()
        self.assertTrue(request.icrm_confirmed_at)

    def test_a_new_one_of_the_wrong_company_is_refused(self):
        self._move()
        with self.assertRaises(UserError):
            self.env["helpdesk.ticket"].create(
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(self.staff).id,
                }
            )

    def test_catalogue_of_the_companies_one_works_for(self):
        both = self.company | self.second
        self.assertNotIn(self.there, self._catalogue(self.staff, self.company))
        self._move(keep=True)
        for companies in (both, self.second, self.company):
            with self.subTest(companies=companies.mapped("name")):
                shown = self._catalogue(self.staff, companies)
                self.assertNotIn(self.service, shown)
                self.assertEqual(
                    self.there in shown, self.second in companies, companies
                )
        # What is shown does not refuse.
        for service in self._catalogue(self.staff, self.second):
            self.assertTrue(
                service.with_company(self.second).submit_request({"name": "Please"})
            )
        self.assertFalse(self.service.with_user(self.staff).is_in_audience)
        with self.assertRaises(AccessError):
            self.service.with_user(self.staff).submit_request({"name": "No"})

    def test_two_employees_of_one_user(self):
        """Who works for both is offered what both offer."""
        both = self.company | self.second
        self.staff.write({"company_ids": [Command.set(both.ids)]})
        self.env["hr.employee"].create(
            {
                "name": "Staff there",
                "company_id": self.second.id,
                "department_id": self.sales.id,
                "user_id": self.staff.id,
            }
        )
        self.env.flush_all()
        shown = self._catalogue(self.staff, both)
        self.assertLessEqual(self.service | self.there, shown.with_env(self.env))
        for service in (self.service, self.there):
            request = service.with_user(self.staff).submit_request({"name": "Both"})
            self.assertEqual(request.sudo().company_id, service.company_id)

    def test_complaints(self):
        complaint = self._file()
        confidential = self._file(protection="confidential")
        foreign = self._file(user=self.colleague)
        self._move()
        Complaint = self.env["icrm.complaint"].with_user(self.staff)
        found = Complaint.search([])
        self.assertLessEqual(complaint | confidential, found.with_env(self.env))
        self.assertNotIn(foreign, found.with_env(self.env))
        for mine in Complaint.browse((complaint | confidential).ids):
            self.assertEqual(Form(mine).subject, "SECRET subject")
            mine.action_write("And one thing more")
            self.assertIn("And one thing more", mine.message_ids.mapped("body"))

    def test_evaluations_feedback_ideas(self):
        feedback = (
            self.env["icrm.feedback"]
            .with_user(self.staff)
            .create({"name": "The door sticks", "department_id": self.it.id})
        )
        idea = (
            self.env["icrm.idea"]
            .with_user(self.staff)
            .create({"name": "A ramp", "description": "For carts"})
        )
        customer = self._customer(self.staff)
        self._move()
        for record in (feedback, idea):
            with self.subTest(model=record._name):
                self.assertTrue(Form(record.with_user(self.staff)).name)
                self.assertEqual(
                    record.with_user(self.staff).search([("id", "=", record.id)]),
                    record.with_user(self.staff),
                )
        self.assertTrue(customer.with_user(self.staff).read(["name"]))
        self.assertEqual(customer.company_id, self.second)


def move(user, company, department):
    """HR: the employee works for another company now, and the user sees no other."""
    user.write({"company_ids": [Command.link(company.id)]})
    employee = user.sudo().employee_id
    employee.write({"company_id": company.id, "department_id": department.id})
    user.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
    user.env.flush_all()
    user.env.invalidate_all()
    user.env.registry.clear_cache()


@tagged("post_install", "-at_install")
class TestSurveyOfWhoMoved(CampaignCommon):
    def test_own_survey(self):
        second = self.env["res.company"].create({"name": "Second"})
        sales = self.env["hr.department"].create(
            {"name": "Sales Two", "company_id": second.id}
        )
        self._ask(self._customer(self.staff))
        campaign = self._campaign(protection="identified")
        campaign.action_open()
        move(self.staff, second, sales)
        mine = self.env["icrm.campaign.participant"].with_user(self.staff)
        mine = mine.search([("my_state", "=", "open")])
        self.assertEqual(mine.mapped("campaign_name"), ["How IT serves"])
        self.assertIn("/survey/me", mine.action_answer()["url"])
        others = campaign.sudo().participant_ids - mine.sudo()
        self.assertTrue(others)
        with self.assertRaises(AccessError):
            others.with_user(self.staff).read(["state"])
