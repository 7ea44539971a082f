# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import FulfilmentCommon
from .test_hr_offer import HrOfferCommon


@tagged("post_install", "-at_install")
class TestFulfilmentTour(HttpCase, FulfilmentCommon):
    """Steps and date before submitting; one line afterwards; a step is skipped."""

    def request_welcome(self):
        self.start_tour(
            "/odoo/internal-services",
            "icrm_fulfilment_1_staff_asks",
            login=self.staff.login,
        )
        return self.env["helpdesk.ticket"].search(
            [("icrm_service_id", "=", self.welcome.id)]
        )

    def test_from_asking_to_skipping(self):
        ticket = self.request_welcome()
        self.assertEqual(len(ticket.icrm_step_ids), 3)
        ticket.with_user(self.agent).action_icrm_take()
        self.start_tour(
            f"/odoo/internal-service-desk/{ticket.id}",
            "icrm_fulfilment_2_agent_decides",
            login=self.agent.login,
        )
        self.start_tour(
            f"/odoo/internal-my-requests/{ticket.id}",
            "icrm_fulfilment_3_staff_reads",
            login=self.staff.login,
        )


@tagged("post_install", "-at_install")
class TestFulfilmentPhone(HttpCase, FulfilmentCommon):
    """The same on a phone."""

    allow_inherited_tests_method = True
    browser_size = "390x844"
    touch_enabled = True

    def test_asking(self):
        self.start_tour(
            "/odoo/internal-services",
            "icrm_fulfilment_1_staff_asks",
            login=self.staff.login,
        )


@tagged("post_install", "-at_install")
class TestFulfilmentPortal(HttpCase, FulfilmentCommon):
    """Without an internal account: the same line on the portal."""

    def test_portal(self):
        self.welcome.portal_published = True
        employee = self.env["hr.employee"].create(
            {
                "name": "Packer",
                "department_id": self.finance.id,
                "work_contact_id": self.portal_user.partner_id.id,
            }
        )
        self.assertTrue(employee)
        ticket = self.ask(self.portal_user)
        self.portal_user.password = "icrm_portal_x"
        self.authenticate(self.portal_user.login, "icrm_portal_x")
        page = self.url_open(f"/my/requests/{ticket.id}").text
        self.assertIn("0 of 3 steps done", page)
        self.assertIn("now with Finance, IT", page)
        self.assertIn("Welcome talk", page)
        service = self.url_open(f"/my/services/{self.welcome.id}").text
        self.assertIn("3 steps, done by", service)
        self.welcome.question_ids = self._questions(
            [{"name": "start", "string": "First day", "type": "date"}]
        )
        self.talk_step.not_before_question_id = self._question(self.welcome, "start")
        self.start_tour(
            f"/my/services/{self.welcome.id}",
            "icrm_fulfilment_portal_steps",
            login=self.portal_user.login,
        )


@tagged("post_install", "-at_install")
class TestHrOfferTour(HttpCase, HrOfferCommon):
    """From the new employee to the request, in the employee's form."""

    def test_offer(self):
        self.welcome.name = "Join us"
        employee = self.employ()
        self.start_tour(
            f"/odoo/employees/{employee.id}",
            "icrm_fulfilment_hr_offer",
            login=self.hr.login,
        )
        self.assertFalse(employee.icrm_offer_id)
        ticket = self.env["helpdesk.ticket"].search(
            [("icrm_service_id", "=", self.welcome.id)]
        )
        self.assertEqual(ticket.icrm_beneficiary_id.employee_id, employee)


@tagged("post_install", "-at_install")
class TestHrOfferPhone(TestHrOfferTour):
    """The same on a phone."""

    allow_inherited_tests_method = True
    browser_size = "390x844"
    touch_enabled = True
