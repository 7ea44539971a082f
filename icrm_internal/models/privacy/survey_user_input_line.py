# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import KEEP, Personal


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"
    _icrm_personal = (
        Personal("question_id", "user_input_id.partner_id", KEEP),
        Personal("value_char_box", "user_input_id.partner_id"),
        Personal("value_text_box", "user_input_id.partner_id"),
        Personal("value_numerical_box", "user_input_id.partner_id", KEEP),
        Personal("suggested_answer_id", "user_input_id.partner_id", KEEP),
    )
