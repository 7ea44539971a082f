# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What PostgreSQL needs to plan what one page of a request asks, role by role.

    ./dev bench page

The rules of requests are part of each of these queries, and long: with a few rows or a
million, planning them takes more of a page's time than running them. Best of nine.
"""

from odoo import Command
from odoo.tools import SQL

TURNS = 9
ROLES = ("", "agent", "manager", "officer", "auditor")
OF_REQUEST = [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", 1)]
PARTS = {
    "request": ("helpdesk.ticket", [("id", "=", 1)]),
    "followers": ("mail.followers", OF_REQUEST),
    "files": ("ir.attachment", OF_REQUEST),
    "ratings": ("rating.rating", OF_REQUEST),
}


def plan(records, domain):
    """Return the milliseconds that planning a search takes."""
    query = records._search(domain)
    times = []
    for _turn in range(TURNS):
        [[[plan]]] = records.env.execute_query(
            SQL("EXPLAIN (SUMMARY, FORMAT json) %s", query.select())
        )
        times.append(plan["Planning Time"])
    return min(times)


def main(env):
    print(f"{'':16}", *(f"{part:>13}" for part in PARTS))
    for role in ROLES:
        groups = env.ref("base.group_user")
        if role:
            groups += env.ref(f"icrm_internal.group_icrm_{role}")
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": role or "staff",
                    "login": f"bench_page_{role}",
                    "group_ids": [Command.set(groups.ids)],
                }
            )
        )
        times = [
            plan(env[model].with_user(user), domain) for model, domain in PARTS.values()
        ]
        print(f"{role or 'staff':16}", *(f"{time:10.1f} ms" for time in times))
    env.cr.rollback()


main(env)  # noqa: F821
