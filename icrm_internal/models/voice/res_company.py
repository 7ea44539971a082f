# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_survey_cooldown_days = fields.Integer(
        string="Days Between Surveys",
        default=14,
        required=True,
        help="Minimum days between two surveys per person.",
    )

    _icrm_survey_cooldown_check = models.Constraint(
        "CHECK (icrm_survey_cooldown_days BETWEEN 0 AND 3650)",
        "Days between surveys must be between 0 and 3,650.",
    )

    icrm_feedback_days = fields.Integer(
        string="Days to Answer Ideas and Feedback",
        default=10,
        required=True,
        help="Working days of the company until an answer is due.",
    )

    _icrm_feedback_limits = models.Constraint(
        "CHECK (icrm_feedback_days BETWEEN 1 AND 365)",
        "Days to answer ideas and feedback must be between 1 and 365.",
    )
