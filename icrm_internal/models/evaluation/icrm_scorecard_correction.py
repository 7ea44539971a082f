# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class IcrmScorecardCorrection(models.Model):
    """A counter-entry to a scorecard, with its reason: what was frozen stays as it is.

    Rows are added, nothing else; one that was wrong gets a counter-entry itself.
    """

    _name = "icrm.scorecard.correction"
    _description = "Scorecard Correction"
    _order = "id desc"
    _rec_name = "reason"

    scorecard_id = fields.Many2one(
        "icrm.scorecard", required=True, ondelete="restrict", index=True
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
            [
                {
                    **vals,
                    "user_id": self.env.uid,
                    "date": fields.Date.context_today(self),
                }
                for vals in vals_list
            ]
        )
        for correction in corrections:
            card = correction.scorecard_id
            if card.state == "draft":
                raise UserError(
                    self.env._("A draft follows its indicators: correct those instead.")
                )
            if not card.has_score:
                raise UserError(self.env._("There is no score to correct."))
        corrections._apply()
        return corrections

    def _apply(self):
        """Bring the scores of these scorecards up to date, by one statement."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_scorecard AS card
                   SET correction_total = sum.points,
                       final_score = GREATEST(0, LEAST(100,
                           ROUND(card.score::numeric, 1) + sum.points))
                  FROM (SELECT scorecard_id, SUM(points) AS points
                          FROM icrm_scorecard_correction
                         WHERE scorecard_id = ANY(%s)
                         GROUP BY scorecard_id) AS sum
                 WHERE card.id = sum.scorecard_id
                """,
                self.scorecard_id.ids,
            )
        )
        self.scorecard_id.invalidate_recordset()

    def write(self, vals):
        raise AccessError(
            self.env._("Corrections cannot be edited: add a counter-entry.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Corrections cannot be deleted: add a counter-entry.")
        )
