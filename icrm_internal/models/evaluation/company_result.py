# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The company's result of a period, beside those of its departments.

It is made of the company's own results of the indicators: of all their cases together,
not of the means of departments. They are read as the caller: officers and auditors see
them, heads none.
"""

from ...measures import period, rounding, trend
from ...measures.scorecard import known_share, overall
from ..access.groups import AUDITOR, OFFICER
from ..access.number_formatter import NumberFormatter

WHOLE = [
    ("department_id", "=", False),
    ("customer_department_id", "=", False),
    ("service_id", "=", False),
]


class CompanyResult:
    """The company in a period, by the indicators of its scorecards.

    :param cards: the scorecards of the period, of one company
    """

    def __init__(self, cards, kind, first):
        self.env = cards.env
        self.cards = cards
        self.company = cards.company_id
        self.is_compared = not any(cards.mapped("compared_days"))
        self._tree = self._read_tree(cards)
        before = period.previous(kind, first)[0]
        found = self.env["icrm.kpi.value"].search_fetch(
            [
                ("company_id", "=", self.company.id),
                ("period_kind", "=", kind),
                ("date_from", "in", (first, before)),
                ("kpi_id", "in", [line[0].id for line in self._tree]),
                *WHOLE,
            ],
            ["kpi_id", "date_from", "value", "score", "is_scored", "case_count"],
        )
        self.now = {row.kpi_id: row for row in found if row.date_from == first}
        self.before = {row.kpi_id: row for row in found if row.date_from != first}

    def _read_tree(self, cards):
        """Return [(indicator, its group's id, whether it is a group, weight)]."""
        rows = self.env["icrm.scorecard.line"]._read_group(
            [("scorecard_id", "in", cards.ids)],
            ["kpi_id", "parent_kpi_id", "is_group"],
            ["weight:max", "sequence:min"],
        )
        return [
            (kpi, parent.id or None, is_group, weight)
            for kpi, parent, is_group, weight, _place in sorted(
                rows, key=lambda row: (row[4], row[0].id)
            )
        ]

    def _get_scores(self, results):
        """Return the lines that measures/scorecard.py adds up."""
        return [
            (
                kpi.id,
                parent,
                is_group,
                weight,
                results[kpi].score
                if kpi in results and results[kpi].is_scored
                else None,
            )
            for kpi, parent, is_group, weight in self._tree
        ]

    def _compare(self, kpi):
        """Return the :class:`.Trend` of an indicator, None without one before."""
        now, before = self.now.get(kpi), self.before.get(kpi)
        if not (now and before and self.is_compared):
            return None
        return trend.compare(
            before.value,
            now.value,
            kpi.direction == "up",
            now.case_count if kpi.unit == "percent" else 0,
        )

    def get_period_name(self):
        return self.cards[:1].period_name

    def get_moved(self):
        """Return [(indicator, before, now, quality)]: what moved beyond chance, what
        weighs most for the score first."""
        format_value = NumberFormatter(self.env).format_value
        found = []
        for kpi, _parent, is_group, weight in self._tree:
            moved = None if is_group else self._compare(kpi)
            if moved and moved.arrow:
                now, before = self.now[kpi], self.before[kpi]
                found.append(
                    (
                        -weight * abs(now.score - before.score),
                        kpi,
                        format_value(before.value, kpi.unit),
                        format_value(now.value, kpi.unit),
                        moved.quality,
                    )
                )
        return [line[1:] for line in sorted(found, key=lambda line: line[0])]

    def get_row(self):
        """Return the row of the heat map, None where the caller may not see it.

        Heads read a few of the company's results, which are not its score.
        """
        user = self.env.user
        if not self.now or not (user.has_group(OFFICER) or user.has_group(AUDITOR)):
            return None
        format_value = NumberFormatter(self.env).format_value
        cells = {}
        for kpi, result in self.now.items():
            moved = self._compare(kpi)
            cells[kpi.id] = {
                "id": result.id,
                "score": rounding.points(result.score) if result.is_scored else None,
                "value": format_value(result.value, kpi.unit),
                "trend": moved.quality if moved else False,
                "arrow": moved.arrow if moved else "",
            }
        lines = self._get_scores(self.now)
        score, known = overall(lines)[0], known_share(lines)
        previous = overall(self._get_scores(self.before))[0]
        change = rounding.change(previous, score) if self.is_compared else None
        groups = {kpi.id for kpi, _parent, is_group, _weight in self._tree if is_group}
        moved = trend.of_score(
            change or 0,
            {cell["trend"] for id_, cell in cells.items() if id_ not in groups},
        )
        # sudo: a setting of the company, no secret
        least = self.company.sudo().icrm_scorecard_least_share
        return {
            "id": None,
            "name": self.company.name,
            "depth": 0,
            "state": "",
            "score": rounding.points(score),
            "change": change,
            "previous": rounding.points(previous) if self.is_compared else None,
            "trend": moved.quality,
            "arrow": moved.arrow,
            "rank": 0,
            "known": rounding.points(known),
            "is_covered": known >= least,
            "cells": cells,
        }
