# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icrm_plan_most = fields.Integer(related="company_id.icrm_plan_most", readonly=False)
    icrm_plan_most_days = fields.Integer(
        related="company_id.icrm_plan_most_days", readonly=False
    )
    icrm_plan_least_months = fields.Integer(
        related="company_id.icrm_plan_least_months", readonly=False
    )
