# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        """Withdraw employees who leave from open surveys at once."""
        result = super().write(vals)
        if vals.get("active", True) is False:
            # sudo: who archives an employee need not see who was asked
            self.env["icrm.campaign.participant"].sudo().search(
                [
                    ("campaign_id.state", "=", "open"),
                    ("state", "!=", "withdrawn"),
                    ("customer_id.employee_id", "in", self.ids),
                ]
            )._withdraw()
        return result
