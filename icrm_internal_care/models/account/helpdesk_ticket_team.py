# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.actions import open_action


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    icrm_asks_minutes = fields.Boolean(
        string="Ask for Minutes",
        help="Agents can enter the minutes they spent when they resolve a request.",
    )

    def action_icrm_open_workload(self):
        """Return the action that lists the open work of these teams."""
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal_care.icrm_team_workload_action",
            domain=[("team_id", "in", self.ids)],
        )
