# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who answers for which indicator, what was entered, and the results so far."""

from dateutil.relativedelta import relativedelta

from odoo import fields

OWNERS = {
    "promises_met": "sofia",
    "response_time": "daniel",
    "sales_amount": "peter",
    "market_share": "helen",
    "staff_turnover": "mei",
    "care_cost": "carla",
}
# What is entered for each of the last months: the oldest first
ENTERED = {
    "sales_amount": (4_120_000, 4_310_000, 3_980_000, 4_450_000, 4_620_000),
    "market_share": (17.2, 17.4, 17.1, 17.6, 17.9),
    "staff_turnover": (1.6, 0.0, 3.2, 1.6, 0.0),
}
# Departments with more requests have higher targets.
IT_TARGET = {"floor": 75, "target": 98}


def build_indicators(env, departments):
    """Compute the results of the months there are requests of.

    :param departments: {department key: department}
    """
    kpis = {kpi.code: kpi for kpi in env["icrm.kpi"].search([])}
    for code, login in OWNERS.items():
        kpis[code].owner_id = env["res.users"].search([("login", "=", login)])
    kpis["sales_amount"].write({"floor": 3_500_000, "target": 4_500_000})
    env["icrm.kpi.target"].create(
        {
            "kpi_id": kpis["promises_met"].id,
            "department_id": departments["it"].id,
            **IT_TARGET,
        }
    )
    first = fields.Date.context_today(kpis["sales_amount"]).replace(day=1)
    for code, numbers in ENTERED.items():
        env["icrm.kpi.value"].with_user(kpis[code].owner_id).create(
            [
                {
                    "kpi_id": kpis[code].id,
                    "date_from": first - relativedelta(months=len(numbers) - place),
                    "value": number,
                }
                for place, number in enumerate(numbers)
            ]
        )
    env["icrm.kpi.period"].with_user(
        env["res.users"].search([("login", "=", "sofia")])
    ).action_compute_now()
