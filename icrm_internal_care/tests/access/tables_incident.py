# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "incident" in the tables of access; see ``tables``."""

from odoo.addons.icrm_internal.tests.access.entry_point import EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

# All who serve know of it; those who serve for the department write it.
OF_IT = cells("", agents="R", office="CRW", agent="CRW", it_head="CRW", auditor="R")
STEP = "checks write access and the state"

MATRIX = {
    "icrm.incident": {"of IT": {**OF_IT, "admin_user": "CRWD"}},
    "icrm.incident.update": {"of IT": cells("", agents="R", auditor="R")},
    "icrm.incident.step": {"any": cells("", agents="CRW")},
    "icrm.maintenance": {
        "draft": cells(
            "", agents="R", office="CRWD", agent="CRWD", it_head="CRWD", auditor="R"
        ),
        "announced": OF_IT,
    },
}

WRITES = {
    "icrm.incident": {"cause": "x"},
    "icrm.incident.update": {"body": "x"},
    "icrm.incident.step": {"body": "x"},
    "icrm.maintenance": {"description": "x"},
}

METHODS = {
    "icrm.incident": {
        "action_tell": EntryPoint("editor", STEP, {"body": "x"}),
        "action_resolve": EntryPoint("editor", STEP, {"body": "x"}),
        "action_close": EntryPoint("editor", STEP),
        "action_reopen": EntryPoint("editor", STEP),
        "action_start_coordination": EntryPoint(
            ("it_head", "officer", "admin_user"), "manager, head, officers"
        ),
        "action_open_requests": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.maintenance": {
        "action_announce": EntryPoint("editor", STEP),
        "action_cancel": EntryPoint("editor", STEP),
    },
    "icrm.incident.step": {
        "action_apply": EntryPoint("everybody", "the incident decides"),
    },
}

# Who wrote an update has nothing to do any more.
NO_DUTY = {"icrm.incident.update": {"author_id"}}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    incident = cls.env["icrm.incident"].create(
        {
            "name": "SECRET",
            "department_id": cls.it.id,
            "owner_id": cls.officer.id,
        }
    )
    incident.action_tell("SECRET")
    values = {
        "name": "SECRET",
        "department_id": cls.it.id,
        "service_ids": cls.service.ids,
        "start_at": "2199-01-07 20:00:00",
        "end_at": "2199-01-07 22:00:00",
    }
    draft, announced = cls.env["icrm.maintenance"].create([values, values])
    announced.action_announce()
    return {
        ("icrm.incident", "of IT"): incident,
        ("icrm.incident.update", "of IT"): incident.update_ids,
        ("icrm.maintenance", "draft"): draft,
        ("icrm.maintenance", "announced"): announced,
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.incident":
        return {"name": "New", "department_id": record.department_id.id}
    if model == "icrm.maintenance":
        return {
            "name": "New",
            "department_id": record.department_id.id,
            "start_at": "2199-01-07 20:00:00",
            "end_at": "2199-01-07 22:00:00",
        }
    if model == "icrm.incident.update":
        return {"incident_id": record.incident_id.id, "body": "x"}
    return None
