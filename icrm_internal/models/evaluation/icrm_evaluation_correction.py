# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class IcrmEvaluationCorrection(models.Model):
    """A counter-entry to a score, with a reason: what was released stays as it is.

    Rows are added, nothing else; one that was wrong gets a counter-entry itself.
    """

    _name = "icrm.evaluation.correction"
    _description = "Evaluation Correction"
    _order = "id desc"
    _rec_name = "reason"

    score_id = fields.Many2one(
        "icrm.evaluation.score",
        string="Result",
        required=True,
        ondelete="restrict",
        index=True,
    )
    points = fields.Integer(
        required=True,
        help="Added to the score; negative points lower it.",
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Date(readonly=True, default=fields.Date.context_today)

    _points_range = models.Constraint(
        "CHECK (points BETWEEN -100 AND 100 AND points <> 0)",
        "A correction must be between -100 and 100 points, and not 0.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not (vals.get("reason") or "").strip():
                raise UserError(self.env._("Enter a reason for the correction."))
        corrections = super().create(
            [{**vals, "user_id": self.env.uid} for vals in vals_list]
        )
        for correction in corrections:
            if not correction.score_id.has_score:
                raise UserError(
                    self.env._("There is no score to correct: too few evaluations.")
                )
        return corrections

    def write(self, vals):
        raise AccessError(
            self.env._("Corrections cannot be edited: add a counter-entry.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Corrections cannot be deleted: add a counter-entry.")
        )
