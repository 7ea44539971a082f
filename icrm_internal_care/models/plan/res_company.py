# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_plan_most = fields.Integer(
        string="Most Contacts",
        default=4,
        required=True,
        help="Messages and calls of all plans to one person; more of them wait.",
    )
    icrm_plan_most_days = fields.Integer(
        string="Within Days", default=30, required=True
    )
    icrm_plan_least_months = fields.Integer(
        string="At Least Once in Months",
        default=6,
        required=True,
        help="People without a contact for longer are listed. 0 for never.",
    )

    _icrm_plan_check = models.Constraint(
        "CHECK (icrm_plan_most BETWEEN 1 AND 100"
        " AND icrm_plan_most_days BETWEEN 1 AND 365"
        " AND icrm_plan_least_months BETWEEN 0 AND 60)",
        "Contacts of plans: 1 to 100 within 1 to 365 days, once in 0 to 60 months.",
    )
