# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dates of plans against an independent computation, to the second.

Order, cycles and what steps inherit from those left out come from networkx; working
time is walked shift by shift; how long a step may be late is tried out.
"""

import dataclasses
import random
from datetime import datetime, timedelta

import networkx
import pytest

from odoo.addons.icrm_internal.measures import critical_path, worktime

BEGIN = datetime(2026, 1, 1)
HORIZON = 1500


def _make_shifts(chance):
    """Return the shifts of a provider: days of the week, holidays, its time zone."""
    if chance.random() < 0.1:
        return [(BEGIN, BEGIN + timedelta(days=HORIZON))]  # day and night
    days = chance.sample(range(7), chance.randint(1, 6))
    offset = timedelta(hours=chance.choice((-8, 0, 1, 8)))
    holidays = set(chance.sample(range(HORIZON), HORIZON // 20))
    opens = chance.randint(0, 10 * 3600)
    shifts = []
    for number in range(HORIZON):
        day = BEGIN + timedelta(days=number)
        if day.weekday() not in days or number in holidays:
            continue
        start = day + timedelta(seconds=opens) - offset
        shifts.append((start, start + timedelta(hours=4, seconds=number % 7)))
        start += timedelta(hours=5)
        shifts.append((start, start + timedelta(hours=chance.choice((2, 4)))))
    return shifts


def _walk(shifts, start, seconds):
    """Return when work is done, walking from shift to shift."""
    if not seconds:
        return start
    for opens, closes in shifts:
        begin = max(opens, start)
        if begin < closes:
            length = int((closes - begin).total_seconds())
            if length >= seconds:
                return begin + timedelta(seconds=seconds)
            seconds -= length
    raise AssertionError("the shifts end too early")


def _make_plan(chance):
    """Return a random plan: its graph, what is left out, and its steps' data."""
    count = chance.randint(1, 30)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count))
    names = chance.sample(range(count), count)
    for later in range(1, count):
        for earlier in chance.sample(range(later), min(later, chance.randint(0, 3))):
            graph.add_edge(names[earlier], names[later])
    left_out = {node for node in graph if chance.random() < 0.2}
    providers = [_make_shifts(chance) for _number in range(chance.randint(1, 5))]
    data = {
        node: {
            "seconds": chance.choice((0, chance.randint(1, 40 * 3600))),
            "shifts": chance.choice(providers),
            "required": chance.random() < 0.8,
        }
        for node in graph
    }
    begin = BEGIN + timedelta(seconds=chance.randint(20 * 86400, 300 * 86400))
    for row in data.values():
        days = timedelta(seconds=chance.randint(-10 * 86400, 60 * 86400))
        row["earliest"] = begin + days if chance.random() < 0.25 else None
    return graph, left_out, data, begin


def _contract(graph, left_out):
    """Return the graph without some nodes: their neighbours are tied together."""
    graph = graph.copy()
    for node in left_out:
        graph.add_edges_from(
            (earlier, later)
            for earlier in list(graph.predecessors(node))
            for later in list(graph.successors(node))
        )
        graph.remove_node(node)
    return graph


def _compute(graph, data, begin, late=None):
    """Return {node: (start, end)} and the end of the whole, by networkx."""
    dates = {}
    for node in networkx.topological_sort(graph):
        start = max((dates[one][1] for one in graph.predecessors(node)), default=begin)
        start = max(start, data[node]["earliest"] or begin)
        seconds = data[node]["seconds"] + (late or {}).get(node, 0)
        dates[node] = start, _walk(data[node]["shifts"], start, seconds)
    deciding = [node for node in graph if data[node]["required"]] or list(graph)
    return dates, max((dates[node][1] for node in deciding), default=begin)


def _schedule(graph, after, data, begin):
    hours = {
        id(row["shifts"]): worktime.WorkTime(row["shifts"], BEGIN - timedelta(days=2))
        for row in data.values()
    }
    return critical_path.schedule(
        [
            critical_path.Step(
                node,
                data[node]["seconds"],
                hours[id(data[node]["shifts"])],
                tuple(after[node]),
                data[node]["required"],
                earliest=data[node]["earliest"],
            )
            for node in graph
        ],
        begin,
    )


@pytest.mark.parametrize("part", range(10))
def test_dates_of_500_plans(part):
    for number in range(50):
        chance = random.Random(part * 50 + number)
        graph, left_out, data, begin = _make_plan(chance)
        after = critical_path.leave_out(
            {node: list(graph.predecessors(node)) for node in graph}, left_out
        )
        contracted = _contract(graph, left_out)
        assert {node: set(keys) for node, keys in after.items()} == {
            node: set(contracted.predecessors(node)) for node in contracted
        }
        dates, end = _compute(contracted, data, begin)
        found = _schedule(contracted, after, data, begin)
        assert found.end == end
        assert {key: row[:2] for key, row in found.dates.items()} == dates
        _check_path(contracted, found, data)
        _check_slack(contracted, found, data, begin, chance)


