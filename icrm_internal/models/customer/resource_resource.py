# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        """Release the work of employees who leave.

        Here and not on the employee, whose ``active`` is this one: whichever of the
        two is written, by whichever screen, it comes by here.
        """
        result = super().write(vals)
        if vals.get("active", True) is False:
            # sudo: who archives an employee need not see what they worked on.
            employees_sudo = (
                self.env["hr.employee"]
                .sudo()
                .with_context(active_test=False)
                .search([("resource_id", "in", self.ids)])
            )
            employees_sudo._icrm_release()
        return result
