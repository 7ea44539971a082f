# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_profile_months = fields.Integer(
        string="Profiles Are Out of Date After",
        default=12,
        required=True,
        help="Months since a customer profile was reviewed.",
    )

    _icrm_profile_months = models.Constraint(
        "CHECK (icrm_profile_months BETWEEN 1 AND 120)",
        "Profiles Are Out of Date After: enter 1 to 120 months.",
    )
