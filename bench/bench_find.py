# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One search over 1,000,000 requests, role by role; nothing is stored.

    ./dev odoo shell -d DATABASE --no-http < bench/bench_find.py

Requests of 300 services by 2,000 customers over three years, most of them others' than
the searcher's. Per role and text: the median of five runs of ``icrm.search.find``, the
statements it sends, and what it finds. REQUESTS=100000 makes it smaller.
"""

import os
import statistics
import time

from odoo import Command
from odoo.tools import SQL

REQUESTS = int(os.environ.get("REQUESTS", 1_000_000))
TEXTS = (
    ("BENCH500000", "number"),
    ("printer", "a word of many"),
    ("zeppelin", "a word of none"),
    ("打印机", "Chinese"),
    ("打印", "two characters"),
    ("Person 77", "a person"),
    ("030 555077", "telephone"),
)


def company(env):
    """Fill the database; return {role: user}."""
    department = env["hr.department"].create({"name": "Bench desk"})
    other = env["hr.department"].create({"name": "Bench customers"})
    teams = env["helpdesk.ticket.team"].create(
        [{"name": f"Bench {i}", "icrm_department_id": department.id} for i in range(10)]
    )
    category = env["icrm.service.category"].create({"name": "Bench"})
    services = env["icrm.service"].create(
        [
            {
                "name": f"Bench service {i}",
                "category_id": category.id,
                "department_id": department.id,
                "team_id": teams[i % 10].id,
                "state": "published",
                "promise_ids": [
                    Command.create(
                        {"priority": "1", "response_hours": 4, "resolution_hours": 16}
                    )
                ],
            }
            for i in range(300)
        ]
    )
    users = {
        role: env["res.users"].create(
            {
                "name": f"Find {role}",
                "login": f"bench_find_{role}",
                "group_ids": [Command.set([env.ref(group).id])],
            }
        )
        for role, group in (
            ("staff", "base.group_user"),
            ("agent", "icrm_internal.group_icrm_agent"),
            ("officer", "icrm_internal.group_icrm_officer"),
        )
    }
    teams[0].user_ids = users["agent"]
    employees = env["hr.employee"].create(
        [
            {
                "name": f"Person {i}",
                "department_id": other.id,
                "work_phone": f"+49 30 555{i:03}",
                "user_id": list(users.values())[i].id if i < 3 else False,
            }
            for i in range(2000)
        ]
    )
    env.flush_all()
    customers = env["icrm.customer"].search([("employee_id", "in", employees.ids)])
    template = env["helpdesk.ticket"].create(
        {"name": "Bench", "description": "x", "team_id": teams[0].id}
    )
    env.flush_all()
    start = time.perf_counter()
    env.execute_query(
        SQL(
            """
            INSERT INTO helpdesk_ticket (
                name, description, number, team_id, stage_id, company_id, priority,
                active, icrm_state, icrm_service_id, icrm_requester_id,
                icrm_provider_department_id, icrm_customer_department_id,
                icrm_submitted_at)
            SELECT (ARRAY['Printer', 'Laptop', '打印机卡纸', 'Badge', 'Trip', 'Invoice',
                          'Desk', 'VPN'])[1 + i %% 8] || ' ' || md5(i::text),
                   'x', 'BENCH' || i,
                   (%(teams)s::int[])[1 + i %% 10], stage_id, company_id, priority,
                   true, 'closed', (%(services)s::int[])[1 + i %% 300],
                   (%(customers)s::int[])[1 + i %% %(many)s], %(department)s, %(other)s,
                   now() AT TIME ZONE 'UTC' - i * interval '1 minute'
              FROM helpdesk_ticket, generate_series(1, %(requests)s) AS i
             WHERE id = %(template)s
         RETURNING 1
            """,
            teams=teams.ids,
            services=services.ids,
            customers=customers.ids,
            many=len(customers),
            department=department.id,
            other=other.id,
            requests=REQUESTS,
            template=template.id,
        )
    )
    env.cr.execute("ANALYZE helpdesk_ticket, icrm_customer, icrm_service")
    print(f"{REQUESTS} requests made in {time.perf_counter() - start:.0f} s")
    return users


def main(env):
    users = company(env)
    print(f"{'role':8} {'text':16} {'ms':>8} {'queries':>8} {'found':>6}")
    for role, user in users.items():
        search = env["icrm.search"].with_user(user)
        for text, label in TEXTS:
            times = []
            for _run in range(6):
                env.invalidate_all()
                queries, start = env.cr.sql_log_count, time.perf_counter()
                found = search.find(text)
                times.append(time.perf_counter() - start)
                queries = env.cr.sql_log_count - queries
            ms = statistics.median(times[1:]) * 1000
            print(
                f"{role:8} {label:16} {ms:8.1f} {queries:8} {len(found):6}", flush=True
            )


main(env)  # noqa: F821
env.cr.rollback()  # noqa: F821
