# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "event" in the tables of access; see ``tables``."""

from odoo import Command

from odoo.addons.icrm_internal.tests.access.entry_point import ASKS_REASON, EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

# Of a meeting between IT and finance
OF_BOTH = cells("", office="CRWD", it_head="CRWD", finance_head="CRWD", auditor="R")
WITH_COLLEAGUE = {**OF_BOTH, "colleague": "R"}

MATRIX = {
    "icrm.meeting": {
        "between IT and finance": OF_BOTH,
        "with the colleague invited": WITH_COLLEAGUE,
        "organized by the staff": {**OF_BOTH, "staff": "RW"},
    },
    "icrm.meeting.attendee": {"the colleague": WITH_COLLEAGUE},
    "icrm.meeting.item": {
        "between IT and finance": OF_BOTH,
        "with the colleague invited": WITH_COLLEAGUE,
    },
    "icrm.action.item": {
        "of the head of IT": OF_BOTH,
        "of the staff": {**OF_BOTH, "staff": "RW"},
        "discussed again with the colleague": WITH_COLLEAGUE,
    },
}

# Finance has it with IT
OF_FINANCE = cells("", office="CRWD", finance_head="CRWD", auditor="R")

MATRIX |= {
    "icrm.dispute": {
        "draft of finance": OF_FINANCE,
        # what was raised stays on record
        "mediated by the buyer": {**OF_FINANCE, "buyer": "RW"},
    },
    "icrm.coordination": {
        "led by the staff": cells(
            "", office="CRWD", it_head="CRWD", finance_head="C", staff="RW", auditor="R"
        ),
        "with the colleague": cells(
            "",
            office="CRWD",
            it_head="CRWD",
            finance_head="C",
            colleague="R",
            auditor="R",
        ),
        "over, with the colleague": cells(
            "", office="CRWD", it_head="CRWD", finance_head="C", auditor="R"
        ),
    },
    "icrm.care.record": {
        "of the staff": cells("", office="CRWD"),
        "managed by the agent": cells("", office="CRWD", agent="CRWD"),
    },
    "icrm.care.budget": {
        "of finance": cells("", office="CRWD", finance_head="R", auditor="R"),
    },
}

WRITES = {
    "icrm.meeting": {"location": "x"},
    "icrm.meeting.attendee": {"attended": True},
    "icrm.meeting.item": {"note": "x"},
    "icrm.action.item": {"result": "x"},
    "icrm.dispute": {"lesson": "x"},
    "icrm.coordination": {"mandate": "x"},
    "icrm.care.record": {"note": "x"},
    "icrm.care.budget": {"amount": 3},
}

STEP = "checks write access and the state"
OPENS = EntryPoint("reader", "checks read access; rules fill it")
PARTY = "checks who speaks for the side, and the state"
OWN_SIDE = ("finance_head", "buyer", "officer", "admin_user")
SIDES = ("it_head", "finance_head", "officer", "admin_user")

METHODS = {
    "calendar.event": {
        "action_icrm_open_meeting": EntryPoint(
            "reader", "checks read access to the event, and the meeting's"
        ),
    },
    "icrm.relationship": {
        "action_plan_review": EntryPoint(SIDES, "heads, account manager, officers"),
        "action_open_meetings": OPENS,
        "action_open_action_items": OPENS,
        "action_open_disputes": OPENS,
        "action_raise_dispute": EntryPoint(SIDES, "heads, account manager, officers"),
    },
    "helpdesk.ticket": {
        "action_icrm_raise_dispute": EntryPoint(
            SIDES, "heads of the departments concerned, officers"
        ),
        "action_icrm_start_coordination": EntryPoint(
            SIDES, "heads of the departments concerned, officers"
        ),
    },
    "icrm.dispute": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_raise": EntryPoint(OWN_SIDE, PARTY),
        "action_answer": EntryPoint(OWN_SIDE, PARTY),
        "action_negotiate": EntryPoint(OWN_SIDE, PARTY),
        "action_agree": EntryPoint(OWN_SIDE, PARTY),
        "action_escalate": EntryPoint(OWN_SIDE, PARTY, {"reason": "x"}),
        "action_withdraw": EntryPoint(OWN_SIDE, PARTY, {"reason": "x"}),
        "action_decide_dispute": EntryPoint(
            ("officer", "admin_user"), "officers of neither side", {"reason": "x"}
        ),
        "action_start_coordination": EntryPoint(OWN_SIDE, PARTY),
        "action_open_meetings": OPENS,
        "action_open_origin": EntryPoint(
            ("finance_head",), "checks read access to both"
        ),
    },
    "icrm.coordination": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_end": EntryPoint("editor", STEP, {"reason": "x"}),
        "action_plan_meeting": EntryPoint("editor", STEP),
        "action_open_record": EntryPoint("reader", "checks read access to both"),
    },
    "icrm.care.budget": {"action_open_records": OPENS},
    "icrm.meeting": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_invite": EntryPoint("editor", STEP),
        "action_invite_departments": EntryPoint("editor", STEP),
        "action_refresh_figures": EntryPoint("editor", STEP),
        "action_send_minutes": EntryPoint("editor", STEP),
        "action_cancel": EntryPoint("editor", STEP, {"reason": "x"}),
        "action_open_event": OPENS,
        "action_open_relationship": EntryPoint(
            "reader", "checks read access; the form opens for who may read it"
        ),
    },
    "icrm.action.item": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_done": EntryPoint("editor", STEP),
        "action_drop": EntryPoint("editor", STEP, {"reason": "x"}),
        "action_reopen": EntryPoint("editor", STEP),
    },
}

