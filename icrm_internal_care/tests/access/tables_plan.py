# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "plan" in the tables of access; see ``tables``."""

from odoo import Command

from odoo.addons.icrm_internal.tests.access.entry_point import EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

OF_THE_OFFICE = cells("", office="CRWD", auditor="R")
STARTED = cells("", office="CRW", auditor="R")
OFFICE = ("officer", "admin_user")
STEP = "checks write access and the state"

MATRIX = {
    "icrm.plan": {"draft": OF_THE_OFFICE, "running": STARTED},
    "icrm.plan.step": {
        "draft": OF_THE_OFFICE,
        "running": cells("", office="RW", auditor="R"),
    },
    "icrm.plan.variant": {"draft": OF_THE_OFFICE},
    "icrm.plan.touch": {
        "called by the colleague": cells("", office="RW", colleague="RW", auditor="R"),
        # of a customer whose account manager the buyer is
        "done": cells("", office="R", buyer="R", auditor="R"),
    },
    # who was greeted on a day that only HR knows
    "icrm.plan.greeting": {"any": cells("")},
    "icrm.plan.preview": {"any": cells("", officer="CRWD", admin_user="C")},
}

WRITES = {
    "icrm.plan": {"sequence": 5},
    "icrm.plan.step": {"subject": "x"},
    "icrm.plan.variant": {"subject": "x"},
    "icrm.plan.touch": {"note": "x"},
    "icrm.plan.greeting": {"occasion": "1"},
    "icrm.plan.preview": {"customer_id": False},
}

METHODS = {
    "icrm.plan": {
        "action_end": EntryPoint(OFFICE, STEP),
        "action_open_audience": EntryPoint("reader", "checks read access"),
        "action_open_touches": EntryPoint("reader", "checks read access"),
        "action_pause": EntryPoint(OFFICE, STEP),
        "action_preview": EntryPoint("reader", "checks read access; officers preview"),
        "action_start": EntryPoint(OFFICE, STEP),
    },
    "icrm.plan.touch": {
        "action_no_interest": EntryPoint("editor", STEP),
        "action_not_reached": EntryPoint("editor", STEP),
        "action_open_customer": EntryPoint("reader", "checks read access"),
        "action_open_message": EntryPoint("reader", "a list, filled by the rules"),
        "action_reached": EntryPoint("editor", STEP),
    },
}

ROUTES = {
    "/internal-plan-link/<string:token>": (
        "public",
        "GET",
        "whoever has a signed link: it leads to an address of the text, and counts",
    ),
}

STATES = {
    ("icrm.plan.touch", "action_reached"): ("state", "call"),
}

# Who is told something; of plans that run, those who answer have duties.
NO_DUTY = {}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    segment = cls.env["icrm.segment"].create({"name": "SECRET"})
    plans = {}
    for kind in ("draft", "running"):
        plans[kind] = cls.env["icrm.plan"].create(
            {
                "name": "SECRET",
                "user_id": cls.officer.id,
                "step_ids": [Command.create({"subject": "SECRET", "body": "SECRET"})],
            }
        )
    plans["running"].state = "running"
    step = plans["running"].step_ids
    touch = {
        "plan_id": step.plan_id.id,
        "step_id": step.id,
        "company_id": cls.company.id,
        "due_on": "2026-01-01",
        "planned_on": "2026-01-01",
    }
    victim = cls._customer(cls.victim)
    victim.account_manager_id = cls.buyer
    call, done = cls.env["icrm.plan.touch"].create(
        [
            {
                **touch,
                "customer_id": cls._customer(cls.agent).id,
                "occasion": "1",
                "state": "call",
                "user_id": cls.colleague.id,
            },
            {
                **touch,
                "customer_id": victim.id,
                "occasion": "2",
                "state": "done",
                "user_id": cls.officer.id,
            },
        ]
    )
    return {
        ("icrm.plan", "draft"): plans["draft"],
        ("icrm.plan", "running"): plans["running"],
        ("icrm.plan.step", "draft"): plans["draft"].step_ids,
        ("icrm.plan.step", "running"): step,
        ("icrm.plan.variant", "draft"): cls.env["icrm.plan.variant"].create(
            {
                "step_id": plans["draft"].step_ids.id,
                "segment_id": segment.id,
                "body": "SECRET",
            }
        ),
        ("icrm.plan.touch", "called by the colleague"): call,
        ("icrm.plan.touch", "done"): done,
        ("icrm.plan.greeting", "any"): cls.env["icrm.plan.greeting"].create(
            {"step_id": step.id, "customer_id": victim.id, "occasion": "2026"}
        ),
        ("icrm.plan.preview", "any"): cls.env["icrm.plan.preview"]
        .with_user(cls.officer)
        .create({"plan_id": plans["draft"].id, "customer_id": victim.id}),
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.plan":
        return {"name": "New"}
    if model == "icrm.plan.step":
        return {"plan_id": record.plan_id.id, "subject": "x", "body": "x"}
    if model == "icrm.plan.variant":
        segment = env["icrm.segment"].create({"name": "New"})
        return {
            "step_id": record.step_id.id,
            "segment_id": segment.id,
            "body": "x",
        }
    if model == "icrm.plan.preview":
        return {"plan_id": record.plan_id.id}
    return None
