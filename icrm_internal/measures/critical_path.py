# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When a plan of steps is done, each step in the working time of its own provider.

A step begins when all steps it comes after have ended, and not before its day. The
whole is done when its compulsory steps are. Instants are naive UTC datetimes, durations
working seconds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan.

    ``hours`` answers ``add``, ``subtract`` and ``elapsed`` as
    :class:`~.worktime.WorkTime` does. ``started_at`` and ``ended_at`` are what is
    known, or expected, of a step under way. ``earliest`` is the instant before which it
    does not begin.
    """

    key: Any
    seconds: int
    hours: Any
    after: tuple = ()
    required: bool = True
    started_at: datetime | None = None
    ended_at: datetime | None = None
    earliest: datetime | None = None


class Dates(NamedTuple):
    """When a step begins and ends.

    ``latest_end`` is until when it may end without moving the end of the whole, None
    if it never moves it; ``slack`` the same in working seconds of its provider.
    """

    start: datetime
    end: datetime
    latest_end: datetime | None
    slack: int | None

    @property
    def is_critical(self):
        return self.slack == 0


class Schedule(NamedTuple):
    """``end`` of the whole, ``dates`` as {key: Dates}, and the critical ``path``: the
    keys of the steps, each after the one before it, that decide the end. The first one
    waits for its day, or for nothing."""

    end: datetime
    dates: dict
    path: list


class CycleError(ValueError):
    """Steps that wait for each other; ``path`` names them, the first one again last."""

    def __init__(self, path):
        super().__init__(" -> ".join(map(str, path)))
        self.path = path


def find_cycle(after):
    """Return the keys of a cycle, each after the next, the first again last; or [].

    >>> find_cycle({"a": ["b"], "b": ["c"], "c": ["a"]})
    ['a', 'b', 'c', 'a']

    :param dict after: {key: keys of the steps it comes after}
    """
    done = set()
    for first in after:
        path, iterators = [first], [iter(after[first])]
        if first in done:
            continue
        while path:
            following = next(iterators[-1], None)
            if following is None:
                done.add(path.pop())
                iterators.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following in after and following not in done:
                path.append(following)
                iterators.append(iter(after[following]))
    return []


def leave_out(after, left_out):
    """Return *after* without some steps: what came after one comes after those that
    it came after.

    :param dict after: as of :func:`find_cycle`, without a cycle
    """
    result = {}
    for key in sort(after):
        found = {}
        for earlier in after[key]:
            if earlier in left_out:
                found.update(dict.fromkeys(result.get(earlier, ())))
            elif earlier in after:
                found[earlier] = None
        result[key] = list(found)
    return {key: result[key] for key in after if key not in left_out}


def sort(after):
    """Return the keys so that each comes after those it waits for.

    :raise CycleError: steps wait for each other
    """
    if cycle := find_cycle(after):
        raise CycleError(cycle)
    order = {}
    for first in after:
        stack = [first]
        while stack:
            key = stack[-1]
            missing = [
                item for item in after[key] if item in after and item not in order
            ]
            if key in order or not missing:
                order[stack.pop()] = None
            else:
                stack.extend(reversed(missing))
    return list(order)


def schedule(steps, begin):
    """Return the :class:`Schedule` of *steps* from *begin* on.

    :param steps: :class:`Step` objects, in any order
    :raise CycleError: steps wait for each other
    """
    by_key = {step.key: step for step in steps}
    after = {
        step.key: [key for key in step.after if key in by_key]
        for step in by_key.values()
    }
    order = sort(after)
    ends, starts = {}, {}
    for key in order:
        step = by_key[key]
        ready = max([ends[earlier] for earlier in after[key]], default=begin)
        starts[key] = step.started_at or max(ready, begin, step.earliest or begin)
        ends[key] = step.ended_at or _add(step, starts[key])
    deciding = [key for key in order if by_key[key].required] or order
    whole = max([ends[key] for key in deciding], default=begin)
    latest = _find_latest(by_key, after, order, set(deciding), whole)
    dates = {
        key: Dates(
            starts[key],
            ends[key],
            latest[key],
            None
            if latest[key] is None
            else _count_slack(by_key[key], ends[key], latest[key]),
        )
        for key in by_key
    }
    return Schedule(whole, dates, _find_path(by_key, after, ends, deciding))


def _add(step, start):
    # Nothing to do takes no time, not even until the provider opens.
    return step.hours.add(start, step.seconds) if step.seconds else start


def _count_slack(step, end, latest):
    return step.hours.elapsed(end, latest) if step.hours else 0


def _find_latest(by_key, after, order, deciding, whole):
    """Return {key: until when a step may end}; None if it decides nothing."""
    latest = {key: whole if key in deciding else None for key in order}
    for key in reversed(order):
        limit, step = latest[key], by_key[key]
        if limit is None or step.started_at:
            continue  # what has begun waits for nobody
        begin = step.hours.subtract(limit, step.seconds) if step.seconds else limit
        for earlier in after[key]:
            known = latest[earlier]
            latest[earlier] = begin if known is None else min(known, begin)
    return latest


def _find_path(by_key, after, ends, deciding):
    if not deciding:
        return []
    path = [max(deciding, key=ends.get)]
    while after[path[-1]]:
        step, last = by_key[path[-1]], max(after[path[-1]], key=ends.get)
        if step.earliest and not step.started_at and step.earliest > ends[last]:
            break  # no matter when the steps before it end
        path.append(last)
    return path[::-1]