ROUTES = {
    "/my/groups": ("user", "GET", "the groups that one advises, _find_for_consultant"),
    "/my/groups/<int:group_id>": (
        "user",
        "GET, POST",
        "consultants of the group until its last day; others: not found",
    ),
}

STATES = {
    ("icrm.action.item", "action_reopen"): ("state", "done"),
    ("icrm.meeting", "action_send_minutes"): ("state", "planned"),
    ("icrm.dispute", "action_escalate"): ("state", "answered"),
    ("icrm.dispute", "action_decide_dispute"): ("state", "to_decide"),
}

# Who meets is the subject; who was there is the past.
NO_DUTY = {
    "icrm.meeting": {"department_ids"},
    "icrm.dispute": {"raised_by_id", "decided_by_id"},
    "icrm.coordination": {"member_ids", "started_by_id"},
    "icrm.care.record": {"customer_id", "department_id"},
    "icrm.care.budget": {"department_id"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    env = cls.env
    both = {"department_ids": [Command.set((cls.it | cls.finance).ids)]}
    kinds = {
        "between IT and finance": {},
        "with the colleague invited": {},
        "organized by the staff": {"owner_id": cls.staff.id},
    }
    records = {}
    for kind, values in kinds.items():
        meeting = env["icrm.meeting"].create(
            {"name": "SECRET", "owner_id": cls.it_head.id, **both, **values}
        )
        records["icrm.meeting", kind] = meeting
        if kind != "organized by the staff":
            records["icrm.meeting.item", kind] = env["icrm.meeting.item"].create(
                {"name": "SECRET", "decision": "SECRET", "meeting_id": meeting.id}
            )
    first = records["icrm.meeting", "between IT and finance"]
    second = records["icrm.meeting", "with the colleague invited"]
    records["icrm.meeting.attendee", "the colleague"] = env[
        "icrm.meeting.attendee"
    ].create({"meeting_id": second.id, "partner_id": cls.colleague.partner_id.id})
    for kind, owner in (
        ("of the head of IT", cls.it_head),
        ("of the staff", cls.staff),
        ("discussed again with the colleague", cls.it_head),
    ):
        records["icrm.action.item", kind] = env["icrm.action.item"].create(
            {
                "name": "SECRET",
                "owner_id": owner.id,
                "due_date": "2030-01-01",
                "meeting_id": first.id,
            }
        )
    records[
        "icrm.action.item", "discussed again with the colleague"
    ].meeting_ids = second
    return records | _dispute_records(cls) | _care_records(cls)


def _dispute_records(cls):
    env, records = cls.env, {}
    for kind in ("draft of finance", "mediated by the buyer"):
        records["icrm.dispute", kind] = env["icrm.dispute"].create(
            {
                "name": "SECRET",
                "raised_department_id": cls.finance.id,
                "other_department_id": cls.it.id,
                "raised_by_id": cls.finance_head.id,
                "statement": "SECRET",
            }
        )
    records["icrm.dispute", "mediated by the buyer"].mediator_id = cls.buyer
    for kind, values in (
        ("led by the staff", {"lead_id": cls.staff.id}),
        ("with the colleague", {"member_ids": cls.colleague.ids}),
        (
            "over, with the colleague",
            {"member_ids": cls.colleague.ids, "date_end": "2020-01-01"},
        ),
    ):
        records["icrm.coordination", kind] = env["icrm.coordination"].create(
            {
                "name": "SECRET",
                "mandate": "SECRET",
                "lead_id": cls.it_head.id,
                "started_by_id": cls.it_head.id,
                **values,
            }
        )
    return records


def _care_records(cls):
    env = cls.env
    cls._customer(cls.colleague).account_manager_id = cls.agent
    records = {
        ("icrm.care.record", kind): env["icrm.care.record"].create(
            {"name": "SECRET", "customer_id": cls._customer(user).id, "amount": 3}
        )
        for kind, user in (
            ("of the staff", cls.staff),
            ("managed by the agent", cls.colleague),
        )
    }
    records["icrm.care.budget", "of finance"] = env["icrm.care.budget"].create(
        {"department_id": cls.finance.id, "year": 2030, "amount": 100}
    )
    return records


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.meeting":
        return {
            "name": "New",
            "department_ids": [Command.set(record.department_ids.ids)],
        }
    if model == "icrm.meeting.attendee":
        return {
            "meeting_id": record.meeting_id.id,
            "partner_id": env.ref("base.partner_root").id,
        }
    if model == "icrm.meeting.item":
        return {"name": "New", "meeting_id": record.meeting_id.id}
    if model == "icrm.action.item":
        return {
            "name": "New",
            "meeting_id": record.meeting_id.id,
            "owner_id": record.owner_id.id,
            "due_date": "2030-01-01",
        }
    if model == "icrm.dispute":
        return {
            "name": "New",
            "raised_department_id": record.raised_department_id.id,
            "other_department_id": record.other_department_id.id,
        }
    if model == "icrm.coordination":
        return {"name": "New", "mandate": "New", "lead_id": env.uid}
    if model == "icrm.care.record":
        return {"name": "New", "customer_id": record.customer_id.id}
    if model == "icrm.care.budget":
        return {"department_id": record.department_id.id, "year": 2031, "amount": 1}
    return None
