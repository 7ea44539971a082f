# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_survey_cooldown_days = fields.Integer(
        string="Days Between Surveys",
        default=14,
        required=True,
        help="Nobody is asked in another survey within so many days, whoever sends it.",
    )

    _icrm_survey_cooldown_check = models.Constraint(
        "CHECK (icrm_survey_cooldown_days BETWEEN 0 AND 3650)",
        "Days between surveys lie between 0 and 3,650.",
    )

    icrm_feedback_days = fields.Integer(
        string="Days to Answer Feedback",
        default=10,
        required=True,
        help="By when the head of the department is to answer.",
    )

    _icrm_feedback_limits = models.Constraint(
        "CHECK (icrm_feedback_days BETWEEN 1 AND 365)",
        "Feedback is answered within 1 to 365 days.",
    )