def _check_path(graph, found, data):
    assert all(
        graph.has_edge(*pair) for pair in zip(found.path, found.path[1:], strict=False)
    )
    if graph:
        assert found.dates[found.path[-1]].end == found.end
        first = found.path[0]
        earlier = [found.dates[one].end for one in graph.predecessors(first)]
        if earlier:  # it waits for its day
            assert found.dates[first].start == data[first]["earliest"] > max(earlier)
        for one, other in zip(found.path, found.path[1:], strict=False):
            assert found.dates[one].end == found.dates[other].start


def _check_slack(graph, found, data, begin, chance):
    """The slack is the longest delay that does not move the end, to the second."""
    for node in chance.sample(list(graph), min(len(graph), 4)):
        slack = found.dates[node].slack
        if slack is None:
            _dates, end = _compute(graph, data, begin, {node: 7 * 86400})
            assert end == found.end
            continue
        _dates, end = _compute(graph, data, begin, {node: slack})
        assert end == found.end
        _dates, end = _compute(graph, data, begin, {node: slack + 1})
        assert end > found.end


def test_lengths_day_and_night():
    """Without closing hours the plan is networkx's longest path."""
    always = [(BEGIN, BEGIN + timedelta(days=HORIZON))]
    for number in range(100):
        chance = random.Random(number)
        graph, _left_out, data, begin = _make_plan(chance)
        for row in data.values():
            row.update(shifts=always, required=True, earliest=None)
        for node in graph:
            graph.nodes[node]["seconds"] = data[node]["seconds"]
        weighted = networkx.DiGraph()
        for node in graph:
            weighted.add_edge(("in", node), ("out", node), weight=data[node]["seconds"])
        for earlier, later in graph.edges:
            weighted.add_edge(("out", earlier), ("in", later), weight=0)
        after = {node: list(graph.predecessors(node)) for node in graph}
        found = _schedule(graph, after, data, begin)
        longest = networkx.dag_longest_path_length(weighted)
        assert (found.end - begin).total_seconds() == longest


def test_cycles():
    for number in range(300):
        chance = random.Random(number)
        graph = networkx.gnp_random_graph(
            chance.randint(1, 12), chance.random() * 0.3, number, directed=True
        )
        after = {node: list(graph.predecessors(node)) for node in graph}
        path = critical_path.find_cycle(after)
        assert bool(path) != networkx.is_directed_acyclic_graph(graph)
        if path:
            assert path[0] == path[-1]
            assert all(
                graph.has_edge(b, a) for a, b in zip(path, path[1:], strict=False)
            )
            with pytest.raises(critical_path.CycleError):
                critical_path.sort(after)
        else:
            order = critical_path.sort(after)
            assert sorted(order) == sorted(graph)
            assert all(order.index(a) < order.index(b) for a, b in graph.edges)


def test_under_way():
    """What is known of a plan under way replaces what was planned."""
    always = worktime.WorkTime([(BEGIN, BEGIN + timedelta(days=HORIZON))])
    hour = timedelta(hours=1)
    steps = [
        critical_path.Step("a", 3600, always, (), True, BEGIN, BEGIN + 5 * hour),
        critical_path.Step("b", 3600, always, ("a",)),
        critical_path.Step("c", 3600, always, (), True, BEGIN, BEGIN + 2 * hour),
        critical_path.Step("d", 3600, always, ("b", "c"), required=False),
    ]
    found = critical_path.schedule(steps, BEGIN + 3 * hour)
    assert found.dates["b"].start == BEGIN + 5 * hour
    assert found.end == BEGIN + 6 * hour
    assert found.path == ["a", "b"]
    assert found.dates["d"] == (BEGIN + 6 * hour, BEGIN + 7 * hour, None, None)
    assert critical_path.schedule([], BEGIN) == (BEGIN, {}, [])


def test_waiting_for_a_day():
    """It decides the end alone; what comes before it has time until then."""
    always = worktime.WorkTime([(BEGIN, BEGIN + timedelta(days=HORIZON))])
    hour = timedelta(hours=1)
    steps = [
        critical_path.Step("a", 3600, always),
        critical_path.Step("b", 3600, always, ("a",), earliest=BEGIN + 5 * hour),
        critical_path.Step("c", 3600, always, ("b",), earliest=BEGIN),
    ]
    found = critical_path.schedule(steps, BEGIN)
    assert found.end == BEGIN + 7 * hour
    assert found.path == ["b", "c"]
    assert found.dates["a"] == (BEGIN, BEGIN + hour, BEGIN + 5 * hour, 4 * 3600)
    # what has begun waits no more
    begun = dataclasses.replace(steps[1], started_at=BEGIN + hour)
    found = critical_path.schedule([steps[0], begun, steps[2]], BEGIN)
    assert found.path == ["a", "b", "c"]
