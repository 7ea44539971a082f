# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Intake: 1,000 requests against 1,000 plain helpdesk tickets, in one run.

Run it in a shell on any database that has icrm_internal; nothing is kept:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_intake.py

Each kind is created in one batch, as an import or a mail fetch does it, with the
conversation (followers, creation message) and without. Plain tickets and requests take
turns, three times; the best time of each counts. Everything up to the moment before the
COMMIT is in it. Aim: a request costs at most 1.1 times a plain ticket.
"""

import time

from odoo import Command

COUNT = 1000
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
}


def company(env):
    """Return a service, its team and fifty customers."""
    department = env["hr.department"].create({"name": "Bench IT"})
    team = env["helpdesk.ticket.team"].create(
        {"name": "Bench desk", "icrm_department_id": department.id}
    )
    category = env["icrm.service.category"].create({"name": "Bench"})
    service = env["icrm.service"].create(
        {
            "name": "Bench service",
            "category_id": category.id,
            "department_id": department.id,
            "team_id": team.id,
            "state": "published",
            "promise_ids": [
                Command.create(
                    {"priority": "1", "response_hours": 4, "resolution_hours": 40}
                )
            ],
        }
    )
    employees = env["hr.employee"].create(
        [
            {
                "name": f"Bench {index}",
                "work_email": f"bench{index}@example.com",
                "department_id": department.id,
            }
            for index in range(50)
        ]
    )
    customers = env["icrm.customer"].search([("employee_id", "in", employees.ids)])
    return service, team, customers


def measure(env, vals_list):
    """Return (seconds, queries) of creating *vals_list*, flushed."""
    env.cr.flush()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    env["helpdesk.ticket"].create([dict(vals) for vals in vals_list])
    env.cr.flush()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def main(env):
    service, team, customers = company(env)
    plain, requests = [], []
    for index in range(COUNT):
        customer = customers[index % len(customers)]
        base = {"name": f"Ticket {index}", "description": "<p>Please help</p>"}
        plain.append({**base, "team_id": team.id, "partner_id": customer.partner_id.id})
        requests.append(
            {
                **base,
                "icrm_service_id": service.id,
                "icrm_requester_id": customer.id,
                "icrm_origin": "api",
            }
        )
    print(f"{'':24}{'plain ticket':>24}{'request':>24}{'ratio':>8}")
    for label, context in (("with conversation", {}), ("without", QUIET)):
        quiet_env = env(context={**env.context, **context})
        measure(quiet_env, plain[:20]), measure(quiet_env, requests[:20])
        turns = [
            (measure(quiet_env, plain), measure(quiet_env, requests))
            for _turn in range(3)
        ]
        best = [min(turn[kind] for turn in turns) for kind in (0, 1)]
        cells = [
            f"{seconds / COUNT * 1000:.2f} ms {queries / COUNT:.3f} q"
            for seconds, queries in best
        ]
        ratio = best[1][0] / best[0][0]
        print(f"{label:24}{cells[0]:>24}{cells[1]:>24}{ratio:>8.2f}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
