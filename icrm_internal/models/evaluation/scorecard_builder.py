# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ...measures import period
from ...measures.scorecard import DIGITS, known_share, overall, ranks
from ...measures.scoring import linear_score
from ..access import company_day
from .icrm_kpi import ENTERED

# A department is not judged by less of the weight than that, in percent, whatever the
# company has set.
LEAST_KNOWN = 10


class ScorecardBuilder:
    """What the scorecards of all departments say of a period, from its results.

    Two statements read, whatever the number of departments: the results of the period
    and of the one before, and where each change came from. Nothing is written, and
    the same results make the same cards, to the digit.

    A period that runs is compared with as many days of the one before, which are
    summed up for it: one statement an indicator more.

    :param env: in sudo; what is computed is flushed
    :param first: the first day of the period
    """

    def __init__(self, env, company, kind, first):
        self.env = env
        self.company = company
        self.kind = kind
        self.first, self.last = period.bounds(kind, first)
        self.before, before_last = period.previous(kind, first)
        days = (company_day.today(company) - first).days + 1
        #: How many days of the period before are compared with; 0 for all of them
        self.days = days if first <= company_day.today(company) <= self.last else 0
        if self.before + timedelta(days=self.days) > before_last:
            self.days = 0
        self.kpis = self._get_kpis()

    def build(self):
        """Return {department id: {column of the card: value, ..., "lines": {kpi id:
        {column of the line: value}}}}."""
        results, before = self._read_results()
        if self.days:
            self._replace_by_stretch(before)
        cards = self._prepare(results, before)
        for card in cards.values():
            card["compared_days"] = self.days
        if self.days:
            # What lies behind a change is known of whole periods.
            return cards
        for (department_id, kpi_id), cause in self._read_causes().items():
            line = cards.get(department_id, {}).get("lines", {}).get(kpi_id)
            if line and line["has_previous"]:
                line |= cause
        return cards

    def _get_kpis(self):
        """Return the indicators that can be on a scorecard, in the tree's order."""
        Kpi = self.env["icrm.kpi"].sudo()
        span = Kpi._get_span(self.company, self.kind, self.first, self.last)
        kpis = Kpi.search([("company_id", "in", (False, self.company.id))])
        computed = kpis._filter_computed(span._replace(as_of=span.end))
        entered = kpis.filtered(
            lambda kpi: (
                kpi.source in ENTERED
                and (not kpi.date_from or kpi.date_from <= self.last)
                and (not kpi.date_to or kpi.date_to >= self.first)
            )
        )
        chosen = computed | entered
        ordered = Kpi.browse()

        def walk(some):
            nonlocal ordered
            for kpi in some.sorted(lambda kpi: (kpi.sequence, kpi.id)):
                ordered += kpi
                walk(chosen.filtered(lambda part, own=kpi: part.parent_id == own))

        walk(chosen.filtered(lambda kpi: kpi.parent_id not in chosen))
        return ordered

    def _read_results(self):
        """Return the results of departments in the period and in the one before:
        two times {department id: {kpi id: row}}."""
        found = defaultdict(dict), defaultdict(dict)
        for row in self.env.execute_query_dict(
            SQL(
                """
                SELECT kpi_id, department_id, date_from, value, numerator, denominator,
                       case_count, floor, target, weight, score, is_scored
                  FROM icrm_kpi_value
                 WHERE company_id = %s AND period_kind = %s AND date_from = ANY(%s)
                   AND kpi_id = ANY(%s) AND department_id IS NOT NULL
                   AND customer_department_id IS NULL AND service_id IS NULL
                """,
                self.company.id,
                self.kind,
                [self.first, self.before],
                self.kpis.ids,
            )
        ):
            when = found[0 if row["date_from"] == self.first else 1]
            when[row["department_id"]][row["kpi_id"]] = row
        return found

    def _replace_by_stretch(self, before):
        """Put the results of the same stretch in the place of the period before's.

        What was entered is of a whole period and stays; so does what is made of it.
        """
        until = self.before + timedelta(days=self.days - 1)
        span = self.kpis._get_span(self.company, self.kind, self.before, until)
        # The kind of a span bounds the one before it, not its own length.
        for kpi in self.kpis._order_by_depth():
            formula = kpi._get_formula()
            if not formula or formula.protected:
                continue
            (floor, target, weight), special = kpi._get_target_values(span)
            if kpi.formula == "composite":
                sums = self._get_composites(kpi, before)
            else:
                sums = self._get_stretch_sums(kpi, span, formula)
            for row in before.values():
                row.pop(kpi.id, None)
            for department_id, (numerator, denominator, count) in sums.items():
                own_floor, own_target = special.get(department_id, (floor, target))
                value = formula.factor * numerator / denominator
                score = linear_score(value, own_floor, own_target)
                before[department_id][kpi.id] = {
                    "value": value,
                    "numerator": numerator,
                    "denominator": denominator,
                    "case_count": count,
                    "floor": own_floor,
                    "target": own_target,
                    "weight": weight,
                    "score": score,
                    "is_scored": score is not None,
                }

    def _get_stretch_sums(self, kpi, span, formula):
        """Return {department id: (numerator, denominator, cases)} of some days."""
        # SQL: the statement that computes results, without storing them
        rows = self.env.execute_query(
            SQL(
                """
                SELECT department_id, numerator::float / %s, denominator::float,
                       case_count
                  FROM (%s) AS sums
                 WHERE department_id IS NOT NULL AND customer_department_id IS NULL
                   AND service_id IS NULL AND denominator <> 0 AND case_count > 0
                """,
                formula.divisor,
                kpi._get_released(span),
            )
        )
        return {id_: sums for id_, *sums in rows}

    def _get_composites(self, kpi, before):
        """Return {department id: (numerator, denominator, cases)} of an indicator that
        is made of others, from theirs."""
        found = {}
        for department_id, row in before.items():
            parts = [
                row[part.id]
                for part in kpi.child_ids
                if part.id in row and row[part.id]["is_scored"]
            ]
            total = sum(part["weight"] for part in parts)
            if total:
                found[department_id] = (
                    sum(part["weight"] * part["score"] for part in parts),
                    total,
                    len(parts),
                )
        return found

    def _read_causes(self):
        """Return {(department id, kpi id): where most of the change came from}.

        A result is a share N / D of the cases; the part of one customer department or
        service in the change is what it lies above the former result now, less what it
        lay above it then. These parts add up to the change.
        """
        kpis = self.kpis.filtered(lambda kpi: kpi.by_relationship or kpi.by_service)
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH kpi AS (
                    SELECT * FROM unnest(%(kpis)s::int[], %(factors)s::float[])
                        AS kpi (kpi_id, factor)
                ), result AS (
                    SELECT value.kpi_id, value.department_id,
                           value.customer_department_id AS customer_id,
                           value.service_id, value.date_from = %(first)s AS is_new,
                           value.numerator, value.denominator, value.value,
                           value.case_count,
                           kpi.factor
                      FROM icrm_kpi_value AS value
                      JOIN kpi USING (kpi_id)
                     WHERE company_id = %(company)s AND period_kind = %(kind)s
                       AND date_from IN (%(first)s, %(before)s)
                       AND department_id IS NOT NULL
                ), whole AS (
                    SELECT now.kpi_id, now.department_id, now.factor,
                           now.denominator AS now_denominator,
                           old.denominator AS old_denominator,
                           old.numerator / old.denominator AS level,
                           now.value - old.value AS change
                      FROM result AS now
                      JOIN result AS old USING (kpi_id, department_id)
                     WHERE now.is_new AND NOT old.is_new
                       AND now.customer_id IS NULL AND now.service_id IS NULL
                       AND old.customer_id IS NULL AND old.service_id IS NULL
                       AND now.denominator <> 0 AND old.denominator <> 0
                ), part AS (
                    SELECT kpi_id, department_id, customer_id, service_id,
                           SUM(numerator) FILTER (WHERE is_new) AS now_numerator,
                           SUM(denominator) FILTER (WHERE is_new) AS now_denominator,
                           SUM(value) FILTER (WHERE is_new) AS now_value,
                           SUM(case_count) FILTER (WHERE is_new) AS now_case_count,
                           SUM(numerator) FILTER (WHERE NOT is_new) AS old_numerator,
                           SUM(denominator) FILTER (WHERE NOT is_new)
                               AS old_denominator
                      FROM result
                     WHERE customer_id IS NOT NULL OR service_id IS NOT NULL
                     GROUP BY kpi_id, department_id, customer_id, service_id
                ), share AS (
                    SELECT part.*, whole.change,
                           ROUND((whole.factor * (
                               COALESCE(part.now_numerator
                                        - whole.level * part.now_denominator, 0)
                               / whole.now_denominator
                               - COALESCE(part.old_numerator
                                          - whole.level * part.old_denominator, 0)
                               / whole.old_denominator))::numeric, %(digits)s)
                               AS moved
                      FROM part JOIN whole USING (kpi_id, department_id)
                )
                SELECT DISTINCT ON (department_id, kpi_id)
                       department_id, kpi_id, customer_id, service_id,
                       moved::float, now_value, now_case_count
                  FROM share
                 WHERE moved * SIGN(change) > 0
                 ORDER BY department_id, kpi_id, ABS(moved) DESC,
                          customer_id NULLS LAST, service_id NULLS LAST
                """,
                kpis=kpis.ids,
                factors=[
                    kpi._get_formula().factor if kpi.formula else 1 for kpi in kpis
                ],
                first=self.first,
                before=self.before,
                company=self.company.id,
                kind=self.kind,
                digits=DIGITS,
            )
        )
        return {
            (row["department_id"], row["kpi_id"]): {
                "cause_department_id": row["customer_id"],
                "cause_service_id": row["service_id"],
                "cause_change": row["moved"],
                "cause_value": round(row["now_value"] or 0, DIGITS),
                "cause_case_count": row["now_case_count"] or 0,
            }
            for row in rows
        }

    def _prepare(self, results, before):
        """Return {department id: {head's columns..., "lines": {kpi id: columns}}}."""
        kpis = self.kpis
        span = kpis._get_span(self.company, self.kind, self.first, self.last)
        goals = {kpi.id: kpi._get_target_values(span) for kpi in kpis}
        # A card is of who has data in the period; groups alone are no data.
        groups = set(kpis.filtered(lambda kpi: kpi.formula == "composite").ids)
        below = self._get_kpi_departments(kpis.department_id)
        # What has no data is worth a line where its weight is missed.
        counting = {}
        for kpi in kpis:
            parent = kpi.parent_id.id
            counting[kpi.id] = bool(goals[kpi.id][0][2] and not kpi.team_id) and (
                parent not in counting or (parent in groups and counting[parent])
            )
        cards = {}
        for department_id in sorted(results):
            if not results[department_id].keys() - groups:
                continue
            now, old = results[department_id], before.get(department_id, {})
            lines = {}
            for kpi in kpis:
                if (
                    kpi.id not in now
                    and kpi.id not in groups
                    and not (
                        counting[kpi.id] and department_id in below.get(kpi.id, results)
                    )
                ):
                    continue
                lines[kpi.id] = self._prepare_line(
                    kpi,
                    len(lines),
                    now.get(kpi.id),
                    old.get(kpi.id),
                    goals[kpi.id],
                    department_id,
                    groups,
                )
            cards[department_id] = self._prepare_card(lines, old, groups)
        self._prepare_ranks(cards)
        return cards

    def _get_kpi_departments(self, departments):
        """Return {kpi id: ids of the departments it is of}, for those of some only."""
        Department = self.env["hr.department"].sudo().with_context(active_test=False)
        below = {
            department.id: set(
                Department.search([("id", "child_of", department.id)]).ids
            )
            for department in departments
        }
        kpis = self.env["icrm.kpi"].sudo()
        return {
            kpi.id: below[kpi.department_id.id]
            for kpi in kpis.search([("department_id", "in", departments.ids)])
        }

    def _prepare_line(self, kpi, sequence, now, old, goals, department_id, groups):
        (floor, target, weight), special = goals
        floor, target = special.get(department_id, (floor, target))
        scored, was_scored = (
            bool(row and row["is_scored"] and row["score"] is not None)
            for row in (now, old)
        )

        def figure(row, name, instead=0.0):
            return round((row[name] if row else instead) or 0.0, DIGITS)

        return {
            "sequence": sequence,
            "kpi_id": kpi.id,
            "parent_kpi_id": kpi.parent_id.id or None,
            "is_group": kpi.id in groups,
            "has_value": bool(now),
            "value": figure(now, "value"),
            "numerator": figure(now, "numerator"),
            "denominator": figure(now, "denominator"),
            "case_count": now["case_count"] or 0 if now else 0,
            "floor": figure(now, "floor", floor),
            "target": figure(now, "target", target),
            "has_score": scored,
            "score": figure(now, "score") if scored else 0.0,
            "weight": figure(now, "weight", weight),
            "share": 0.0,
            "has_previous": bool(old),
            "previous_value": figure(old, "value"),
            "has_previous_score": was_scored,
            "previous_score": figure(old, "score") if was_scored else 0.0,
            "change": 0.0,
            "rank": 0,
            "rank_of": 0,
            "cause_department_id": None,
            "cause_service_id": None,
            "cause_change": 0.0,
            "cause_value": 0.0,
            "cause_case_count": 0,
        }

    def _prepare_card(self, lines, old, groups):
        def tree(score):
            return [
                (
                    id_,
                    line["parent_kpi_id"],
                    line["is_group"],
                    line["weight"],
                    score(id_),
                )
                for id_, line in lines.items()
            ]

        def score_now(id_):
            return lines[id_]["score"] if lines[id_]["has_score"] else None

        def score_before(id_):
            row = old.get(id_)
            return row["score"] if row and row["is_scored"] else None

        known = known_share(tree(score_now))
        score, shares = overall(tree(score_now))
        previous, _shares = overall(tree(score_before))
        # Below that there is no total: the few that are known would pass for all.
        least = max(LEAST_KNOWN, self.company.icrm_scorecard_least_share)
        if known < least:
            score = None
        if known_share(tree(score_before)) < least:
            previous = None
        for id_, share in shares.items():
            line = lines[id_]
            line["share"] = share
            if line["has_previous_score"]:
                line["change"] = round(
                    share * (line["score"] - line["previous_score"]) / 100, DIGITS
                )
        if score is None:
            # Nor by the name of an indicator that is made of all the others.
            for line in lines.values():
                if line["is_group"] and line["parent_kpi_id"] not in lines:
                    line |= {"has_value": False, "has_score": False, "change": 0.0}
                    line |= {"value": 0.0, "score": 0.0}
        return {
            "score": score or 0.0,
            "has_score": score is not None,
            "known_share": known,
            "previous_score": previous or 0.0,
            "has_previous": previous is not None,
            "rank": 0,
            "rank_of": 0,
            "lines": lines,
        }

    def _prepare_ranks(self, cards):
        """Compare departments of one level: those with as many above them.

        Without enough of its weight a department has no total and no rank: else one
        that is not measured would win.
        """
        levels = defaultdict(list)
        departments = self.env["hr.department"].sudo().browse(cards)
        for department in departments:
            levels[(department.parent_path or "").count("/")].append(department.id)
        for ids in levels.values():
            own = {id_: cards[id_] for id_ in ids}
            for id_, place in ranks(
                {
                    id_: card["score"] if card["has_score"] else None
                    for id_, card in own.items()
                }
            ).items():
                own[id_]["rank"], own[id_]["rank_of"] = place
            by_kpi = defaultdict(dict)
            for id_, card in own.items():
                for kpi_id, line in card["lines"].items():
                    if line["has_score"]:
                        by_kpi[kpi_id][id_] = line["score"]
            for kpi_id, scores in by_kpi.items():
                for id_, place in ranks(scores).items():
                    line = own[id_]["lines"][kpi_id]
                    line["rank"], line["rank_of"] = place
