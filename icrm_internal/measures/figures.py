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
from .stats import cronbach_alpha, mean_of

GAP_MODELS = ("servqual", "servperf")
NOTHING = {"n": 0, "mean": None, "sd": None, "low": None, "high": None}


class Sums(NamedTuple):
    """Sums of one figure; ``counts`` {answer: how many} where it has answers."""

    n: int
    total: float
    squares: float
    score: float
    product: float | None
    counts: dict

    @property
    def mean(self):
        return mean_of(self.n, self.total, self.squares)


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
        the gaps where there are pairs. ``score`` runs from 0 to 100.
        """
        side = "perception" if measure in GAP_MODELS else None
        seen = self.get("dimension", measure, dimension, side=side)
        if not seen:
            return None
        wished = self.get("dimension", measure, dimension, side="expectation")
        gap = self.get("dimension", measure, dimension, side="gap")
        weight = self.get("dimension", "weight", dimension)
        told = gap or seen
        return {
            "measure": measure,
            **seen.mean._asdict(),
            "sd": told.mean.sd,
            "alpha": self._alpha(measure, dimension, "gap" if gap else side, told),
            "expectation": wished and wished.mean.mean,
            "perception": seen.mean.mean if side else None,
            "gap": gap and gap.mean.mean,
            "gap_low": gap and gap.mean.low,
            "gap_high": gap and gap.mean.high,
            "weight": weight and weight.mean.mean,
            "score": seen.score / seen.n,
        }

    def _alpha(self, measure, dimension, side, told):
        items = self.items.get((measure, dimension, side), {}).values()
        deviations = [item.mean.sd for item in items]
        if None in deviations or told.mean.sd is None:
            return None
        # Items and dimension stand for the same people: the variance of the sums is
        # that of the means, times the number of items squared.
        return cronbach_alpha(
            [sd * sd for sd in deviations], (len(deviations) * told.mean.sd) ** 2
        )

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
        _question, sums = self.question("nps")
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
        for measure, side in (("servqual", "gap"), ("servperf", "perception")):
            told = [
                (
                    dimension,
                    self.get("dimension", measure, dimension, side=side),
                    self.get("dimension", measure, dimension, side="perception"),
                )
                for one, dimension in self.dimensions
                if one == measure
            ]
            if not told:
                continue
            n = max(sums.n for _dimension, sums, _seen in told)
            row = self.get("overall", measure, side=side)
            seen = self.get("overall", measure, side="perception")
            if row and seen and row.n == n:
                mean, score = row.mean, seen.score / seen.n
            else:
                weights = {
                    dimension: weight.total / weight.n if weight else 1
                    for dimension, _sums, _seen in told
                    for weight in [self.get("dimension", "weight", dimension)]
                }
                if not sum(weights.values()):
                    weights = dict.fromkeys(weights, 1)
                mean = _Value(
                    _weigh(told, weights, lambda _key, sums, _seen: sums.total / sums.n)
                )
                score = _weigh(
                    told, weights, lambda _key, _sums, seen: seen.score / seen.n
                )
            return {
                "n": n,
                "value": mean.mean,
                "low": mean.low,
                "high": mean.high,
                "sd": mean.sd,
                "score": score,
                "measure": measure,
            }
        return None

    def score(self):
        """Return one score from 0 to 100 for comparisons, and its n.

        Of service quality where that was asked, else of satisfaction, ease, or the
        willingness to recommend; else the mean of the dimensions.
        """
        for told in (self.servqual(), self.csat(), self.ces(), self.nps()):
            if told:
                return told["n"], told["score"]
        rows = [self.dimension(*one) for one in self.dimensions]
        if rows:
            return max(row["n"] for row in rows), sum(
                row["score"] for row in rows
            ) / len(rows)
        return 0, None

    def drivers(self):
        """Return [{"dimension", "importance", "performance", "n"}].

        Importance: how a dimension's score goes with overall satisfaction (Pearson's
        correlation). Performance: the mean score. Both over those who answered all.
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
                rows.append(
                    {
                        "dimension": dimension,
                        "importance": importance,
                        "performance": sums.total / sums.n,
                        "n": sums.n,
                    }
                )
        return rows


class _Value(NamedTuple):
    mean: float
    sd: None = None
    low: None = None
    high: None = None


def _weigh(told, weights, value):
    return sum(weights[row[0]] * value(*row) for row in told) / sum(weights.values())


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
