# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain fulfilment's part of the table of access rights; see ``matrix``."""

from .roles import cells

# A plan is edited with its service; customers read it by get_plan.
OF_A_PLAN = cells("", office="CRWD", it_head="CRWD", agent="R", auditor="R")

MATRIX = {
    "icrm.fulfilment.step": {"published": OF_A_PLAN, "draft": OF_A_PLAN},
    "icrm.fulfilment.answer": {"published": OF_A_PLAN, "draft": OF_A_PLAN},
    # written by methods alone; customers read icrm_plan, without reasons
    "icrm.request.step": {
        "request by me": cells("", office="R", agent="R", it_head="R", auditor="R"),
        "request of others": cells("", office="R", buyer="R", auditor="R"),
    },
    "icrm.request.step.replace": {"any": cells("", agents="CRW")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "icrm.fulfilment.step": {"sequence": 3},
    "icrm.fulfilment.answer": {"value": "x"},
    "icrm.request.step": {"required": False},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    env, found = cls.env, {}
    target = cls._service("Step of a plan")
    question = env["icrm.service.question"].create(
        {"service_id": target.id, "label": "Which"}
    )
    for kind in ("published", "draft"):
        service = cls.records["icrm.service", kind]
        step = env["icrm.fulfilment.step"].create(
            {"service_id": service.id, "target_id": target.id}
        )
        found["icrm.fulfilment.step", kind] = step
        found["icrm.fulfilment.answer", kind] = env["icrm.fulfilment.answer"].create(
            {"step_id": step.id, "question_id": question.id, "value": "x"}
        )
    for kind in ("request by me", "request of others"):
        ticket = cls.records["helpdesk.ticket", kind]
        found["icrm.request.step", kind] = env["icrm.request.step"].create(
            {
                "ticket_id": ticket.id,
                "key": 1,
                "name": "SECRET",
                "department_id": cls.it.id,
                "state": "running",
            }
        )
    return found


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.fulfilment.step":
        return {"service_id": record.service_id.id, "kind": "task", "name": "New"}
    if model == "icrm.fulfilment.answer":
        return {
            "step_id": record.step_id.id,
            "question_id": record.question_id.id,
            "value": "y",
        }
    return None
