# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestIncidentTour(HttpCase, RequestCommon):
    def test_an_agent_gathers_requests(self):
        self.agent.odoobot_state = "disabled"
        service = self.service.with_user(self.staff)
        tickets = service.submit_request({"name": "No mail"}) | service.submit_request(
            {"name": "Mail is slow"}
        )
        self.start_tour(
            "/odoo/internal-service-desk?view_type=list",
            "icrm_incident_gather",
            login="icrm_agent",
        )
        self.env.invalidate_all()
        incident = tickets.sudo().icrm_incident_id
        self.assertEqual(incident.name, "Mail server down")
        self.assertEqual(incident.ticket_ids, tickets.sudo())
        self.start_tour(
            "/odoo/internal-incidents", "icrm_incident_open", login="icrm_agent"
        )
