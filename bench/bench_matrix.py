# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The provider x customer matrix, and the list of relationships, over many requests.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_matrix.py

"by hand" is one SQL statement that counts the requests of twelve months per pair of
departments and the share of met promises, without ratings or what is open: what the
figures could cost at least. Median of five, caches emptied before each.
"""

import json
import statistics
import time

from odoo import Command

TURNS = 5
BY_HAND = """
    SELECT icrm_provider_department_id, icrm_customer_department_id, COUNT(*),
           AVG((icrm_resolved_at <= icrm_due_at)::int)
      FROM helpdesk_ticket
     WHERE icrm_submitted_at >= NOW() - INTERVAL '12 months'
     GROUP BY icrm_provider_department_id, icrm_customer_department_id
"""


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


def main(env):
    Relationship = env["icrm.relationship"]
    start = time.perf_counter()
    Relationship._ensure_all()
    env.flush_all()
    print(
        f"{Relationship.search_count([])} relationships between "
        f"{env['hr.department'].search_count([])} departments, "
        f"{env['helpdesk.ticket'].search_count([])} requests; found in "
        f"{time.perf_counter() - start:.1f} s"
    )
    officer, manager = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": login,
                    "login": login,
                    "group_ids": [Command.link(env.ref(group).id)],
                }
                for login, group in (
                    ("bench_officer", "icrm_internal.group_icrm_officer"),
                    ("bench_manager", "icrm_internal.group_icrm_manager"),
                )
            ]
        )
    )
    departments = env["hr.department"].search([("name", "like", "Bench")])
    head = env["hr.employee"].create({"name": "Head", "user_id": manager.id})
    departments[:1].manager_id = head
    few = Relationship.search([], limit=80).ids
    names = [*Relationship._get_figure_names(), "display_name"]

    def matrix(user):
        return Relationship.with_user(user).get_matrix()

    print(f"{'':44}{'ms':>8}{'queries':>9}{'ratio':>8}")
    base = measure(env, lambda: env.cr.execute(BY_HAND) or env.cr.fetchall())
    for label, work in (
        ("by hand", None),
        ("matrix, officer", lambda: matrix(officer)),
        ("matrix, head of one department", lambda: matrix(manager)),
        (
            "list of 80 relationships, officer",
            lambda: Relationship.with_user(officer).browse(few).read(names),
        ),
        (
            "one relationship, officer",
            lambda: Relationship.with_user(officer).browse(few[:1]).read(names),
        ),
    ):
        spent, queries = measure(env, work) if work else base
        print(f"{label:44}{spent:8.0f}{queries:9}{spent / base[0]:8.2f}", flush=True)
    print(f"the officer's matrix: {len(json.dumps(matrix(officer))) / 1e6:.1f} MB")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
