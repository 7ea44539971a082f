# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The past under other promises: what would have been met, and what to expect.

A *case* is one request with the stretches in which somebody held it. Instants are whole
seconds since 1970 (UTC), lengths are seconds. Nothing here knows a database.

Three rules can be changed. Another target or other working hours need no model: the
same stretches are measured again. Other staffing or another order of work move what
happened, so it is replayed as a queue with as many servers as people. How long a
person worked on a request is not recorded; it is inferred from who finished when: a
request is worked on from when it arrived, or from when the first of the servers was
free, until it was finished, in the order in which requests were finished (inference of
a queue from its transactions: Larson 1990, Management Science 36, 586). This is the
longest work that explains the ledger, so the effect of more people is not overstated;
and replayed with nothing changed, it gives what happened, to the second.
"""

from bisect import bisect_left, bisect_right
from heapq import heapify, heappop, heappush, heapreplace
from itertools import count
from math import sqrt
from typing import NamedTuple

from .stats import t_quantile

#: Who gets the next free person, beside the order that was kept so far.
ORDERS = ("arrival", "due", "priority")

# Below so many blocks nothing is known of how much shares differ from week to week.
FEWEST_BLOCKS = 4
# What is assumed then: twice the variance of independent requests.
ASSUMED_DISPERSION = 2.0


class Stretch(NamedTuple):
    """A stretch of a case: somebody holds it from *start* to *end*."""

    start: int
    end: int
    #: it uses up the promise
    is_counted: bool
    #: it is held by those whose work is replayed; it counts then
    is_queue: bool


class Case(NamedTuple):
    """One request that has come to its end."""

    key: object
    #: what was promised, in working seconds
    budget: int
    #: 0 is the lowest
    priority: int
    #: in order; each begins where the one before ended, or later
    stretches: tuple


class Axis:
    """Working time as a line without gaps.

    :param intervals: pairs ``(start, stop)`` in seconds since 1970, sorted and
        disjoint, as ``WorkTime`` yields them; at least one
    """

    __slots__ = ("_starts", "_stops", "_before")

    def __init__(self, intervals):
        intervals = [(start, stop) for start, stop in intervals if stop > start]
        if not intervals:
            raise ValueError("an axis needs working time")
        self._starts = [start for start, _stop in intervals]
        self._stops = [stop for _start, stop in intervals]
        self._before = [0]
        for start, stop in intervals:
            self._before.append(self._before[-1] + stop - start)

    def position(self, at):
        """Return the working seconds until the instant *at*."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at, self._stops[index]) - self._starts[index]

    def instant(self, position):
        """Return the first instant at which so many seconds are worked.

        After the last interval time goes on as if it were all worked: what is late then
        is late by any measure.
        """
        if position <= 0:
            return self._starts[0]
        index = bisect_left(self._before, position) - 1
        if index >= len(self._starts):
            return self._stops[-1] + position - self._before[-1]
        return self._starts[index] + position - self._before[index]

    def worked(self, start, end):
        """Return the working seconds from *start* to *end*."""
        return max(0, self.position(end) - self.position(start))


def used_seconds(case, axis):
    """Return the working seconds of *axis* that *case* uses up of its promise."""
    return sum(
        axis.worked(stretch.start, stretch.end)
        for stretch in case.stretches
        if stretch.is_counted
    )


# ----------------------------------------------------------------------
# Queue
# ----------------------------------------------------------------------
class _Visit(NamedTuple):
    case: int
    stretch: int
    #: inferred working seconds of one person
    work: int


def infer_work(cases, axis, servers):
    """Return the visits to the queue with the work that each took.

    :param cases: list of :class:`Case`
    :param axis: the :class:`Axis` on which was worked
    :param int servers: people who worked at once, at least 1
    :return: list of visits in the order in which they ended
    """
    _check_servers(servers)
    ended = sorted(
        (stretch.end, stretch.start, index, place)
        for index, case in enumerate(cases)
        for place, stretch in enumerate(case.stretches)
        if stretch.is_queue
    )
    free = [0] * servers
    visits = []
    for end, start, index, place in ended:
        done = axis.position(end)
        begun = max(axis.position(start), free[0])
        visits.append(_Visit(index, place, done - begun))
        heapreplace(free, done)
    return visits


