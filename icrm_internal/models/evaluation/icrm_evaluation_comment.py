# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmEvaluationComment(models.Model):
    """A released comment: a text about a department, without its author."""

    _name = "icrm.evaluation.comment"
    _description = "Evaluation Comment"
    _order = "score_id, id"
    _rec_name = "body"
    _log_access = False

    score_id = fields.Many2one(
        "icrm.evaluation.score",
        string="Result",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    criterion_id = fields.Many2one(
        "icrm.evaluation.criterion",
        string="Rated Subject",
        readonly=True,
        ondelete="restrict",
    )
    body = fields.Text(string="Comment", required=True, readonly=True)
