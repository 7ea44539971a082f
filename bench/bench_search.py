# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Catalogue: search over 2,000 services, role by role; nothing is stored.

Run it in a shell on any database that has icrm_internal:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_search.py

2,000 services of 40 departments in a tree, in English and Chinese: half for everyone,
a third for some departments, the rest for segments; 50,000 requests of the last year,
so that "what the own department asks for most" has something to count. Per role and
query: the median of seven runs of ``search_catalogue``, the statements it sends, and
how many services come back. Beside it, what the page My Services asks for (80 cards),
and the plain ``name ilike`` that a bare Odoo list would send.
"""

import random
import statistics
import time
from functools import partial

from odoo import Command
from odoo.fields import Domain
from odoo.tools import SQL

SERVICES = 2000
DEPARTMENTS = 40
REQUESTS = 50_000
RUNS = 7
WORDS = (
    "laptop printer screen phone network account password travel hotel flight contract "
    "payslip invoice budget room desk chair key badge parking training course holiday "
    "visa audit licence server backup storage mailbox meeting catering cleaning repair"
).split()
DEEDS = "new repair exchange return order move copy access renewal report".split()
CHINESE = "笔记本 打印机 显示器 电话 网络 账号 密码 差旅 酒店 合同 工资 发票".split()
QUERIES = (
    ("", "everything"),
    ("la", "two letters"),
    ("laptop", "one word"),
    ("laptp repiar", "two typos"),
    ("打印机申请", "Chinese"),
    ("please i need a new screen for my desk", "a sentence"),
    ("zzzzzz", "nothing"),
)


def company(env):
    """Fill the database; return {role: user}."""
    rng = random.Random(19)
    tops = env["hr.department"].create(
        [{"name": f"Division {i}"} for i in range(DEPARTMENTS // 5)]
    )
    below = env["hr.department"].create(
        [
            {"name": f"Department {i}", "parent_id": rng.choice(tops.ids)}
            for i in range(DEPARTMENTS - len(tops))
        ]
    )
    departments = tops | below
    teams = env["helpdesk.ticket.team"].create(
        [
            {"name": f"Desk {department.name}", "icrm_department_id": department.id}
            for department in departments
        ]
    )
    categories = env["icrm.service.category"].create(
        [{"name": word.title()} for word in WORDS]
    )
    users = {
        role: env["res.users"].create(
            {
                "name": f"Bench {role}",
                "login": f"bench_search_{role}",
                "group_ids": [Command.set([env.ref(group).id])],
            }
        )
        for role, group in (
            ("staff", "base.group_user"),
            ("agent", "icrm_internal.group_icrm_agent"),
            ("manager", "icrm_internal.group_icrm_manager"),
            ("officer", "icrm_internal.group_icrm_officer"),
        )
    }
    employees = env["hr.employee"].create(
        [
            {"name": user.name, "user_id": user.id, "department_id": below[0].id}
            for user in users.values()
        ]
    )
    below[0].manager_id = employees[2]
    teams[len(tops)].user_ids = users["agent"]
    customers = env["icrm.customer"].search([("employee_id", "in", employees.ids)])
    segments = env["icrm.segment"].create([{"name": f"Segment {i}"} for i in range(10)])
    segments[:3].customer_ids = customers
    vals_list = []
    for i in range(SERVICES):
        team = rng.choice(teams)
        audience = rng.choices(("everyone", "departments", "segments"), (3, 2, 1))[0]
        word = rng.choice(WORDS)
        vals_list.append(
            {
                "name": f"{rng.choice(DEEDS)} {word} {i}".capitalize(),
                "summary": " ".join(rng.choices(WORDS, k=8)),
                "keywords": ", ".join(rng.choices(WORDS, k=3))
                + f", {rng.choice(CHINESE)}申请",
                "category_id": rng.choice(categories.ids),
                "department_id": team.icrm_department_id.id,
                "team_id": team.id,
                "state": "published",
                "audience": audience,
                "audience_department_ids": [
                    Command.set(rng.sample(departments.ids, 3))
                    if audience == "departments"
                    else Command.clear()
                ],
                "audience_segment_ids": [
                    Command.set(rng.sample(segments.ids, 2))
                    if audience == "segments"
                    else Command.clear()
                ],
                "promise_ids": [
                    Command.create(
                        {"priority": "1", "response_hours": 4, "resolution_hours": 16}
                    )
                ],
            }
        )
    start = time.perf_counter()
    services = env["icrm.service"].with_context(tracking_disable=True).create(vals_list)
    env.flush_all()
    print(f"{SERVICES} services made in {time.perf_counter() - start:.1f} s")
    # Requests by SQL: how they come about is bench_intake's matter.
    template = env["helpdesk.ticket"].create(
        {"name": "Bench", "description": "x", "team_id": teams[0].id}
    )
    env.flush_all()
    env.execute_query(
        SQL(
            """
            INSERT INTO helpdesk_ticket (
                name, description, number, team_id, stage_id, company_id, priority,
                icrm_service_id, icrm_customer_department_id, icrm_submitted_at)
            SELECT 'Bench', 'x', 'BENCH' || i, team_id, stage_id, company_id, priority,
                   (%(services)s::int[])[1 + i %% %(count)s],
                   (%(departments)s::int[])[1 + i %% %(spread)s],
                   now() AT TIME ZONE 'UTC' - i * interval '10 minutes'
              FROM helpdesk_ticket, generate_series(1, %(requests)s) AS i
             WHERE id = %(template)s
         RETURNING 1
            """,
            services=services.ids,
            count=len(services),
            departments=departments.ids,
            spread=len(departments),
            requests=REQUESTS,
            template=template.id,
        )
    )
    env.cr.execute(
        "ANALYZE icrm_service, icrm_service_term, helpdesk_ticket, icrm_customer"
    )
    return users


def measure(env, call):
    """Return (median milliseconds, queries, result) of *call*, caches cold."""
    times = []
    for _run in range(RUNS + 1):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    # the first run fills what Odoo keeps per process: rules, translations
    return statistics.median(times[1:]) * 1000, queries, result


def main(env):
    users = company(env)
    spec = {
        name: {}
        for name in ("name", "summary", "promise_text", "is_pinned", "rating_avg")
    } | {"department_id": {"fields": {"display_name": {}}}}
    print(f"{'role':8} {'query':14} {'ms':>8} {'queries':>8} {'found':>6}")
    for role, user in users.items():
        services = env["icrm.service"].with_user(user)
        for query, label in QUERIES:
            ms, queries, found = measure(
                env,
                partial(services.search_catalogue, query),
            )
            print(f"{role:8} {label:14} {ms:8.1f} {queries:8} {len(found):6}")
        page = services.with_context(icrm_query=["laptop"])
        ms, queries, found = measure(
            env,
            partial(
                page.web_search_read,
                page._catalogue_domain() & Domain("display_name", "ilike", "laptop"),
                spec,
                limit=80,
                order=page._catalogue_order,
            ),
        )
        shown = len(found["records"])
        print(f"{role:8} {'page of cards':14} {ms:8.1f} {queries:8} {shown:6}")
        ms, queries, found = measure(
            env,
            partial(
                services.search, [("name", "ilike", "laptop")], limit=40, order="name"
            ),
        )
        print(f"{role:8} {'name ilike':14} {ms:8.1f} {queries:8} {len(found):6}")


main(env)  # noqa: F821
env.cr.rollback()  # noqa: F821
