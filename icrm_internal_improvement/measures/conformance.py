# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Real paths compared with a standard one; plain Python without ORM.

A path is a sequence of hashable steps. The standard is a sequence of
:class:`Standard` steps, some of them optional. They are aligned as in process mining
(Adriansyah 2014): a step that both have costs nothing, a compulsory step left out
costs 1, one left out that is optional costs nothing, a step of the path that the
standard does not have there costs 1. Of the alignments with the least cost it is the
one that keeps the earliest steps of the path together with the standard.

What was left out and what was added then have names:

- *swapped*: a step left out in its place and taken in another one
- *repeated*: taken once more than the standard says
- *inserted*: no step of the standard
- *skipped*: left out for good
"""

from collections import Counter, defaultdict
from functools import lru_cache
from math import comb, sqrt
from statistics import NormalDist, median
from typing import NamedTuple

SKIPPED, INSERTED, REPEATED, SWAPPED = "skipped", "inserted", "repeated", "swapped"

# Costs of a move: in the path alone, in the standard alone
COST_INSERT = 1
COST_SKIP = 1
COST_SKIP_OPTIONAL = 0

# Fewer requests on either side: no median is compared
MIN_COMPARED = 10

# Deviations of fewer requests have no name and lead nowhere: they would tell of one
MIN_LISTED = 5

# The beginning and the end of every path in a drawing
BEGIN, END = ("begin",), ("end",)


class Standard(NamedTuple):
    """A step of the standard path. ``key`` is what equal steps of paths are."""

    key: tuple
    optional: bool = False


class Alignment(NamedTuple):
    """``cost``: 0 if the path conforms; ``moves``: pairs (place in the standard or
    None, step of the path or None); ``deviations``: {(kind, key)}."""

    cost: int
    moves: tuple
    deviations: frozenset


def align(path, standard):
    """Return the :class:`Alignment` of *path* with *standard*.

    >>> align("abd", [Standard(step) for step in "abcd"]).deviations
    frozenset({('skipped', 'c')})
    >>> align("abcbd", [Standard(step) for step in "abcd"]).deviations
    frozenset({('repeated', 'b')})
    >>> align("acd", [Standard("a"), Standard("b", True), *map(Standard, "cd")]).cost
    0
    """
    path, standard = tuple(path), tuple(standard)
    skips = [COST_SKIP_OPTIONAL if step.optional else COST_SKIP for step in standard]
    # rest[i][j]: the least cost of what follows place i of the standard, j of the path
    rest = [[0] * (len(path) + 1) for _place in range(len(standard) + 1)]
    for j in reversed(range(len(path))):
        rest[-1][j] = rest[-1][j + 1] + COST_INSERT
    for i in reversed(range(len(standard))):
        here, below = rest[i], rest[i + 1]
        key, skip = standard[i].key, skips[i]
        here[-1] = below[-1] + skip
        for j in reversed(range(len(path))):
            best = min(below[j] + skip, here[j + 1] + COST_INSERT)
            here[j] = min(best, below[j + 1]) if path[j] == key else best
    moves = []
    i = j = 0
    while i < len(standard) or j < len(path):
        cost = rest[i][j]
        inside = i < len(standard) and j < len(path)
        if inside and path[j] == standard[i].key and cost == rest[i + 1][j + 1]:
            moves.append((i, path[j]))
            i, j = i + 1, j + 1
        elif i < len(standard) and cost == rest[i + 1][j] + skips[i]:
            moves.append((i, None))
            i += 1
        else:
            moves.append((None, path[j]))
            j += 1
    return Alignment(rest[0][0], tuple(moves), _name_deviations(moves, standard))


def _name_deviations(moves, standard):
    skipped = Counter(
        standard[place].key
        for place, step in moves
        if step is None and not standard[place].optional
    )
    # An optional step is left out nowhere, but may have been taken elsewhere.
    left_out = Counter(standard[place].key for place, step in moves if step is None)
    inserted = Counter(step for place, step in moves if place is None)
    found = set()
    known = {step.key for step in standard}
    for key, count in inserted.items():
        moved = min(count, left_out[key])
        if moved:
            found.add((SWAPPED, key))
        if count > moved:
            found.add((REPEATED if key in known else INSERTED, key))
    for key, count in skipped.items():
        if count > inserted[key]:
            found.add((SKIPPED, key))
    return frozenset(found)


# ----------------------------------------------------------------------
# Medians
# ----------------------------------------------------------------------


class Median(NamedTuple):
    """``low``..``high`` is the 95 % interval; both are None for fewer than six."""

    n: int
    median: float | None
    low: float | None = None
    high: float | None = None


@lru_cache(maxsize=4096)
def _order_places(n):
    """Return which value from each end bounds the interval of a median; 0: none."""
    total, below, place = 2**n, 0, 0
    # The most places whose interval holds the median with 95 % at least
    while place < n // 2:
        below += comb(n, place)
        if 2 * below > 0.05 * total:
            break
        place += 1
    return place


def median_of(values):
    """Return the :class:`Median` of numbers, its interval by the order of the values.

    Distribution-free: the k-th value from each end, k by the binomial distribution.
    """
    values = sorted(values)
    n = len(values)
    if not n:
        return Median(0, None)
    middle = median(values)
    if n > 1000:
        # The normal approximation is right to a value or two
        place = int((n - 1.959964 * sqrt(n)) / 2)
    else:
        place = _order_places(n)
    if not place:
        return Median(n, middle)
    return Median(n, middle, values[place - 1], values[n - place])


class Difference(NamedTuple):
    """How much longer (or shorter) the first of two groups takes, by medians."""

    difference: float
    low: float
    high: float


def compare_medians(values, others):
    """Return the :class:`Difference` of two lists of numbers, None if one is too short.

    The interval is that of Price and Bonett (2002, J Stat Comput Simul 72, 119): the
    variance of each median from its order statistics, no distribution assumed. It
    tells apart, and says nothing about why.
    """
    if min(len(values), len(others)) < MIN_COMPARED:
        return None
    difference = median(values) - median(others)
    half = 1.959964 * sqrt(_median_variance(values) + _median_variance(others))
    return Difference(difference, difference - half, difference + half)


def _median_variance(values):
    values = sorted(values)
    n = len(values)
    place = max(1, int(n / 2 + 1 - sqrt(n)))
    z = _interval_width(n, place)
    return ((values[n - place] - values[place - 1]) / (2 * z)) ** 2


@lru_cache(maxsize=4096)
def _interval_width(n, place):
    """Return half the standard errors between two order statistics."""
    if n > 1000:
        return (n + 1 - 2 * place) / sqrt(n)
    tail = sum(comb(n, count) for count in range(place)) / 2**n
    return NormalDist().inv_cdf(1 - tail)


# ----------------------------------------------------------------------
# A whole period
# ----------------------------------------------------------------------


class Deviation(NamedTuple):
    """What ``count`` requests do otherwise, and how long they take."""

    kind: str
    key: tuple
    count: int
    lasting: Median
    delay: Difference | None


class Conformance(NamedTuple):
    """``requests``: how many, ``conforming``: of them on the standard path,
    ``lasting``: their working time, ``deviations``: the most frequent first, ``kinds``:
    how many there are, ``others``: requests with one that is not among them,
    ``arrows``: {(from, to): requests} between places of the
    standard (numbers) and steps beside it (keys), ``visits``: {place or key: requests
    that came by}."""

    requests: int
    conforming: int
    lasting: Median
    deviations: tuple
    kinds: int
    others: int
    arrows: dict
    visits: dict


def compare(paths, standard, most=5, least=1):
    """Return the :class:`Conformance` of *paths* with *standard*.

    :param paths: of (path, durations of the requests that took it)
    :param most: how many deviations to name
    :param least: how many requests such a deviation has at least
    """
    requests = 0
    conforming, by_deviation = [], defaultdict(list)
    arrows, visits, aligned_paths = Counter(), Counter(), []
    places = {step.key: place for place, step in reversed(list(enumerate(standard)))}
    for path, durations in paths:
        aligned = align(path, standard)
        requests += len(durations)
        if not aligned.cost:
            conforming.extend(durations)
        aligned_paths.append((aligned.deviations, len(durations)))
        for deviation in aligned.deviations:
            by_deviation[deviation].extend(durations)
        walk = tuple(_walk(aligned.moves, places))
        for arrow in set(zip(walk, walk[1:], strict=False)):
            arrows[arrow] += len(durations)
        for place in set(walk):
            visits[place] += len(durations)
    frequent = sorted(
        by_deviation.items(), key=lambda item: (-len(item[1]), repr(item[0]))
    )
    listed = [item for item in frequent if len(item[1]) >= least][:most]
    names = {deviation for deviation, _durations in listed}
    return Conformance(
        requests=requests,
        conforming=len(conforming),
        lasting=median_of(conforming),
        deviations=tuple(
            Deviation(
                *deviation,
                len(durations),
                median_of(durations),
                compare_medians(durations, conforming),
            )
            for deviation, durations in listed
        ),
        kinds=len(frequent),
        others=sum(count for found, count in aligned_paths if found - names),
        arrows=dict(arrows),
        visits=dict(visits),
    )


def _walk(moves, places):
    """Yield where one path goes: places of the standard, and steps beside it.

    What is repeated or swapped goes to where the standard has it.
    """
    yield BEGIN
    for place, step in moves:
        if step is not None:
            yield places.get(step, step) if place is None else place
    yield END


def most_frequent(paths):
    """Return the path that most requests took; of equals the shortest."""
    return max(paths, key=lambda item: (len(item[1]), -len(item[0]), repr(item[0])))[0]
