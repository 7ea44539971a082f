# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    icrm_handover_hours = fields.Float(
        string="Acknowledge Hand-overs within (hours)",
        default=4,
    )

    _icrm_handover_range = models.Constraint(
        "CHECK (icrm_handover_hours IS NULL"
        " OR icrm_handover_hours BETWEEN 0.01 AND 10000)",
        "Enter 0.01 to 10,000 working hours to acknowledge.",
    )
