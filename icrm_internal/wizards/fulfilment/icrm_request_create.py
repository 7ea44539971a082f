# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCreate(models.TransientModel):
    """The request dialog of a service of several steps shows them, and their date."""

    _inherit = "icrm.request.create"

    has_plan = fields.Boolean(related="service_id.has_plan", related_sudo=False)
    # Of whose event it is, if HR opened the dialog in the employee's form
    hr_employee_id = fields.Many2one(
        "hr.employee", readonly=True, groups="hr.group_hr_user"
    )

    def _submit(self):
        """What was requested is not offered again."""
        request = super()._submit()
        # sudo: which employee; whether the caller may change it is asked next
        employee_sudo = self.sudo().hr_employee_id
        if employee_sudo and employee_sudo.with_env(self.env).has_access("write"):
            if employee_sudo.icrm_hr_event == self.service_id.sudo().hr_event:
                employee_sudo._icrm_mark(False)
        return request
