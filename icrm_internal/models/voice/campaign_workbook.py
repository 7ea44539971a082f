# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The results of a campaign as the sheets of a workbook."""


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
                *([row["name"], row["n"], row["score"]] for row in found["comparison"]),
            ],
        ),
    ]
    if found["kano"]:
        rows = [
            [
                attribute["name"],
                attribute["kind"],
                attribute["n"],
                attribute["better"],
                attribute["worse"],
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
        rows = [
            [item["title"], count["label"], count["n"]]
            for item in found["items"]
            for count in item["counts"]
        ]
        sheets.append((_("Questions"), [[_("Question"), _("Answer"), "n"], *rows]))
    return sheets


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
        [_("Metric"), "n", _("Value"), _("Low"), _("High"), _("Previous wave")],
    ]
    for key, label in (
        ("servqual", _("Service quality (SERVQUAL)")),
        ("csat", _("Satisfied, %")),
        ("nps", _("Net Promoter Score (NPS)")),
        ("ces", _("Ease (CES)")),
    ):
        figure = found["overall"][key]
        if figure:
            before = (figure["previous"] or {}).get("value")
            rows.append(
                [
                    label,
                    figure["n"],
                    figure["value"],
                    figure["low"],
                    figure["high"],
                    before,
                ]
            )
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
        ]
    ]
    for dimension in found["dimensions"]:
        rows.append(
            [
                dimension["name"],
                "",
                dimension["n"],
                dimension["expectation"],
                dimension["perception"],
                dimension["gap"],
                dimension["mean"],
                dimension["sd"],
                dimension["alpha"],
                dimension["score"],
                dimension["weight"],
            ]
        )
        rows += [
            [
                dimension["name"],
                item["title"],
                item["n"],
                item["expectation"],
                item["perception"],
                item["gap"],
                item["mean"],
            ]
            for item in dimension["items"]
        ]
    return rows
