# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    icrm_department_ids = fields.Many2many(
        "hr.department",
        string="My Departments",
        compute="_compute_icrm_department_ids",
        compute_sudo=True,
        help="Departments this user heads, including sub-departments.",
    )

    def _compute_icrm_department_ids(self):
        departments = self.env["hr.department"].search(
            [("icrm_head_user_ids", "in", self.ids)]
        )
        for user in self:
            user.icrm_department_ids = departments.filtered(
                lambda department, user=user: user in department.icrm_head_user_ids
            )
