# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IcrmEvaluationCorrection(models.Model):
    """A counter-entry to a score, with a reason: what was released stays as it is.

    Rows are added, nothing else; one that was wrong gets a counter-entry itself.
    """

    _name = "icrm.evaluation.correction"
    _inherit = "icrm.correction"
    _description = "Evaluation Correction"

    score_id = fields.Many2one(
        "icrm.evaluation.score",
        string="Result",
        required=True,
        ondelete="restrict",
        index=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        corrections = super().create(vals_list)
        for correction in corrections:
            if not correction.score_id.has_score:
                raise UserError(
                    self.env._("There is no score to correct: too few evaluations.")
                )
        return corrections
