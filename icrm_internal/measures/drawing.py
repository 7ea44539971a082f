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
