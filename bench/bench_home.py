# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The home page of each role, and the badges of the menu, as the server answers them.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_home.py

Median of seven, caches emptied before each. "staff" is the employee with most open
requests; "agent" is in the team with most of them, and "head" heads its department.
"""

import statistics
import time

from odoo import Command

TURNS = 7


def measure(env, work):
    """Return (median milliseconds, queries) of *work*."""
    times = []
    for _turn in range(TURNS + 1):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    return statistics.median(times[1:]) * 1000, queries


def get_people(env):
    """Return {role: user} of those with most to see; new users where there is none."""
    Ticket = env["helpdesk.ticket"]
    still = [("icrm_state", "in", ("new", "in_progress", "waiting"))]
    [(team, _count)] = Ticket._read_group(
        still, ["team_id"], ["__count"], order="__count desc", limit=1
    )
    [(customer, _count)] = Ticket._read_group(
        still, ["icrm_beneficiary_id"], ["__count"], order="__count desc", limit=1
    )

    def new_user(name, role=None):
        groups = env.ref("base.group_user")
        if role:
            groups += env.ref(f"icrm_internal.group_icrm_{role}")
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": f"bench_home_{name}",
                    "group_ids": [Command.set(groups.ids)],
                }
            )
        )

    staff = new_user("staff")
    customer.employee_id.user_id = staff
    head = new_user("head", "manager")
    employee = env["hr.employee"].create({"name": "Head", "user_id": head.id})
    team.icrm_department_id.manager_id = employee
    return {
        "staff": staff,
        "agent": team.user_ids[:1],
        "head": head,
        "officer": new_user("officer", "officer"),
        "auditor": new_user("auditor", "auditor"),
        "administrator": new_user("administrator", "admin"),
    }


def main(env):
    count = env["helpdesk.ticket"].search_count([("icrm_service_id", "!=", False)])
    print(f"{count:,} requests")
    print(f"{'':16}{'home':>10}{'queries':>10}{'badges':>10}{'queries':>10}")
    for role, user in get_people(env).items():
        home = env["icrm.home"].with_user(user)
        line = [*measure(env, home.get_home), *measure(env, home.get_badges)]
        print(f"{role:16}{line[0]:7.0f} ms{line[1]:10}{line[2]:7.0f} ms{line[3]:10}")
    env.cr.rollback()


main(env)  # noqa: F821
