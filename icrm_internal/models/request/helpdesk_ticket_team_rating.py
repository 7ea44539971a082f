# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """How satisfied customers are with a team, once enough have said so."""

    _inherit = "helpdesk.ticket.team"

    icrm_rating_avg = fields.Float(
        string="Rating", compute="_compute_icrm_rating", digits=(3, 1)
    )
    icrm_rating_count = fields.Integer(string="Rated", compute="_compute_icrm_rating")

    def _compute_icrm_rating(self):
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "team_id", self._origin.ids
        )
        for team in self:
            count, average = averages.get(team._origin.id, (0, 0.0))
            team.icrm_rating_count = count
            team.icrm_rating_avg = average
