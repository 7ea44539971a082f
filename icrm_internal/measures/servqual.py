# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Service quality as the gap between what was expected and what was perceived.

Parasuraman, Zeithaml, Berry 1988, Journal of Retailing 64(1), 12-40: 22 pairs of items
in five dimensions. Without expectations the same items are SERVPERF (Cronin, Taylor
1992, Journal of Marketing 56(3), 55-68).
"""

from typing import NamedTuple

from .stats import Mean, alpha_of, mean

# The items of the instrument, numbered from 1, in its own order.
ITEMS = {
    "tangibles": range(1, 5),
    "reliability": range(5, 10),
    "responsiveness": range(10, 14),
    "assurance": range(14, 18),
    "empathy": range(18, 23),
}
# The short form: two items a dimension.
SHORT_ITEMS = {
    "tangibles": (1, 3),
    "reliability": (5, 7),
    "responsiveness": (11, 12),
    "assurance": (14, 17),
    "empathy": (18, 22),
}


class Dimension(NamedTuple):
    """One dimension over all respondents. ``gap`` is None-filled without expectations.

    ``alpha`` is Cronbach's, of the gaps where there are pairs, else of the perceptions.
    """

    perception: Mean
    expectation: Mean
    gap: Mean
    alpha: float | None


def analyse(perceptions, expectations=None, items=None):
    """Return {dimension: :class:`Dimension`}.

    :param perceptions: one mapping {item: score} per respondent; absent or ``None`` is
        missing
    :param expectations: as *perceptions*, in the same order of respondents, or ``None``
        for a SERVPERF run
    :param items: {dimension: items}, by default those of the full instrument

    A respondent's gap of a dimension is the mean of perception - expectation over the
    items of which both are there (pairs drop out pairwise); without any pair the
    respondent drops out of that dimension.
    """
    items = ITEMS if items is None else items
    expectations = expectations or [{}] * len(perceptions)
    if len(perceptions) != len(expectations):
        raise ValueError("perceptions and expectations name different respondents")
    result = {}
    for dimension, numbers in items.items():
        seen = [[row.get(n) for n in numbers] for row in perceptions]
        wished = [[row.get(n) for n in numbers] for row in expectations]
        gaps = [
            [
                None if None in (p, e) else p - e
                for p, e in zip(row_seen, row_wished, strict=True)
            ]
            for row_seen, row_wished in zip(seen, wished, strict=True)
        ]
        paired = any(gap is not None for row in gaps for gap in row)
        result[dimension] = Dimension(
            mean(map(_row_mean, seen)),
            mean(map(_row_mean, wished)),
            mean(map(_row_mean, gaps)),
            alpha_of(gaps if paired else seen),
        )
    return result


def overall(values, weights=None):
    """Return the weighted mean of dimension values, or None without any.

    :param values: {dimension: number or None}
    :param weights: {dimension: weight, not negative}, such as 100 points shared out by
        the respondents; by default all count the same

    A dimension without a value drops out together with its weight.
    :raise ValueError: if a weight is negative
    """
    weights = weights or dict.fromkeys(values, 1)
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight cannot be negative")
    told = {key: value for key, value in values.items() if value is not None}
    total = sum(weights.get(key, 0) for key in told)
    if not total:
        return None
    return sum(value * weights.get(key, 0) for key, value in told.items()) / total


def _row_mean(row):
    told = [value for value in row if value is not None]
    return sum(told) / len(told) if told else None
