# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFirstDayTour(HttpCase):
    """From nothing to a published service, a role and last year, in 40 clicks.

    A company as a new database has it: one department, the administrator in it, and the
    working hours that nobody was asked for.
    """

    def test_first_day(self):
        company = self.env["res.company"].create({"name": "Empty"})
        company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Standard 40 hours/week", "company_id": company.id, "tz": "UTC"}
        )
        access = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        office = self.env["hr.department"].create(
            {"name": "Head Office", "company_id": company.id}
        )
        first = new_test_user(
            self.env,
            "icrm_first",
            "base.group_system,hr.group_hr_manager,icrm_internal.group_icrm_admin",
            name="First",
            **access,
        )
        second = new_test_user(self.env, "icrm_second", name="Second", **access)
        self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": company.id,
                    "department_id": office.id,
                }
                for user in (first, second)
            ]
        )
        self.start_tour("/odoo/internal-crm-setup", "icrm_first_day", login=first.login)
        self.env.invalidate_all()
        self.assertEqual(company.country_id.code, "BE")
        self.assertEqual(company.resource_calendar_id.tz, "Europe/Brussels")
        self.assertEqual(office.manager_id.name, "First")
        service = self.env["icrm.service"].search([("company_id", "=", company.id)])
        published = service.filtered(lambda row: row.state == "published")
        self.assertEqual(published.name, "Badge")
        self.assertEqual(published.category_id.name, "Doors")
        self.assertTrue(published.promise_ids)
        self.assertTrue(second.has_group("icrm_internal.group_icrm_officer"))
        requests = self.env["helpdesk.ticket"].search([("company_id", "=", company.id)])
        self.assertEqual(len(requests), 2)
