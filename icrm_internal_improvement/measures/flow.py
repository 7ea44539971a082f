# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the steps of a process stand in its drawing.

Steps stand in layers, one after the other, and in rows beside each other. Left to
right or top to bottom is the drawer's choice: whoever draws turns (layer, row) into
points. The order of the steps is given; an arrow to an earlier step is a return.
"""

from typing import NamedTuple


class Flow(NamedTuple):
    """``places``: {step: (layer, row)}; ``routes``: {(step, next): [(layer, row), ...]}
    from one to the other by way of free places; ``returns``: {(step, earlier step)};
    ``layers`` and ``rows``: how many there are."""

    places: dict
    routes: dict
    returns: frozenset
    layers: int
    rows: int


def arrange(steps, arrows):
    """Return the :class:`Flow` of *steps*.

    A step stands one layer after the last of those that lead to it. An arrow over
    several layers keeps a place in each of them free, so that it crosses no step.

    >>> arrange("abc", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")]).places
    {'a': (0, 0), 'b': (1, 0), 'c': (2, 0)}

    :param steps: hashable things, in their order
    :param arrows: pairs (step, next step); unknown ones and doubles do not matter
    """
    steps = list(dict.fromkeys(steps))
    order = {step: place for place, step in enumerate(steps)}
    known = [
        arrow
        for arrow in dict.fromkeys(arrows)
        if arrow[0] in order and arrow[1] in order
    ]
    onward = [(one, other) for one, other in known if order[one] < order[other]]
    layer = dict.fromkeys(steps, 0)
    for one, other in sorted(onward, key=lambda arrow: order[arrow[0]]):
        layer[other] = max(layer[other], layer[one] + 1)
    layers = 1 + max(layer.values(), default=-1)

    # Each arrow as a chain from layer to layer; what lies between are free places.
    columns = [[] for _layer in range(layers)]
    leading = {}
    chains = {}
    for step in steps:
        columns[layer[step]].append(step)
        leading[step] = []
    for arrow in onward:
        one, other = arrow
        chain = [one]
        for between in range(layer[one] + 1, layer[other]):
            free = (arrow, between)
            columns[between].append(free)
            leading[free] = [chain[-1]]
            chain.append(free)
        leading[other].append(chain[-1])
        chains[arrow] = [*chain, other]

    loops = {one for one, _other in known} - {one for one, _other in onward}
    row = {}
    for column in columns:

        def wish(place):
            rows = [row[before] for before in leading[place]]
            return sum(rows) / len(rows) if rows else 0

        # What leads on before what only leads back, steps before free places: the way
        # of most requests stays straight.
        column.sort(key=lambda one: (one in loops, wish(one), one not in order))
        taken = -1
        for place in column:
            taken = max(taken + 1, int(wish(place)))
            row[place] = taken

    def at(place):
        return (layer[place] if place in order else place[1], row[place])

    return Flow(
        places={step: at(step) for step in steps},
        routes={
            arrow: [at(place) for place in chain] for arrow, chain in chains.items()
        },
        returns=frozenset(known) - frozenset(onward),
        layers=layers,
        rows=1 + max(row.values(), default=-1),
    )
