# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Intake: 1,000 requests against 1,000 plain helpdesk tickets, in one run.

Run it in a shell on any database that has icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_intake.py

Each kind is created in one batch, as an import or a mail fetch does it, with the
conversation (followers, creation message) and without. Plain tickets and requests take
turns, three times; the best time of each counts. Everything up to the moment before the
COMMIT is in it. Plain tickets are numbered one by one, as helpdesk_mgmt alone does it;
the third column shows what they cost beside us, numbered by the batch. Aim: a request
costs at most 1.1 times a plain ticket.
"""

import time
from unittest.mock import patch

from odoo import Command

COUNT = 1000
TURNS = 3
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
    """Return (seconds, queries) of creating *vals_list*, flushed; it is rolled back.

    Stored rows would slow down later runs: without a COMMIT PostgreSQL gathers
    no statistics of them.
    """
    env.cr.flush()
    env.invalidate_all()
    with env.cr.savepoint() as savepoint:
        queries, start = env.cr.sql_log_count, time.perf_counter()
        env["helpdesk.ticket"].create([dict(vals) for vals in vals_list])
        env.cr.flush()
        result = time.perf_counter() - start, env.cr.sql_log_count - queries
        savepoint.rollback()
    return result


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
    model = type(env["helpdesk.ticket"])
    alone = patch.object(model, "_icrm_fill_numbers", lambda self, vals_list: None)
    heads = ("plain ticket alone", "request", "plain beside us")
    print(f"{'':20}" + "".join(f"{head:>22}" for head in heads) + f"{'ratio':>8}")
    for label, context in (("with conversation", {}), ("without", QUIET)):
        quiet_env = env(context={**env.context, **context})
        for vals_list in (plain, requests):
            measure(quiet_env, vals_list[:20])
        turns = []
        for _turn in range(TURNS):
            with alone:
                bare = measure(quiet_env, plain)
            turns.append(
                (bare, measure(quiet_env, requests), measure(quiet_env, plain))
            )
        best = [min(results) for results in zip(*turns, strict=True)]
        cells = "".join(
            f"{seconds / COUNT * 1000:>12.2f} ms {queries / COUNT:>5.2f} q"
            for seconds, queries in best
        )
        print(f"{label:20}{cells}{best[1][0] / best[0][0]:>8.2f}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
