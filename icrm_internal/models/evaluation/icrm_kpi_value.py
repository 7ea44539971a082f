# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...importer import strict
from ...measures import period, trend
from ...measures.scoring import linear_score
from ..access import caller_values, company_day
from ..access.actions import open_action, open_form, open_list
from ..access.number_formatter import NumberFormatter
from .icrm_kpi import ENTERED, PERIOD_KINDS, format_period

LIMIT = 1e12

# What distinguishes two results, as in the unique index.
KEYS = (
    "kpi_id",
    "company_id",
    "period_kind",
    "date_from",
    "department_id",
    "customer_department_id",
    "service_id",
)


class IcrmKpiValue(models.Model):
    """The result of an indicator in a period: of the company, a department, one of its
    relationships or services.

    Kept with what it was computed from and what it was judged by. Results that are
    computed are written by ``icrm.kpi._compute_values`` alone; people create and write
    those of entered indicators. No data is no row: nothing known is not zero.
    """

    _name = "icrm.kpi.value"
    _inherit = "icrm.kpi.source"
    _description = "Indicator Result"
    _order = "date_from desc, kpi_id, department_id, id"
    _log_access = False

    kpi_id = fields.Many2one(
        "icrm.kpi", string="Indicator", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    period_kind = fields.Selection(
        PERIOD_KINDS, string="Period", required=True, default="month"
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self._get_last_month(),
        help="For manual entry, any day of the period works.",
    )
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="Empty for the whole company.",
    )
    customer_department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="For this relationship only.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", help="For this service only."
    )
    numerator = fields.Float(digits=(16, 2), aggregator="sum")
    denominator = fields.Float(digits=(16, 2), aggregator="sum")
    case_count = fields.Integer(string="Cases", help="Number of cases in the result.")
    value = fields.Float(digits=(16, 2), aggregator="avg")
    floor = fields.Float(
        readonly=True, digits=(16, 2), aggregator=None, string="Minimum"
    )
    target = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    weight = fields.Float(readonly=True, aggregator=None)
    score = fields.Float(
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="From 0 (minimum) to 100 (target).",
    )
    is_scored = fields.Boolean(
        string="Has Score", readonly=True, help="Whether a target was set."
    )
    is_final = fields.Boolean(string="Closed", readonly=True)
    note = fields.Text(help="Source of the entered result.")
    computed_at = fields.Datetime(
        string="Last Changed", readonly=True, default=fields.Datetime.now
    )
    entered_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    source = fields.Selection(related="kpi_id.source")

    # Explanation
    value_text = fields.Char(string="Result", compute="_compute_value_text")
    target_text = fields.Char(string="Target (Text)", compute="_compute_value_text")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    previous_value = fields.Float(
        string="Previous Period", compute="_compute_previous", digits=(16, 2)
    )
    has_previous = fields.Boolean(compute="_compute_previous")
    trend = fields.Selection(
        [("better", "Better"), ("same", "Unchanged"), ("worse", "Worse")],
        compute="_compute_previous",
        help="Compared with the previous period, once this one has ended.",
    )

    _one_uniq = models.UniqueIndex(
        "(kpi_id, company_id, period_kind, date_from, COALESCE(department_id, 0),"
        " COALESCE(customer_department_id, 0), COALESCE(service_id, 0))",
        "This indicator already has a result for the period and department.",
    )
    # What heads and scorecards read.
    _department_idx = models.Index("(department_id, period_kind, date_from)")
    # BETWEEN leaves NaN and infinity out.
    _numbers_check = models.Constraint(
        "CHECK (value BETWEEN -1e12 AND 1e12 AND numerator BETWEEN -1e15 AND 1e15"
        " AND denominator BETWEEN -1e15 AND 1e15 AND case_count >= 0)",
        "A result must be between -1e12 and 1e12.",
    )
    _score_check = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND weight BETWEEN 0 AND 100)",
        "Scores and weights must be between 0 and 100.",
    )

    # ------------------------------------------------------------------
    # Period and records behind
    # ------------------------------------------------------------------

    @api.model
    def _get_last_month(self):
        """Return the first day of the month before, or of this one if that is closed:
        what is over can be entered."""
        first = company_day.today(self).replace(day=1)
        last = period.previous("month", first)[0]
        # sudo: whether a month is closed
        closed = self.env["icrm.kpi.period"].sudo()
        is_closed = closed.search_count(
            [
                ("company_id", "=", self.env.company.id),
                ("kind", "=", "month"),
                ("date_from", "=", last),
                ("state", "=", "closed"),
            ]
        )
        return first if is_closed else last

    def _get_period_name(self):
        return format_period(self.env, self.date_from, self.period_kind)

    @api.depends("kpi_id.name", "department_id", "date_from", "period_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for value in self:
            # sudo: who reads a result reads of what and of whom it is.
            whom = value.sudo().department_id.name or value.sudo().company_id.name
            value.display_name = f"{value.kpi_id.name or ''}, {whom or ''}"

    def _get_records_query(self):
        """Return the SQL of the ids of the records behind this result, in brackets."""
        self.ensure_one()
        kpi = self.kpi_id
        span = kpi._get_span(
            self.company_id, self.period_kind, self.date_from, self.date_to
        )
        return kpi._get_records_query(
            span,
            {
                key: self[key].id or None
                for key in ("department_id", "customer_department_id", "service_id")
            },
        )

    # ------------------------------------------------------------------
    # Explanation
    # ------------------------------------------------------------------

    @api.depends("value", "target", "is_scored", "unit")
    @api.depends_context("lang")
    def _compute_value_text(self):
        format_value = NumberFormatter(self.env).format_value
        for value in self:
            value.value_text = format_value(value.value, value.unit)
            value.target_text = value.is_scored and format_value(
                value.target, value.unit
            )

    @api.depends("value", "numerator", "denominator", "score", "floor", "target")
    @api.depends_context("lang")
    def _compute_explanation(self):
        _ = self.env._
        formatter = NumberFormatter(self.env)
        # Once for all: thousands are read at a time.
        result, score = escape(_("Result")), escape(_("Score"))
        floor = escape(_("Minimum (score 0)"))
        target = escape(_("Target (score 100)"))
        none = escape(_("none"))
        texts = {}
        for kpi in self.kpi_id:
            above, below = kpi._get_part_texts()
            texts[kpi.id] = (
                escape(kpi.definition or ""),
                escape(above),
                escape(_("divided by: %(what)s", what=below)) if below else "",
            )
        parts = self._read_parts()
        for value in self:
            # A new one has no indicator yet.
            definition, numerator, denominator = texts.get(value.kpi_id.id, ("",) * 3)
            rows = [
                *value._get_part_rows(parts.get(value), formatter),
                (numerator, formatter.format_number(value.numerator)),
                (denominator, formatter.format_number(value.denominator)),
                (result, value.value_text),
            ]
            if value.is_scored:
                rows += [
                    (floor, formatter.format_value(value.floor, value.unit)),
                    (target, value.target_text),
                    (score, formatter.format_points(value.score)),
                ]
            else:
                rows.append((score, none))
            cells = "".join(
                f"<tr><td>{label}</td>"
                f"<td class='text-end text-nowrap'>{escape(text)}</td></tr>"
                for label, text in rows
                if label
            )
            # Labels and definition were escaped above, texts just now.
            value.explanation = Markup(  # noqa: S704
                f"<p>{definition}</p>"
                f"<table class='table table-sm'><tbody>{cells}</tbody></table>"
            )

    def _read_parts(self):
        """Return {result: {indicator: its result}} of those made of other indicators.

        One query, none where no result is. As the reader, who reads those of the same
        department.
        """
        groups = self.filtered(
            lambda value: value.kpi_id.formula == "composite" and value.date_from
        )
        if not groups:
            return {}
        found = {
            part._get_key(): part
            for part in self.search(
                [
                    ("kpi_id", "in", groups.kpi_id.child_ids.ids),
                    ("date_from", "in", groups.mapped("date_from")),
                    ("department_id", "in", [False, *groups.department_id.ids]),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ]
            )
        }
        return {
            group: {
                kpi: found.get((kpi.id, *group._get_key()[1:]), self.browse())
                for kpi in group.kpi_id.child_ids
            }
            for group in groups
        }

    def _get_part_rows(self, parts, formatter):
        """Return rows (label, number) that name the indicators of a group."""
        rows = []
        for kpi, part in (parts or {}).items():
            has_score = part.is_scored
            label = (
                self.env._(
                    "%(indicator)s, weight %(weight)s",
                    indicator=kpi.name,
                    weight=f"{part.weight:g}",
                )
                if has_score
                else self.env._("%(indicator)s, left out", indicator=kpi.name)
            )
            score = (
                formatter.format_points(part.score)
                if has_score
                else self.env._("no data")
            )
            rows.append((escape(label), score))
        return rows

    # ------------------------------------------------------------------
    # Former results
    # ------------------------------------------------------------------

    @api.depends(*KEYS, "value")
    def _compute_previous(self):
        """Look the period before up; one query for any number of results."""
        before = {value: value._get_key_before() for value in self if value.date_from}
        # As the reader: whose results these are, theirs are the earlier ones.
        found = {
            value._get_key(): value.value
            for value in self.search(
                [
                    ("kpi_id", "in", self.kpi_id.ids),
                    ("date_from", "in", [key[3] for key in before.values()]),
                    ("department_id", "in", [False, *self.department_id.ids]),
                ]
            )
        }
        today = {company: company_day.today(company) for company in self.company_id}
        for value in self:
            former = found.get(before.get(value))
            value.has_previous = former is not None
            value.previous_value = former or 0.0
            value.trend = value._get_trend(former, today.get(value.company_id))

    def _get_key(self):
        return tuple(
            self[name].id if self._fields[name].relational else self[name]
            for name in KEYS
        )

    def _get_key_before(self):
        first, _last = period.previous(self.period_kind, self.date_from)
        key = self._get_key()
        return (*key[:3], first, *key[4:])

    def _get_trend(self, former, today):
        """Return the quality of the change since *former*; *today*: the company's."""
        # A period that runs is not compared with a whole one.
        if former is None or self.date_from <= today <= self.date_to:
            return False
        return trend.compare(
            former,
            self.value,
            self.direction == "up",
            self.case_count if self.kpi_id.unit == "percent" else 0,
        ).quality

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_records(self):
        """Return the action that lists the records behind the number, as far as the
        caller may see them."""
        self.ensure_one()
        self.check_access("read")
        formula = self.env["icrm.kpi"]._get_formulas().get(self.kpi_id.formula)
        if not formula:
            raise UserError(self.env._("This result was entered and has no records."))
        if not self.env[formula.model].has_access("read"):
            raise UserError(self.env._("You can see the result, but not its records."))
        return open_list(
            self.env[formula.model],
            self.display_name,
            [("icrm_kpi_value_id", "=", self.id)],
            context={"create": False},
            help=Markup("<p>%s</p>")
            % self.env._("You cannot see the records of this result."),
        )

    def action_open_history_graph(self):
        """Return the action that draws this indicator and department over time."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_kpi_value_action",
            self.display_name,
            first="graph",
            domain=[
                (name, "=", value)
                for name, value in zip(KEYS, self._get_key(), strict=True)
                if name != "date_from"
            ],
            context={},
        )

    def action_open(self):
        """Open the form that explains this result."""
        self.ensure_one()
        return open_form(self)

    # ------------------------------------------------------------------
    # Entered and imported results
    # ------------------------------------------------------------------
    # The rules say who may (the indicator's owner, and officers); this says what.

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_no_number(vals, self.kpi_id.browse(vals.get("kpi_id")))
        entered = {"entered_by_id": self.env.uid}
        values = super().create(
            [self._complete_period(vals) | entered for vals in vals_list]
        )
        values._check_entry()
        values._compute_scores()
        return values

    def write(self, vals):
        """Change an entered result as long as its period is open."""
        if vals.keys() <= {"note"}:
            return super().write(vals)
        self.check_access("write")
        self._refuse_no_number(vals, self.kpi_id)
        self._check_entry()
        vals = {
            **vals,
            "entered_by_id": self.env.uid,
            "computed_at": fields.Datetime.now(),
        }
        if "value" in vals and not {"numerator", "denominator"} & vals.keys():
            vals |= {"numerator": vals["value"], "denominator": 1}
        if not {"date_from", "period_kind"} & vals.keys():
            super().write(vals)
        else:
            for value in self:
                kept = {"date_from": value.date_from, "period_kind": value.period_kind}
                super(IcrmKpiValue, value).write(self._complete_period(kept | vals))
        self._check_entry()
        self._compute_scores()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_if_entered(self):
        self._check_entry()

    @api.model
    def _complete_period(self, vals):
        """Return *vals* with the bounds of the period around the day that was given."""
        day = vals.get("date_from")
        if day:
            label = self._fields["date_from"]._description_string(self.env)
            day = caller_values.day_of(self.env, label, day)
        day = day or self._get_last_month()
        kind = vals.get("period_kind") or "month"
        if kind not in period.MONTHS:
            return vals
        first, last = period.bounds(kind, day)
        return vals | {"date_from": first, "date_to": last, "period_kind": kind}

    def _check_entry(self):
        """Refuse what is computed, closed, or no number; name indicator and value."""
        _ = self.env._
        for value in self:
            kpi = value.kpi_id
            if kpi.source not in ENTERED:
                raise UserError(
                    _(
                        "%(kpi)s is computed: results cannot be entered.",
                        kpi=kpi.name,
                    )
                )
            if value.is_final:
                raise UserError(
                    _(
                        "%(kpi)s: the period from %(day)s is closed; an officer "
                        "can reopen it.",
                        kpi=kpi.name,
                        day=fields.Date.to_string(value.date_from),
                    )
                )
            if kpi.company_id and kpi.company_id != value.company_id:
                raise ValidationError(
                    _("%(kpi)s belongs to another company.", kpi=kpi.name)
                )

    @api.model
    def _refuse_no_number(self, vals, kpi):
        """Say in a sentence what the database would refuse with less words."""
        for name in ("value", "numerator", "denominator"):
            try:
                # As text, for JSON-2 and files may give one.
                number = strict.to_number(str(vals.get(name) or 0))
            except ValueError:
                number = math.inf
            if abs(number) > LIMIT:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s, %(day)s, %(field)s: %(number)s is not between "
                        "-1e12 and 1e12.",
                        kpi=", ".join(kpi.mapped("name")),
                        day=vals.get("date_from") or "",
                        field=self._fields[name]._description_string(self.env),
                        number=vals[name],
                    )
                )

    def _compute_scores(self):
        """Score entered results by the targets of their time."""
        for value in self:
            # sudo: anyone who may enter a result need not read the targets of others.
            kpi = value.kpi_id.sudo()
            span = kpi._get_span(
                value.company_id.sudo(),
                value.period_kind,
                value.date_from,
                value.date_to,
            )
            (floor, target, weight), special = kpi._get_target_values(span)
            floor, target = special.get(value.department_id.id, (floor, target))
            score = linear_score(value.value, floor, target)
            plain = not value.denominator
            # pylint: disable-next=super-method-mismatch
            super(IcrmKpiValue, value).write(
                {
                    "floor": floor,
                    "target": target,
                    "weight": weight,
                    "score": score or 0.0,
                    "is_scored": score is not None,
                    "numerator": value.value if plain else value.numerator,
                    "denominator": 1 if plain else value.denominator,
                    "case_count": value.case_count or 1,
                }
            )
