# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "value" in the tables of access; see ``tables``."""

from odoo import fields

from odoo.addons.icrm_internal.tests.access.entry_point import EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

FIGURES = {
    # of a department that is large enough for its heads to look at
    "of finance": cells("", office="R", finance_head="R", auditor="R"),
    "of a small department": cells("", office="R", auditor="R"),
    "of a small department, managed by the agent": cells(
        "", office="R", auditor="R", agent="R"
    ),
    # never the head, nor the auditor
    "of the staff": cells("", office="R", staff="R"),
    "of the colleague, managed by the agent": cells(
        "", office="R", colleague="R", agent="R"
    ),
    "of one whose account manager is the head": cells("", office="R"),
}

MATRIX = {
    "icrm.customer.value": FIGURES,
    "icrm.customer.stage": FIGURES,
    "icrm.value.policy": {"any": cells("R", office="RW")},
}

WRITES = {
    "icrm.customer.value": {"health": 1},
    "icrm.customer.stage": {"contacted_on": "2030-01-01"},
    "icrm.value.policy": {"overdue": 5},
}

METHODS = {
    "icrm.customer": {
        "action_open_stages": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.customer.value": {
        "action_open_customer": EntryPoint("reader", "opens what rules let be read"),
        "action_open_policy": EntryPoint("officer", "checks write access of the rules"),
        "action_open_stages": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.segment": {
        "action_open_fairness": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.value.policy": {
        "action_apply": EntryPoint("editor", "checks write access"),
        "action_open": EntryPoint("officer", "checks write access"),
    },
}

# Facts about customers, no work.
NO_DUTY = {
    "icrm.customer.value": {"customer_id"},
    "icrm.customer.stage": {"customer_id"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    cls.company.icrm_person_figures = True
    Customer = cls.env["icrm.customer"].with_context(active_test=False)
    small, managed = cls.env["hr.department"].create(
        [{"name": "Small"}, {"name": "Managed"}]
    )
    # Heads of small ones see none: finance's head heads these as well.
    (small | managed).manager_id = cls.finance.manager_id
    employee = cls.env["hr.employee"].create(
        {"name": "Watched", "department_id": cls.finance.id}
    )
    customers = {
        "of finance": Customer._of_department(cls.finance),
        "of a small department": Customer._of_department(small),
        "of a small department, managed by the agent": Customer._of_department(managed),
        "of the staff": cls._customer(cls.staff),
        "of the colleague, managed by the agent": cls._customer(cls.colleague),
        "of one whose account manager is the head": Customer.search(
            [("employee_id", "=", employee.id)]
        ),
    }
    customers[
        "of a small department, managed by the agent"
    ].account_manager_id = cls.agent
    customers["of the colleague, managed by the agent"].account_manager_id = cls.agent
    customers[
        "of one whose account manager is the head"
    ].account_manager_id = cls.finance_head
    found = {}
    today = fields.Date.to_date("2026-01-05")
    for kind, customer in customers.items():
        values = {
            "customer_id": customer.id,
            "company_id": cls.company.id,
            "kind": customer.kind,
        }
        found["icrm.customer.value", kind] = cls.env["icrm.customer.value"].create(
            {
                **values,
                "lifecycle": "dormant",
                "lifecycle_since": today,
                "computed_on": today,
                "is_large": kind == "of finance",
            }
        )
        found["icrm.customer.stage", kind] = cls.env["icrm.customer.stage"].create(
            {**values, "to_stage": "dormant", "happened_on": today}
        )
    found["icrm.value.policy", "any"] = cls.env["icrm.value.policy"].create(
        {"company_id": cls.company.id}
    )
    return found
