# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class SurveyUserInput(models.Model):
    """Odoo's own answers keep who gave them, and when; ours never lie here.

    Whatever way an answer of one of our surveys would come into being (a link, an
    invitation, a test, a live session, an import), it ends at this constraint.
    """

    _inherit = "survey.user_input"

    @api.constrains("survey_id")
    def _check_icrm_survey(self):
        for answer in self:
            if answer.survey_id.survey_type == "icrm":
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is answered through a campaign only, which keeps "
                        "answers apart from names: open one under Voice of the "
                        "Customer.",
                        survey=answer.survey_id.sudo().title,
                    )
                )
