# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Months, quarters and years: the periods of results."""

from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def bounds(kind, day):
    """Return the first and the last day of the period of that *kind* around *day*.

    >>> bounds("quarter", date(2026, 5, 17))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    length = MONTHS[kind]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    return first, _add_months(first, length) - timedelta(days=1)


def previous(kind, first):
    """Return the bounds of the period before the one that begins on *first*."""
    return bounds(kind, first - timedelta(days=1))


def kind_of(first, last):
    """Return the kind of period that *first* and *last* bound, None if none does."""
    return next((kind for kind in MONTHS if bounds(kind, first) == (first, last)), None)


def between(kind, since, until):
    """Return the bounds of all periods of that *kind* from *since* to *until*."""
    found = []
    first, last = bounds(kind, since)
    while first <= until:
        found.append((first, last))
        first, last = bounds(kind, last + timedelta(days=1))
    return found


def _add_months(first, number):
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
