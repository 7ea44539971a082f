# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SurveySurvey(models.Model):
    """A questionnaire of the internal customers' voice: sent by campaigns only."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("icrm", "Internal Customers")],
        ondelete={"icrm": "set default"},
    )
    icrm_campaign_ids = fields.One2many("icrm.campaign", "survey_id")
