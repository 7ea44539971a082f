# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskTour(HttpCase, RequestCommon):
    """The service desk in a browser, each by the one it is made for."""

    def test_agent_takes_asks_and_resolves(self):
        ticket = self.submit().sudo()
        self.start_tour("/odoo", "icrm_agent_asks", login="icrm_agent")
        self.assertEqual(ticket.icrm_state, "waiting")
        self.assertEqual(ticket.user_id, self.agent)
        self.assertTrue(ticket.icrm_first_response_at)
        ticket.with_user(self.staff).message_post(
            body="The left one",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.start_tour(
            "/odoo/internal-service-desk", "icrm_agent_resolves", login="icrm_agent"
        )
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(
            self.events(ticket),
            [
                ("new", "provider"),
                ("new", "provider"),
                ("in_progress", "provider"),
                ("waiting", "customer"),
                ("in_progress", "provider"),
                ("resolved", False),
            ],
        )

    def test_agent_finishes_a_call_in_six_clicks(self):
        self.staff.sudo().employee_id.mobile_phone = "+86 138 0013 8000"
        self.start_tour(
            "/odoo/internal-services", "icrm_agent_finishes_a_call", login="icrm_agent"
        )
        ticket = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(ticket.icrm_beneficiary_id, self.requester)
        self.assertEqual(ticket.user_id, self.agent)
        self.assertIn("off and on", ticket.message_ids[0].body)

    def test_agent_takes_on_the_board(self):
        ticket = self.submit().sudo()
        self.start_tour(
            "/odoo/internal-service-desk", "icrm_agent_board", login="icrm_agent"
        )
        self.assertEqual(ticket.user_id, self.agent)
        self.assertEqual(ticket.icrm_state, "in_progress")

    def test_manager_goes_from_a_figure_to_the_request(self):
        self.submit()
        self.start_tour(
            "/odoo/internal-services", "icrm_manager_overview", login="icrm_it_head"
        )

    def test_administrator_is_greeted_and_grants_roles(self):
        newcomer = self._user("newcomer", self.it)
        self.it_team.user_ids = [Command.link(newcomer.id)]
        self.it.manager_id = False
        self.start_tour("/odoo", "icrm_admin_setup", login="icrm_admin_user")
        self.assertTrue(newcomer.has_group("icrm_internal.group_icrm_agent"))
