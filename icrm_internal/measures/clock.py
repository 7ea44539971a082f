# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A promise in working time: running, paused, met or missed.

A clock is a budget of working seconds and a list of segments. Counted
segments use the budget up; the others (held by the customer or a third party) do not.
Elapsed time stays, whatever changes: the budget, the calendar, the holder.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Clock:
    """The state of one clock between two events. Instants are naive UTC datetimes.

    ``since`` is the start of the open segment, ``None`` once the clock is stopped;
    ``due_at`` is when the budget will run out, ``None`` while the clock is paused,
    once it is stopped when it would have;
    ``missed_at`` is when it did run out. A missed clock runs until it is stopped, so
    that the delay is measured.
    """

    budget: int
    since: datetime | None
    is_counted: bool
    elapsed: int = 0
    due_at: datetime | None = None
    missed_at: datetime | None = None
    stopped_at: datetime | None = None
    cancelled: bool = False
    #: levels of escalation: pairs (id, share of the budget in per cent)
    levels: list = field(default_factory=list)

    @property
    def state(self):
        """One of "running", "paused", "met", "missed", "cancelled"."""
        if self.cancelled:
            return "cancelled"
        if self.missed_at is not None:
            return "missed"
        if self.stopped_at is not None:
            return "met"
        return "running" if self.is_counted else "paused"

    def close(self, worktime, at):
        """End the open segment, not before its start.

        :param worktime: the :class:`~.worktime.WorkTime` the segment ran on
        :return: ``(end, working seconds, levels reached in it)``; the levels as pairs
            ``(id, instant)``
        """
        at = max(at, self.since)
        worked = worktime.elapsed(self.since, at)
        reached = self.reached(worktime, at)
        self.record_miss(at)
        if self.is_counted:
            self.elapsed += worked
        self.since = None
        return at, worked, reached

    def record_miss(self, at):
        """Record a miss before *at*; return whether there is a new one."""
        if self.missed_at is None and self.due_at is not None and self.due_at < at:
            self.missed_at = self.due_at
            return True
        return False

    def open(self, worktime, at, is_counted):
        """Start a segment; the clock runs if it *is_counted*, else it is paused."""
        self.since, self.is_counted = at, is_counted
        self.stopped_at, self.cancelled = None, False
        self.forecast(worktime)

    def forecast(self, worktime):
        """Compute ``due_at``."""
        if self.missed_at is not None:
            self.due_at = self.missed_at
        elif self.is_counted:
            self.due_at = worktime.add(self.since, self.budget - self.elapsed)
        else:
            self.due_at = None

    def stop(self, at, worktime=None, cancelled=False):
        """End the clock; call :meth:`close` first.

        What is done while the clock is paused was due when the rest of the budget,
        from *at* on, would have been used up: figures compare the two dates.

        :param worktime: may be left out for what was not done: it is due no more
        """
        if worktime is not None and self.due_at is None and self.missed_at is None:
            self.due_at = worktime.add(at, self.budget - self.elapsed)
        self.stopped_at, self.cancelled = at, cancelled

    def drop(self, at):
        """End the clock for nothing is promised any more: neither a due date nor a
        miss remains. Call :meth:`close` first."""
        self.stop(at, cancelled=True)
        self.due_at = self.missed_at = None

    def retarget(self, budget, at):
        """Give the clock another budget; call between :meth:`close` and :meth:`open`.

        A budget that is already used up is missed now; a sufficient one clears the
        miss.
        """
        self.budget = budget
        if self.elapsed <= budget:
            self.missed_at = None
        elif self.missed_at is None:
            self.missed_at = at

    def reached(self, worktime, until):
        """Return the levels reached in the open segment, as pairs ``(id, instant)``.

        A level at n per cent is reached when that share of the budget is used up; a
        level beyond 100 when the clock is late by as much.
        """
        if not self.is_counted or self.since is None:
            return []
        used = self.elapsed + worktime.elapsed(self.since, until)
        return [
            (level, worktime.add(self.since, threshold - self.elapsed))
            for level, threshold in self._thresholds()
            if self.elapsed < threshold <= used
        ]

    def next_level_at(self, worktime, after=None):
        """Return when the next level is reached, ``None`` if none will be.

        :param after: an instant up to which the segment has been looked through;
            by default its start
        :param worktime: may return ``None`` for a budget it never contains
        """
        if not self.is_counted or self.since is None:
            return None
        for threshold in sorted(threshold for _level, threshold in self._thresholds()):
            if threshold > self.elapsed:
                at = worktime.add(self.since, threshold - self.elapsed)
                if at is None or after is None or at > after:
                    return at
        return None

    def _thresholds(self):
        return [
            (level, max(1, round(self.budget * share / 100)))
            for level, share in self.levels
        ]


def get_responsible(segments, missed_at):
    """Return the department that used most of a missed promise.

    :param segments: ``(start, end, is_counted, department, working seconds)``;
        ``end`` may be ``None`` for the open one
    :param missed_at: the miss; segments started after it are ignored
    :return: a department, or ``None``
    """
    held = {}
    for start, _end, is_counted, department, worked in segments:
        if is_counted and department and start < missed_at:
            held[department] = held.get(department, 0) + worked
    return max(held, key=held.get) if held else None
