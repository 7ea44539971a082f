# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The nightly jobs of foresight over many requests: forecasts, learning, rating.

Run it in a shell on a database; it adds requests with clocks, and nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_foresight.py

REQUESTS (100,000) of 200 services over two years, of which 5,000 are open, a fifth of
the others missed. Each job is measured twice: the second is that of every other night.
"""

import os
import time

from odoo import Command

REQUESTS = int(os.environ.get("REQUESTS", 100_000))
OPEN = min(5_000, REQUESTS // 10)


def fill(env):
    """Add the requests, each with a clock and one segment."""
    department = env["hr.department"].create({"name": "Bench desk"})
    teams = env["helpdesk.ticket.team"].create(
        [{"name": f"Bench {i}", "icrm_department_id": department.id} for i in range(20)]
    )
    category = env["icrm.service.category"].create({"name": "Bench"})
    services = env["icrm.service"].create(
        [
            {
                "name": f"Bench service {i}",
                "category_id": category.id,
                "department_id": department.id,
                "team_id": teams[i % 20].id,
                "state": "published",
                "promise_ids": [
                    Command.create(
                        {"priority": "1", "response_hours": 4, "resolution_hours": 16}
                    )
                ],
            }
            for i in range(200)
        ]
    )
    done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    new = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO helpdesk_ticket (
            number, name, description, active, sequence, company_id, team_id, stage_id,
            priority, icrm_service_id, icrm_provider_department_id, icrm_origin,
            icrm_state, icrm_holder, icrm_submitted_at, icrm_resolved_at, closed_date,
            create_uid, write_uid, create_date, write_date)
        SELECT 'FORE' || i, 'Bench', '<p>x</p>', TRUE, 10, %(company)s,
               (%(teams)s::int[])[1 + i %% 20],
               CASE WHEN i < %(open)s THEN %(new)s ELSE %(done)s END,
               (i %% 3)::text, (%(services)s::int[])[1 + i %% 200], %(department)s,
               'import',
               CASE WHEN i < %(open)s THEN 'new' ELSE 'resolved' END,
               CASE WHEN i < %(open)s THEN 'provider' END,
               at,
               CASE WHEN i >= %(open)s THEN at + INTERVAL '2 days' END,
               CASE WHEN i >= %(open)s THEN at + INTERVAL '2 days' END,
               %(uid)s, %(uid)s, at, at
          FROM generate_series(0, %(count)s - 1) AS i,
       LATERAL (SELECT (NOW() AT TIME ZONE 'UTC') - CASE
                    WHEN i < %(open)s THEN INTERVAL '1 hour' * (i %% 8)
                    ELSE INTERVAL '1 day' * (3 + (i * 7919::bigint) %% 727)
                         + INTERVAL '1 hour' * (i %% 24) END AS at) AS moment
        """,
        {
            "company": env.company.id,
            "teams": teams.ids,
            "services": services.ids,
            "department": department.id,
            "done": done.id,
            "new": new.id,
            "open": OPEN,
            "count": REQUESTS,
            "uid": env.uid,
        },
    )
    env.cr.execute(
        """
        WITH clock AS (
            INSERT INTO icrm_clock (
                kind, ticket_id, company_id, calendar_id, budget_seconds, started_at,
                stopped_at, missed_at, due_at, elapsed_seconds, state)
            SELECT 'resolution', ticket.id, ticket.company_id,
                   company.resource_calendar_id, 57600, ticket.icrm_submitted_at,
                   ticket.icrm_resolved_at,
                   CASE WHEN ticket.icrm_resolved_at IS NOT NULL AND missed
                        THEN ticket.icrm_resolved_at - INTERVAL '2 hours' END,
                   CASE WHEN ticket.icrm_resolved_at IS NULL
                        THEN ticket.icrm_submitted_at + INTERVAL '3 days' END,
                   CASE WHEN ticket.icrm_resolved_at IS NULL THEN 0
                        WHEN missed THEN 64800 ELSE 28800 END,
                   CASE WHEN ticket.icrm_resolved_at IS NULL THEN 'running'
                        WHEN missed THEN 'missed' ELSE 'met' END
              FROM helpdesk_ticket AS ticket
              JOIN res_company AS company ON company.id = ticket.company_id,
           LATERAL (SELECT (ticket.id * 2654435761::bigint) %% 100
                           < 5 * (ticket.icrm_service_id %% 8) AS missed) AS outcome
             WHERE ticket.number LIKE 'FORE%%'
         RETURNING id, started_at, stopped_at, elapsed_seconds)
        INSERT INTO icrm_clock_segment (
            clock_id, start_at, end_at, holder, is_counted, working_seconds)
        SELECT id, started_at, stopped_at, 'provider', TRUE,
               CASE WHEN stopped_at IS NOT NULL THEN elapsed_seconds END
          FROM clock
        """,
        {},
    )
    for table in ("helpdesk_ticket", "icrm_clock", "icrm_clock_segment"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def timed(env, label, work):
    for night in ("first", "second"):
        env.flush_all()
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        env.flush_all()
        spent = time.perf_counter() - start
        queries = env.cr.sql_log_count - queries
        print(f"{label:28}{night:8}{spent:8.1f} s{queries:8} queries", flush=True)


def main(env):
    fill(env)
    Forecast, Check = env["icrm.forecast"], env["icrm.risk.check"]
    timed(env, "forecasts", lambda: Forecast._compute_company(env.company))
    timed(env, "learning the risk", lambda: Check._learn(env.company))
    timed(env, "rating open requests", lambda: Check._rate(env.company))
    check = Check.search([("company_id", "=", env.company.id)], limit=1)
    print(f"{check.state}, calibration error {check.error:.3f}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
