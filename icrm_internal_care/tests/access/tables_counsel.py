# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "counsel" in the tables of access; see ``tables``.

The colleague is the counsellor here: no role of the table brings that, and all others
are refused, whatever they are.
"""

from odoo import Command

from odoo.addons.icrm_internal.tests.access.entry_point import EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

OF_STAFF = cells("", staff="R", colleague="R")
SIDE = "checks read access and the side of the caller"

MATRIX = {
    "icrm.counsel.case": {"of the staff": OF_STAFF},
    "icrm.counsel.message": {"of the staff": OF_STAFF},
    "icrm.counsel.note": {"on the staff": cells("", colleague="R")},
    "icrm.counsel.ask": {"any": cells("CRW")},
    "icrm.counsel.step": {"any": cells("CRW")},
}

WRITES = {
    "icrm.counsel.case": {"subject": "x"},
    "icrm.counsel.message": {"body": "x"},
    "icrm.counsel.note": {"body": "x"},
    "icrm.counsel.ask": {"subject": "x"},
    "icrm.counsel.step": {"body": "x"},
}

METHODS = {
    "icrm.counsel.case": {
        "ask_for_talk": EntryPoint(
            "everybody", "creates the caller's own, all checked", {"values": {}}
        ),
        "action_write": EntryPoint("reader", SIDE, {"body": "x"}),
        "action_arrange": EntryPoint(
            ("colleague",),
            SIDE,
            {"values": {"at": "2199-01-01 09:00:00", "place": "x"}},
        ),
        "action_note": EntryPoint(("colleague",), SIDE, {"body": "x"}),
        "action_choose": EntryPoint(("staff",), SIDE, {"user_id": 1}),
        "action_close": EntryPoint("reader", SIDE),
    },
    "icrm.counsel.ask": {
        "action_ask": EntryPoint("everybody", "the caller's own dialog"),
    },
    "icrm.counsel.step": {
        "action_apply": EntryPoint("everybody", "the talk decides"),
    },
}

ROUTES = {
    "/my/talks": (
        "user",
        "GET, POST",
        "everybody with a login: the own talks, by rules",
    )
}

# A list of what waits at a counsellor's would tell others that there is something.
NO_DUTY = {"icrm.counsel.case": {"user_id", "counsellor_id"}}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    counsellor = cls.colleague
    group = cls.env.ref("icrm_internal_care.group_icrm_counsellor")
    counsellor.group_ids = [Command.link(group.id)]
    case = (
        cls.env["icrm.counsel.case"]
        .with_user(cls.staff)
        .ask_for_talk(
            {"subject": "SECRET", "body": "SECRET", "counsellor_id": counsellor.id}
        )
    )
    case.with_user(counsellor).action_note("SECRET")
    case_sudo = case.sudo()
    return {
        ("icrm.counsel.case", "of the staff"): case_sudo,
        ("icrm.counsel.message", "of the staff"): case_sudo.message_ids,
        ("icrm.counsel.note", "on the staff"): case_sudo.note_ids,
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.counsel.case":
        return {"subject": "x", "company_id": env.company.id, "asked_on": "2026-01-01"}
    if model == "icrm.counsel.ask":
        return {"subject": "x", "body": "x"}
    if record:
        return {"case_id": record.case_id.id, "body": "x", "side": "person"}
    return None
