# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    def action_icrm_open_customer(self):
        """Return the action that opens this employee's internal customer file."""
        self.ensure_one()
        return self.env["icrm.customer"]._get_open_action(
            [("employee_id", "=", self.id)]
        )
