# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days counted in working days, over one calendar."""

from datetime import timedelta

DAY = timedelta(days=1)


def find_opening(worktime, day, count, midnight, first):
    """Return when the working day opens that lies *count* working days from *day*.

    0 is the day itself, or the next working day if nothing is worked on it. From a day
    on which nothing is worked, 1 is the working day after it and -1 the one before it.
    What lies before *first* is not counted: *first* is returned.

    :param WorkTime worktime: the working time around the day
    :param date day: as calendars show it
    :param int count: working days after it, or before it (negative)
    :param midnight: function that returns the instant (naive UTC) a date begins at
    :param datetime first: the instant (naive UTC) at which some day begins
    :raise HorizonError: the days counted lie outside the known period
    """
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        if count < 0 and midnight(day) < first:
            return first
        if worktime.elapsed(midnight(day), midnight(day + DAY)):
            left -= 1
    return worktime.opens_at(midnight(day))
