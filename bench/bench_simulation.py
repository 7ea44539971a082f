# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A year of requests, replayed under other promises; see measures/replay.py.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_simulation.py

100,000 requests of the last year get a clock of 16 hours and three stretches: with the
provider, with the customer, with the provider again. They are replayed as if one
department had served them: with other hours, with other working hours, with one more
person and in another order. "read" is what it takes to fetch the same rows and do
nothing.
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.promise.simulation_ledger import Ledger

REQUESTS = 100_000
CLOCKS = """
    INSERT INTO icrm_clock (kind, ticket_id, company_id, calendar_id, budget_seconds,
                            started_at, stopped_at, state, elapsed_seconds)
    SELECT 'resolution', ticket.id, ticket.company_id, %s, 57600, at.started,
           at.started + length * INTERVAL '3 hours',
           CASE WHEN length < 8 THEN 'met' ELSE 'missed' END, 7200 * length
      FROM (SELECT id, company_id, ROW_NUMBER() OVER (ORDER BY id) AS place,
                   1 + (id * 7919) %% 12 AS length
              FROM helpdesk_ticket ORDER BY id LIMIT %s) AS ticket,
           LATERAL (SELECT NOW() AT TIME ZONE 'UTC' - INTERVAL '360 days'
                           + ticket.place * INTERVAL '5 minutes' AS started) AS at
        ON CONFLICT DO NOTHING
"""
STRETCHES = """
    INSERT INTO icrm_clock_segment (clock_id, start_at, end_at, holder, department_id,
                                    is_counted, working_seconds)
    SELECT clock.id, clock.started_at + part * (stopped_at - started_at) / 3,
           clock.started_at + (part + 1) * (stopped_at - started_at) / 3,
           CASE part WHEN 1 THEN 'customer' ELSE 'provider' END, %s, part <> 1, 3600
      FROM icrm_clock AS clock, generate_series(0, 2) AS part
     WHERE clock.kind = 'resolution' AND NOT EXISTS (
           SELECT FROM icrm_clock_segment WHERE clock_id = clock.id)
"""


def fill(env, calendar, department):
    env.cr.execute(SQL(CLOCKS, calendar.id, REQUESTS))
    env.cr.execute(SQL(STRETCHES, department.id))
    env.cr.execute("ANALYZE icrm_clock; ANALYZE icrm_clock_segment")
    env.invalidate_all()


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main(env):
    now = fields.Datetime.now()
    departments = env["hr.department"].with_context(active_test=False).search([])
    company = env["helpdesk.ticket"].search([], limit=1).company_id
    calendar = company.resource_calendar_id
    fill(env, calendar, departments[:1])
    ledger = Ledger(
        env, departments.ids, SQL("TRUE"), company, now - timedelta(days=365), now
    )
    read, promised = timed(lambda: (ledger.read_promised(), ledger.read_cases()))
    print(
        f"{len(promised[0])} requests, "
        f"{sum(len(case.stretches) for case in promised[1].values())} stretches; "
        f"read {read:.1f} s"
    )
    other = calendar.copy({"name": "Shorter"})
    other.attendance_ids[:2].unlink()
    budgets = {
        (request.service_id, request.priority): request.budget // 2
        for request in promised[0]
    }
    for name, values in (
        ("half the hours", {}),
        ("other working hours", {"calendar_id": other.id}),
        ("one more person", {"people": (40, 41)}),
        ("earliest due date first", {"people": (40, 40), "order": "due"}),
    ):
        seconds, found = timed(lambda values=values: ledger.simulate(budgets, **values))
        print(f"{name}: {seconds:.1f} s, met {found[None].met_then:.1%}")


main(env)  # noqa: F821
env.cr.rollback()  # noqa: F821
