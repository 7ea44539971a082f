# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose lateness made a delivery late: of the hours it was late, how many whose.

The pieces of work for a delivery are looked through from its end: the chain is what it
waited for at each instant (the as-built critical path). On the chain counts the time
after a piece's own promise had run out, while the provider's side held it. A piece's
overrun is shared by the departments that held it, as they used its working time up.
Those overruns explain the lateness, in proportion if they are longer than it: what was
made good on the way is made good for all alike. What they do not explain is nobody's
here: the customer's date was tighter than the promises, others were waited for, or the
work was asked for too late.

Instants are naive UTC datetimes, results whole seconds of elapsed time.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple


class Work(NamedTuple):
    """A piece of work for the delivery, from *start* to *end*.

    ``parent`` is the key of the work it is a part of. ``missed_at`` is when its promise
    ran out, None if it was kept. ``waits`` are the stretches ``(start, end)`` in which
    the provider's side did not hold it, ``used`` the working seconds of each department
    that did.
    """

    key: Any
    start: datetime
    end: datetime
    parent: Any = None
    missed_at: datetime | None = None
    waits: tuple = ()
    used: dict = {}


class Piece(NamedTuple):
    """A stretch of the chain; ``key`` is None where no work was under way."""

    start: datetime
    end: datetime
    key: Any


def find_chain(works, begin, delivered):
    """Return the :class:`Piece` list that leads from *begin* to *delivered*, in order.

    The pieces touch. What comes after waited for the work that ended nearest to when it
    began; a work with parts for its parts, between them it is with the work itself.

    :param works: :class:`Work` objects with keys that can be sorted, in any order; what
        ended after *delivered* is cut there
    """
    by_key = {
        work.key: work._replace(end=min(work.end, delivered))
        for work in works
        if work.start < delivered
    }
    parts = defaultdict(list)
    for work in by_key.values():
        parts[work.parent if work.parent in by_key else None].append(work)
    pieces = _walk(parts, None, begin, delivered)
    return [piece for piece in pieces if piece.end > piece.start]


def _walk(parts, key, begin, end):
    """Return the pieces of the parts of *key* between two instants, in order."""
    found, at = [], end
    while at > begin:
        former = [work for work in parts.get(key, ()) if work.start < at]
        if not former:
            found.append(Piece(begin, at, key))
            break
        last = min(
            former, key=lambda work, at=at: (abs(work.end - at), work.start, work.key)
        )
        if last.end < at:
            stop = max(last.end, begin)
            found.append(Piece(stop, at, key))
            at = stop
            if at <= begin:
                break
        start = max(last.start, begin)
        found.extend(reversed(_walk(parts, last.key, start, at)))
        at = start
    return found[::-1]


def count_overruns(works, chain):
    """Return ``{(key of a work, department): seconds}`` by which promises on the chain
    were overrun; fractions of seconds are kept."""
    by_key = {work.key: work for work in works}
    overruns = defaultdict(float)
    for piece in chain:
        work = by_key.get(piece.key)
        if not work or work.missed_at is None or not work.used:
            continue
        start = max(piece.start, work.missed_at)
        seconds = _count(start, piece.end)
        seconds -= sum(
            _count(max(start, since), min(piece.end, until))
            for since, until in work.waits
        )
        total = sum(work.used.values())
        for department, used in work.used.items():
            share = used / total if total else 1 / len(work.used)
            overruns[work.key, department] += seconds * share
    return {key: seconds for key, seconds in overruns.items() if seconds > 0}


def _count(start, end):
    return max(0.0, (end - start).total_seconds())


def attribute(works, begin, due, delivered):
    """Return ``{(key of a work, department): seconds}`` of a delivery's lateness.

    What no missed promise explains is under ``(None, None)``, which is always there.
    The seconds add up to the lateness, rounded; all are 0 for what was not late.
    """
    late = round(_count(due, delivered))
    overruns = count_overruns(works, find_chain(works, begin, delivered))
    total = sum(overruns.values())
    explained = min(late, round(total))
    shares = _split(overruns, explained) if explained else {}
    return {**shares, (None, None): late - explained}


def _split(weights, total):
    """Split a whole number in proportion, by the largest remainders."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(value) for key, value in exact.items()}
    rest = total - sum(shares.values())
    order = sorted(exact, key=lambda key: (shares[key] - exact[key], str(key)))
    for key in order[:rest]:
        shares[key] += 1
    return {key: value for key, value in shares.items() if value}
