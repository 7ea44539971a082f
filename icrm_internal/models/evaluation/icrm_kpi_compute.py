# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...measures import period
from .formula import Span

KEYS = ("department_id", "customer_department_id", "service_id")
# Rounded, so that the order in which a database adds up makes no difference.
SUMS = SQL(
    "ROUND(SUM(numerator)::numeric, 6)::float AS numerator,"
    " ROUND(SUM(denominator)::numeric, 6)::float AS denominator,"
    " SUM(n)::int AS n"
)


class IcrmKpi(models.Model):
    """The engine: one statement per indicator, whatever the number of departments.

    The statement adds the facts of the period up by company, department, relationship
    and service, judges them by the targets of that time, writes what has changed and
    deletes what has no facts any more. So running it again changes nothing, and a
    period computed night by night equals one computed at its end.
    """

    _inherit = "icrm.kpi"

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
                    "%(first)s to %(last)s is no month, quarter or year.",
                    first=date_from,
                    last=date_to,
                )
            )
        self.env.flush_all()
        # Compiling the statements takes longer than what it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        if kpis is None:
            kpis = self.sudo().search([])
        kpis = kpis.sudo()._order_by_depth()
        if companies is None:
            companies = self.env["res.company"].sudo().search([])
        for company in companies:
            span = self._get_span(company, kind, date_from, date_to, is_final)
            for kpi in kpis._filter_computed(span):
                self.env.cr.execute(kpi._get_statement(span))
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
        zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")

        def midnight(day):
            local = zone.localize(datetime.combine(day, time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        end = midnight(date_to + timedelta(days=1))
        return Span(
            company_id=company.id,
            kind=kind,
            date_from=date_from,
            date_to=date_to,
            start=midnight(date_from),
            end=end,
            as_of=min(end, fields.Datetime.now()),
            previous=midnight(period.previous(kind, date_from)[0]),
            minimum=company.icrm_rating_min_count,
            is_final=is_final,
        )

    def _get_facts(self, span):
        """Return the SQL of the facts of this indicator in a period."""
        self.ensure_one()
        facts = getattr(self, f"_sql_{self.formula}")(span)
        chosen = []
        if self.department_id and not self._get_formulas()[self.formula].protected:
            chosen.append(self._get_places())
        if self.team_id:
            chosen.append(SQL("team_id = %s", self.team_id.id))
        if not chosen:
            return facts
        return SQL(
            "SELECT * FROM (%s) AS fact WHERE %s", facts, SQL(" AND ").join(chosen)
        )

    def _get_places(self):
        """Return the condition that something is of its department or of one below."""
        below = self.env["hr.department"].sudo().with_context(active_test=False)
        below = below.search([("id", "child_of", self.department_id.id)])
        return SQL("department_id = ANY(%s)", below.ids)

    def _get_levels(self, formula):
        """Return for whom results are kept: the columns of each grouping set."""
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
        """Return the SQL of the sums: one row per whom the indicator is told for."""
        formula = self._get_formulas()[self.formula]
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
                SUMS,
                facts,
                self._join_levels(levels),
                known,
            )
        numerator, denominator = map(SQL, formula.per_record)
        return SQL(
            """
            SELECT %(keys)s, %(sums)s
              FROM (SELECT %(keys)s, %(numerator)s AS numerator,
                           %(denominator)s AS denominator,
                           LEAST(%(denominator)s, 1) AS n
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
            levels=self._join_levels([("record_id", *level) for level in levels]),
            known=known,
        )

    def _join_levels(self, levels):
        return SQL(", ").join(
            SQL("(%s)", SQL(", ").join(map(SQL.identifier, level))) for level in levels
        )

    def _get_released(self, span):
        """Return the SQL of the sums that may be told.

        A protected figure rests on enough cases. And if all that is left out are fewer
        than that, the smallest department told of is left out as well, so that no
        subtraction from the company's figure tells of them. One department's indicator
        tells what the company's would: else two of them would tell what is left out.
        """
        sums = self._get_sums(span)
        if not self._get_formulas()[self.formula].protected:
            return sums
        return SQL(
            """
            SELECT department_id, customer_department_id, service_id,
                   numerator, denominator, n
              FROM (SELECT *,
                           MAX(n) FILTER (WHERE department_id IS NULL) OVER ()
                           - COALESCE(SUM(n) FILTER (
                               WHERE department_id IS NOT NULL AND enough) OVER (), 0)
                             AS hidden,
                           ROW_NUMBER() OVER (
                               ORDER BY enough AND department_id IS NOT NULL DESC,
                                        n, department_id
                           ) AS place
                      FROM (SELECT *, n >= %(minimum)s AS enough
                              FROM (%(sums)s) AS sums) AS weighed) AS ranked
             WHERE enough AND %(places)s
               AND (department_id IS NULL OR place > 1
                    OR COALESCE(hidden, 0) NOT BETWEEN 1 AND %(minimum)s - 1)
            """,
            sums=sums,
            places=self._get_places() if self.department_id else SQL("TRUE"),
            minimum=span.minimum,
        )

    def _get_goals(self, span):
        """Return (floor, target, weight) for all, and {department id: (floor, target)}
        of those asked for something else."""
        rows = self.target_ids.filtered(lambda row: row.date_from <= span.date_to)
        rows = rows.sorted("date_from")
        general = rows.filtered(lambda row: not row.department_id)[-1:]
        special = {}
        departments = rows.department_id
        below = self.env["hr.department"].with_context(active_test=False)
        for department in departments.sorted(lambda one: one.parent_path.count("/")):
            row = rows.filtered(lambda row, own=department: row.department_id == own)
            for id_ in below.search([("id", "child_of", department.id)]).ids:
                special[id_] = (row[-1].floor, row[-1].target)
        return (general.floor, general.target, general.weight), special

    def _get_statement(self, span):
        """Return the one statement that brings the results of a period up to date."""
        self.ensure_one()
        formula = self._get_formulas()[self.formula]
        (floor, target, weight), special = self._get_goals(span)
        return SQL(
            """
            WITH computed AS MATERIALIZED (
                SELECT department_id, customer_department_id, service_id,
                       numerator / %(divisor)s AS numerator, denominator, n,
                       %(factor)s * numerator / %(divisor)s / denominator AS value,
                       COALESCE(goal.floor, %(floor)s) AS floor,
                       COALESCE(goal.target, %(target)s) AS target
                  FROM (%(released)s) AS sums
                  LEFT JOIN unnest(%(departments)s::int[], %(floors)s::float[],
                                   %(targets)s::float[])
                         AS goal (department_id, floor, target)
                      USING (department_id)
                 WHERE denominator <> 0 AND n > 0
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
                numerator, denominator, n, value, floor, target, weight,
                score, is_scored, is_final, computed_at)
            SELECT %(kpi)s, %(company)s, %(kind)s, %(date_from)s, %(date_to)s,
                   department_id, customer_department_id, service_id,
                   numerator, denominator, n, value, floor, target, %(weight)s,
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
                              n = EXCLUDED.n, value = EXCLUDED.value,
                              floor = EXCLUDED.floor, target = EXCLUDED.target,
                              weight = EXCLUDED.weight, score = EXCLUDED.score,
                              is_scored = EXCLUDED.is_scored,
                              is_final = EXCLUDED.is_final,
                              computed_at = EXCLUDED.computed_at
             WHERE NOT old.is_final
               AND (old.numerator, old.denominator, old.n, old.value, old.floor,
                    old.target, old.weight, old.is_final)
                   IS DISTINCT FROM
                   (EXCLUDED.numerator, EXCLUDED.denominator, EXCLUDED.n,
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
