# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The access table of scorecards; see ``matrix_evaluation``."""

from datetime import date

from odoo import Command

from .roles import cells

OFFICE = cells("", office="R", auditor="R")
HEADS = cells("", office="R", auditor="R", it_head="R")

MATRIX = {
    # staff none: the company did not allow it
    "icrm.scorecard": {
        "draft, of IT": OFFICE,
        "frozen, of IT": OFFICE,
        "published, of IT": HEADS,
        "published, of procurement": OFFICE,
    },
    "icrm.scorecard.line": {
        "frozen, of IT": OFFICE,
        "published, of IT": HEADS,
        "published, of procurement": OFFICE,
    },
    "icrm.scorecard.correction": {
        "frozen, of IT": cells("", office="CR", auditor="R"),
        "published, of IT": cells("", office="CR", auditor="R", it_head="R"),
    },
    "icrm.scorecard.notice": {"any": cells("")},
    "icrm.report.schedule": {
        "to heads": cells("", office="CRWD", it_head="R", finance_head="R"),
        "to staff": cells("", office="CRWD", staff="R"),
    },
}

WRITES = {
    "icrm.scorecard": {"final_score": 100},
    "icrm.scorecard.line": {"score": 100},
    "icrm.scorecard.correction": {"points": 100},
    "icrm.scorecard.notice": {"is_notified": True},
    "icrm.report.schedule": {"frequency": "week"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    env = cls.env
    kpi = env["icrm.kpi"].create(
        {"code": "matrix_card", "name": "SECRET", "definition": "x"}
    )
    made = {}
    for month, kind, department in (
        (1, "draft, of IT", cls.it),
        (2, "frozen, of IT", cls.it),
        (3, "published, of IT", cls.it),
        (4, "published, of procurement", cls.procurement),
    ):
        card = make_card(env, department, date(1999, month, 1), kpi)
        made["icrm.scorecard", kind] = card
        if kind.startswith("draft"):
            continue
        card._write_sql(state="frozen")
        made["icrm.scorecard.line", kind] = card.line_ids
        if department == cls.it:
            made["icrm.scorecard.correction", kind] = env[
                "icrm.scorecard.correction"
            ].create({"scorecard_id": card.id, "points": 3, "reason": "SECRET"})
        if kind.startswith("published"):
            card._write_sql(state="published")
    made["icrm.scorecard.notice", "any"] = env["icrm.scorecard.notice"].create(
        {"scorecard_id": card.id, "user_id": cls.it_head.id}
    )
    for kind, values in (
        ("to heads", {"to_heads": True}),
        ("to staff", {"user_ids": [Command.link(cls.staff.id)]}),
    ):
        made["icrm.report.schedule", kind] = env["icrm.report.schedule"].create(
            {"name": "SECRET", **values}
        )
    return made


def make_card(env, department, first, kpi):
    """Return the draft of a month with one line of 60 points."""
    Scorecard = env["icrm.scorecard"]
    figures = {"kpi_id": kpi.id, "has_value": True, "has_score": True}
    zero = {
        name: 0
        for name in Scorecard.line_ids._FROZEN_FIELDS
        if Scorecard.line_ids._fields[name].type in ("float", "integer")
    }
    false = dict.fromkeys(("is_group", "has_previous", "has_previous_score"), False)
    line = zero | false | figures | {"score": 60, "share": 100, "weight": 100}
    ids = Scorecard._store(
        env.company,
        "month",
        first,
        first.replace(day=28),
        {
            department.id: {
                "score": 60,
                "has_score": True,
                "known_share": 100,
                "previous_score": 0,
                "has_previous": False,
                "rank": 0,
                "rank_of": 0,
                "lines": {kpi.id: line},
            }
        },
    )
    return Scorecard.browse(ids)


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.scorecard.correction":
        return {"scorecard_id": record.scorecard_id.id, "points": 1, "reason": "New"}
    if model == "icrm.report.schedule":
        return {"name": "New", "to_heads": True}
    return None
