# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the charts of a campaign's results show, on screen and on paper.

Which series there are, what is compared, words, colours, middles: decided here.
Chart.js scales it for the screen, ``report/icrm_campaign_report.py`` for paper.
"""

from ...measures.figures import GAP_MODELS

NOW = "#3188e6"
BEFORE = "#a4a8b6"
WISH = "#f4a261"
GOOD = "#00a78d"
BAD = "#ce4257"
KANO_COLORS = {
    "A": "#8481dd",
    "O": "#3188e6",
    "M": "#ce4257",
    "I": "#a4a8b6",
    "R": "#f48935",
    "Q": "#545b70",
}


def describe_charts(env, found):
    """Return the charts of what :meth:`CampaignResults.get` *found*.

    :return: dict: ``dimensions``: places of those shown in ``found["dimensions"]``,
        ``kinds``: {class of KANO: its name}, and ``radar``, ``bars``, ``kano``,
        ``drivers``, ``heat``, each None where there is nothing to draw
    """
    every = found["dimensions"]
    places = [
        place
        for place, dimension in enumerate(every)
        if dimension["measure"] in GAP_MODELS
    ] or list(range(len(every)))
    shown = [every[place] for place in places]
    kinds = dict(env["icrm.need"]._fields["kano_class"]._description_selection(env))
    return {
        "dimensions": places,
        "kinds": kinds,
        "radar": _describe_radar(env, shown, found["scale"] or (1, 7)),
        "bars": _describe_bars(env, shown),
        "kano": _describe_kano(env, found["kano"], kinds),
        "drivers": _describe_drivers(env, found["drivers"] or []),
        "heat": _describe_heat(shown, found.get("comparison", [])),
    }


def get_perception(dimension):
    """Return how a dimension was seen: its perception where that was asked."""
    return (
        dimension["mean"]
        if dimension["perception"] is None
        else dimension["perception"]
    )


def _describe_radar(env, dimensions, scale):
    if len(dimensions) < 3:
        return None
    series = [
        {
            "label": env._("Perceived"),
            "values": [get_perception(dimension) for dimension in dimensions],
            "color": NOW,
            "look": "filled",
        }
    ]
    if any(dimension["expectation"] is not None for dimension in dimensions):
        series.append(
            {
                "label": env._("Expected"),
                "values": [dimension["expectation"] for dimension in dimensions],
                "color": WISH,
                "look": "dashed",
            }
        )
    if any(dimension["previous"] for dimension in dimensions):
        series.append(
            {
                "label": env._("Perceived, previous wave"),
                "values": [
                    get_perception(dimension["previous"])
                    if dimension["previous"]
                    else None
                    for dimension in dimensions
                ],
                "color": BEFORE,
                "look": "plain",
            }
        )
    low, high = scale
    return {
        "labels": [dimension["name"] for dimension in dimensions],
        "low": low,
        "high": high,
        "step": (high - low) / 4,
        "series": series,
    }


def _describe_bars(env, dimensions):
    """Gaps where there are pairs, else means; the wave before beside."""
    if not dimensions:
        return None
    paired = any(dimension["gap"] is not None for dimension in dimensions)

    def value(dimension):
        return dimension and (dimension["gap"] if paired else get_perception(dimension))

    def interval(dimension):
        low, high = ("gap_low", "gap_high") if paired else ("low", "high")
        return dimension and [dimension[low], dimension[high]]

    series = [
        {
            "label": env._("Gap: perceived minus expected")
            if paired
            else env._("Mean"),
            "values": [value(dimension) for dimension in dimensions],
            "intervals": [interval(dimension) for dimension in dimensions],
            "colors": [
                (BAD if (dimension["gap"] or 0) < 0 else GOOD) if paired else NOW
                for dimension in dimensions
            ],
        }
    ]
    if any(dimension["previous"] for dimension in dimensions):
        series.append(
            {
                "label": env._("Previous wave"),
                "values": [value(dimension["previous"]) for dimension in dimensions],
                "intervals": [
                    interval(dimension["previous"]) for dimension in dimensions
                ],
                "colors": [BEFORE] * len(dimensions),
            }
        )
    return {"labels": [dimension["name"] for dimension in dimensions], "series": series}


def _describe_kano(env, attributes, kinds):
    """How much it hurts where it is missing, how much it pleases where it is."""
    groups = {}
    for attribute in attributes:
        if attribute["better"] is not None:
            groups.setdefault(attribute["kind"], []).append(
                {
                    "name": attribute["name"],
                    "x": -attribute["worse"],
                    "y": attribute["better"],
                }
            )
    if not groups:
        return None
    return {
        "groups": [
            {"label": kinds.get(kind, ""), "color": KANO_COLORS[kind], "dots": dots}
            for kind, dots in groups.items()
        ],
        "axes": [env._("Dissatisfaction if absent"), env._("Satisfaction if present")],
        "low": [0, 0],
        "high": [1, 1],
        "middle": [0.5, 0.5],
        "corners": [kinds[kind] for kind in "AOIM"],
    }


def _describe_drivers(env, drivers):
    """Importance x performance: what to improve first is top left."""
    if len(drivers) < 2:
        return None
    middle = [
        sum(driver[figure] for driver in drivers) / len(drivers)
        for figure in ("performance", "importance")
    ]
    dots = [_make_driver_dot(driver) for driver in drivers]
    groups = []
    for label, color, is_clear in (
        (env._("In its quarter beyond chance"), NOW, True),
        (env._("Interval crosses a middle line"), BEFORE, False),
    ):
        some = [dot for dot in dots if _is_clear(dot, middle) == is_clear]
        if some:
            groups.append({"label": label, "color": color, "dots": some})
    has_quarters = any(group["color"] == NOW for group in groups)
    low, high = [], []
    for key in ("x", "y"):
        values = [dot[key] for dot in dots]
        values += [end for dot in dots for end in dot[f"{key}s"] if end is not None]
        room = (max(values) - min(values)) * 0.15 or 1
        low.append(min(values) - room)
        high.append(max(values) + room)
    return {
        "groups": groups,
        "axes": [env._("Performance (0 to 100)"), env._("Importance")],
        "low": low,
        "high": high,
        # Nothing is put in a quarter that its interval may leave.
        "middle": middle if has_quarters else None,
        "corners": [
            env._("Improve first"),
            env._("Keep up"),
            env._("Low priority"),
            env._("Possible overkill"),
        ]
        if has_quarters
        else [],
    }


def _make_driver_dot(driver):
    """Return a dot with its intervals: ``xs`` and ``ys``."""
    return {
        "name": driver["name"],
        "x": driver["performance"],
        "y": driver["importance"],
        "xs": [driver.get("performance_low"), driver.get("performance_high")],
        "ys": [driver.get("importance_low"), driver.get("importance_high")],
    }


def _is_clear(dot, middle):
    """Return whether both intervals lie on one side of the middle lines."""
    return all(
        None not in ends and not ends[0] <= line <= ends[1]
        for ends, line in zip((dot["xs"], dot["ys"]), middle, strict=True)
    )


def _describe_heat(dimensions, compared):
    """Departments x dimensions: gaps where there are pairs, else means.

    ``share`` runs from 0, the worst cell shown, to 1, the best; None for a cell that is
    withheld.
    """
    rows = [row for row in compared if row["dimensions"]]
    if len(rows) < 2 or len(dimensions) < 2:
        return None
    columns = [(str(dimension["id"]), dimension["name"]) for dimension in dimensions]
    values = [
        row["dimensions"][key]
        for row in rows
        for key, _name in columns
        if row["dimensions"].get(key) is not None
    ]
    if not values:
        return None
    low, width = min(values), (max(values) - min(values)) or 1

    def cell(value):
        return {
            "value": value,
            "share": None if value is None else (value - low) / width,
        }

    return {
        "columns": [name for _key, name in columns],
        "rows": [
            {
                "name": row["name"],
                "n": row["n"],
                "cells": [cell(row["dimensions"].get(key)) for key, _name in columns],
            }
            for row in rows
        ],
    }