def replay(cases, visits, before, after, servers, order=None):
    """Return the working seconds that each case uses up under other rules.

    :param cases: list of :class:`Case`
    :param visits: what :func:`infer_work` returned for them
    :param before: the :class:`Axis` of what happened
    :param after: the :class:`Axis` of the replay
    :param int servers: people in the replay, at least 1
    :param order: one of :data:`ORDERS`; None: in the order that was kept
    :return: list of seconds on *after*, one a case

    What others held, counted or not, lasts as long as it did: their working seconds, or
    the plain time of what does not count. In the order that was kept, more people never
    make a case end later (Kiefer and Wolfowitz 1955, Trans. AMS 78, 1).
    """
    _check_servers(servers)
    if order is None:
        return _replay_kept(cases, visits, before, after, servers)
    if order not in ORDERS:
        raise ValueError(f"there is no order {order!r}")
    return _replay_ordered(cases, visits, before, after, servers, order)


def _check_servers(servers):
    if servers < 1:
        raise ValueError(f"a queue needs a server, not {servers}")


class _Run:
    """Where each case is: the instant it has come to, and what it used up."""

    def __init__(self, cases, before, after):
        self.cases, self.before, self.after = cases, before, after
        self.at = [case.stretches[0].start if case.stretches else 0 for case in cases]
        self.place = [0] * len(cases)
        self.used = [0] * len(cases)

    def go_on(self, index):
        """Let pass what others hold; return whether the case is in the queue now."""
        stretches = self.cases[index].stretches
        place, at = self.place[index], self.at[index]
        last = stretches[place - 1].end if place else None
        while place < len(stretches):
            stretch = stretches[place]
            # Time between stretches, as when it was resolved and reopened
            if last is not None:
                at += stretch.start - last
            if stretch.is_queue:
                break
            if stretch.is_counted:
                worked = self.before.worked(stretch.start, stretch.end)
                at = self._instant(stretch, self.after.position(at) + worked, at)
                self.used[index] += worked
            else:
                at += stretch.end - stretch.start
            last = stretch.end
            place += 1
        self.place[index], self.at[index] = place, at
        return place < len(stretches)

    def leave(self, index, arrived, done):
        """A case leaves the queue: it arrived and was done at these positions."""
        stretch = self.cases[index].stretches[self.place[index]]
        self.used[index] += done - arrived
        self.at[index] = self._instant(stretch, done, self.at[index])
        self.place[index] += 1

    def _instant(self, stretch, position, begun):
        """Return when *stretch* ends that is over at *position* of the axis.

        What ends when it did ends at the very instant, be it after working hours.
        """
        if self.after is self.before and position == self.after.position(stretch.end):
            return max(begun, stretch.end)
        return max(begun, self.after.instant(position))


def _replay_kept(cases, visits, before, after, servers):
    run = _Run(cases, before, after)
    for index in range(len(cases)):
        run.go_on(index)
    free = [0] * servers
    for index, _place, work in visits:
        arrived = after.position(run.at[index])
        done = max(arrived, free[0]) + work
        heapreplace(free, done)
        run.leave(index, arrived, done)
        run.go_on(index)
    return run.used


