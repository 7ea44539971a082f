# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .portal_common import PortalCommon
from .staff_common import StaffCommon


@tagged("post_install", "-at_install")
class TestStaffTours(HttpCase, StaffCommon):
    """The first five minutes of a new customer, in a browser."""

    def test_confirm_and_rate(self):
        ticket = self.submit(service=self.reset, name="Locked out").sudo()
        ticket.with_user(self.agent).action_icrm_resolve("Try again")
        self.start_tour(
            "/odoo/internal-my-requests", "icrm_staff_rate_tour", login=self.staff.login
        )
        self.assertTrue(ticket.icrm_confirmed_at)
        self.assertEqual(ticket.icrm_rating_ids.score, 2)
        self.assertEqual(ticket.icrm_rating_ids.comment, "It took a week")

    def test_definition_is_out_of_reach(self):
        """Who may edit the service sees the same dialog: nothing to edit in it."""
        self.start_tour(
            f"/odoo/internal-services/{self.laptop.id}",
            "icrm_dialog_definition_tour",
            login=self.it_head.login,
        )


@tagged("post_install", "-at_install")
class TestPhoneTour(PortalCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_portal_on_a_phone(self):
        self.start_tour(
            "/my/services", "icrm_portal_phone_tour", login=self.portal_user.login
        )
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "From my phone")])
        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.icrm_answers._values["model"], "big")
