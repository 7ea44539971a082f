# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Improvements, programmes and training in the access table; see ``matrix``."""

from odoo import Command

from odoo.addons.icrm_internal.tests.access.roles import cells

# Owned by the head of IT, about IT.
OF_IT = cells("", office="CRWD", it_head="CRW", auditor="R")

MATRIX = {
    "icrm.improvement": {
        "of IT": OF_IT,
        "published": cells("R", office="CRWD", it_head="CRW"),
        "with the staff in its team": {**OF_IT, "staff": "RW"},
        "of a team whose time is over": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "CRW"},
        # guests have their pages, and no right
        "with the portal user": OF_IT,
    },
    "icrm.improvement.rule": {
        "any": cells("", officer="CR", admin_user="CRWD", auditor="R")
    },
    "icrm.programme": {"of the head of IT": cells("R", office="CRWD", it_head="CRW")},
    "icrm.programme.milestone": {
        "of the head of IT": cells("R", office="CRWD", it_head="CRWD")
    },
    "icrm.competence": {"any": cells("R", officer="CR", admin_user="CRWD")},
    # found by the nightly job: nobody creates or deletes one
    "icrm.recurring.problem": {
        "of IT": cells("", office="RW", it_head="RW", auditor="R")
    },
    # a query
    "icrm.matter": {"of IT": cells("", office="R", it_head="R", auditor="R")},
    # organised by an agent
    "icrm.training.need": {"of IT": {**OF_IT, "agent": "RW"}},
}

WRITES = {
    "icrm.improvement": {"problem": "x"},
    "icrm.improvement.rule": {"sequence": 3},
    "icrm.programme": {"spent": 3},
    "icrm.programme.milestone": {"result": "x"},
    "icrm.competence": {"sequence": 3},
    "icrm.recurring.problem": {"note": "x"},
    "icrm.matter": {"name": "x"},
    "icrm.training.need": {"reason": "x"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    team = {"member_ids": [Command.link(cls.staff.id)]}
    kinds = {
        "of IT": {},
        "published": {"published": True},
        "with the staff in its team": {**team, "team_until": "2199-01-01"},
        "of a team whose time is over": {**team, "team_until": "2020-01-01"},
        "owned by the staff": {"owner_id": cls.staff.id},
        "with the portal user": {
            "partner_ids": [Command.link(cls.portal_user.partner_id.id)]
        },
    }
    records = {}
    for kind, values in kinds.items():
        records["icrm.improvement", kind] = cls.env["icrm.improvement"].create(
            {
                "name": "SECRET",
                "department_id": cls.it.id,
                "owner_id": cls.it_head.id,
                **values,
            }
        )
    competence = cls.env["icrm.competence"].create({"name": "Tact", "code": "tact"})
    programme = cls.env["icrm.programme"].create(
        {"name": "Better", "owner_id": cls.it_head.id}
    )
    records["icrm.competence", "any"] = competence
    records["icrm.programme", "of the head of IT"] = programme
    records["icrm.programme.milestone", "of the head of IT"] = cls.env[
        "icrm.programme.milestone"
    ].create({"name": "First", "date": "2026-01-01", "programme_id": programme.id})
    records["icrm.improvement.rule", "any"] = cls.env["icrm.improvement.rule"].create(
        {"name": "SECRET"}
    )
    records["icrm.recurring.problem", "of IT"] = cls.env[
        "icrm.recurring.problem"
    ].create({"words": "SECRET", "service_id": cls.service.id, "signature": {}})
    cls.env.flush_all()
    records["icrm.matter", "of IT"] = cls.env["icrm.matter"].search(
        [("problem_ref", "=", records["icrm.recurring.problem", "of IT"].id)]
    )
    records["icrm.training.need", "of IT"] = cls.env["icrm.training.need"].create(
        {
            "department_id": cls.it.id,
            "competence_id": cls.env.ref(
                "icrm_internal_improvement.competence_empathy"
            ).id,
            "responsible_id": cls.agent.id,
        }
    )
    return records


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.improvement":
        return {
            "name": "New",
            "department_id": record.department_id.id,
            "owner_id": record.owner_id.id,
        }
    if model == "icrm.improvement.rule":
        return {"name": "New"}
    if model == "icrm.programme":
        return {"name": "New", "owner_id": record.owner_id.id}
    if model == "icrm.programme.milestone":
        return {
            "name": "New",
            "date": "2026-01-01",
            "programme_id": record.programme_id.id,
        }
    if model == "icrm.competence":
        return {"name": "New", "code": "new"}
    if model == "icrm.recurring.problem":
        return {"words": "New", "service_id": record.service_id.id}
    if model == "icrm.training.need":
        return {
            "department_id": record.department_id.id,
            "competence_id": record.competence_id.id,
            "responsible_id": record.responsible_id.id,
        }
    return None
