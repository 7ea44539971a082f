# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .cell_mean import select_mean


class IcrmEvaluationResult(models.Model):
    """A released cell: what one group of evaluators gave one department by criterion.

    Everything that is shown comes from cells like this: each covers at least the
    minimum of the cycle, and groups do not overlap.
    """

    _name = "icrm.evaluation.result"
    _description = "Evaluation Result"
    _order = "score_id, group_name, criterion_id"
    _rec_name = "criterion_id"
    _log_access = False

    score_id = fields.Many2one(
        "icrm.evaluation.score",
        string="Result",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    cycle_id = fields.Many2one(related="score_id.cycle_id", store=True, index=True)
    department_id = fields.Many2one(
        related="score_id.department_id", string="Evaluated", store=True
    )
    company_id = fields.Many2one(related="score_id.company_id", store=True)
    criterion_id = fields.Many2one(
        "icrm.evaluation.criterion", required=True, readonly=True, ondelete="restrict"
    )
    # As text: departments are merged, renamed and closed; a result stays.
    group_key = fields.Char(required=True, readonly=True)
    group_name = fields.Char(string="Evaluators' Departments", readonly=True)
    group_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_evaluation_result_group_rel",
        string="Group",
        readonly=True,
    )
    group_size = fields.Integer(
        string="Evaluations of the Group", readonly=True, aggregator=None
    )
    response_count = fields.Integer(string="No. of Answers", readonly=True)
    total = fields.Integer(string="Sum", readonly=True)
    squares = fields.Integer(string="Sum of Squares", readonly=True)
    average = fields.Float(
        string="Mean",
        compute="_compute_average",
        store=True,
        digits=(4, 2),
        aggregator="avg",
    )

    _cell_uniq = models.Constraint(
        "UNIQUE (score_id, group_key, criterion_id)",
        "A cell can only be released once.",
    )
    # The last wall: whatever writes a cell, it is of five at least.
    _enough = models.Constraint(
        "CHECK (response_count >= 5)", "Too few people for a result."
    )

    @api.depends("response_count", "total")
    def _compute_average(self):
        for cell in self:
            cell.average = (
                cell.total / cell.response_count if cell.response_count else 0
            )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "average:avg":
            return select_mean(self, query)
        return super()._read_group_select(aggregate_spec, query)

    def _get_sums(self):
        """Return (criterion, number of scores, their sum) of each cell."""
        return [(cell.criterion_id, cell.response_count, cell.total) for cell in self]

    def write(self, vals):
        if not {
            "response_count",
            "total",
            "squares",
            "group_key",
            "score_id",
        }.isdisjoint(vals):
            raise AccessError(
                self.env._("A released result cannot change: add a correction.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A released result cannot be deleted."))
