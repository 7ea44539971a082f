# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A year of requests, replayed under other promises; see measures/replay.py.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_simulation.py

All requests of the company of the last 36 months are replayed as if one department
had served them: with other hours, with other working hours, with one more person and
in another order. "read" is what it takes to fetch the same rows and do nothing.
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.promise.simulation_ledger import Ledger


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main(env):
    now = fields.Datetime.now()
    departments = env["hr.department"].with_context(active_test=False).search([])
    company = env["helpdesk.ticket"].search([], limit=1).company_id
    ledger = Ledger(
        env, departments.ids, SQL("TRUE"), company, now - timedelta(days=1095), now
    )
    read, promised = timed(lambda: (ledger.read_promised(), ledger.read_cases()))
    print(
        f"{len(promised[0])} requests, "
        f"{sum(len(case.stretches) for case in promised[1].values())} stretches; "
        f"read {read:.1f} s"
    )
    calendar = env["resource.calendar"].search([], limit=1)
    budgets = {
        (request.service_id, request.priority): request.budget // 2
        for request in promised[0]
    }
    for name, values in (
        ("half the hours", {}),
        ("other working hours", {"calendar_id": calendar.id}),
        ("one more person", {"people": (40, 41)}),
        ("earliest due date first", {"people": (40, 40), "order": "due"}),
    ):
        seconds, found = timed(lambda values=values: ledger.simulate(budgets, **values))
        print(f"{name}: {seconds:.1f} s, met {found[None].met_then:.1%}")


main(env)  # noqa: F821
