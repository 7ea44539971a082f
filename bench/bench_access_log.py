# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Chaining and verifying an access log of a million entries.

Run it in a shell on any database with icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_access_log.py
"""

import time

ENTRIES = 1_000_000
PEOPLE = 200


def main(env):
    start = time.perf_counter()
    users = env["res.users"].search([], limit=PEOPLE)
    env.cr.execute(
        """
        INSERT INTO icrm_access_log
            (at, user_id, kind, res_model, record_name, reason, field_names, row_count,
             company_id)
        SELECT now() AT TIME ZONE 'UTC', (%(users)s)[1 + number %% %(count)s],
               'export', 'helpdesk.ticket', 'Request', 'List export', 'number, name',
               number %% 500, %(company)s
          FROM generate_series(1, %(entries)s) AS number
        """,
        {
            "users": users.ids,
            "count": len(users),
            "company": env.company.id,
            "entries": ENTRIES,
        },
    )
    print(f"{ENTRIES} entries written in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    while env["icrm.access.log"]._chain():
        pass
    print(f"chained in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    check = env["icrm.access.check"]._run()
    print(f"verified in {time.perf_counter() - start:.1f} s: {check.summary}")
    env.cr.rollback()


main(env)  # noqa: F821
