# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..customer.duty import Duty


class HrDepartment(models.Model):
    _inherit = "hr.department"
    _icrm_duties = (Duty("icrm_cost_owner_id", reassign=False),)

    icrm_cost_owner_id = fields.Many2one(
        "res.users",
        string="Cost Owner",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Approves costs of the department. Empty: cost owner of the parent "
        "department, else the head.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments._icrm_check_cost_owner()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if "icrm_cost_owner_id" in vals:
            self._icrm_check_cost_owner()
        return result

    def _icrm_check_cost_owner(self):
        """Users with HR rights cannot make themselves the approver."""
        label = self._fields["icrm_cost_owner_id"]._description_string(self.env)
        for department in self:
            owner = department.icrm_cost_owner_id
            if owner == self.env.user:
                department._icrm_check_in_charge(owner, label)

    # What record rules go through: who serves for a department.
    icrm_team_ids = fields.One2many(
        "helpdesk.ticket.team", "icrm_department_id", string="Service Teams"
    )
