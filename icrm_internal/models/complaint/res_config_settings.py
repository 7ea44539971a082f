# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icrm_complaint_acknowledge_hours = fields.Float(
        related="company_id.icrm_complaint_acknowledge_hours", readonly=False
    )
    icrm_complaint_resolve_hours = fields.Float(
        related="company_id.icrm_complaint_resolve_hours", readonly=False
    )
    icrm_complaint_followup_hours = fields.Float(
        related="company_id.icrm_complaint_followup_hours", readonly=False
    )
    icrm_complaint_proposal_days = fields.Integer(
        related="company_id.icrm_complaint_proposal_days", readonly=False
    )
    icrm_complaint_calendar_id = fields.Many2one(
        related="company_id.icrm_complaint_calendar_id", readonly=False
    )
    icrm_complaint_anonymous = fields.Boolean(
        related="company_id.icrm_complaint_anonymous", readonly=False
    )
