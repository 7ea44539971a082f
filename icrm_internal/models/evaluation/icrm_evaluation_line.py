# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access.personal import SWEEP, Personal

OWN = {"score", "is_skipped", "comment"}
COMMENT_LIMIT = 2000


class IcrmEvaluationLine(models.Model):
    """One answer: a score of one criterion, about the department or about a person."""

    _name = "icrm.evaluation.line"
    _description = "Evaluation Score"
    _icrm_personal = (
        Personal(
            "comment", ("evaluation_id.customer_id", "evaluation_id.user_id"), SWEEP
        ),
    )
    _order = "person_id NULLS FIRST, criterion_id"
    _rec_name = "criterion_id"
    _log_access = False

    evaluation_id = fields.Many2one(
        "icrm.evaluation", required=True, readonly=True, ondelete="cascade", index=True
    )
    criterion_id = fields.Many2one(
        "icrm.evaluation.criterion", required=True, readonly=True, ondelete="restrict"
    )
    person_id = fields.Many2one("icrm.customer", readonly=True, ondelete="restrict")
    name = fields.Char(related="criterion_id.name")
    guidance = fields.Text(related="criterion_id.guidance")
    scale_max = fields.Integer(related="criterion_id.template_id.scale_max")
    score = fields.Integer(aggregator=None, help="0: not answered.")
    is_skipped = fields.Boolean(string="Can't Say")
    comment = fields.Text()
    is_answered = fields.Boolean(compute="_compute_is_answered")

    _once = models.UniqueIndex(
        "(evaluation_id, criterion_id, COALESCE(person_id, 0))",
        "A question can only be answered once.",
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 10)", "A score must be on the template's scale."
    )

    @api.depends("score", "is_skipped")
    def _compute_is_answered(self):
        for line in self:
            line.is_answered = bool(line.score or line.is_skipped)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.evaluation_id._check_open()
        return lines

    def write(self, vals):
        self.evaluation_id._check_open()
        if set(vals) - OWN:
            raise AccessError(
                self.env._("Only scores and comments of an evaluation can be edited.")
            )
        if vals.get("score"):
            vals = {**vals, "is_skipped": False}
        elif vals.get("is_skipped"):
            vals = {**vals, "score": 0}
        for line in self:
            line._check_answer(vals.get("score") or 0, vals.get("comment") or "")
        return super().write(vals)

    def _check_answer(self, score, comment):
        if not 0 <= score <= self.scale_max:
            raise UserError(
                self.env._(
                    "%(question)s: the score must be between 1 and %(most)s.",
                    question=self.name,
                    most=self.scale_max,
                )
            )
        if comment and self.person_id:
            raise UserError(
                self.env._(
                    "People get scores only, because comments could reveal their "
                    "author."
                )
            )
        if len(comment) > COMMENT_LIMIT:
            raise UserError(
                self.env._(
                    "%(question)s: at most %(limit)s characters.",
                    question=self.name,
                    limit=COMMENT_LIMIT,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self.evaluation_id._check_open()
