# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["icrm.customer"]._create_for(employees)
        return employees

    def unlink(self):
        """Take the customers along, unless they have a history (refused there)."""
        self.check_access("unlink")
        # sudo: whoever may delete the employee may delete the empty customer file
        self.env["icrm.customer"].sudo().with_context(active_test=False).search(
            [("employee_id", "in", self.ids)]
        ).unlink()
        return super().unlink()

    def action_icrm_open_customer(self):
        """Return the action that opens this employee's internal customer file."""
        self.ensure_one()
        return self.env["icrm.customer"]._get_open_action(
            [("employee_id", "=", self.id)]
        )
