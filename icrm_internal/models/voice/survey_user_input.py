# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class SurveyUserInput(models.Model):
    """Odoo's own answers keep who gave them, and when; ours never lie here.

    Whatever way an answer of one of our surveys would come into being (a link, an
    invitation, a test, a live session, an import), it ends here, and before anything is
    written: those who call may catch the error and go on.
    """

    _inherit = "survey.user_input"

    @api.model_create_multi
    def create(self, vals_list):
        default_id = self.env.context.get("default_survey_id")
        self._icrm_refuse({vals.get("survey_id", default_id) for vals in vals_list})
        return super().create(vals_list)

    def write(self, vals):
        if "survey_id" in vals:
            self._icrm_refuse({vals["survey_id"]})
        return super().write(vals)

    def _icrm_refuse(self, survey_ids):
        # sudo: refused to everybody alike, whether they may read the survey or not
        for survey_sudo in (
            self.env["survey.survey"].sudo().browse(filter(None, survey_ids))
        ):
            if survey_sudo.survey_type == "icrm":
                raise UserError(
                    self.env._(
                        "“%(survey)s” can only be answered through a campaign: "
                        "open one under Surveys.",
                        survey=survey_sudo.title,
                    )
                )
