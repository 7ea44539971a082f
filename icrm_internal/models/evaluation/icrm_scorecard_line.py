# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...measures import rounding, trend
from ..access.number_formatter import NumberFormatter

# Less than that moves nothing worth a sentence.
LEAST = 0.1


class IcrmScorecardLine(models.Model):
    """One indicator on a scorecard, with all it was judged by, as it was then."""

    _name = "icrm.scorecard.line"
    _inherit = "icrm.frozen"
    _description = "Scorecard Line"
    _order = "scorecard_id, sequence, id"
    _rec_name = "kpi_id"
    _log_access = False
    # What is frozen, in the canonical order.
    _FROZEN_FIELDS = (
        "sequence",
        "kpi_id",
        "parent_kpi_id",
        "is_group",
        "has_value",
        "value",
        "numerator",
        "denominator",
        "case_count",
        "floor",
        "target",
        "has_score",
        "score",
        "weight",
        "share",
        "has_previous",
        "previous_value",
        "has_previous_score",
        "previous_score",
        "change",
        "rank",
        "rank_of",
        "cause_department_id",
        "cause_service_id",
        "cause_change",
        "cause_value",
        "cause_case_count",
    )

    scorecard_id = fields.Many2one(
        "icrm.scorecard", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="scorecard_id.company_id")
    department_id = fields.Many2one(related="scorecard_id.department_id")
    period_kind = fields.Selection(related="scorecard_id.period_kind")
    date_from = fields.Date(related="scorecard_id.date_from")
    state = fields.Selection(related="scorecard_id.state")
    sequence = fields.Integer(readonly=True, aggregator=None)
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    parent_kpi_id = fields.Many2one(
        "icrm.kpi", string="Part of", readonly=True, ondelete="restrict"
    )
    is_group = fields.Boolean(
        string="Has Sub-indicators",
        readonly=True,
    )
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    has_value = fields.Boolean(string="Has Data", readonly=True)
    value = fields.Float(readonly=True, aggregator="avg", digits=(16, 2))
    numerator = fields.Float(readonly=True, digits=(16, 2))
    denominator = fields.Float(readonly=True, digits=(16, 2))
    case_count = fields.Integer(string="Cases", readonly=True)
    floor = fields.Float(
        readonly=True, aggregator=None, digits=(16, 2), string="Minimum"
    )
    target = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    has_score = fields.Boolean(readonly=True)
    score = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    weight = fields.Float(
        readonly=True,
        aggregator=None,
        digits=(16, 2),
        help="Weight among its siblings.",
    )
    share = fields.Float(
        readonly=True,
        aggregator=None,
        digits=(16, 1),
        help="Weight in the whole scorecard, in percent of indicators with data.",
    )
    has_previous = fields.Boolean(readonly=True)
    previous_value = fields.Float(readonly=True, aggregator="avg", digits=(16, 2))
    has_previous_score = fields.Boolean(readonly=True)
    previous_score = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    change = fields.Float(
        readonly=True,
        aggregator=None,
        digits=(16, 1),
        help="Points by which it moved the total score since the previous period.",
    )
    rank = fields.Integer(readonly=True, aggregator=None)
    rank_of = fields.Integer(readonly=True, aggregator=None)
    cause_department_id = fields.Many2one(
        "hr.department",
        string="Came From",
        readonly=True,
        ondelete="restrict",
        help="The customer department with the biggest influence.",
    )
    cause_service_id = fields.Many2one(
        "icrm.service",
        string="Came From Service",
        readonly=True,
        ondelete="restrict",
        help="The service with the biggest influence.",
    )
    cause_change = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    cause_value = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    cause_case_count = fields.Integer(
        string="Cause Cases", readonly=True, aggregator=None
    )

    _kpi_uniq = models.Constraint(
        "UNIQUE (scorecard_id, kpi_id)",
        "An indicator can only appear once on a scorecard.",
    )
    _numbers = models.Constraint(
        "CHECK (value BETWEEN -1e12 AND 1e12 AND score BETWEEN 0 AND 100"
        " AND weight BETWEEN 0 AND 100 AND share BETWEEN 0 AND 100)",
        "Scores, weights and shares must be between 0 and 100.",
    )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _get_result(self):
        """Return the result this line was frozen from, as the reader may see it."""
        self.ensure_one()
        self.check_access("read")
        card = self.scorecard_id
        return self.env["icrm.kpi.value"].search(
            [
                ("kpi_id", "=", self.kpi_id.id),
                ("company_id", "=", card.company_id.id),
                ("period_kind", "=", card.period_kind),
                ("date_from", "=", card.date_from),
                ("department_id", "=", card.department_id.id),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ]
        )

    def action_open_records(self):
        """Return the action that lists the records behind the figure, as far as the
        caller may see them; for a group the form that explains its parts."""
        result = self._get_result()
        if not result:
            raise UserError(self.env._("This line has no data."))
        if self.is_group:
            return result.action_open()
        return result.action_open_records()

    def action_open_history_graph(self):
        """Return the action that draws this indicator of this department over time."""
        result = self._get_result()
        if not result:
            raise UserError(self.env._("This line has no data."))
        return result.action_open_history_graph()

    def action_set_own_target(self):
        """Open the department's own target of this indicator, or a new one; the rules
        say who sets it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["icrm.kpi.own.target"]._open_for(
            self.kpi_id, self.scorecard_id.department_id
        )

    # ------------------------------------------------------------------
    # In plain words
    # ------------------------------------------------------------------

    def _format_value(self, number):
        """Return *number* with the unit of the indicator."""
        return NumberFormatter(self.env).format_value(number, self.kpi_id.unit)

    def _get_points(self):
        """Return the score as it is published, None without one."""
        return rounding.points(self.score) if self.has_score else None

    def _compare(self):
        """Return the :class:`.Trend` since the period before, None without one."""
        if not (self.has_value and self.has_previous):
            return None
        return trend.compare(
            self.previous_value,
            self.value,
            self.kpi_id.direction == "up",
            self.case_count if self.kpi_id.unit == "percent" else 0,
        )

    def _get_trend(self):
        """Return better, same, worse, or False without anything to compare."""
        found = self._compare()
        return found.quality if found else False

    def _get_arrow(self):
        """Return up, down, or nothing: the way the value moved, beyond the noise."""
        found = self._compare()
        return found.arrow if found else ""

    def _get_reason(self):
        """Say what moved and where it came from; an empty text if nothing did."""
        self.ensure_one()
        if self.is_group or abs(self.change) < LEAST:
            return ""
        _ = self.env._
        figures = {
            "kpi": self.kpi_id.name,
            "before": self._format_value(self.previous_value),
            "now": self._format_value(self.value),
            "points": NumberFormatter(self.env).format_points(abs(self.change)),
        }
        if self.change > 0:
            text = _(
                "%(kpi)s changed from %(before)s to %(now)s: +%(points)s points.",
                **figures,
            )
        else:
            text = _(
                "%(kpi)s changed from %(before)s to %(now)s: -%(points)s points.",
                **figures,
            )
        return " ".join(filter(None, (text, self._get_cause())))

    def _get_cause(self):
        # sudo: who reads the line reads the name of what moved it.
        line = self.sudo()
        cause = line.cause_department_id or line.cause_service_id
        if not cause:
            return ""
        _ = self.env._
        figures = {
            "name": cause.name,
            "now": self._format_value(line.cause_value),
            "n": line.cause_case_count,
        }
        if not line.cause_case_count:
            return _(
                "Main influence: %(name)s, without cases this time.",
                **figures,
            )
        if line.cause_department_id:
            return _(
                "Main influence: work for %(name)s, now %(now)s in %(n)s cases.",
                **figures,
            )
        return _(
            "Main influence: the service %(name)s, now %(now)s in %(n)s cases.",
            **figures,
        )
