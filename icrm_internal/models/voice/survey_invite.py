# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SurveyInvite(models.TransientModel):
    """Odoo's own invitations name the invited in their answers; ours never use them."""

    _inherit = "survey.invite"

    @api.constrains("survey_id")
    def _check_icrm_survey(self):
        self.survey_id._icrm_refuse_invitation()
