# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From sums over whole groups to the figures of a results page.

What goes in are the cells of :mod:`.tally`, added up over any choice of groups.
"""

from math import sqrt
from typing import NamedTuple

from .ces import ces
from .csat import csat
from .nps import nps
from .stats import Mean, correlation_interval, cronbach_alpha, mean_of

GAP_MODELS = ("servqual", "servperf")

#: Below it a scale is not reliable (Nunnally 1978, Psychometric Theory).
LEAST_ALPHA = 0.7


class Sums(NamedTuple):
    """Sums of one figure; ``counts`` {answer: how many} where it has answers."""

    n: int
    total: float
    squares: float
    score: float
    product: float | None
    counts: dict

    @property
    def average(self):
        return self.total / self.n

    def plus(self, other):
        """Return the sums of two groups together."""
        counts = dict(self.counts)
        for answer, number in other.counts.items():
            counts[answer] = counts.get(answer, 0) + number
        product = None
        if self.product is not None and other.product is not None:
            product = self.product + other.product
        return Sums(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.score + other.score,
            product,
            counts,
        )

    @property
    def variance(self):
        """That of a sample; None of a single value."""
        if self.n < 2:
            return None
        return max(0.0, self.squares - self.total * self.average) / (self.n - 1)

    @property
    def mean(self):
        """The :class:`~.stats.Mean`: average, deviation and interval."""
        return mean_of(self.n, self.total, self.squares)


def add_up(several):
    """Return the :class:`Figures` of several groups together."""
    cells = {}
    for figures in several:
        for key, sums in figures.cells.items():
            cells[key] = cells[key].plus(sums) if key in cells else sums
    return Figures(cells)


class Figures:
    """The figures of some groups.

    :param cells: {(level, measure, dimension, question, side): :class:`Sums`}
    """

    def __init__(self, cells):
        self.cells = cells
        #: {(measure, dimension, side): {question: Sums}}
        self.items = {}
        for (level, measure, dimension, question, side), sums in cells.items():
            if level == "question":
                self.items.setdefault((measure, dimension, side), {})[question] = sums

    def get(self, level, measure, dimension=None, question=None, side=None):
        return self.cells.get((level, measure, dimension, question, side))

    def question(self, measure):
        """Return (question, :class:`Sums`) of the one question of a measure."""
        for (one, _dimension, _side), items in self.items.items():
            if one == measure:
                return next(iter(items.items()))
        return None, None

    @property
    def dimensions(self):
        """Return the pairs (measure, dimension) that have figures of their own."""
        return [
            (measure, dimension)
            for level, measure, dimension, _question, side in self.cells
            if level == "dimension"
            and measure != "weight"
            and side in (None, "perception")
        ]

    def dimension(self, measure, dimension):
        """Return the figures of a dimension as a dict, None if it has none.

        ``mean``, ``low`` and ``high`` are of the perceptions; ``sd`` and ``alpha`` of
        the gaps where there are pairs. ``score`` runs from 0 to 100. ``alpha_low``:
        whether the questions hardly measure one thing.
        """
        side = "perception" if measure in GAP_MODELS else None
        seen = self.get("dimension", measure, dimension, side=side)
        if not seen:
            return None
        wished = self.get("dimension", measure, dimension, side="expectation")
        gap = self.get("dimension", measure, dimension, side="gap")
        weight = self.get("dimension", "weight", dimension)
        found = seen.mean
        gap_found = gap.mean if gap else Mean(0, None, None, None, None)
        alpha = self._alpha(measure, dimension, "gap" if gap else side)
        return {
            "measure": measure,
            **found._asdict(),
            "sd": gap_found.sd if gap else found.sd,
            "alpha": alpha,
            "alpha_low": alpha is not None and alpha < LEAST_ALPHA,
            "expectation": wished and wished.average,
            "perception": seen.average if side else None,
            "gap": gap_found.mean,
            "gap_low": gap_found.low,
            "gap_high": gap_found.high,
            "weight": weight and weight.average,
            "score": seen.score / seen.n,
        }

    def value(self, measure, dimension):
        """Return the gap of a dimension, or its mean where there are no pairs."""
        side = "gap" if measure == "servqual" else None
        side = "perception" if measure == "servperf" else side
        return self.get("dimension", measure, dimension, side=side).average

    def _alpha(self, measure, dimension, side):
        items = self.items.get((measure, dimension, side), {}).values()
        variances = [item.variance for item in items]
        whole = self.get("dimension", measure, dimension, side=side).variance
        if whole is None or None in variances:
            return None
        # Items and dimension cover the same people: the variance of the sums is
        # that of the means, times the number of items squared.
        return cronbach_alpha(variances, len(variances) ** 2 * whole)

    # -- measures ----------------------------------------------------------------------

    def csat(self):
        """Return the satisfied in per cent, with their interval, or None."""
        _question, sums = self.question("csat")
        if not sums:
            return None
        one = csat(_numbers(sums.counts))
        return {
            "n": one.n,
            "value": 100 * one.share,
            "low": 100 * one.low,
            "high": 100 * one.high,
            "sd": 100 * sqrt(one.share * (1 - one.share)),
            "score": sums.score / sums.n,
        }

    def nps(self):
        """Return the net promoter score from -100 to 100, with its margin, or None."""
        return self._recommendation("nps")

    def enps(self):
        """Return that of the employer: of the company, never of a service."""
        return self._recommendation("enps")

    def _recommendation(self, measure):
        _question, sums = self.question(measure)
        if not sums:
            return None
        one = nps(_numbers(sums.counts))
        return {
            "n": one.n,
            "value": one.score,
            "low": max(-100, one.score - one.margin),
            "high": min(100, one.score + one.margin),
            "sd": one.margin * sqrt(one.n) / 1.96,
            "margin": one.margin,
            "promoters": one.promoters,
            "passives": one.passives,
            "detractors": one.detractors,
            "score": (one.score + 100) / 2,
        }

    def ces(self):
        """Return the mean ease from 1 to 7, or None."""
        _question, sums = self.question("ces")
        if not sums:
            return None
        one = ces(_numbers(sums.counts))
        return {
            "n": one.n,
            "value": one.mean,
            "low": one.low,
            "high": one.high,
            "sd": one.sd,
            "score": sums.score / sums.n,
        }

    def servqual(self):
        """Return the overall gap (or mean, without expectations), weighted, or None.

        Where too few answered everything, it is put together from the dimensions, and
        there is no interval.
        """
        measure, side, row, shown = self._overall()
        if not measure:
            return None
        mean = row.mean if row else Mean(shown[0][1].n, None, None, None, None)
        return {
            "n": max(sums.n for _dimension, sums in shown),
            "value": mean.mean
            if row
            else self._weigh(shown, lambda sums: sums.average),
            "low": mean.low,
            "high": mean.high,
            "sd": mean.sd,
            "score": self._overall_score(measure, row),
            "measure": measure,
        }

    def _overall(self):
        """Return (measure, side, overall row if it covers everybody, dimensions)."""
        for measure, side in (("servqual", "gap"), ("servperf", "perception")):
            shown = [
                (dimension, self.get("dimension", measure, dimension, side=side))
                for kind, dimension in self.dimensions
                if kind == measure
            ]
            if shown:
                row = self.get("overall", measure, side=side)
                if row and row.n != max(sums.n for _dimension, sums in shown):
                    row = None
                return measure, side, row, shown
        return None, None, None, []

    def _overall_score(self, measure, row):
        seen = self.get("overall", measure, side="perception")
        if row and seen:
            return seen.score / seen.n
        shown = [
            (dimension, self.get("dimension", measure, dimension, side="perception"))
            for kind, dimension in self.dimensions
            if kind == measure
        ]
        return self._weigh(shown, lambda sums: sums.score / sums.n)

    def _weigh(self, shown, value):
        """Return the mean of dimensions by the points given, else equally."""
        weights = [
            self.get("dimension", "weight", dimension) for dimension, _s in shown
        ]
        weights = [weight.average if weight else 0 for weight in weights]
        if not sum(weights):
            weights = [1] * len(shown)
        return sum(
            weight * value(sums)
            for weight, (_dimension, sums) in zip(weights, shown, strict=True)
        ) / sum(weights)

    def score(self):
        """Return (n, one score from 0 to 100) for comparisons.

        Of service quality where that was measured, else of satisfaction, ease, or the
        willingness to recommend; else the mean of the dimensions.
        """
        measure, _side, row, shown = self._overall()
        if measure:
            n = max(sums.n for _dimension, sums in shown)
            return n, self._overall_score(measure, row)
        for measure in ("csat", "ces", "nps", "enps"):
            _question, sums = self.question(measure)
            if sums:
                return sums.n, sums.score / sums.n
        rows = [
            self.get("dimension", measure, dimension)
            for measure, dimension in self.dimensions
        ]
        if rows:
            return max(row.n for row in rows), sum(
                row.score / row.n for row in rows
            ) / len(rows)
        return 0, None

    def drivers(self):
        """Return [{"dimension", "importance", "performance", "n", intervals}].

        Importance: how a dimension's score goes with overall satisfaction (Pearson's
        correlation). Performance: the mean score. Both over those who answered all;
        ``importance_low``, ``importance_high``, ``performance_low`` and
        ``performance_high`` are 95 % intervals, None where there is none.
        """
        cells = {
            (measure, dimension): sums
            for (level, measure, dimension, *_rest), sums in self.cells.items()
            if level == "driver"
        }
        whole = next((sums for key, sums in cells.items() if key[1] is None), None)
        rows = []
        for (_measure, dimension), sums in cells.items():
            if dimension is None:
                continue
            importance = _correlation(sums, whole)
            if importance is not None:
                low, high = correlation_interval(importance, sums.n)
                rows.append(
                    {
                        "dimension": dimension,
                        "importance": importance,
                        "importance_low": low,
                        "importance_high": high,
                        "performance": sums.total / sums.n,
                        "performance_low": sums.mean.low,
                        "performance_high": sums.mean.high,
                        "n": sums.n,
                    }
                )
        return rows


def _numbers(counts):
    return {int(float(value)): number for value, number in counts.items()}


def _correlation(one, other):
    """Return Pearson's r of two scores from their sums, None where one is constant."""
    n = one.n
    spread = (one.squares - one.total**2 / n) * (other.squares - other.total**2 / n)
    if spread <= 1e-9:
        return None
    r = (one.product - one.total * other.total / n) / sqrt(spread)
    return max(-1.0, min(1.0, r))
