# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icrm_scorecard_kind = fields.Selection(
        related="company_id.icrm_scorecard_kind", readonly=False
    )
    icrm_scorecard_days = fields.Integer(
        related="company_id.icrm_scorecard_days", readonly=False
    )
    icrm_scorecard_staff = fields.Boolean(
        related="company_id.icrm_scorecard_staff", readonly=False
    )
    icrm_scorecard_least_share = fields.Integer(
        related="company_id.icrm_scorecard_least_share", readonly=False
    )
