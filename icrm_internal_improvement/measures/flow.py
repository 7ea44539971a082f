# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Layout of the steps of a process.

Steps are placed in layers, one after the other, and in rows beside each other. The
order of the steps is given; an arrow to an earlier step is a return. :func:`draw` turns
layers and rows into points, for the screen, the phone and paper alike.
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

    A step is one layer after the last of those that lead to it. An arrow over
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
    onward = [arrow for arrow in known if order[arrow[0]] < order[arrow[1]]]
    layer = dict.fromkeys(steps, 0)
    for step, after in sorted(onward, key=lambda arrow: order[arrow[0]]):
        layer[after] = max(layer[after], layer[step] + 1)
    layers = 1 + max(layer.values(), default=-1)

    # Each arrow as a chain from layer to layer; what lies between are free places.
    columns = [[] for _layer in range(layers)]
    leading = {}
    chains = {}
    for step in steps:
        columns[layer[step]].append(step)
        leading[step] = []
    for arrow in onward:
        first, last = arrow
        chain = [first]
        for between in range(layer[first] + 1, layer[last]):
            free = (arrow, between)
            columns[between].append(free)
            leading[free] = [chain[-1]]
            chain.append(free)
        leading[last].append(chain[-1])
        chains[arrow] = [*chain, last]

    loops = {step for step, _after in known} - {step for step, _after in onward}
    row = {}
    for column in columns:

        def average_row(place):
            rows = [row[before] for before in leading[place]]
            return sum(rows) / len(rows) if rows else 0

        # What leads on before what only leads back, steps before free places: the way
        # of most requests stays draw_onward.
        column.sort(
            key=lambda place: (place in loops, average_row(place), place not in order)
        )
        taken = -1
        for place in column:
            taken = max(taken + 1, int(average_row(place)))
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


class DrawingStyle(NamedTuple):
    """Sizes of a drawing in pixels.

    ``width``, ``height``: of a step; ``along``: between layers; ``across``: between
    rows; ``pad``: around it all; ``back``: beside the rows, for arrows that lead back;
    ``down``: from top to bottom, else left to right; ``per_line``: so many layers, then
    it goes on in a new line, as text does (0: all in one line).
    """

    width: int
    height: int
    along: int
    across: int
    pad: int
    back: int
    down: bool = False
    per_line: int = 0


SCREEN = DrawingStyle(134, 112, along=26, across=26, pad=14, back=40)
PHONE = DrawingStyle(136, 112, along=34, across=12, pad=10, back=26, down=True)
# On A4 across, at 90 dpi
PAPER = DrawingStyle(132, 66, along=28, across=18, pad=6, back=34, per_line=6)

HEAD = 7
HALF_HEAD = 4
CURVED = 6


def draw(flow, arrows, style):
    """Return the drawing of *flow*.

    :param arrows: those to draw, in the order of the result
    :return: dict: ``width``, ``height``, ``step`` [width, height], ``nodes``: [x, y] of
        each step in their order, ``edges``: for each arrow the SVG paths ``line`` and
        ``head``, and the place of its ``label``: [x, y], or None
    """
    # Along the layers (u) and across them (v); turned at the end.
    size, thick = (style.width, style.height)[:: -1 if style.down else 1]
    per_line = style.per_line or max(1, flow.layers)
    lines = -(-flow.layers // per_line)

    def line_of(step):
        return flow.places[step][0] // per_line

    def is_above(arrow):
        """Within the first row arrows lead back above the steps, else below."""
        return (
            arrow in flow.returns
            and line_of(arrow[0]) == line_of(arrow[1])
            and not any(flow.places[step][1] for step in arrow)
        )

    def is_below(arrow):
        other_line = line_of(arrow[0]) != line_of(arrow[1])
        return (arrow in flow.returns or other_line) and not is_above(arrow)

    above = style.back if any(map(is_above, arrows)) else 0
    below = style.back if any(map(is_below, arrows)) else 0
    pitch = above + flow.rows * (thick + style.across) + below

    def corner(place):
        line, column = divmod(place[0], per_line)
        return (
            style.pad + column * (size + style.along),
            style.pad + line * pitch + above + place[1] * (thick + style.across),
        )

    def orient(u, v):
        return (v, u) if style.down else (u, v)

    def write(*parts):
        return " ".join(
            part if isinstance(part, str) else "{:g} {:g}".format(*orient(*part))
            for part in parts
        )

    def head(u, v, du, dv):
        u0, v0 = u - HEAD * du, v - HEAD * dv
        sides = [(u0 + way * dv, v0 + way * du) for way in (-HALF_HEAD, HALF_HEAD)]
        return write("M", sides[0], "L", sides[1], "L", (u, v), "z")

    def draw_return(arrow):
        """An arrow that leads back, or to another line."""
        (u1, v1), (u2, v2) = (corner(flow.places[step]) for step in arrow)
        u1, u2 = u1 + size / 2, u2 + size / 2
        room = style.pad + style.back + CURVED
        if is_above(arrow):
            start, lane, tip, way = v1, v1 - room, v2, 1
        else:
            first_row = style.pad + line_of(arrow[0]) * pitch + above
            bottom = first_row + flow.rows * (thick + style.across) - style.across
            start, lane, tip, way = v1 + thick, bottom + room, v2 + thick, -1
            if line_of(arrow[0]) < line_of(arrow[1]):
                lane, tip, way = bottom + style.back * 0.7, v2, 1
        end = tip - HEAD * way
        return {
            "line": write("M", (u1, start), "C", (u1, lane), (u2, lane), (u2, end)),
            "head": head(u2, tip, 0, way),
            "label": None,
        }

    def draw_onward(arrow):
        points = [(u, v + thick / 2) for u, v in map(corner, flow.routes[arrow])]
        parts = ["M", (points[0][0] + size, points[0][1])]
        for (u1, v1), (u2, v2) in zip(points, points[1:], strict=False):
            middle = (u1 + size + u2) / 2
            end = u2 - HEAD if (u2, v2) == points[-1] else u2
            parts += ["C", (middle, v1), (middle, v2), (end, v2)]
            if (u2, v2) != points[-1]:
                parts += ["L", (u2 + size, v2)]
        u, v = points[-1]
        x, y = orient(u, v)
        return {
            "line": write(*parts),
            "head": head(u, v, 1, 0),
            "label": [x + 8, y - 30] if style.down else [x - 26, y - thick / 2 - 20],
        }

    width, height = orient(
        2 * style.pad + min(flow.layers, per_line) * (size + style.along) - style.along,
        2 * style.pad + lines * pitch - style.across,
    )
    return {
        "width": width,
        "height": height,
        "step": [style.width, style.height],
        "nodes": [list(orient(*corner(place))) for place in flow.places.values()],
        "edges": [
            draw_return(arrow)
            if is_above(arrow) or is_below(arrow)
            else draw_onward(arrow)
            for arrow in arrows
        ],
    }
