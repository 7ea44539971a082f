# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...measures.scoring import weighted_score
from ..access.actions import open_action, open_dialog
from ..access.number_formatter import NumberFormatter
from ..customer import department_names

RELEASED = {
    "evaluator_count",
    "score",
    "has_score",
    "cycle_id",
    "department_id",
    "invited_count",
}


class IcrmEvaluationScore(models.Model):
    """A department's result in a cycle, from the released cells alone."""

    _name = "icrm.evaluation.score"
    _inherit = "icrm.kpi.source"
    _description = "Department Evaluation"
    _order = "cycle_id desc, final_score desc, department_id"

    cycle_id = fields.Many2one(
        "icrm.evaluation.cycle",
        string="Evaluation Cycle",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    state = fields.Selection(related="cycle_id.state", string="Cycle's State")
    date_to = fields.Date(related="cycle_id.date_to", string="Period End", store=True)
    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, ondelete="restrict", index=True
    )
    department_name = fields.Char(
        string="Department's Name", translate=True, readonly=True, help="When closed."
    )
    invited_count = fields.Integer(string="People Invited", readonly=True)
    evaluator_count = fields.Integer(
        string="Evaluations",
        readonly=True,
        help="Counted evaluations, from large enough groups only.",
    )
    has_score = fields.Boolean(readonly=True)
    score = fields.Integer(
        string="Original Score",
        readonly=True,
        aggregator=None,
        help="0 to 100: the weighted mean of the criteria.",
    )
    correction_ids = fields.One2many("icrm.evaluation.correction", "score_id")
    correction_total = fields.Integer(
        string="Corrections",
        compute="_compute_final_score",
        store=True,
        compute_sudo=True,
        aggregator=None,
    )
    final_score = fields.Integer(
        string="Score",
        compute="_compute_final_score",
        store=True,
        compute_sudo=True,
        aggregator="avg",
    )
    previous_id = fields.Many2one(
        "icrm.evaluation.score", readonly=True, ondelete="set null"
    )
    previous_score = fields.Integer(
        string="Before", compute="_compute_previous_score", aggregator=None
    )
    change = fields.Integer(compute="_compute_previous_score", aggregator=None)
    result_ids = fields.One2many("icrm.evaluation.result", "score_id")
    comment_ids = fields.One2many("icrm.evaluation.comment", "score_id")
    criteria_table = fields.Html(compute="_compute_tables", sanitize=False)
    group_table = fields.Html(compute="_compute_tables", sanitize=False)
    comment_text = fields.Html(compute="_compute_comment_text", sanitize=False)

    _department_uniq = models.Constraint(
        "UNIQUE (cycle_id, department_id)",
        "A department can only have one result per cycle.",
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100)", "A score must be between 0 and 100."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    def _get_department_name(self):
        return department_names.get(self, "department_name", "department_id")

    @api.depends("department_id", "department_name", "cycle_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for score in self:
            score.display_name = self.env._(
                "%(department)s, %(cycle)s",
                department=score._get_department_name(),
                # sudo: the name of the cycle
                cycle=score.sudo().cycle_id.name or "",
            )

    @api.depends("score", "correction_ids.points")
    def _compute_final_score(self):
        for score in self:
            total = sum(score.correction_ids.mapped("points"))
            score.correction_total = total
            score.final_score = max(0, min(100, score.score + total))

    @api.depends("previous_id", "final_score")
    def _compute_previous_score(self):
        for score in self:
            # sudo: who sees this result sees the one before, of the same department.
            before = score.sudo().previous_id
            known = before.has_score and score.has_score
            score.previous_score = before.final_score if known else 0
            score.change = score.final_score - before.final_score if known else 0

    def _read_group_select(self, aggregate_spec, query):
        # Over several cycles there is none: it is the result of no period.
        select = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == "final_score:avg":
            cycle = self._field_to_sql(self._table, "cycle_id", query)
            return SQL("CASE WHEN COUNT(DISTINCT %s) = 1 THEN %s END", cycle, select)
        return select

    @api.model
    def _get_previous(self, cycle):
        """Return {department id: id of its last published result before a cycle}."""
        before = self.search(
            [
                ("company_id", "=", cycle.company_id.id),
                ("cycle_id.state", "in", ("published", "archived")),
                ("date_to", "<", cycle.date_to),
            ],
            order="date_to, id",
        )
        return {score.department_id.id: score.id for score in before}

    # ------------------------------------------------------------------
    # Released once
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su or any(
            score.state != "closed" for score in self if RELEASED & set(vals)
        ):
            raise AccessError(
                self.env._("A released result cannot change: add a correction.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A released result cannot be deleted."))

    def _get_criteria(self, sums=None):
        """Return {criterion: {"n", "mean", "share" (0 to 1)}} in the order of criteria.

        :param sums: (criterion, number of scores, their sum) of some cells; by default
            of its own
        """
        added = defaultdict(lambda: [0, 0])
        for criterion, n, total in (
            self.result_ids._get_sums() if sums is None else sums
        ):
            added[criterion][0] += n
            added[criterion][1] += total
        return {
            criterion: {
                "n": n,
                "mean": total / n,
                "share": (total / n - 1) / (criterion.template_id.scale_max - 1),
            }
            for criterion, (n, total) in sorted(
                added.items(), key=lambda pair: (pair[0].sequence, pair[0].id)
            )
        }

    def _get_groups(self, cells=None):
        """Return a list of groups: {"key", "name", "department_ids", "n", "score"}."""
        cells = self.result_ids if cells is None else cells
        return [
            {
                "key": key,
                "name": cell.group_name,
                "department_ids": cell.group_department_ids.ids,
                "n": cell.group_size,
                "score": weighted_score(
                    (criterion.weight, values["share"])
                    for criterion, values in self._get_criteria(own._get_sums()).items()
                ),
            }
            for key, own in cells.grouped("group_key").items()
            # Not own[0], which would be read alone.
            for cell in itertools.islice(own, 1)
        ]

    # ------------------------------------------------------------------
    # Display
    # ------------------------------------------------------------------

    @api.depends_context("lang", "uid")
    @api.depends("result_ids")
    def _compute_tables(self):
        """The criteria for all who see the result; the groups for heads and officers,
        who see the cells."""
        may = set(
            self.env["icrm.evaluation.result"]
            .search([("score_id", "in", self.ids)])
            .score_id.ids
        )
        for score in self:
            # sudo: who sees the result sees the criteria it is made of.
            score_sudo = score.sudo()
            score.criteria_table = score_sudo._render_criteria()
            score.group_table = score.id in may and score_sudo._render_groups()

    def _render_bar(self, share):
        tone = "success" if share >= 0.75 else "warning" if share >= 0.5 else "danger"
        return Markup(
            "<div class='progress' style='height: 0.6rem; min-width: 4rem'>"
            "<div class='progress-bar bg-%s' style='width: %d%%'></div></div>"
        ) % (tone, round(100 * share))

    def _render_criteria(self):
        _ = self.env._
        rows = Markup("").join(
            Markup(
                "<tr><td>%s</td><td class='text-end'>%s</td><td class='w-25'>%s</td>"
                "<td class='text-end fw-bold'>%s</td><td class='text-end'>%s</td></tr>"
            )
            % (
                criterion.name,
                f"{criterion.weight:g}",
                self._render_bar(own["share"]),
                NumberFormatter(self.env).format_points(own["mean"]),
                own["n"],
            )
            for criterion, own in self._get_criteria().items()
        )
        if not rows:
            return False
        return Markup(
            "<table class='table table-sm o_icrm_evaluation_criteria mb-0'>"
            "<thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th></th><th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th></tr></thead><tbody>%s</tbody></table>"
        ) % (
            _("Criterion"),
            _("Weight"),
            _("Out of %s", self.cycle_id.template_id.scale_max),
            _("No. of Answers"),
            rows,
        )

    def _render_groups(self):
        _ = self.env._
        rows = Markup("").join(
            Markup(
                "<tr><td>%s</td><td class='text-end'>%s</td><td class='w-25'>%s</td>"
                "<td class='text-end fw-bold'>%s</td></tr>"
            )
            % (
                own["name"],
                own["n"],
                self._render_bar(own["score"] / 100),
                own["score"],
            )
            for own in sorted(self._get_groups(), key=lambda own: -own["score"])
        )
        return Markup(
            "<table class='table table-sm mb-0'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th></th><th class='text-end'>%s</th></tr>"
            "</thead><tbody>%s</tbody></table>"
        ) % (_("Evaluators from"), _("Evaluations"), _("Score"), rows)

    @api.depends_context("lang", "uid")
    @api.depends("comment_ids")
    def _compute_comment_text(self):
        """The comments, as far as the reader may see them: rules decide."""
        by_score = defaultdict(list)
        for comment in self.env["icrm.evaluation.comment"].search(
            [("score_id", "in", self.ids)]
        ):
            by_score[comment.score_id.id].append(comment)
        for score in self:
            score.comment_text = (
                Markup("").join(
                    Markup(
                        "<blockquote class='border-start ps-3 mb-2'>%s%s</blockquote>"
                    )
                    % (
                        comment.body,
                        Markup("<div class='text-muted small'>%s</div>")
                        % comment.criterion_id.name
                        if comment.criterion_id
                        else "",
                    )
                    for comment in by_score[score.id]
                )
                or False
            )

    def action_correct(self):
        """Open a new counter-entry."""
        self.ensure_one()
        self.check_access("read")
        return open_dialog(
            self.env["icrm.evaluation.correction"],
            self.env._("Correct Score"),
            score_id=self.id,
        )

    def action_open_results(self):
        """Open the released cells behind the score, as far as rules allow."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_evaluation_result_action",
            domain=[("score_id", "=", self.id)],
            context={},
        )
