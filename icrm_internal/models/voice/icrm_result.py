# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import rounding
from ...measures.figures import Figures, Sums

LEVELS = [
    ("question", "Question"),
    ("dimension", "Dimension"),
    ("overall", "Overall"),
    ("driver", "Correlation with overall satisfaction"),
]
# {weighted mean: the sum it is made of}
AVERAGES = {"average": "total", "score": "score_total"}


class IcrmResult(models.Model):
    """A released figure: what one group answered about one subject to one question.

    Rows with a question are the question's; rows without one are a dimension's or a
    measure's, over the respondents' means. Every row covers ``anonymity_threshold``
    respondents or more, and groups do not overlap, so no sum over rows and no
    difference of two sums speaks of fewer.
    """

    _name = "icrm.result"
    _description = "Result"
    _order = "campaign_id, subject_id, group_id, id"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(
        required=True, readonly=True, help="Closing date of the campaign."
    )
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Rated Department",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    service_id = fields.Many2one("icrm.service", readonly=True, ondelete="set null")
    relationship_id = fields.Many2one(
        "icrm.relationship", readonly=True, ondelete="set null"
    )
    group_id = fields.Many2one(
        "icrm.campaign.group",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    customer_department_id = fields.Many2one(
        "hr.department",
        string="Respondents' Department",
        readonly=True,
        ondelete="set null",
    )
    level = fields.Selection(LEVELS, required=True, readonly=True, default="question")
    measure = fields.Selection(
        selection=lambda self: self.env["survey.question"]
        ._fields["icrm_measure"]
        ._description_selection(self.env),
        required=True,
        readonly=True,
    )
    dimension_id = fields.Many2one(
        "icrm.dimension", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    question_id = fields.Many2one(
        "survey.question", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    row_id = fields.Many2one(
        "survey.question.answer",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The row of a matrix question.",
    )
    side = fields.Selection(
        [("expectation", "Expectation"), ("perception", "Perception"), ("gap", "Gap")],
        readonly=True,
    )
    response_count = fields.Integer(string="Answers", required=True, readonly=True)
    total = fields.Float(required=True, readonly=True, aggregator="sum")
    squares = fields.Float(string="Sum of Squares", required=True, readonly=True)
    counts = fields.Json(readonly=True, help="{answer: count}")
    score_total = fields.Float(readonly=True, help="Sum of answers scaled to 0 to 100.")
    product = fields.Float(
        readonly=True,
        help="Sum of score times overall satisfaction score.",
    )
    has_average = fields.Boolean(
        readonly=True, help="Whether a mean is meaningful.", string="Has Mean"
    )
    average = fields.Float(
        string="Mean",
        readonly=True,
        aggregator="avg",
        digits=(16, rounding.VALUE),
        help="On the survey's scale.",
    )
    score = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, rounding.POINTS),
        help="From 0 to 100; 50 means expectations are met.",
    )

    _response_count_check = models.Constraint(
        "CHECK (response_count >= 5)", "Results need at least five people."
    )

    def _from_cell(self, cell):
        """Return the values of a :class:`~...measures.tally.Cell`."""
        return {
            "level": cell.level,
            "measure": cell.measure,
            "dimension_id": cell.dimension,
            "question_id": cell.question,
            "row_id": cell.row,
            "side": cell.side,
            "response_count": cell.n,
            "total": cell.total,
            "squares": cell.squares,
            "counts": cell.counts,
            "score_total": cell.score or 0,
            "product": cell.product,
            # Not of classes, of several choices at once, or of shared-out points
            "has_average": cell.measure not in ("kano", "weight")
            and cell.score is not None,
            "average": cell.total / cell.n,
            "score": (cell.score or 0) / cell.n,
        }

    def _read_group_select(self, aggregate_spec, query):
        # A mean over groups weighs them by their respondents. Over several waves of a
        # series there is none: it is no wave's result, nor any screen's.
        name, _colon, function = aggregate_spec.partition(":")
        if name in AVERAGES and function == "avg":
            campaign = query.join(
                self._table, "campaign_id", "icrm_campaign", "id", "icrm_wave"
            )
            return SQL(
                "SUM(%(total)s) FILTER (WHERE %(has_average)s)"
                " / NULLIF(CASE WHEN COUNT(DISTINCT %(wave)s)"
                " = COUNT(DISTINCT COALESCE(%(series)s, %(wave)s))"
                " THEN SUM(%(count)s) FILTER (WHERE %(has_average)s) END, 0)",
                total=self._field_to_sql(self._table, AVERAGES[name], query),
                count=self._field_to_sql(self._table, "response_count", query),
                has_average=self._field_to_sql(self._table, "has_average", query),
                wave=SQL.identifier(campaign, "id"),
                series=SQL.identifier(campaign, "series_id"),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _sum_cells(self, domain, by=None, with_counts=True):
        """Add up the results that the caller may see, over whole groups.

        :param by: "subject_id", "group_id" or "campaign_id": one sum for each
        :param with_counts: whether histograms are wanted, too
        :return: {id or None: :class:`~...measures.figures.Figures`}; two statements.
            The question of a matrix's row is (question id, row id).
        """
        allowed = self._search(Domain(domain)).subselect()
        key = SQL.identifier("r", by) if by else SQL("NULL::integer")
        parts = SQL(
            "r.level, r.measure, r.dimension_id, r.question_id, r.row_id, r.side"
        )
        # SQL: sums without records, for the histograms below; bench_results
        sums = self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, %(parts)s, SUM(r.response_count), SUM(r.total),
                       SUM(r.squares), SUM(r.score_total), SUM(r.product)
                  FROM icrm_result r
                 WHERE r.id IN %(allowed)s
                 GROUP BY 1, %(parts)s
                """,
                key=key,
                parts=parts,
                allowed=allowed,
            )
        )
        counts = self._sum_counts(key, parts, allowed) if with_counts else {}
        result = {}
        for record_id, *part in sums:
            cell = _name_cell(*part[:6])
            result.setdefault(record_id, {})[cell] = Sums(
                *part[6:], counts.get((record_id, *cell)) or {}
            )
        return {record_id: Figures(cells) for record_id, cells in result.items()}

    def _sum_counts(self, key, parts, allowed):
        # Sides of pairs have no use for histograms.
        # SQL: adds up what lies in JSON; bench_results
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, level, measure, dimension_id, question_id, row_id, side,
                       jsonb_object_agg(value, number)
                  FROM (
                    SELECT %(key)s AS key, %(parts)s, c.key AS value,
                           SUM(c.value::integer) AS number
                      FROM icrm_result r, jsonb_each_text(r.counts) c
                     WHERE r.id IN %(allowed)s AND r.side IS NULL
                     GROUP BY 1, %(parts)s, c.key
                  ) AS counted
                 GROUP BY key, level, measure, dimension_id, question_id, row_id, side
                """,
                key=key,
                parts=parts,
                allowed=allowed,
            )
        )
        return {
            (record_id, *_name_cell(*part)): told for record_id, *part, told in rows
        }


def _name_cell(level, measure, dimension, question, row, side):
    """Return a cell's key in :class:`~...measures.figures.Figures`."""
    return level, measure, dimension, (question, row) if row else question, side
