# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import EMPTY, KEEP, Personal


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"
    _icrm_personal = (
        Personal("survey_id", "partner_id", KEEP),
        Personal("email", "partner_id", EMPTY),
        Personal("nickname", "partner_id", EMPTY),
    )
