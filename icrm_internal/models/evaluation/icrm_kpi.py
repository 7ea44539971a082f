# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from uuid import uuid4

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from ...measures import period
from ...measures.scoring import adds_up
from ..access import company_day, inner_context
from ..access.actions import open_action, open_list
from ..access.groups import OFFICER
from ..customer.duty import Duty
from . import (
    formula_complaint,
    formula_customer,
    formula_evaluation,
    formula_measured,
    formula_request,
    formula_voice,
)
from .formula import Span
from .formula_measured import MEASURED, get_facts
from .icrm_kpi_target import ALWAYS

LEVELS = [("company", "Company"), ("department", "Department"), ("team", "Team")]

SOURCES = [
    ("computed", "Computed"),
    ("survey", "Survey"),
    ("evaluation", "Evaluation"),
    ("manual", "Manual"),
    ("imported", "Imported"),
]

ENTERED = ("manual", "imported")

UNITS = [
    ("percent", "%"),
    ("hours", "Working Hours"),
    ("days", "Days"),
    ("points", "Points"),
    ("number", "Number"),
    ("money", "Money"),
]

PERIOD_KINDS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]

# How a period is called, as CLDR skeletons: each language has an order of its own.
PERIOD_SKELETONS = {"month": "yMMMM", "quarter": "yQQQ", "year": "y"}


def format_period(env, day, kind):
    """Return how the period of this kind that begins on *day* is called."""
    return format_skeleton(
        PERIOD_SKELETONS[kind], day, locale=babel_locale_parse(get_lang(env).code)
    )


NUMBERS = ("floor", "target", "weight")

# What an officer's own indicator is made of.
OWN = (
    "numerator_fact",
    "denominator_fact",
    "fact_side",
    "filter_service_ids",
    "filter_category_ids",
    "filter_priority",
    "filter_origin",
)

# What decides which target is valid.
VALID = ("target_ids.date_from", "target_ids.department_id")

KEYS = ("department_id", "customer_department_id", "service_id")

# Rounded, so that the order in which a database adds up makes no difference.
SUMS = SQL(
    "ROUND(SUM(numerator)::numeric, 6)::float AS numerator,"
    " ROUND(SUM(denominator)::numeric, 6)::float AS denominator,"
    " SUM(case_count)::int AS case_count"
)
TOTALS = SQL(
    "ROUND(SUM(numerator)::numeric, 6)::float AS numerator, 1::float AS denominator,"
    " SUM(case_count)::int AS case_count"
)

# Each with its formulas and the SQL of their facts.
FORMULAS = (
    formula_request,
    formula_customer,
    formula_complaint,
    formula_voice,
    formula_evaluation,
    formula_measured,
)


