# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    icrm_value = fields.Integer(
        string="Value", help="What the answer counts: 1 (like) to 5 (dislike) for KANO."
    )
