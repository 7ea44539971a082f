# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icrm_ticket_confidential = fields.Boolean(
        related="company_id.icrm_ticket_confidential", readonly=False
    )
    icrm_ticket_no_team = fields.Boolean(
        related="company_id.icrm_ticket_no_team", readonly=False
    )
    icrm_ticket_write = fields.Boolean(
        related="company_id.icrm_ticket_write", readonly=False
    )
    icrm_ticket_portal = fields.Boolean(
        related="company_id.icrm_ticket_portal", readonly=False
    )
    icrm_reopen_days = fields.Integer(
        related="company_id.icrm_reopen_days", readonly=False
    )
    icrm_confirm_days = fields.Integer(
        related="company_id.icrm_confirm_days", readonly=False
    )
    icrm_rating_change_hours = fields.Integer(
        related="company_id.icrm_rating_change_hours", readonly=False
    )
    icrm_rating_min_count = fields.Integer(
        related="company_id.icrm_rating_min_count", readonly=False
    )
    icrm_fallback_service_id = fields.Many2one(
        related="company_id.icrm_fallback_service_id", readonly=False
    )
    icrm_show_ratings = fields.Boolean(
        related="company_id.icrm_show_ratings", readonly=False
    )
