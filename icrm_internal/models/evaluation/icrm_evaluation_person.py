# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.personal import KEEP, Personal
from .cell_mean import select_mean


class IcrmEvaluationPerson(models.Model):
    """What enough evaluators said about a person: for that person, heads and officers.

    Apart from the department's results: it counts in no score and no indicator.
    """

    _name = "icrm.evaluation.person"
    _description = "Person Evaluation"
    _icrm_personal = (
        Personal("cycle_id", "customer_id", KEEP),
        Personal("criterion_id", "customer_id", KEEP),
        Personal("average", "customer_id", KEEP),
        Personal("response_count", "customer_id", KEEP),
    )
    _order = "cycle_id desc, customer_id, criterion_id"
    _rec_name = "customer_id"
    _log_access = False

    cycle_id = fields.Many2one(
        "icrm.evaluation.cycle",
        string="Evaluation Cycle",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Person",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="Department when the cycle closed.",
    )
    criterion_id = fields.Many2one(
        "icrm.evaluation.criterion", required=True, readonly=True, ondelete="restrict"
    )
    response_count = fields.Integer(
        string="No. of Answers", readonly=True, aggregator=None
    )
    total = fields.Integer(string="Sum", readonly=True, aggregator=None)
    squares = fields.Integer(string="Sum of Squares", readonly=True, aggregator=None)
    average = fields.Float(
        string="Mean",
        compute="_compute_average",
        store=True,
        digits=(4, 2),
        aggregator="avg",
    )

    _cell_uniq = models.Constraint(
        "UNIQUE (cycle_id, customer_id, criterion_id)",
        "A cell can only be released once.",
    )
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
