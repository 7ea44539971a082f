# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customer departments are worth, and where they stood before."""

from datetime import timedelta

from odoo.addons.icrm_internal.models.access import company_day

# Of a time before today: department, stage before, stage then, days ago, why, contacted
# after days, back after days
HISTORY = """
legal active at_risk 150 rhythm:days=41,usual=9 5 21
legal at_risk active 129 active:days=1
board active dormant 140 silent:days=190
logistics active at_risk 120 missed:share=36,count=22 2 9
logistics at_risk active 111 active:days=0
research active at_risk 100 overdue:count=4,opened=11 - 90
procurement active at_risk 95 rhythm:days=35,usual=6 1 50
"""
# account manager of
MANAGERS = {
    "legal": "sofia",
    "research": "priya",
    "logistics": "sofia",
    "board": "priya",
}
RETURN_DAYS = 60


def build_value(env, departments):
    """Compute the figures of today, after a history of stages."""
    company = env.company
    today = company_day.today(company)
    customers = {
        key: env["icrm.customer"]._of_department(department)
        for key, department in departments.items()
    }
    users = env["res.users"]
    for key, login in MANAGERS.items():
        if not customers[key].account_manager_id:
            customers[key].account_manager_id = users.search([("login", "=", login)])
    env["icrm.customer.stage"].create(
        [
            _prepare_stage(customers, today, *line.split())
            for line in HISTORY.strip().splitlines()
        ]
    )
    env.flush_all()
    env["icrm.customer.value"]._compute_company(company)
    env["icrm.segment"].search([("kind", "=", "rule")])._refresh_members()


def _prepare_stage(
    customers, today, key, before, stage, ago, reason, contacted="-", back="-"
):
    """Return the values of a line of HISTORY."""
    day = today - timedelta(days=int(ago))
    contacted_on = contacted != "-" and day + timedelta(days=int(contacted))
    returned_on = back != "-" and day + timedelta(days=int(back))
    since = contacted_on or day
    in_time = returned_on and returned_on <= since + timedelta(days=RETURN_DAYS)
    code, _colon, values = reason.partition(":")
    return {
        "customer_id": customers[key].id,
        "company_id": customers[key].company_id.id,
        "kind": "department",
        "from_stage": before,
        "to_stage": stage,
        "reasons": [
            {"code": code}
            | {
                name: int(number)
                for name, number in (pair.split("=") for pair in values.split(","))
            }
        ],
        "happened_on": day,
        "contacted_on": contacted_on,
        "is_contacted": bool(contacted_on),
        "returned_on": returned_on,
        "return_rate": 100 if in_time else 0,
        "is_counted": stage in ("at_risk", "dormant"),
    }
