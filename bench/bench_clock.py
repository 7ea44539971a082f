# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Promise clocks: due dates, the sweep, and what two clocks cost a stage change.

Run it in a shell on any database that has icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_clock.py

1. 200,000 due dates from one calendar, against Odoo's plan_hours one by one (a sample,
   the ratio is per date).
2. The sweep over 100,000 running clocks of which 1,000 fell due, against the same over
   10,000 of which 1,000 fell due: the cost is that of what fell due.
3. 200,000 running clocks computed again after a holiday is added.
4. 1,000 requests (two clocks each) taken to In Progress, to Awaiting and back, against
   plain tickets, and against helpdesk_mgmt_sla's with two policies where that is
   installed.
"""

import random
import time
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tools import SQL

DATES, SAMPLE = 200_000, 300
COUNT = 1000
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
}


def timed(work):
    """Return (seconds, what *work* returned)."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def due_dates(env):
    dice = random.Random(1)
    calendar = env.company.resource_calendar_id
    now = fields.Datetime.now()
    clocks = [
        (
            now - timedelta(minutes=dice.randrange(400_000)),
            3600 * dice.randrange(1, 120),
        )
        for _index in range(DATES)
    ]
    seconds, dates = timed(lambda: calendar._icrm_due_dates(clocks))
    one_by_one, expected = timed(
        lambda: [
            calendar.plan_hours(budget / 3600, start, compute_leaves=True)
            for start, budget in clocks[:SAMPLE]
        ]
    )
    assert dates[:SAMPLE] == expected
    ratio = (one_by_one / SAMPLE) / (seconds / DATES)
    print(
        f"{DATES:,} due dates {seconds:.2f} s ({1e6 * seconds / DATES:.1f} us each); "
        f"plan_hours {1e3 * one_by_one / SAMPLE:.2f} ms each: {ratio:.0f} times"
    )


