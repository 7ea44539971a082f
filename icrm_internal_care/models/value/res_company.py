# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_person_figures = fields.Boolean(
        string="Figures per Person",
        help="Value, lifecycle and health of individual people, visible to themselves, "
        "their account manager and officers. Switching it off deletes them.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("icrm_person_figures") is False:
            self.env["icrm.customer.value"]._forget_people(self)
        return result
