# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Willingness to recommend, from counts of answers from 0 to 10."""

from math import sqrt
from typing import NamedTuple


class Nps(NamedTuple):
    """Net promoter score: -100..100, with its 95 % margin; None without answers."""

    n: int
    score: float | None
    margin: float | None
    promoters: int
    passives: int
    detractors: int


def nps(counts):
    """Return the :class:`Nps` of answers from 0 to 10.

    :param counts: mapping {answer: how many}
    :raise ValueError: if an answer is no whole number from 0 to 10

    Promoters answer 9 or 10, detractors 0 to 6 (Reichheld 2003, Harvard Business
    Review 81(12)). The margin is 1.96 * sqrt((p + d - (p - d)^2) / n) with the shares
    p and d: the standard error of a mean of -1, 0 and +1.
    """
    for answer in counts:
        if answer not in range(11):
            raise ValueError(f"an answer lies between 0 and 10, not {answer!r}")
    promoters = sum(counts.get(answer, 0) for answer in (9, 10))
    passives = sum(counts.get(answer, 0) for answer in (7, 8))
    detractors = sum(counts.get(answer, 0) for answer in range(7))
    n = promoters + passives + detractors
    if not n:
        return Nps(0, None, None, 0, 0, 0)
    p, d = promoters / n, detractors / n
    margin = 1.96 * sqrt((p + d - (p - d) ** 2) / n)
    return Nps(n, 100 * (p - d), 100 * margin, promoters, passives, detractors)
