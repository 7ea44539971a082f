# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Satisfaction: the share of the satisfied, from counts of answers from 1 to 5."""

from typing import NamedTuple

from .stats import share_interval


class Csat(NamedTuple):
    """The share of 4 and 5, 0..1, with its 95 % interval; None without answers."""

    n: int
    share: float | None
    low: float | None
    high: float | None


def csat(counts):
    """Return the :class:`Csat` of answers from 1 to 5.

    :param counts: mapping {answer: how many}
    :raise ValueError: if an answer is no whole number from 1 to 5
    """
    for answer in counts:
        if answer not in range(1, 6):
            raise ValueError(f"an answer lies between 1 and 5, not {answer!r}")
    n = sum(counts.values())
    satisfied = counts.get(4, 0) + counts.get(5, 0)
    if not n:
        return Csat(0, None, None, None)
    return Csat(n, satisfied / n, *share_interval(satisfied, n))
