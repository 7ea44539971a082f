# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IcrmScorecardCorrection(models.Model):
    """A counter-entry to a scorecard, with its reason: what was frozen stays as it is.

    Rows are added, nothing else; one that was wrong gets a counter-entry itself.
    """

    _name = "icrm.scorecard.correction"
    _inherit = "icrm.correction"
    _description = "Scorecard Correction"

    scorecard_id = fields.Many2one(
        "icrm.scorecard", required=True, ondelete="restrict", index=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        corrections = super().create(vals_list)
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
        # SQL: the ORM refuses every write of what is frozen.
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
