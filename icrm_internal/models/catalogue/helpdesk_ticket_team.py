# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """The side of a team the catalogue needs: whose it is, and when it works."""

    _inherit = "helpdesk.ticket.team"

    icrm_department_id = fields.Many2one(
        "hr.department",
        string="Department",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The department this team works for.",
    )
    icrm_calendar_id = fields.Many2one(
        "resource.calendar", string="Working Hours", ondelete="restrict"
    )