def _replay_ordered(cases, visits, before, after, servers, order):
    run = _Run(cases, before, after)
    work = {(visit.case, visit.stretch): visit.work for visit in visits}
    number = count()
    # What comes next: arrivals and ends of work, in positions on the axis
    coming = [
        (after.position(run.at[index]), next(number), index, False)
        for index in range(len(cases))
        if run.go_on(index)
    ]
    heapify(coming)
    arrived, waiting, idle = {}, [], servers
    first = [after.position(at) for at in run.at]
    while coming:
        now, _number, index, is_end = heappop(coming)
        if is_end:
            idle += 1
            run.leave(index, arrived[index], now)
            if run.go_on(index):
                position = after.position(run.at[index])
                heappush(coming, (max(position, now), next(number), index, False))
        else:
            arrived[index] = now
            case = cases[index]
            urgency = {
                "arrival": now,
                "due": first[index] + case.budget,
                "priority": -case.priority,
            }[order]
            heappush(waiting, (urgency, now, next(number), index))
        # All that happens at this moment is known before somebody chooses.
        while idle and waiting and not (coming and coming[0][0] <= now):
            *_key, chosen = heappop(waiting)
            idle -= 1
            end = now + work[chosen, run.place[chosen]]
            heappush(coming, (end, next(number), chosen, True))
    return run.used


# ----------------------------------------------------------------------
# What to expect
# ----------------------------------------------------------------------
class Forecast(NamedTuple):
    """A share and the interval in which that of the time to come is expected, 0..1."""

    n: int
    share: float | None
    low: float | None
    high: float | None


def forecast_share(blocks, future):
    """Return the :class:`Forecast` of a share from blocks of the past.

    :param blocks: pairs (hits, n) of successive periods, e.g. weeks
    :param future: of how many the coming share will be counted; the fewer, the wider
        the interval

    A 95 % prediction interval for a binomial share: the past is known as well as its
    requests allow, the future varies as its own do, and both by more than independent
    requests would where the share differs from block to block (quasi-binomial:
    McCullagh and Nelder 1989, 4.5; Pearson's chi-square by its degrees of freedom).
    Counts are centred as Agresti and Coull do (1998, American Statistician 52, 119), so
    that all or none met is not taken for certainty.
    """
    blocks = [(hits, n) for hits, n in blocks if n]
    hits, n = sum(hits for hits, _n in blocks), sum(n for _hits, n in blocks)
    if not n or future <= 0:
        return Forecast(n, hits / n if n else None, None, None)
    share = hits / n
    centre = (hits + 2) / (n + 4)
    spread = centre * (1 - centre)
    dispersion, degrees = _dispersion(blocks, share)
    variance = spread * dispersion * (1 / (n + 4) + 1 / future)
    if len(blocks) >= FEWEST_BLOCKS:
        variance += _drift(blocks, spread * dispersion) * (1 + future / n)
    half = t_quantile(0.975, degrees) * sqrt(variance)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Forecast(n, share, min(low, share), max(high, share))


def _dispersion(blocks, share):
    """Return the dispersion of the blocks, 1 or more, and its degrees of freedom.

    Of blocks as they are, and joined by two, four, ...: shares that go up and down
    slowly differ more between long periods than between short ones (batch means). What
    makes the widest interval counts.
    """
    if len(blocks) < FEWEST_BLOCKS or share in (0, 1):
        return ASSUMED_DISPERSION, 30
    found = []
    while len(blocks) >= FEWEST_BLOCKS:
        chi_square = sum(
            (hits - n * share) ** 2 / (n * share * (1 - share)) for hits, n in blocks
        )
        degrees = len(blocks) - 1
        if not found or chi_square > degrees:
            found.append((max(1.0, chi_square / degrees), degrees))
        middle = range(0, len(blocks), 2)
        blocks = [_sum(blocks[start : start + 2]) for start in middle]
    return max(found, key=lambda pair: pair[0] * t_quantile(0.975, pair[1]) ** 2)


def _drift(blocks, variance):
    """Return the variance that a trend adds from one half of the past to the other.

    What the halves differ by beyond chance; from the past to a future of the same
    length a random walk moves twice as far (squared).

    :param variance: of one request
    """
    middle = len(blocks) // 2
    (hits, n), (later_hits, later_n) = _sum(blocks[:middle]), _sum(blocks[middle:])
    change = later_hits / later_n - hits / n
    return max(0.0, change**2 - variance * (1 / n + 1 / later_n))


def _sum(blocks):
    """Return (hits, n) of blocks together."""
    return tuple(map(sum, zip(*blocks, strict=True)))
