# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much somebody can work soon, and how full that is."""


def first_days(intervals, count, day_of):
    """Return the working intervals of the first *count* days that have any.

    :param intervals: pairs ``(start, stop)`` of datetimes, sorted
    :param day_of: function of a datetime: the day it is where the work is done

    >>> from datetime import datetime
    >>> work = [(datetime(2026, 1, day, 9), datetime(2026, 1, day, 17))
    ...         for day in (5, 6, 7)]
    >>> len(first_days(work, 2, datetime.toordinal))
    2
    """
    chosen, days = [], set()
    for start, stop in intervals:
        day = day_of(start)
        if day not in days and len(days) == count:
            break
        days.add(day)
        chosen.append((start, stop))
    return chosen


def between(intervals, start, stop):
    """Return what lies of *intervals* between two instants.

    >>> between([(1, 3), (5, 9)], 2, 6)
    [(2, 3), (5, 6)]
    """
    return [
        (max(begin, start), min(end, stop))
        for begin, end in intervals
        if begin < stop and end > start
    ]


def available_seconds(intervals, absences):
    """Return the seconds of *intervals* that no absence covers.

    :param intervals: pairs ``(start, stop)`` of datetimes that do not overlap
    :param absences: pairs ``(start, stop)``, in any order; they may overlap

    >>> from datetime import datetime
    >>> day = [(datetime(2026, 1, 5, 9), datetime(2026, 1, 5, 17))]
    >>> available_seconds(day, [(datetime(2026, 1, 5, 12), datetime(2026, 1, 6))])
    10800
    """
    left = 0
    absences = sorted(absences)
    for start, stop in intervals:
        at = start
        for away, back in absences:
            if back <= at:
                continue
            if away >= stop:
                break
            if away > at:
                left += (away - at).total_seconds()
            at = max(at, back)
            if at >= stop:
                break
        if at < stop:
            left += (stop - at).total_seconds()
    return int(left)
