# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether something changed where it was touched, beside where it was not.

Plain Python without ORM. The difference in differences: by how much more did the
figure of the touched departments move than that of the others in the same time.

Cases of a department are alike, so cases are not what chance is measured by: taken for
independent, they find effects where there are none (Bertrand, Duflo and Mullainathan
2004, QJE 119, 249). With few departments each is therefore reduced to one number, its
own change, and the changes of the touched are compared with those of the others, by
Student's t with G - 2 degrees of freedom (the two-step estimator of Donald and Lang
2007, REStat 89, 221). Where the touched have fewer cases than the others, what that
adds to the variance is added, so that few cases are not taken for certain.
"""

from math import exp, log, sqrt
from typing import NamedTuple

from odoo.addons.icrm_internal.measures.stats import t_quantile

BETTER, WORSE, NONE, UNKNOWN = "better", "worse", "none", "unknown"

# Kinds of figures: a share of 0..1; a mean of values with their squares; a rate of
# events in a time, compared as a ratio
SHARE, MEAN, RATE = "share", "mean", "rate"

# Fewer others say nothing of how much departments differ
MIN_OTHERS = 3
# Fewer cases before or after are no figure of a department
MIN_CASES = 10
# Degrees of freedom: as good as infinitely many
MANY = 1000
# Only an interval narrower than this, to either side, shows that nothing changed:
# 15 points of a share, half a point of a scale, a third of a rate
NARROW = {SHARE: 0.15, MEAN: 0.5, RATE: log(1.5)}


class Cell(NamedTuple):
    """What is known of a department in one of the two periods.

    :param float n: cases; of a rate the time, in any unit
    :param float total: the sum of their values; of a share the successes, of a rate
        the events
    :param squares: the sum of squared values, of a mean alone
    """

    n: float
    total: float
    squares: float = 0.0


class Group(NamedTuple):
    """A department before and after."""

    touched: bool
    before: Cell
    after: Cell


class Effect(NamedTuple):
    """The difference in differences with its 95 % interval.

    ``estimate``, ``low`` and ``high`` are in the unit of the figure; of a rate they
    are ratios (0.8: a fifth fewer than without the change). They are None where
    nothing can be told; ``reason`` is "cases" (too few of the touched), "others" (too
    few others) or "wide" (told, but the interval is too wide for either answer).
    """

    verdict: str
    n_before: int = 0
    n_after: int = 0
    others: int = 0
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def measure(
    groups,
    kind=SHARE,
    up_is_good=True,
    minimum=MIN_CASES,
    level=0.95,
    narrow=None,
):
    """Return the :class:`Effect` of what was done in the touched of *groups*.

    Others of fewer than *minimum* cases before or after are left out; so are touched
    ones, and where none is left, nothing can be told.

    :param narrow: what half the interval may be at most to say that nothing changed,
        if not the kind's
    """
    touched = [group for group in groups if group.touched]
    n_before = round(sum(_cases(group.before, kind) for group in touched))
    n_after = round(sum(_cases(group.after, kind) for group in touched))
    touched = [group for group in touched if _is_enough(group, kind, minimum)]
    others = [
        group
        for group in groups
        if not group.touched and _is_enough(group, kind, minimum)
    ]
    counts = {"n_before": n_before, "n_after": n_after, "others": len(others)}
    if not touched:
        return Effect(UNKNOWN, reason="cases", **counts)
    if len(others) < MIN_OTHERS:
        return Effect(UNKNOWN, reason="others", **counts)
    estimate, error, free = estimate_of(
        [change_of(group, kind) for group in touched],
        [change_of(group, kind) for group in others],
    )
    half = t_quantile((1 + level) / 2, free) * error
    low, high = estimate - half, estimate + half
    verdict, reason = NONE, ""
    if low > 0 or high < 0:
        verdict = BETTER if (low > 0) == up_is_good else WORSE
    elif half > (narrow or NARROW[kind]):
        verdict, reason = UNKNOWN, "wide"
    if kind == RATE:
        estimate, low, high = exp(estimate), exp(low), exp(high)
    return Effect(
        verdict, estimate=estimate, low=low, high=high, reason=reason, **counts
    )


def estimate_of(touched, others):
    """Return (estimate, standard error, degrees of freedom) from changes: pairs
    (change, its variance by the cases alone).

    Where all variances are equal this is the pooled two-sample t with G - 2 degrees of
    freedom, as least squares of the changes on "touched" has it. Where the touched have
    fewer cases than the others, the variance that this adds comes on top; it is known,
    so the degrees of freedom rise with its part (Satterthwaite 1946). Others that moved
    alike by accident, all at 100 % perhaps, do not make the cases certain: what they
    vary by themselves is the least.
    """
    both = (touched, others)
    means = [sum(change for change, _var in side) / len(side) for side in both]
    free = len(touched) + len(others) - 2
    spread = (
        sum(
            (change - mean) ** 2
            for side, mean in zip(both, means, strict=True)
            for change, _var in side
        )
        / free
    )
    sizes = sum(1 / len(side) for side in both)
    # What chance among the cases has in that spread, by its expectation
    by_cases = (
        sum(var * (1 - 1 / len(side)) for side in both for _change, var in side) / free
    )
    # ... and in the estimate: more, where the touched have fewer cases than others
    of_cases = sum(sum(var for _change, var in side) / len(side) ** 2 for side in both)
    more = max(0.0, of_cases - by_cases * sizes)
    variance = max(spread * sizes + more, of_cases)
    if more:
        free = min(MANY, free * (variance / (spread * sizes)) ** 2 if spread else MANY)
    return means[0] - means[1], sqrt(variance), free


def change_of(group, kind):
    """Return (change, its variance) of a :class:`Group`, of a rate in logarithms."""
    before, after = _figure(group.before, kind), _figure(group.after, kind)
    return after[0] - before[0], before[1] + after[1]


def _figure(cell, kind):
    """Return (figure, variance) of a :class:`Cell`."""
    n, total, squares = cell
    if kind == RATE:
        # Half an event more, so that none is a number, too (Haldane and Anscombe 1956)
        return log((total + 0.5) / n), 1 / (total + 0.5)
    mean = total / n
    if kind == SHARE:
        # Two cases more, one of each: all or none is not certain (Agresti 1998)
        middle = (total + 1) / (n + 2)
        return mean, middle * (1 - middle) / n
    return mean, max(0.0, squares - total * mean) / max(1, n - 1) / n


def _cases(cell, kind):
    return cell.total if kind == RATE else cell.n


def _is_enough(group, kind, minimum):
    """Of a rate, what was there before is enough: that none is left is the aim."""
    if not group.before.n or not group.after.n:
        return False
    before = _cases(group.before, kind)
    return before >= minimum and (kind == RATE or group.after.n >= minimum)
