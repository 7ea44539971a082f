# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which of many conditions go with a score: differences of means, told from chance.

For each condition the mean score where it held is compared with that where it did not:

- the difference with its 95 % interval by Welch's t (Welch 1947, Biometrika 34, 28;
  degrees of freedom by Satterthwaite 1946, Biometrics Bulletin 2, 110), which does not
  take both sides to vary alike (as advised by Delacre, Lakens and Leys 2017,
  International Review of Social Psychology 30, 92);
- of many comparisons some differ by chance. Those are called different whose false
  discovery rate stays at 5 % (Benjamini and Hochberg 1995, JRSS B 57, 289; valid for
  positively dependent ones, too: Benjamini and Yekutieli 2001, Annals of Statistics 29,
  1165). The intervals are those of each comparison alone.

What goes together need not be cause and effect. Everything is computed from sums, as in
:mod:`.stats`.
"""

from math import sqrt
from typing import NamedTuple

from .stats import mean_of, t_quantile, t_tail

#: So many scores each side needs.
LEAST = 10
#: So many customers gave them: one customer's mood is no effect of a promise.
LEAST_CUSTOMERS = 5
#: Share of the differences called so that may be chance.
RATE = 0.05

HIGHER, LOWER, NONE, UNKNOWN = "higher", "lower", "none", "unknown"


class Sums(NamedTuple):
    """Of the scores of one side: how many, their sum, their sum of squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, scores):
        """Return the sums of an iterable of scores."""
        scores = list(scores)
        return cls(len(scores), sum(scores), sum(score * score for score in scores))


class Difference(NamedTuple):
    """How much the mean is higher where the condition held; None where undefined.

    ``low`` and ``high`` bound the 95 % interval, ``p`` is two-sided.
    """

    value: float | None
    low: float | None
    high: float | None
    df: float | None
    p: float | None


class Finding(NamedTuple):
    """A comparison and what can be told of it.

    ``p_adjusted`` is the false discovery rate at which it would just be called
    different; None where it cannot be told.
    """

    difference: Difference
    p_adjusted: float | None
    verdict: str


def compare(held, missed, level=0.95):
    """Return the :class:`Difference` between two sides, by Welch.

    :param held: :class:`Sums` of the scores where the condition held
    :param missed: :class:`Sums` of the others

    Undefined, but for the value, with fewer than two scores on a side or where
    neither side varies; without any on a side there is no value either.
    """
    if not held.n or not missed.n:
        return Difference(None, None, None, None, None)
    one, other = mean_of(*held), mean_of(*missed)
    value = one.mean - other.mean
    if held.n < 2 or missed.n < 2:
        return Difference(value, None, None, None, None)
    parts = one.sd**2 / held.n, other.sd**2 / missed.n
    variance = sum(parts)
    # Rounding may leave a trace where all are equal.
    if variance < 1e-12:
        return Difference(value, None, None, None, None)
    error = sqrt(variance)
    df = variance**2 / (parts[0] ** 2 / (held.n - 1) + parts[1] ** 2 / (missed.n - 1))
    half = t_quantile((1 + level) / 2, df) * error
    p = 2 * t_tail(abs(value) / error, df)
    return Difference(value, value - half, value + half, df, p)


def adjust(p_values):
    """Return the adjusted p values of Benjamini and Hochberg, in the same order.

    >>> adjust([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    count, lowest = len(p_values), 1.0
    adjusted = [0.0] * count
    order = sorted(range(count), key=p_values.__getitem__)
    for rank in range(count, 0, -1):
        place = order[rank - 1]
        lowest = min(lowest, p_values[place] * count / rank)
        adjusted[place] = lowest
    return adjusted


def find(comparisons, least=LEAST, customers=LEAST_CUSTOMERS):
    """Return {key: :class:`Finding`} of many comparisons.

    :param comparisons: ``{key: (held, missed, number of customers)}``, the first two
        :class:`Sums`
    :param least: how many scores each side needs; two at least
    :param customers: how many customers gave the scores of both sides at least
    """
    differences, told = {}, []
    for key, (held, missed, number) in comparisons.items():
        differences[key] = difference = compare(held, missed)
        enough = min(held.n, missed.n) >= least and number >= customers
        if enough and difference.p is not None:
            told.append(key)
    adjusted = dict(
        zip(told, adjust([differences[key].p for key in told]), strict=True)
    )
    return {
        key: Finding(difference, adjusted.get(key), _judge(difference, adjusted, key))
        for key, difference in differences.items()
    }


def _judge(difference, adjusted, key):
    if key not in adjusted:
        return UNKNOWN
    if adjusted[key] > RATE:
        return NONE
    return HIGHER if difference.value > 0 else LOWER