class IcrmKpi(models.Model):
    """What is measured, how, and what is good enough.

    An indicator is explained in words a clerk understands. Its formula says where the
    figures come from (see :mod:`.formula`), its targets since when how much is asked
    of whom. Indicators form a tree: what the company wants, what its departments and
    teams add to it; the weights of the parts of one indicator add up to 100.
    """

    _name = "icrm.kpi"
    _inherit = "icrm.shared"
    _icrm_duties = (
        Duty("owner_id"),
        Duty("department_id"),
    )
    _description = "Indicator"
    _order = "sequence, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        default=lambda self: f"own_{uuid4().hex[:8]}",
        help="Technical name for imports and programs.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", help="Leave empty for all companies."
    )
    definition = fields.Text(required=True, translate=True, help="In plain words.")
    numerator_text = fields.Char(
        string="Numerator",
        translate=True,
        help="Description of the numerator.",
    )
    denominator_text = fields.Char(
        string="Denominator", translate=True, help="Description of the denominator."
    )
    source = fields.Selection(SOURCES, required=True, default="manual")
    formula = fields.Selection(
        selection="_get_formula_selection",
        help="For computed indicators only.",
    )
    # Own indicators: chosen from a closed list, never typed
    numerator_fact = fields.Selection(
        selection="_get_fact_selection",
        string="Counted",
        help="The numerator.",
    )
    denominator_fact = fields.Selection(
        selection="_get_fact_selection",
        string="Divided By",
        help="The denominator.",
    )
    fact_side = fields.Selection(
        [("provider", "Providing department"), ("customer", "Customer department")],
        string="Result Of",
        required=True,
        default="provider",
    )
    # Restrict: a filter that is deleted would count everything.
    filter_service_ids = fields.Many2many(
        "icrm.service",
        string="Services",
        ondelete="restrict",
        help="Empty: all services.",
    )
    filter_category_ids = fields.Many2many(
        "icrm.service.category",
        string="Service Categories",
        ondelete="restrict",
        help="Includes those below; empty: all categories.",
    )
    filter_priority = fields.Selection(
        selection=lambda self: self.env["helpdesk.ticket"]
        ._fields["priority"]
        ._description_selection(self.env),
        string="Priority",
        help="Empty: all priorities.",
    )
    filter_origin = fields.Selection(
        selection=lambda self: self.env["helpdesk.ticket"]
        ._fields["icrm_origin"]
        ._description_selection(self.env),
        string="Submitted By",
        help="How the request came in; empty: any way.",
    )
    unit = fields.Selection(UNITS, required=True, default="percent")
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        required=True,
        default="up",
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Answers for the indicator and enters manual results.",
    )
    entry_kind = fields.Selection(
        PERIOD_KINDS,
        string="Entered Per",
        required=True,
        default="month",
        help="For manual entry: how often a result is due.",
    )
    date_from = fields.Date(string="Valid From", help="Leave empty if always valid.")
    date_to = fields.Date(string="Valid Until", help="Leave empty for no end date.")
    level = fields.Selection(LEVELS, required=True, default="company")
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        index="btree_not_null",
        help="Includes sub-departments; empty for all departments.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="restrict", index="btree_not_null"
    )
    parent_id = fields.Many2one(
        "icrm.kpi", string="Part of", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("icrm.kpi", "parent_id", string="Sub-indicators")
    by_relationship = fields.Boolean(
        string="Split by Relationship",
        help="Adds a result per department served.",
    )
    by_service = fields.Boolean(
        string="Split by Service", help="Adds a result per service."
    )
    weight_total = fields.Float(
        string="Weights of Sub-indicators", compute="_compute_weight_total"
    )
    weights_are_wrong = fields.Boolean(
        compute="_compute_weight_total",
        search="_search_weights_are_wrong",
        help="Sub-indicator weights do not add up to 100.",
        string="Weights Do Not Add Up",
    )

    # Targets of today
    target_ids = fields.One2many("icrm.kpi.target", "kpi_id", string="Targets")
    floor = fields.Float(
        compute="_compute_floor",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="The score is 0 at this value.",
        string="Minimum",
    )
    target = fields.Float(
        compute="_compute_target",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="The score is 100 at this value. Equal to the minimum: no target.",
    )
    weight = fields.Float(
        compute="_compute_weight",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="Weight among its siblings, out of 100.",
    )
    has_target = fields.Boolean(compute="_compute_has_target")

    # Display
    value_count = fields.Integer(string="Results", compute="_compute_value_count")
    can_enter = fields.Boolean(compute="_compute_can_enter")
    status_text = fields.Char(string="Last Result", compute="_compute_status_text")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "The code of an indicator must be unique."
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "An indicator must be valid for at least one day.",
    )

    # ------------------------------------------------------------------
    # Formulas
    # ------------------------------------------------------------------

    @api.model
    def _get_formulas(self):
        """Return {key: Formula}; a domain adds what it knows by extending this."""
        return {
            key: formula
            for subject in FORMULAS
            for key, formula in subject.get_formulas(self.env).items()
        }

    @api.model
    def _get_formula_selection(self):
        return [(key, formula.name) for key, formula in self._get_formulas().items()]

    def _get_formula(self):
        """Return the formula of this indicator, None of one that is entered."""
        formula = self._get_formulas().get(self.formula)
        if formula and formula.by_unit:
            formula = formula._replace(factor=100 if self.unit == "percent" else 1)
        return formula

    # ------------------------------------------------------------------
    # Own indicators: defined by officers from measured facts
    # ------------------------------------------------------------------

    @api.model
    def _get_fact_selection(self):
        return [(key, fact.name) for key, fact in get_facts(self.env).items()]

    @api.constrains("filter_priority", "filter_origin")
    def _check_filters(self):
        # Core takes any text where a selection is looked up.
        for kpi in self:
            for name in ("filter_priority", "filter_origin"):
                field = self._fields[name]
                if kpi[name] and kpi[name] not in field.get_values(self.env):
                    raise ValidationError(
                        self.env._(
                            "%(kpi)s, %(field)s: choose from the list.",
                            kpi=kpi.name,
                            field=field._description_string(self.env),
                        )
                    )

    @api.constrains("formula", "unit", "numerator_fact", "denominator_fact")
    def _check_facts(self):
        _ = self.env._
        facts = get_facts(self.env)
        for kpi in self.filtered(lambda kpi: kpi.formula == MEASURED):
            above = facts.get(kpi.numerator_fact)
            below = facts.get(kpi.denominator_fact)
            if not above or not below:
                raise ValidationError(
                    _(
                        "%(kpi)s: choose what is counted and what it is divided by.",
                        kpi=kpi.name,
                    )
                )
            if below.is_time:
                raise ValidationError(
                    _("%(kpi)s: divide by a number of requests.", kpi=kpi.name)
                )
            units = ("hours",) if above.is_time else ("percent", "number")
            if kpi.unit not in units:
                names = dict(self._fields["unit"]._description_selection(self.env))
                raise ValidationError(
                    _(
                        "%(kpi)s, unit: choose %(units)s.",
                        kpi=kpi.name,
                        units=" / ".join(names[unit] for unit in units),
                    )
                )

    def _get_part_texts(self):
        """Return what the numerator and the denominator are, in words."""
        facts = dict(self._fields["numerator_fact"]._description_selection(self.env))
        own = self.formula == MEASURED
        return (
            self.numerator_text or (own and facts.get(self.numerator_fact)) or "",
            self.denominator_text or (own and facts.get(self.denominator_fact)) or "",
        )

    def action_preview(self):
        """Open what the quarter before this one comes to, a row per department.

        Nothing of it is stored as a result; for officers.
        """
        self.ensure_one()
        self.check_access("write")
        if self.formula != MEASURED:
            raise UserError(
                self.env._("Only indicators from measured facts have a preview.")
            )
        return self.env["icrm.kpi.preview"]._open(self)

    # ------------------------------------------------------------------
    # Tree
    # ------------------------------------------------------------------

    @api.depends("child_ids.weight", "child_ids.active")
    def _compute_weight_total(self):
        for kpi in self:
            parts = kpi.child_ids
            kpi.weight_total = sum(parts.mapped("weight"))
            kpi.weights_are_wrong = bool(parts) and not adds_up(parts.mapped("weight"))

    @api.model
    def _search_weights_are_wrong(self, operator, value):
        if operator != "in":
            return NotImplemented
        wrong = self.search([("child_ids", "!=", False)]).filtered("weights_are_wrong")
        return [("id", "in", wrong.ids)]

    @api.constrains("parent_id", "level", "department_id", "team_id", "company_id")
    def _check_tree(self):
        _ = self.env._
        order = [level for level, _name in LEVELS]
        for kpi in self:
            if kpi.level == "company" and (kpi.department_id or kpi.team_id):
                raise ValidationError(
                    _(
                        "%(kpi)s: remove the department and team from this "
                        "company indicator.",
                        kpi=kpi.name,
                    )
                )
            if kpi.level == "team" and not kpi.team_id:
                raise ValidationError(_("%(kpi)s: choose a team.", kpi=kpi.name))
            formula = kpi._get_formula()
            if kpi.team_id and kpi.level != "team":
                raise ValidationError(
                    _("%(kpi)s: only team indicators can have a team.", kpi=kpi.name)
                )
            if kpi.team_id and formula and not formula.teams:
                raise ValidationError(
                    _("%(kpi)s: this formula does not support teams.", kpi=kpi.name)
                )
            parent = kpi.parent_id
            if parent and order.index(parent.level) > order.index(kpi.level):
                raise ValidationError(
                    _(
                        "%(kpi)s cannot be part of %(parent)s, which is on a "
                        "lower level.",
                        kpi=kpi.name,
                        parent=parent.name,
                    )
                )
            if (
                parent.department_id
                and kpi.department_id
                and parent.department_id.id
                not in map(int, kpi.department_id.parent_path.split("/")[:-1])
            ):
                raise ValidationError(
                    _(
                        "%(kpi)s belongs to %(department)s, which is not part of "
                        "%(above)s.",
                        kpi=kpi.name,
                        department=kpi.department_id.name,
                        above=parent.department_id.name,
                    )
                )

    @api.constrains("source", "formula")
    def _check_formula(self):
        for kpi in self:
            entered = kpi.source in ENTERED
            if entered == bool(kpi.formula):
                raise ValidationError(
                    self.env._(
                        "%(kpi)s: only computed indicators have a formula, and "
                        "all of them need one.",
                        kpi=kpi.name,
                    )
                )

    def write(self, vals):
        """Refuse changes of how it is measured once results were published."""
        kept = {"formula", "source", "unit", "company_id", "department_id", "team_id"}
        kept.update(OWN)
        if kept & vals.keys():
            self._check_nothing_notified(kept & vals.keys(), vals)
        result = super().write(vals)
        if "direction" in vals:
            self.target_ids._check_sides()
        return result

    def _check_nothing_notified(self, names, vals):
        changed = self.filtered(
            lambda kpi: any(
                kpi._fields[name].convert_to_write(kpi[name], kpi) != vals[name]
                for name in names
            )
        )
        # sudo: whether there are results, not what they are
        told = self.env["icrm.kpi.value"].sudo()
        if changed and told.search_count(
            [("kpi_id", "in", changed.ids), ("is_final", "=", True)], limit=1
        ):
            raise ValidationError(
                self.env._(
                    "%(kpi)s has closed results: end it and create a new "
                    "indicator to change its measure.",
                    kpi=", ".join(changed.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{kpi.code}_copy"} | (default or {})
            for kpi, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # ------------------------------------------------------------------
    # Targets of today
    # ------------------------------------------------------------------
    # ``floor``, ``target`` and ``weight`` are those of the row that is valid for all
    # departments now. Writing one changes that row; once a period that it judged has
    # closed, a new row begins on the day after.

    # One method each: those written together with a field of the same method would not
    # be computed while they are stored.
    @api.depends(*VALID, "target_ids.floor")
    def _compute_floor(self):
        self._compute_number("floor")

    @api.depends(*VALID, "target_ids.target")
    def _compute_target(self):
        self._compute_number("target")

    @api.depends(*VALID, "target_ids.weight")
    def _compute_weight(self):
        self._compute_number("weight")

    def _compute_number(self, name):
        for kpi in self:
            row = kpi._get_target_row(company_day.today(kpi))
            kpi[name] = row[name] if row else 0.0

    @api.depends("floor", "target")
    def _compute_has_target(self):
        for kpi in self:
            kpi.has_target = kpi.floor != kpi.target

    def _get_target_row(self, day):
        """Return the target for all departments that is valid on *day*."""
        rows = self.target_ids.filtered(
            lambda row: not row.department_id and row.date_from and row.date_from <= day
        )
        return rows.sorted(lambda row: (row.date_from, row.id or 0))[-1:]

    def _inverse_numbers(self):
        closed = self._get_last_closed()
        for kpi in self:
            # All three as they are in the cache: storing them recomputes the fields.
            values = {name: kpi[name] for name in NUMBERS}
            row = kpi._get_target_row(company_day.today(kpi))
            if row and all(row[name] == values[name] for name in NUMBERS):
                continue
            last = closed.get(kpi.id)
            if row and (not last or row.date_from > last):
                row.write(values)
            else:
                since = last + timedelta(days=1) if last else ALWAYS
                self.env["icrm.kpi.target"].create(
                    {"kpi_id": kpi.id, "date_from": since, **values}
                )

    @api.private
    def _get_last_closed(self):
        """Return {id: the last day of a closed period that was judged}; one query."""
        # sudo: whether there are results, not what they are
        return {
            kpi.id: day
            for kpi, day in self.env["icrm.kpi.value"]
            .sudo()
            ._read_group(
                [("kpi_id", "in", self.ids), ("is_final", "=", True)],
                ["kpi_id"],
                ["date_to:max"],
            )
        }

    def unlink(self):
        inner_context.give(self, icrm_unlink_kpi=True).target_ids.unlink()
        return super().unlink()

    # ------------------------------------------------------------------
    # Engine: one statement per indicator
    # ------------------------------------------------------------------
    # The statement adds the facts of the period up by company, department, relationship
    # and service, judges them by the targets of that time, writes what has changed and
    # deletes what has no facts any more. So running it again changes nothing, and a
    # period computed night by night equals one computed at its end.

    @api.model
    def _compute_values(
        self, date_from, date_to, kpis=None, companies=None, is_final=False
    ):
        """Compute the results of one period; those that are final stay as they are.

        :param date_from, date_to: first and last day of a month, quarter or year
        :param kpis: indicators; by default all that are valid then
        :param companies: by default all
        :param bool is_final: whether the period is closed by this
        :raise ValidationError: if the two days bound no period
        """
        kind = period.kind_of(date_from, date_to)
        if not kind:
            raise ValidationError(
                self.env._(
                    "%(first)s to %(last)s is not a month, quarter or year.",
                    first=date_from,
                    last=date_to,
                )
            )
        self.env.flush_all()
        # SQL: compiling the statements takes longer than what it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        if kpis is None:
            # sudo: results do not depend on who computes them; who reads them is up to
            # rules.
            kpis = self.sudo().search([])
        kpis = kpis.sudo()._order_by_depth()
        if companies is None:
            # sudo: as above
            companies = self.env["res.company"].sudo().search([])
        for company in companies:
            span = self._get_span(company, kind, date_from, date_to, is_final)
            for kpi in kpis._filter_computed(span):
                # SQL: one statement an indicator, for all departments and services;
                # bench_kpi
                self.env.cr.execute(kpi._get_update_query(span))
        self.env["icrm.kpi.value"].invalidate_model()

    def _order_by_depth(self):
        """Return these, parts before what they are parts of."""
        return self.sorted(lambda kpi: -(kpi.parent_path or "").count("/"))

    def _filter_computed(self, span):
        formulas = self._get_formulas()
        return self.filtered(
            lambda kpi: (
                kpi.formula in formulas
                and kpi.company_id.id in (False, span.company_id)
                and span.kind in formulas[kpi.formula].kinds
                and (span.as_of == span.end or not formulas[kpi.formula].protected)
                and (not kpi.date_from or kpi.date_from <= span.date_to)
                and (not kpi.date_to or kpi.date_to >= span.date_from)
            )
        )

    @api.model
    def _get_span(self, company, kind, date_from, date_to, is_final=False):
        zone = company_day.get_zone(company)
        end = company_day.midnight_in_zone(zone, date_to + timedelta(days=1))
        before = period.previous(kind, date_from)[0]
        return Span(
            company_id=company.id,
            kind=kind,
            date_from=date_from,
            date_to=date_to,
            start=company_day.midnight_in_zone(zone, date_from),
            end=end,
            as_of=min(end, fields.Datetime.now()),
            previous=company_day.midnight_in_zone(zone, before),
            minimum=company.icrm_rating_min_count,
            is_final=is_final,
        )

    def _get_facts(self, span):
        """Return the SQL of the facts of this indicator in a period."""
        self.ensure_one()
        formula = self._get_formula()
        facts = formula.facts(self, span)
        chosen = []
        if self.department_id and not formula.protected:
            chosen.append(self._get_department_condition())
        if self.team_id:
            chosen.append(SQL("team_id = %s", self.team_id.id))
        if not chosen:
            return facts
        return SQL(
            "SELECT * FROM (%s) AS fact WHERE %s", facts, SQL(" AND ").join(chosen)
        )

    def _get_department_condition(self):
        """Return the condition that something is of its department or of one below."""
        # sudo: the tree of departments is no secret.
        below = self.env["hr.department"].sudo().with_context(active_test=False)
        below = below.search([("id", "child_of", self.department_id.id)])
        return SQL("department_id = ANY(%s)", below.ids)

    def _get_levels(self, formula):
        """Return for whom results are stored: the columns of each grouping set."""
        levels = [("department_id",)]
        # The sum over the departments below one is not the company's.
        if not self.department_id or formula.protected:
            levels.append(())
        if not formula.protected:
            if self.by_relationship:
                levels.append(("department_id", "customer_department_id"))
            if self.by_service:
                levels.append(("department_id", "service_id"))
        return levels

    def _get_sums(self, span):
        """Return the SQL of the sums: one row for each whom the indicator is computed
        for."""
        formula = self._get_formula()
        facts = self._get_facts(span)
        if formula.grouped:
            return SQL(
                "SELECT %s, %s FROM (%s) AS fact GROUP BY %s",
                SQL(", ").join(map(SQL.identifier, KEYS)),
                SUMS,
                facts,
                SQL(", ").join(map(SQL.identifier, KEYS)),
            )
        levels = self._get_levels(formula)
        told = [key for key in KEYS if any(key in level for level in levels)]
        keys = SQL(", ").join(
            SQL.identifier(key)
            if key in told
            else SQL("NULL::int AS %s", SQL.identifier(key))
            for key in KEYS
        )
        # Who has no department is part of the company's sum only; and so on.
        known = SQL(" AND ").join(
            SQL(
                "(GROUPING(%(key)s) = 1 OR %(key)s IS NOT NULL)",
                key=SQL.identifier(key),
            )
            for key in told
        )
        if not formula.per_record:
            return SQL(
                "SELECT %s, %s FROM (%s) AS fact GROUP BY GROUPING SETS (%s) HAVING %s",
                keys,
                TOTALS if formula.is_total else SUMS,
                facts,
                self._join_grouping_sets(levels),
                known,
            )
        numerator, denominator = map(SQL, formula.per_record)
        return SQL(
            """
            SELECT %(keys)s, %(sums)s
              FROM (SELECT %(keys)s, %(numerator)s AS numerator,
                           %(denominator)s AS denominator,
                           LEAST(%(denominator)s, 1) AS case_count
                      FROM (%(facts)s) AS fact
                     WHERE record_id IS NOT NULL
                     GROUP BY GROUPING SETS (%(levels)s)
                    HAVING %(known)s) AS record
             GROUP BY department_id, customer_department_id, service_id
            """,
            keys=keys,
            sums=SUMS,
            numerator=numerator,
            denominator=denominator,
            facts=facts,
            levels=self._join_grouping_sets(
                [("record_id", *level) for level in levels]
            ),
            known=known,
        )

    def _join_grouping_sets(self, levels):
        return SQL(", ").join(
            SQL("(%s)", SQL(", ").join(map(SQL.identifier, level))) for level in levels
        )

    def _get_released(self, span):
        """Return the SQL of the sums that may be shown.

        A protected figure rests on enough cases. And if all that is left out are fewer
        than that, the smallest department shown is left out as well, so that no
        subtraction from the company's figure reveals them. One department's indicator
        shows what the company's would: else two of them would reveal what is left out.
        """
        sums = self._get_sums(span)
        if not self._get_formula().protected:
            return sums
        return SQL(
            """
            SELECT department_id, customer_department_id, service_id,
                   numerator, denominator, case_count
              FROM (SELECT *,
                           MAX(case_count) FILTER (WHERE department_id IS NULL) OVER ()
                           - COALESCE(SUM(case_count) FILTER (
                               WHERE department_id IS NOT NULL AND enough) OVER (), 0)
                             AS hidden,
                           ROW_NUMBER() OVER (
                               ORDER BY enough AND department_id IS NOT NULL DESC,
                                        case_count, department_id
                           ) AS place
                      FROM (SELECT *, case_count >= %(minimum)s AS enough
                              FROM (%(sums)s) AS sums) AS weighed) AS ranked
             WHERE enough AND %(places)s
               AND (department_id IS NULL OR place > 1
                    OR COALESCE(hidden, 0) NOT BETWEEN 1 AND %(minimum)s - 1)
            """,
            sums=sums,
            places=self._get_department_condition()
            if self.department_id
            else SQL("TRUE"),
            minimum=span.minimum,
        )

    def _get_records_query(self, span, whom):
        """Return the SQL of the ids of the records behind a result, in brackets.

        :param dict whom: {column of the facts: id or None}
        """
        formula = self._get_formula()
        chosen = [SQL("record_id IS NOT NULL")]
        for key, id_ in whom.items():
            column = SQL.identifier(key)
            if formula.grouped:
                chosen.append(SQL("%s IS NOT DISTINCT FROM %s", column, id_))
            elif id_:
                chosen.append(SQL("%s = %s", column, id_))
        if formula.per_record:
            chosen.append(SQL("denominator <> 0"))
        return SQL(
            "(SELECT record_id FROM (%s) AS fact WHERE %s)",
            self._get_facts(span),
            SQL(" AND ").join(chosen),
        )

    def _get_target_values(self, span):
        """Return (floor, target, weight) for all, and {department id: (floor, target)}
        of those asked for something else."""
        return self._get_targets_on(span.date_to)

    def _get_targets_on(self, day):
        rows = self.target_ids.filtered(lambda row: row.date_from <= day)
        rows = rows.sorted("date_from")
        general = rows.filtered(lambda row: not row.department_id)[-1:]
        special = {}
        departments = rows.department_id
        below = self.env["hr.department"].with_context(active_test=False)
        for department in departments.sorted(
            lambda department: department.parent_path.count("/")
        ):
            row = rows.filtered(lambda row, own=department: row.department_id == own)
            for id_ in below.search([("id", "child_of", department.id)]).ids:
                special[id_] = (row[-1].floor, row[-1].target)
        return (general.floor, general.target, general.weight), special

    def _get_update_query(self, span):
        """Return the one statement that brings the results of a period up to date."""
        self.ensure_one()
        formula = self._get_formula()
        (floor, target, weight), special = self._get_target_values(span)
        return SQL(
            """
            WITH computed AS MATERIALIZED (
                SELECT department_id, customer_department_id, service_id,
                       numerator / %(divisor)s AS numerator, denominator, case_count,
                       %(factor)s * numerator / %(divisor)s / denominator AS value,
                       COALESCE(goal.floor, %(floor)s) AS floor,
                       COALESCE(goal.target, %(target)s) AS target
                  FROM (%(released)s) AS sums
                  LEFT JOIN unnest(%(departments)s::int[], %(floors)s::float[],
                                   %(targets)s::float[])
                         AS goal (department_id, floor, target)
                      USING (department_id)
                 WHERE denominator <> 0 AND case_count > 0
            ), gone AS (
                DELETE FROM icrm_kpi_value
                 WHERE kpi_id = %(kpi)s AND company_id = %(company)s
                   AND period_kind = %(kind)s AND date_from = %(date_from)s
                   AND NOT is_final
                   -- NOT IN is hashed; NOT EXISTS compared each with each.
                   AND (COALESCE(department_id, 0), COALESCE(customer_department_id, 0),
                        COALESCE(service_id, 0)) NOT IN (
                       SELECT COALESCE(department_id, 0),
                              COALESCE(customer_department_id, 0),
                              COALESCE(service_id, 0)
                         FROM computed)
            )
            INSERT INTO icrm_kpi_value AS old (
                kpi_id, company_id, period_kind, date_from, date_to,
                department_id, customer_department_id, service_id,
                numerator, denominator, case_count, value, floor, target, weight,
                score, is_scored, is_final, computed_at)
            SELECT %(kpi)s, %(company)s, %(kind)s, %(date_from)s, %(date_to)s,
                   department_id, customer_department_id, service_id,
                   numerator, denominator, case_count, value, floor, target, %(weight)s,
                   CASE WHEN target <> floor THEN LEAST(100, GREATEST(0,
                       100 * (value - floor) / (target - floor))) END,
                   target <> floor, %(is_final)s, NOW() AT TIME ZONE 'UTC'
              FROM computed
                ON CONFLICT (kpi_id, company_id, period_kind, date_from,
                             COALESCE(department_id, 0),
                             COALESCE(customer_department_id, 0),
                             COALESCE(service_id, 0))
                DO UPDATE SET numerator = EXCLUDED.numerator,
                              denominator = EXCLUDED.denominator,
                              case_count = EXCLUDED.case_count, value = EXCLUDED.value,
                              floor = EXCLUDED.floor, target = EXCLUDED.target,
                              weight = EXCLUDED.weight, score = EXCLUDED.score,
                              is_scored = EXCLUDED.is_scored,
                              is_final = EXCLUDED.is_final,
                              computed_at = EXCLUDED.computed_at
             WHERE NOT old.is_final
               AND (old.numerator, old.denominator, old.case_count, old.value,
                    old.floor, old.target, old.weight, old.is_final)
                   IS DISTINCT FROM
                   (EXCLUDED.numerator, EXCLUDED.denominator, EXCLUDED.case_count,
                    EXCLUDED.value, EXCLUDED.floor, EXCLUDED.target,
                    EXCLUDED.weight, EXCLUDED.is_final)
            """,
            factor=formula.factor,
            divisor=formula.divisor,
            floor=floor,
            target=target,
            weight=weight,
            released=self._get_released(span),
            departments=list(special),
            floors=[goal[0] for goal in special.values()],
            targets=[goal[1] for goal in special.values()],
            kpi=self.id,
            company=span.company_id,
            kind=span.kind,
            date_from=span.date_from,
            date_to=span.date_to,
            is_final=span.is_final,
        )

    # ------------------------------------------------------------------
    # Display
    # ------------------------------------------------------------------

    def _compute_value_count(self):
        # As the reader: the rules count.
        counts = dict(
            self.env["icrm.kpi.value"]._read_group(
                [("kpi_id", "in", self.ids)], ["kpi_id"], ["__count"]
            )
        )
        for kpi in self:
            kpi.value_count = counts.get(kpi, 0)

    @api.depends("source", "owner_id")
    @api.depends_context("uid")
    def _compute_can_enter(self):
        officer = self.env.user.has_group(OFFICER)
        for kpi in self:
            kpi.can_enter = kpi.source in ENTERED and (
                officer or kpi.owner_id == self.env.user
            )

    @api.depends_context("uid", "lang")
    def _compute_status_text(self):
        """Say the last result the reader may see, or why there is none: of the shortest
        period, and of the company where it is shown."""
        _ = self.env._
        last = {}
        for kpi, day in self.env["icrm.kpi.value"]._read_group(
            [
                ("kpi_id", "in", self.ids),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ],
            ["kpi_id"],
            ["date_from:max"],
        ):
            last[kpi] = day
        results = self.env["icrm.kpi.value"].search(
            [
                ("kpi_id", "in", [kpi.id for kpi in last]),
                ("date_from", "in", list(set(last.values()))),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ],
            order="date_to desc, department_id",
        )
        shown = {}
        for result in results:
            if result.date_from == last[result.kpi_id]:
                shown[result.kpi_id] = result
        for kpi in self:
            result = shown.get(kpi)
            if result:
                kpi.status_text = _(
                    "%(value)s, %(whom)s, %(period)s",
                    value=result.value_text,
                    whom=result.department_id.name or result.company_id.name,
                    period=format_period(
                        self.env, result.date_from, result.period_kind
                    ),
                )
            elif kpi.source in ENTERED:
                kpi.status_text = _("No entered results that you can see.")
            else:
                kpi.status_text = _("No data yet")

    def action_open_values(self):
        """Open the results of this indicator; the rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_kpi_value_action",
            self.name,
            first="graph",
            domain=[("kpi_id", "=", self.id)],
            context={"default_kpi_id": self.id, "search_default_departments": 1},
        )

    def action_enter(self):
        """Open the list in which the results of this indicator are entered."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_enter:
            raise AccessError(
                self.env._(
                    "Only the owner can enter results of this indicator, or they "
                    "are computed."
                )
            )
        entry = self.env.ref("icrm_internal.icrm_kpi_value_view_list_entry")
        return open_list(
            self.env["icrm.kpi.value"],
            self.env._("Manual Entry: %(kpi)s", kpi=self.name),
            [("kpi_id", "=", self.id)],
            views=[(entry.id, "list")],
            context={"default_kpi_id": self.id},
        )
