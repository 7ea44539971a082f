# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    icrm_mail_service_id = fields.Many2one(
        "icrm.service",
        string="Service for E-mails",
        ondelete="restrict",
        help="An e-mail to this team becomes a request for this service.",
    )
