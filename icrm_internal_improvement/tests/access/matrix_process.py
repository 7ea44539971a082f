# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Processes, risks and journeys in the access table; see ``matrix``."""

from odoo.addons.icrm_internal.tests.access.roles import cells

# No one's but those who answer for it: owner, heads of the department, the office.
OF_IT = cells("", office="CRWD", it_head="CRWD", auditor="R")
OPEN_TO_ALL = cells("R", office="CRWD", it_head="CRWD")

MATRIX = {
    "icrm.process": {
        "draft": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "RW"},
        # what people rely on is replaced, never deleted
        "standard": cells("R", office="CRW", it_head="CRW"),
    },
    "icrm.process.step": {
        "draft": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "CRWD"},
        "standard": cells("R"),
    },
    "icrm.process.path.step": {
        "draft": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "CRWD"},
        "standard": cells("R"),
    },
    "icrm.process.problem": {"draft": OF_IT, "standard": OPEN_TO_ALL},
    # what people said in interviews is not for everybody
    "icrm.process.evaluation": {"standard": OF_IT},
    "icrm.journey": {
        "draft": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "RW"},
        "published": OPEN_TO_ALL,
    },
    "icrm.journey.touchpoint": {
        "draft": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "CRWD"},
        "published": OPEN_TO_ALL,
    },
    "icrm.risk": {
        "of IT": {**OF_IT, "it_head": "CRW"},
        "owned by the staff": {**OF_IT, "it_head": "CRW", "staff": "RW"},
        "the colleague has a part in": {**OF_IT, "it_head": "CRW", "colleague": "R"},
    },
    "icrm.risk.step": {
        "of IT": OF_IT,
        "owned by the staff": {**OF_IT, "staff": "CRWD"},
        "the colleague has a part in": {**OF_IT, "colleague": "R"},
    },
    # written by the buttons of the risk alone
    "icrm.risk.log": {"of IT": cells("", office="R", it_head="R", auditor="R")},
    # a result of IT: no matter who has a part in the plan
    "icrm.risk.alert": {"of IT": cells("", office="R", it_head="R", auditor="R")},
    "icrm.risk.score": {"of IT": cells("", office="R", it_head="R", auditor="R")},
}

WRITES = {
    "icrm.process": {"audit_date": "2030-01-01"},
    "icrm.process.step": {"role": "x"},
    "icrm.process.path.step": {"is_optional": True},
    "icrm.process.problem": {"cause": "x"},
    "icrm.process.evaluation": {"conclusion": "x"},
    "icrm.journey": {"persona": "x"},
    "icrm.journey.touchpoint": {"pain_point": "x"},
    "icrm.risk": {"cause": "x"},
    "icrm.risk.step": {"is_done": True},
    "icrm.risk.log": {"reason": "x"},
    "icrm.risk.score": {"score": 25},
    "icrm.risk.alert": {"value": 1},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    records = {}
    for kind, owner in (
        ("draft", cls.officer),
        ("owned by the staff", cls.staff),
        ("standard", cls.officer),
    ):
        process = cls.env["icrm.process"].create(
            {"name": "SECRET", "service_id": cls.service.id, "owner_id": owner.id}
        )
        of_it = {"process_id": process.id}
        records["icrm.process", kind] = process
        records["icrm.process.step", kind] = cls.env["icrm.process.step"].create(
            {"name": "SECRET", **of_it}
        )
        records["icrm.process.path.step", kind] = cls.env[
            "icrm.process.path.step"
        ].create(of_it)
        if kind != "owned by the staff":
            records["icrm.process.problem", kind] = cls.env[
                "icrm.process.problem"
            ].create({"name": "SECRET", **of_it})
        if kind == "standard":
            process.action_publish()
            records["icrm.process.evaluation", kind] = cls.env[
                "icrm.process.evaluation"
            ].create({"interviews": "SECRET", **of_it})
    return records | _risk_records(cls) | _journey_records(cls)


def _risk_records(cls):
    records = {}
    for kind, owner, responsible in (
        ("of IT", cls.officer, cls.officer),
        ("owned by the staff", cls.staff, cls.officer),
        ("the colleague has a part in", cls.officer, cls.colleague),
    ):
        risk = cls.env["icrm.risk"].create(
            {"name": "SECRET", "department_id": cls.it.id, "owner_id": owner.id}
        )
        records["icrm.risk", kind] = risk
        records["icrm.risk.step", kind] = cls.env["icrm.risk.step"].create(
            {"risk_id": risk.id, "name": "SECRET", "user_id": responsible.id}
        )
        if kind == "of IT":
            records["icrm.risk.score", kind] = risk.score_ids
    # Of its own risk: one with a log is not deleted any more.
    logged = records["icrm.risk", "of IT"].copy({"name": "SECRET"})
    logged._log("activate", "SECRET")
    records["icrm.risk.log", "of IT"] = logged.log_ids
    kpi = cls.env["icrm.kpi"].create(
        {"name": "SECRET", "code": "secret_risk", "definition": "SECRET"}
    )
    records["icrm.risk.alert", "of IT"] = cls.env["icrm.risk.alert"].create(
        {
            "risk_id": records["icrm.risk", "the colleague has a part in"].id,
            "kpi_id": kpi.id,
            "department_id": cls.it.id,
            "period_kind": "month",
            "date_from": "2026-01-01",
            "date_to": "2026-01-31",
            "at": "2026-02-01",
        }
    )
    return records


def _journey_records(cls):
    records = {}
    for kind, owner in (
        ("draft", cls.officer),
        ("owned by the staff", cls.staff),
        ("published", cls.officer),
    ):
        journey = cls.env["icrm.journey"].create(
            {
                "name": "SECRET",
                "department_id": cls.it.id,
                "owner_id": owner.id,
                "state": "published" if kind == "published" else "draft",
            }
        )
        records["icrm.journey", kind] = journey
        records["icrm.journey.touchpoint", kind] = cls.env[
            "icrm.journey.touchpoint"
        ].create({"name": "SECRET", "journey_id": journey.id})
    return records


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.process":
        return {"name": "New", "service_id": record.service_id.id}
    if model in ("icrm.process.step", "icrm.process.problem"):
        return {"name": "New", "process_id": record.process_id.id}
    if model in ("icrm.process.path.step", "icrm.process.evaluation"):
        return {"process_id": record.process_id.id}
    if model in ("icrm.risk", "icrm.journey"):
        return {"name": "New", "department_id": record.department_id.id}
    if model == "icrm.journey.touchpoint":
        return {"name": "New", "journey_id": record.journey_id.id}
    if model == "icrm.risk.step":
        return {"name": "New", "risk_id": record.risk_id.id}
    return None
