# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The results of a campaign as the sheets of a workbook."""

from ...measures import rounding


def make_sheets(env, found):
    """Return the sheets: [(name, [row, ...])], heads first.

    :param found: what ``get_results`` returned to the caller; nothing more is read
    """
    _ = env._
    sheets = [
        (_("Summary"), _get_summary(env, found)),
        (_("Dimensions"), _get_dimensions(env, found)),
        (
            _("Response rate"),
            [
                [_("Department"), _("People Invited"), _("Answered")],
                *(
                    [row["name"], row["invited"], row["answered"]]
                    for row in found["participation"]["departments"]
                ),
            ],
        ),
        (
            _("Comparison"),
            [
                [_("Subject or respondents"), "n", _("Score")],
                *(
                    [row["name"], row["n"], rounding.points(row["score"])]
                    for row in found["comparison"]
                ),
            ],
        ),
    ]
    if found["kano"]:
        rows = [
            [
                attribute["name"],
                attribute["kind"],
                attribute["n"],
                rounding.value(attribute["better"]),
                rounding.value(attribute["worse"]),
            ]
            for attribute in found["kano"]
        ]
        heads = [
            _("Attribute"),
            _("Class"),
            "n",
            _("Better Coefficient"),
            _("Worse Coefficient"),
        ]
        sheets.append(("KANO", [heads, *rows]))
    if found["items"]:
        sheets.append((_("Questions"), _get_questions(env, found)))
    if heat := found["charts"]["heat"]:
        heads = [_("Department"), "n", *heat["columns"]]
        rows = [
            [
                row["name"],
                row["n"],
                *(rounding.value(cell["value"]) for cell in row["cells"]),
            ]
            for row in heat["rows"]
        ]
        sheets.append((_("Heat map"), [heads, *rows]))
    if len(found["trend"]) > 1:
        sheets.append((_("Waves"), _get_trend(env, found)))
    if found["themes"]:
        rows = [[theme["name"], theme["n"]] for theme in found["themes"]]
        sheets.append((_("Themes"), [[_("Theme"), _("Comments")], *rows]))
    return sheets


def _get_trend(env, found):
    """Return the waves of the campaign, each figure with its interval."""
    _ = env._
    names = {
        "servqual": _("Service quality (SERVQUAL)"),
        "csat": _("Satisfied, %"),
        "nps": _("Net Promoter Score (NPS)"),
        "ces": _("Ease (CES)"),
        "enps": _("Employee Net Promoter Score (eNPS)"),
    }
    shown = [
        key for key in names if any(wave[key] is not None for wave in found["trend"])
    ]
    heads = [_("Campaign"), _("Date")]
    for key in shown:
        heads += [names[key], _("Low"), _("High")]
    return [
        heads,
        *(
            [
                wave["name"],
                wave["date"] or "",
                *(
                    rounding.value(wave[part])
                    for key in shown
                    for part in (key, f"{key}_low", f"{key}_high")
                ),
            ]
            for wave in found["trend"]
        ),
    ]


def _get_questions(env, found):
    """Return the single questions: a line for each answer, by rows of a matrix."""
    _ = env._
    rows = [
        [
            _("Question"),
            _("Row"),
            _("Asked if"),
            _("Answer"),
            "n",
            _("Answers in all"),
            _("Mean"),
            _("Low"),
            _("High"),
        ]
    ]
    for item in found["items"]:
        for part in item["rows"] or [item]:
            title = part["title"] if item["rows"] else ""
            for count in part["counts"]:
                rows.append(
                    [
                        item["title"],
                        title,
                        item["condition"],
                        count["label"],
                        count["n"],
                        part["n"],
                        rounding.value(part["mean"]),
                        rounding.value(part["low"]),
                        rounding.value(part["high"]),
                    ]
                )
    return rows


def _get_summary(env, found):
    _ = env._
    campaign = found["campaign"]
    asked = found["participation"]
    rows = [
        [_("Campaign"), campaign["name"]],
        [_("Opened"), campaign["date_open"] or ""],
        [_("Closed"), campaign["date_close"] or ""],
        [_("People Invited"), asked["invited"]],
        [_("Answered"), asked["answered"]],
        [_("Minimum group size"), campaign["anonymity_threshold"]],
        [],
        [
            _("Metric"),
            "n",
            _("Value"),
            _("Low"),
            _("High"),
            _("Previous wave"),
            _("External Benchmark"),
            _("Source"),
        ],
    ]
    for key, label in (
        ("servqual", _("Service quality (SERVQUAL)")),
        ("csat", _("Satisfied, %")),
        ("nps", _("Net Promoter Score (NPS)")),
        ("ces", _("Ease (CES)")),
        ("enps", _("Employee Net Promoter Score (eNPS)")),
    ):
        figure = found["overall"][key]
        if figure:
            external = figure["external"] or {}
            rows.append(
                [
                    label,
                    figure["n"],
                    rounding.value(figure["value"]),
                    rounding.value(figure["low"]),
                    rounding.value(figure["high"]),
                    rounding.value((figure["previous"] or {}).get("value")),
                    rounding.value(external.get("value")),
                    external.get("source"),
                ]
            )
    if nps := found["overall"]["nps"] or found["overall"]["enps"]:
        rows += [
            [],
            [_("Promoters (9, 10)"), nps["promoters"]],
            [_("Passives (7, 8)"), nps["passives"]],
            [_("Detractors (0 to 6)"), nps["detractors"]],
        ]
    return rows


def _get_dimensions(env, found):
    _ = env._
    rows = [
        [
            _("Dimension"),
            _("Question"),
            "n",
            _("Expected"),
            _("Perceived"),
            _("Gap"),
            _("Mean"),
            _("Standard deviation"),
            _("Alpha"),
            _("Score"),
            _("Weight"),
            _("Low"),
            _("High"),
        ]
    ]
    for dimension in found["dimensions"]:
        rows.append(
            [
                dimension["name"],
                "",
                dimension["n"],
                rounding.value(dimension["expectation"]),
                rounding.value(dimension["perception"]),
                rounding.value(dimension["gap"]),
                rounding.value(dimension["mean"]),
                rounding.value(dimension["sd"]),
                rounding.value(dimension["alpha"]),
                rounding.points(dimension["score"]),
                rounding.value(dimension["weight"]),
                # Of the gap where there are pairs, else of the mean
                *map(
                    rounding.value,
                    (dimension["low"], dimension["high"])
                    if dimension["gap"] is None
                    else (dimension["gap_low"], dimension["gap_high"]),
                ),
            ]
        )
        rows += [
            [
                dimension["name"],
                item["title"],
                item["n"],
                rounding.value(item["expectation"]),
                rounding.value(item["perception"]),
                rounding.value(item["gap"]),
                rounding.value(item["mean"]),
            ]
            for item in dimension["items"]
        ]
    return rows