def offer(env):
    department, other = env["hr.department"].create(
        [{"name": "Bench IT"}, {"name": "Bench finance"}]
    )
    team = env["helpdesk.ticket.team"].create(
        {"name": "Bench desk", "icrm_department_id": department.id}
    )
    service = env["icrm.service"].create(
        {
            "name": "Bench service",
            "category_id": env["icrm.service.category"].create({"name": "Bench"}).id,
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
    employee = env["hr.employee"].create(
        {"name": "Bench", "department_id": other.id, "work_email": "b@example.com"}
    )
    customer = env["icrm.customer"].search([("employee_id", "=", employee.id)])
    return team, service, customer


def requests(env, service, customer, count):
    return env["helpdesk.ticket"].create(
        [
            {
                "name": f"Request {index}",
                "description": "<p>x</p>",
                "icrm_service_id": service.id,
                "icrm_requester_id": customer.id,
            }
            for index in range(count)
        ]
    )


def sweep(env, service, customer, running):
    """Return the seconds of a sweep over *running* clocks, 1,000 of them due."""
    ticket = requests(env, service, customer, 1)
    clock = ticket.icrm_clock_ids[:1]
    env.flush_all()
    fill(env, clock, running, 1000)
    with patch.object(type(env.cr), "commit", lambda cr: cr.flush()):
        seconds, _none = timed(env["icrm.clock"]._cron_sweep)
    missed = env["icrm.clock"].search_count(
        [("state", "=", "missed"), ("kind", "=", "handover")]
    )
    assert missed == 1000, missed
    return seconds


def fill(env, clock, running, due):
    """Copy *clock* *running* times in SQL, with a segment each; *due* ran out."""
    env.cr.execute(
        SQL(
            """
            WITH clocks AS (
                INSERT INTO icrm_clock (
                    kind, ticket_id, handover_id, company_id, calendar_id,
                    budget_seconds, started_at, state, elapsed_seconds, due_at,
                    next_alert_at
                )
                SELECT 'handover', NULL, NULL, company_id, calendar_id, 14400,
                       now() - interval '1 day', 'running', 0,
                       now() AT TIME ZONE 'UTC' + CASE WHEN number <= %s
                       THEN interval '-1 hour' ELSE interval '5 day' END,
                       now() AT TIME ZONE 'UTC' + interval '4 day'
                  FROM icrm_clock, generate_series(1, %s) AS number
                 WHERE id = %s
             RETURNING id, started_at
            )
            INSERT INTO icrm_clock_segment (clock_id, start_at, holder, is_counted)
            SELECT id, started_at, 'provider', TRUE FROM clocks
            """,
            due,
            running,
            clock.id,
        )
    )
    env.cr.execute("ANALYZE icrm_clock; ANALYZE icrm_clock_segment")
    env.invalidate_all()


def holiday(env, service, customer):
    """Return the seconds of computing 200,000 running clocks after a holiday."""
    ticket = requests(env, service, customer, 1)
    clock = ticket.icrm_clock_ids[:1]
    env.flush_all()
    fill(env, clock, DATES, 0)
    # Rows of the transaction itself have their foreign keys checked at each change,
    # those of yesterday have not.
    env.cr.execute(
        """
        SELECT string_agg(format('DROP CONSTRAINT %I', conname), ', ')
          FROM pg_constraint
         WHERE conrelid = 'icrm_clock'::regclass AND contype = 'f'
        """
    )
    env.cr.execute(SQL("ALTER TABLE icrm_clock %s", SQL(env.cr.fetchone()[0])))
    seconds, _none = timed(lambda: clock._compute_calendar(clock.calendar_id))
    return seconds


def stage_changes(env, label, tickets):
    stages = [
        env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
        for name in ("in_progress", "awaiting", "in_progress")
    ]
    tickets[:1].write({"stage_id": stages[0].id})
    env.flush_all()
    queries = env.cr.sql_log_count

    def change():
        for stage in stages:
            tickets[1:].write({"stage_id": stage.id})
            env.flush_all()

    seconds, _none = timed(change)
    each = len(stages) * (len(tickets) - 1)
    print(
        f"{label:44}{1e3 * seconds / each:8.2f} ms and "
        f"{(env.cr.sql_log_count - queries) / each:5.2f} queries a change"
    )
    return seconds / each


def main(env):
    env = env(context={**env.context, **QUIET})
    due_dates(env)
    team, service, customer = offer(env)
    results = {}
    for running in (10_000, 100_000):
        with env.cr.savepoint() as savepoint:
            results[running] = sweep(env, service, customer, running)
            savepoint.rollback()
        env.invalidate_all()
        print(f"sweep, 1,000 due of {running:,}: {results[running]:.2f} s")
    print(f"ratio for ten times the clocks: {results[100_000] / results[10_000]:.2f}")
    with env.cr.savepoint() as savepoint:
        seconds = holiday(env, service, customer)
        savepoint.rollback()
    env.invalidate_all()
    print(f"{DATES:,} running clocks after a holiday: {seconds:.2f} s")
    asked = requests(env, service, customer, COUNT + 1)
    plain_vals = [
        {"name": f"Ticket {index}", "description": "x", "team_id": team.id}
        for index in range(COUNT + 1)
    ]
    plain = stage_changes(
        env, "plain tickets", env["helpdesk.ticket"].create(plain_vals)
    )
    clocks = stage_changes(env, "requests with two clocks", asked)
    print(f"our part: {1e3 * (clocks - plain):.2f} ms a stage change")
    if "helpdesk.sla" in env:
        team.write(
            {"use_sla": True, "resource_calendar_id": env.company.resource_calendar_id}
        )
        done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        env["helpdesk.sla"].create(
            [
                {
                    "name": f"Policy {hours}",
                    "team_ids": [Command.link(team.id)],
                    "stage_id": done.id,
                    "hours": hours,
                    "ignore_stage_ids": [
                        Command.link(
                            env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting").id
                        )
                    ],
                }
                for hours in (4, 40)
            ]
        )
        stage_changes(
            env,
            "helpdesk_mgmt_sla with two policies",
            env["helpdesk.ticket"].create(plain_vals),
        )
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
