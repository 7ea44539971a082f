# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How often surveys and evaluations are repeated."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

RECURRENCES = [
    ("none", "Once"),
    ("month", "Every month"),
    ("quarter", "Every quarter"),
    ("half", "Every half-year"),
    ("year", "Every year"),
]

#: In months
INTERVALS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def get_next_period(date_from, date_to, recurrence):
    """Return the period that follows by *recurrence*: (first day, last day).

    A period that ends with a month goes on to do so: June 30 becomes September 30,
    September 30 December 31.
    """
    step = relativedelta(months=INTERVALS[recurrence])
    day = timedelta(days=1)
    if (date_to + day).day == 1:
        return date_from + step, date_to + day + step - day
    return date_from + step, date_to + step
