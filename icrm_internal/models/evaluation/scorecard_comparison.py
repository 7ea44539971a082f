# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two periods of a department, or of the company, beside each other."""

from typing import NamedTuple

from ...measures import rounding, trend
from ...measures.scoring import linear_score
from ..access.number_formatter import NumberFormatter
from .company_result import WHOLE, CompanyResult


class Figure(NamedTuple):
    """An indicator's result in one or more periods; the goal is the last one's."""

    sequence: int
    is_group: bool
    value: float
    score: float | None
    n: int


class Side:
    """One side: scorecards of one department in some periods."""

    def __init__(self, cards):
        self.cards = cards.sorted("date_from")

    def get_figures(self):
        """Return {indicator: :class:`Figure`}."""
        Line = self.cards.env["icrm.scorecard.line"]
        lines = Line.search([("scorecard_id", "in", self.cards.ids)])
        return {
            kpi: Figure(own[-1].sequence, own[-1].is_group, *_pool(own))
            for kpi, own in _group(lines.filtered("has_value"))
        }

    def _get_scores(self):
        return [card.final_score for card in self.cards if card.has_score]

    def summarise(self):
        """Return the name and the mean score of the side, None without a scorecard."""
        if not self.cards:
            return None
        scores = self._get_scores()
        first, last = self.cards[0].period_name, self.cards[-1].period_name
        return {
            "name": first if first == last else f"{first} – {last}",
            "score": rounding.points(sum(scores) / len(scores)) if scores else None,
            "count": len(set(self.cards.mapped("date_from"))),
        }


class CompanySide(Side):
    """The same of the company: scorecards of all its departments in some periods."""

    def get_figures(self):
        places = {
            kpi: (sequence, is_group)
            for kpi, is_group, sequence in self.cards.env[
                "icrm.scorecard.line"
            ]._read_group(
                [("scorecard_id", "in", self.cards.ids)],
                ["kpi_id", "is_group"],
                ["sequence:min"],
            )
        }
        results = self.cards.env["icrm.kpi.value"].search(
            [
                ("company_id", "in", self.cards.company_id.ids),
                ("period_kind", "in", self.cards.mapped("period_kind")),
                ("date_from", "in", self.cards.mapped("date_from")),
                ("kpi_id", "in", [kpi.id for kpi in places]),
                *WHOLE,
            ]
        )
        return {kpi: Figure(*places[kpi], *_pool(own)) for kpi, own in _group(results)}

    def _get_scores(self):
        rows = [
            CompanyResult(cards, cards[0].period_kind, first).get_row()
            for first, cards in self.cards.grouped("date_from").items()
        ]
        return [row["score"] for row in rows if row and row["score"] is not None]


def _group(records):
    for kpi, own in records.grouped("kpi_id").items():
        yield kpi, own.sorted("date_from")


def _pool(own):
    """Return (value, score, n) of an indicator's results, in order of time.

    The value of several periods is that of all their cases together, not the mean of
    means; it is judged by the target of the last of them.
    """
    last = own[-1]
    upper, lower = sum(own.mapped("numerator")), sum(own.mapped("denominator"))
    value = last.value
    # The factor, percent say, is what the value is of the quotient.
    single = next((row for row in own if row.numerator and row.denominator), None)
    if len(own) > 1 and single and lower:
        factor = single.value * single.denominator / single.numerator
        value = factor * upper / lower
    score = linear_score(value, last.floor, last.target)
    return value, score, sum(own.mapped("case_count"))


def compare(env, before, after):
    """Return the rows of two sides, in the order of the tree."""
    written = NumberFormatter(env)
    figures = {**before, **after}
    rows = []
    for kpi in sorted(figures, key=lambda kpi: (figures[kpi].sequence, kpi.id)):
        old, new = before.get(kpi), after.get(kpi)
        moved = None
        if old and new:
            is_share = kpi.unit == "percent"
            moved = trend.compare(
                old.value,
                new.value,
                kpi.direction == "up",
                new.n if is_share else 0,
                old.n if is_share else 0,
            )
        row = {
            "kpi_id": kpi.id,
            "name": kpi.name,
            "is_group": figures[kpi].is_group,
            "trend": moved.quality if moved else False,
            "arrow": moved.arrow if moved else "",
        }
        for side, found in (("before", old), ("after", new)):
            row[side] = written.format_value(found.value, kpi.unit) if found else None
            row[f"score_{side}"] = rounding.points(found.score) if found else None
            row[f"n_{side}"] = found.n if found else 0
        rows.append(row)
    return rows
