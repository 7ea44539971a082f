# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores made of several parts, some of which may be missing."""

from .rounding import half_up


def weighted_score(parts):
    """Return the weighted mean of *parts* as a score from 0 to 100, or None.

    A part without a value drops out with its weight: nothing known is not zero.

    >>> weighted_score([(40, 0.9), (30, None), (20, 0.5)])
    77

    :param parts: pairs (weight, value from 0 to 1, or None)
    """
    known = [(weight, value) for weight, value in parts if value is not None]
    total = sum(weight for weight, _value in known)
    if not total:
        return None
    score = 100 * sum(weight * value for weight, value in known) / total
    return int(half_up(score, 0))


def linear_score(value, floor, target):
    """Return 0 at the *floor* and below, 100 at the *target* and above; None without.

    Less is better where the target lies below the floor. Without a target, which is
    to define where both are the same, there is no score.

    >>> linear_score(90, 80, 100), linear_score(6, 8, 4), linear_score(3, 8, 4)
    (50.0, 50.0, 100.0)
    """
    if value is None or floor == target:
        return None
    return min(100.0, max(0.0, 100.0 * (value - floor) / (target - floor)))


def adds_up(weights, total=100):
    """Return whether *weights* add up to *total*, as far as their decimals allow.

    A third is 33.33: each weight may be off by half of the second decimal.

    >>> adds_up([33.33, 33.33, 33.33]), adds_up([14.29] * 7), adds_up([50, 49.9])
    (True, True, False)
    >>> adds_up([100.01]), adds_up([])
    (False, False)
    """
    weights = list(weights)
    return abs(sum(weights) - total) <= 0.005 * len(weights) + 1e-6
