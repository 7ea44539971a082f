# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The access table of indicators; see ``matrix_evaluation``."""

from .roles import cells

MATRIX = {
    # what is measured and what is asked of whom is no secret
    "icrm.kpi": {"any": cells("R", officer="CR", admin_user="CRWD")},
    "icrm.kpi.target": {"any": cells("R", admin_user="CRWD")},
    # the buyer answers for the entered indicator
    "icrm.kpi.value": {
        "computed, of IT": cells("", office="R", it_head="R", auditor="R"),
        "computed, of the company": cells("", office="R", auditor="R"),
        "computed, of procurement": cells("", office="R", auditor="R"),
        "entered, of IT": cells(
            "", office="CRWD", buyer="CRWD", it_head="R", auditor="R"
        ),
        # written: the note alone; created: another one
        "entered, closed": cells("", office="CRW", buyer="CRW", auditor="R"),
    },
    "icrm.kpi.period": {"any": cells("", office="R", auditor="R")},
    # the buyer owns one of two
    "icrm.kpi.due": {
        "of the buyer": cells("", office="RW", buyer="RW"),
        "of another owner": cells("", office="RW"),
    },
    # a head's own: officers do not set it for the head
    "icrm.kpi.own.target": {
        "of IT": cells("", office="R", auditor="R", it_head="CRWD"),
        "of procurement": cells("", office="R", auditor="R"),
    },
    # of released results; the head's own department
    "icrm.employee.outcome": {
        "of IT": cells("", office="R", it_head="R", auditor="R"),
        "of procurement": cells("", office="R", auditor="R"),
    },
    # rows of who opened it, see test_dialogs
    "icrm.kpi.preview": {"any": cells("", office="CRWD")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "icrm.kpi": {"sequence": 3},
    "icrm.kpi.target": {"target": 3},
    "icrm.kpi.value": {"value": 3},
    ("icrm.kpi.value", "entered, closed"): {"note": "x"},
    "icrm.kpi.period": {"state": "open"},
    "icrm.kpi.own.target": {"target": 6},
    "icrm.kpi.due": {"result": "3"},
    "icrm.employee.outcome": {"enps": 3},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    kpi, entered, closed, other = cls.env["icrm.kpi"].create(
        [
            {"code": code, "name": code, "definition": "x", **values}
            for code, values in {
                "matrix": {"source": "computed", "formula": "promises_met"},
                "matrix_entered": {"owner_id": cls.buyer.id},
                "matrix_closed": {"owner_id": cls.buyer.id},
                "matrix_other": {},
            }.items()
        ]
    )
    made = {("icrm.kpi", "any"): kpi}
    made["icrm.kpi.target", "any"] = cls.env["icrm.kpi.target"].create(
        {"kpi_id": kpi.id, "floor": 1, "target": 5}
    )
    made["icrm.kpi.period", "any"] = cls.env["icrm.kpi.period"].create(
        {
            "company_id": cls.company.id,
            "kind": "month",
            "date_from": "1999-01-01",
            "date_to": "1999-01-31",
        }
    )
    for kind, department in (("of IT", cls.it), ("of procurement", cls.procurement)):
        made["icrm.kpi.own.target", kind] = cls.env["icrm.kpi.own.target"].create(
            {
                "kpi_id": kpi.id,
                "department_id": department.id,
                "date_from": "1999-01-01",
                "target": 9,
                "note": "SECRET",
            }
        )
    Value = cls.env["icrm.kpi.value"]
    for kind, indicator, department in (
        ("computed, of IT", kpi, cls.it),
        ("computed, of the company", kpi, cls.it.browse()),
        ("computed, of procurement", kpi, cls.procurement),
        ("entered, of IT", entered, cls.it),
        ("entered, closed", closed, cls.procurement),
    ):
        value = Value.create(
            {
                "kpi_id": (closed if indicator == kpi else indicator).id,
                "date_from": "1999-01-01",
                "department_id": department.id,
                "value": 1,
                "note": "SECRET",
                "customer_department_id": cls.finance.id if department else False,
            }
        )
        made["icrm.kpi.value", kind] = value
        cls.env.cr.execute(
            "UPDATE icrm_kpi_value SET kpi_id = %s, is_final = %s WHERE id = %s",
            [indicator.id, kind.endswith("closed"), value.id],
        )
    Value.invalidate_model()
    for kind, indicator in (("of the buyer", entered), ("of another owner", other)):
        made["icrm.kpi.due", kind] = cls.env["icrm.kpi.due"].search(
            [
                ("kpi_id", "=", indicator.id),
                ("department_id", "=", cls.it.id),
                ("date_from", "=", "1999-01-01"),
            ]
        )
    for kind, department in (("of IT", cls.it), ("of procurement", cls.procurement)):
        made["icrm.employee.outcome", kind] = cls.env["icrm.employee.outcome"].search(
            [("department_id", "=", department.id)]
        )
    return made


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.kpi":
        return {"code": "new", "name": "New", "definition": "x"}
    if model == "icrm.kpi.target":
        return {"kpi_id": record.kpi_id.id, "date_from": "2001-01-01"}
    if model == "icrm.kpi.preview":
        return {
            "kpi_id": env["icrm.kpi"].search([], limit=1).id,
            "company_id": env.company.id,
            "period_kind": "quarter",
            "date_from": "1998-01-01",
            "date_to": "1998-03-31",
        }
    if model == "icrm.kpi.own.target":
        return {
            "kpi_id": record.kpi_id.id,
            "department_id": record.department_id.id,
            "date_from": "1998-01-01",
            "target": 9,
        }
    if model == "icrm.kpi.value":
        return {
            "kpi_id": record.kpi_id.id,
            "department_id": record.department_id.id,
            "date_from": "1998-01-01",
            "value": 1,
        }
    return None
