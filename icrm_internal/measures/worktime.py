# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Working-time arithmetic over one calendar.

Everything is computed in whole seconds over merged, sorted intervals with their
running totals: a due date or an elapsed time costs one or two bisections, however
long the period is. Instants are ``datetime`` objects in UTC, naive as Odoo stores
them; aware ones are converted. Microseconds are dropped from arguments and
rounded in the intervals, so that a shift ending at 23:59:59.999999 ends at midnight.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1)
_DAY = 86400


class HorizonError(ValueError):
    """The result is outside the period whose working time is known."""


def _seconds(at):
    """Return the whole seconds from 1970 to *at*; microseconds are dropped."""
    if at.tzinfo is not None:
        at = at.astimezone(timezone.utc).replace(tzinfo=None)
    delta = at - _EPOCH
    return delta.days * _DAY + delta.seconds


def _instant(seconds):
    return _EPOCH + timedelta(seconds=seconds)


def merge(intervals):
    """Return *intervals* sorted and joined where they touch or overlap.

    :param intervals: pairs ``(start, stop)`` of comparable values, in any order;
        pairs that do not last (``stop <= start``) are left out
    :return: a list of pairs
    """
    merged = []
    for start, stop in sorted(intervals):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            if stop > merged[-1][1]:
                merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged


class WorkTime:
    """The working time of one calendar over one period.

    :param intervals: pairs ``(start, stop)`` of datetimes, in any order; overlaps are
        counted once
    :param begin: the first instant the intervals speak of; ``None``: nothing is
        worked before the first interval
    :param end: the last instant the intervals speak of; ``None``: nothing is worked
        after the last one

    With ``begin`` or ``end`` given, a query beyond them raises
    :class:`HorizonError` instead of answering wrongly.
    """

    __slots__ = ("_starts", "_stops", "_before", "_begin", "_end", "total")

    def __init__(self, intervals, begin=None, end=None):
        half = timedelta(microseconds=500000)
        merged = merge(
            (_seconds(start + half), _seconds(stop + half)) for start, stop in intervals
        )
        self._starts = [start for start, _stop in merged]
        self._stops = [stop for _start, stop in merged]
        self._begin = None if begin is None else _seconds(begin)
        self._end = None if end is None else _seconds(end)
        # _before[i]: seconds worked before interval i opens; the last one: in all
        self._before = [0]
        for start, stop in merged:
            self._before.append(self._before[-1] + stop - start)
        #: working seconds of the whole period
        self.total = self._before[-1]

    def __len__(self):
        """Return the number of merged intervals."""
        return len(self._starts)

    def __iter__(self):
        """Yield the merged intervals as pairs of naive UTC datetimes."""
        for start, stop in zip(self._starts, self._stops, strict=True):
            yield _instant(start), _instant(stop)

    # -- in seconds since 1970 -------------------------------------------------------
    def _check(self, at):
        if self._begin is not None and at < self._begin:
            raise HorizonError(
                f"{_instant(at)} lies before the known period ({_instant(self._begin)})"
            )
        if self._end is not None and at > self._end:
            raise HorizonError(
                f"{_instant(at)} lies after the known period ({_instant(self._end)})"
            )
        return at

    def _worked(self, at):
        """Return the seconds worked from the beginning of the period until *at*."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at, self._stops[index]) - self._starts[index]

    def _open(self, at):
        """Return the first working second at or after *at*."""
        index = bisect_right(self._stops, at)
        if index == len(self._stops):
            raise HorizonError(f"no working time is known after {_instant(at)}")
        return max(at, self._starts[index])

    def _add(self, at, seconds):
        if seconds < 0:
            raise ValueError(f"a budget cannot be negative: {seconds}")
        if not seconds:
            return self._open(at)
        goal = self._worked(at) + seconds
        # The first total that reaches the goal: a budget that ends with a shift is
        # due at its close, not at the next opening.
        index = bisect_left(self._before, goal) - 1
        if index >= len(self._starts):
            raise HorizonError(
                f"{goal - self.total} of {seconds} working seconds from {_instant(at)} "
                "lie after the known period"
            )
        return self._starts[index] + goal - self._before[index]

    # -- questions --
    def is_open(self, at):
        """Return whether *at* is worked. A shift is open at its first second and
        closed at its last instant. Raises HorizonError outside the known period."""
        at = self._check(_seconds(at))
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._stops[index]

    def opens_at(self, at):
        """Return *at* itself where it is worked, else the next opening after it.

        Raises HorizonError if none is known.
        """
        return _instant(self._open(self._check(_seconds(at))))

    def add(self, start, seconds):
        """Return the instant at which *seconds* of work, started at *start*, are done.

        A budget that is used up with a shift ends at the close of that shift; a budget
        of 0 ends at the first working instant. This is ``plan_hours`` of Odoo's
        calendars, to the second.

        :param int seconds: working seconds, not negative (else ValueError)
        :raise HorizonError: if the period does not hold that much work
        """
        return _instant(self._add(self._check(_seconds(start)), int(seconds)))

    def subtract(self, end, seconds):
        """Return the latest start of *seconds* of work that are done by *end*.

        The reverse of :meth:`add`: a start any later would be done after *end*.

        :param int seconds: working seconds, more than 0 (else ValueError)
        :raise HorizonError: if the period does not hold that much work before *end*
        """
        if seconds <= 0:
            raise ValueError(f"the work must take some time: {seconds}")
        at = self._check(_seconds(end))
        goal = self._worked(at) - int(seconds)
        if goal < 0:
            raise HorizonError(
                f"{-goal} of {seconds} working seconds until {_instant(at)} lie before "
                "the known period"
            )
        # The last total that does not exceed the goal: a closing is waited out.
        index = bisect_right(self._before, goal) - 1
        return _instant(self._starts[index] + goal - self._before[index])

    def elapsed(self, start, end):
        """Return the working seconds from *start* to *end*; 0 if *end* is not after
        *start*. Raises HorizonError if either is outside the known period."""
        start, end = self._check(_seconds(start)), self._check(_seconds(end))
        return max(0, self._worked(end) - self._worked(start))
