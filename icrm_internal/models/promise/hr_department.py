# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    icrm_cost_owner_id = fields.Many2one(
        "res.users",
        string="Cost Owner",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Who approves what costs this department money. Without one, that of the "
        "department above, else the head.",
    )
    # What record rules go through: who serves for a department.
    icrm_team_ids = fields.One2many(
        "helpdesk.ticket.team", "icrm_department_id", string="Service Teams"
    )
