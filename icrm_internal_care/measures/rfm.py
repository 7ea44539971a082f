# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How recently, how often and at what effort customers ask: RFM, and ABC.

Scores are 1 to 5, five the best, by quintiles (Hughes 1994, *Strategic Database
Marketing*) or by limits that somebody has set. ABC is Pareto's: the largest customers
that make up the first 80 % are A, those up to 95 % B, the others C.

Customers with the same value have the same score and class, in whatever order they
come. Published tables that sort first and cut afterwards split them at random; here a
group of equals is where its middle is. So one customer alone is average, 3, and so is
everybody where all are equal.
"""

from collections import Counter
from math import isfinite

BEST = 5
#: Sums of the three scores, 3 to 15, from which a customer is of high value, or may be
HIGH_FROM, POTENTIAL_FROM = 12, 8
#: Shares of the total, in percent, up to which customers are A, or B
A_SHARE, B_SHARE = 80, 95


def quintiles(values, less_is_better=False):
    """Return a score of 1 to 5 for each of *values*, by the fifth that it is in.

    >>> quintiles([10, 20, 30, 40, 50]), quintiles([4, 46, 15, 7, 27], True)
    ([1, 2, 3, 4, 5], [5, 1, 3, 4, 2])
    >>> quintiles([7]), quintiles([7, 7, 7]), quintiles([]), quintiles([None, 2])
    ([3], [3, 3, 3], [], [None, 3])

    :param values: numbers; None, of whom nothing is known, stays None, not counted
    :param bool less_is_better: whether the smallest is the best: days of silence
    :raise ValueError: a value is not finite
    """
    values = _checked(values)
    known = Counter(value for value in values if value is not None)
    total, less = known.total(), 0
    score = {}
    for value, equals in sorted(known.items()):
        # The middle of the equals, in whole numbers: no rounding decides.
        place = BEST * (2 * less + equals) // (2 * total)
        more = total - less - equals
        back = BEST * (2 * more + equals) // (2 * total)
        score[value] = 1 + (back if less_is_better else place)
        less += equals
    return [None if value is None else score[value] for value in values]


def banded(values, limits, less_is_better=False):
    """Return a score of 1 to 5 for each of *values*, by four limits.

    A value at a limit belongs to the better side.

    >>> banded([9, 10, 29, 30, 40], (10, 20, 30, 40))
    [1, 2, 3, 4, 5]
    >>> banded([7, 8, 90, 400], (7, 30, 90, 180), less_is_better=True)
    [5, 4, 3, 1]

    :param values: numbers, or None, which stays None
    :param limits: four ascending numbers, in the unit of the values
    :raise ValueError: a value is not finite, or the limits are not four and ascending
    """
    limits = check_limits(limits)
    if less_is_better:
        return [
            None if value is None else BEST - sum(value > limit for limit in limits)
            for value in _checked(values)
        ]
    return [
        None if value is None else 1 + sum(value >= limit for limit in limits)
        for value in _checked(values)
    ]


def check_limits(limits):
    """Return *limits* as a tuple of four ascending numbers of zero and more.

    :raise ValueError: they are not
    """
    limits = tuple(limits)
    if len(limits) != BEST - 1 or not all(map(isfinite, limits)):
        raise ValueError(f"four finite limits are needed, not {limits}")
    if limits[0] < 0 or any(a >= b for a, b in zip(limits, limits[1:], strict=False)):
        raise ValueError(f"limits must be ascending and not below zero: {limits}")
    return limits


def scores(values, limits=None, less_is_better=False):
    """Return the scores of *values*: by *limits* if there are any, or by quintiles."""
    if limits:
        return banded(values, limits, less_is_better)
    return quintiles(values, less_is_better)


def label(
    recency, frequency, effort, high_from=HIGH_FROM, potential_from=POTENTIAL_FROM
):
    """Return what three scores make of a customer, or None where one is missing.

    >>> label(5, 4, 4), label(5, 1, 2), label(1, 1, 2), label(5, None, 3)
    ('high', 'potential', 'ordinary', None)

    :param recency, frequency, effort: scores of 1 to 5
    :param high_from, potential_from: sums from which a customer is "high", "potential"
    :return: "high", "potential", "ordinary" or None
    """
    if None in (recency, frequency, effort):
        return None
    total = recency + frequency + effort
    if total >= high_from:
        return "high"
    return "potential" if total >= potential_from else "ordinary"


def abc_classes(values, a_share=A_SHARE, b_share=B_SHARE):
    """Return the class of each of *values* by the share that the larger ones make up.

    Who reaches the limit still belongs to the class: the largest customer is A whatever
    its share. Equal values are of one class. Without any value all are C.

    >>> abc_classes([70, 15, 10, 4, 1]), abc_classes([5]), abc_classes([0, 0])
    (['a', 'a', 'b', 'c', 'c'], ['a'], ['c', 'c'])

    :param values: amounts of zero and more in one unit, or None, which stays None
    :param a_share, b_share: shares of the total in percent
    :return: a list of "a", "b", "c" and None
    :raise ValueError: an amount is negative or not finite
    """
    values = _checked(values)
    known = Counter(value for value in values if value is not None)
    if min(known, default=0) < 0:
        raise ValueError(f"an amount is negative: {min(known)}")
    total, larger = sum(value * count for value, count in known.items()), 0
    found = {}
    for value, equals in sorted(known.items(), reverse=True):
        # In whole numbers where the amounts are: seconds.
        if not value or 100 * larger >= b_share * total:
            found[value] = "c"
        else:
            found[value] = "a" if 100 * larger < a_share * total else "b"
        larger += value * equals
    return [None if value is None else found[value] for value in values]


def customer_value(effort_seconds, charge=None):
    """Return what a customer is worth so far: charges where there are prices, or hours.

    >>> customer_value(7200), customer_value(7200, 350.0), customer_value(None)
    (2.0, 350.0, 0.0)

    :param effort_seconds: working seconds that providers have held its requests
    :param charge: internal charges in the company's currency, None without a market
    :return: an amount, or hours
    """
    if charge is not None:
        return charge
    return (effort_seconds or 0) / 3600


def _checked(values):
    values = list(values)
    for value in values:
        if value is not None and not isfinite(value):
            raise ValueError(f"not a finite number: {value}")
    return values
