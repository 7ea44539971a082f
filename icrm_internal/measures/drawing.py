# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Geometry and colours of what is drawn on screen and on paper.

The server computes points and paths; OWL and QWeb templates put them into SVG. Nothing
here knows which of the two draws.
"""

PAD = 4

#: From which score on which colour, the best first
COLORS = (
    (85, "#b5e3b8"),
    (70, "#d5e8a8"),
    (55, "#f7e7a0"),
    (40, "#f8cf9c"),
    (0, "#f2b0a6"),
)
UNKNOWN = "#eeeeee"


def color_of(score):
    """Return the colour of a score from 0 to 100, or of None.

    >>> color_of(84.9), color_of(None)
    ('#d5e8a8', '#eeeeee')
    """
    if score is None:
        return UNKNOWN
    return next((color for least, color in COLORS if score >= least), COLORS[-1][1])


def curve(values, target=None, width=120, height=32):
    """Return what draws a small curve, None without anything to draw.

    >>> curve([0, 10], width=108, height=18)["path"]
    'M4.0 14.0 L104.0 4.0'

    :param values: numbers, None where nothing is known: the curve breaks there
    :return: dict of ``path`` (SVG), ``x`` and ``y`` of the last dot, ``target`` (y or
        None), ``width`` and ``height``
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    every = known + ([] if target is None else [target])
    low, high = min(every), max(every)
    if low == high:
        low, high = low - 1, high + 1

    def along(place):
        if len(values) == 1:
            return width / 2
        return PAD + (width - 2 * PAD) * place / (len(values) - 1)

    def up(value):
        return height - PAD - (height - 2 * PAD) * (value - low) / (high - low)

    path, last = [], None
    for place, value in enumerate(values):
        if value is not None:
            begins = not place or values[place - 1] is None
            last = along(place), up(value)
            path.append(f"{'M' if begins else 'L'}{last[0]:.1f} {last[1]:.1f}")
    return {
        "path": " ".join(path),
        "x": round(last[0], 1),
        "y": round(last[1], 1),
        "target": None if target is None else round(up(target), 1),
        "width": width,
        "height": height,
    }


def fan(history, mean, low, high, limit=None, width=480, height=140):
    """Return what draws a history and, after it, a forecast with its band.

    >>> fan([0, 10], [10], [0], [10], width=108, height=18)["path"]
    'M4.0 14.0 L54.0 4.0'

    :param history: numbers, the oldest first
    :param mean, low, high: the forecast and the bounds of its band, as long as another
    :param limit: numbers as many as the forecast's, drawn as a line of their own
    :return: dict of SVG paths: ``path`` of the history, ``forecast``, ``band``
        (closed), ``limit`` (or None); ``now`` (x where the forecast begins), ``top``
        (the value at the upper edge), ``width`` and ``height``; None without anything
        to draw
    """
    count = len(history) + len(mean)
    if not count:
        return None
    top = max([*history, *high, *mean, *(limit or ())]) or 1

    def point(place, value):
        x = PAD + (width - 2 * PAD) * place / max(count - 1, 1)
        y = height - PAD - (height - 2 * PAD) * value / top
        return f"{x:.1f} {y:.1f}"

    def line(points):
        return f"M{' L'.join(points)}" if points else ""

    begin = len(history)
    # The forecast sets out from the last value known.
    joint = [(begin - 1, history[-1])] if history else []
    ahead = [
        [*joint, *((begin + step, value) for step, value in enumerate(values))]
        for values in (mean, low, high)
    ]
    middle, lower, upper = (
        [point(place, value) for place, value in points] for points in ahead
    )
    return {
        "path": line([point(place, value) for place, value in enumerate(history)]),
        "forecast": line(middle) if mean else "",
        "band": f"{line(upper + lower[::-1])} Z" if mean else "",
        "limit": line([point(begin + step, v) for step, v in enumerate(limit)])
        if limit
        else None,
        "now": round(
            PAD + (width - 2 * PAD) * max(begin - 1, 0) / max(count - 1, 1), 1
        ),
        "top": top,
        "width": width,
        "height": height,
    }


#: Boxes of a plan, and the room between them
BOX_WIDTH, BOX_HEIGHT = 176, 84
BOX_GAP_X, BOX_GAP_Y = 36, 14


def draw_plan(after):
    """Return where the boxes of a plan lie, from left to right, and what ties them.

    >>> draw_plan({"a": [], "b": ["a"]})["lines"][0]["path"]
    'M180 46 C198 46 198 46 216 46'

    :param dict after: {key: keys of the boxes that it comes after}; without a cycle
    :return: dict of ``width``, ``height``, ``boxes`` as {key: (x, y)} and ``lines``,
        dicts with ``from``, ``to`` and ``path`` (SVG)
    """
    columns = {}

    def column_of(key):
        if key not in columns:
            columns[key] = max(
                (column_of(other) + 1 for other in after[key] if other in after),
                default=0,
            )
        return columns[key]

    rows, boxes = {}, {}
    for key in sorted(after, key=column_of):  # stable: in the order given
        rows.setdefault(columns[key], []).append(key)
    places = {}
    for column in sorted(rows):
        # Beside what it comes after, so that few lines cross
        rows[column].sort(
            key=lambda key: sum(places.get(other, 0) for other in after[key])
            / max(1, len(after[key]))
        )
        for place, key in enumerate(rows[column]):
            places[key] = place
            boxes[key] = (
                PAD + column * (BOX_WIDTH + BOX_GAP_X),
                PAD + place * (BOX_HEIGHT + BOX_GAP_Y),
            )
    lines = []
    for key in after:
        for other in after[key]:
            if other in boxes:
                x, y = boxes[other][0] + BOX_WIDTH, boxes[other][1] + BOX_HEIGHT // 2
                to_x, to_y = boxes[key][0], boxes[key][1] + BOX_HEIGHT // 2
                middle = (x + to_x) // 2
                path = f"M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}"
                lines.append({"from": other, "to": key, "path": path})
    return {
        "width": max((x for x, _y in boxes.values()), default=0) + BOX_WIDTH + PAD,
        "height": max((y for _x, y in boxes.values()), default=0) + BOX_HEIGHT + PAD,
        "boxes": boxes,
        "lines": lines,
    }
