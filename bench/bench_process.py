# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Process figures, drafts from history and improvement rules over many requests.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_process.py

The busiest service gets a process drawn from its history; with ONE_SERVICE=1 all
requests are made its own first, which is the worst case. Every second request counts as
a missed promise for the rules. Median of three; queries as PostgreSQL gets them.
"""

import os
import statistics
import time
from datetime import timedelta

from odoo import fields

TURNS = int(os.environ.get("TURNS", 3))


def measure(env, label, action):
    """Print seconds and queries of *action*, whose work is rolled back."""
    seconds, queries = [], 0
    for _turn in range(TURNS):
        env.flush_all()
        env.invalidate_all()
        point = env.cr.savepoint()
        before, start = env.cr.sql_log_count, time.perf_counter()
        action()
        env.flush_all()
        seconds.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - before
        point.close(rollback=True)
        env.invalidate_all()
    middle = statistics.median(seconds)
    print(f"{label:52}{middle * 1000:9.0f} ms{queries:7} queries", flush=True)


def add_misses(env):
    """Let every second request have missed its promise within the last days."""
    env.cr.execute(
        """
        INSERT INTO icrm_clock (kind, ticket_id, company_id, calendar_id,
                                budget_seconds, started_at, state, elapsed_seconds,
                                due_at, missed_at)
        SELECT 'resolution', ticket.id, ticket.company_id,
               company.resource_calendar_id, 86400, icrm_submitted_at, 'missed', 90000,
               icrm_submitted_at, %s - ticket.id %% 80 * INTERVAL '1 day'
          FROM helpdesk_ticket AS ticket
          JOIN res_company AS company ON company.id = ticket.company_id
         WHERE icrm_service_id IS NOT NULL AND ticket.id %% 2 = 0
           AND NOT EXISTS (SELECT 1 FROM icrm_clock
                            WHERE ticket_id = ticket.id AND kind = 'resolution')
        """,
        [fields.Datetime.now()],
    )
    env.cr.execute("ANALYZE icrm_clock")


def main(env):
    """Measure everything once."""
    groups = env["helpdesk.ticket"]._read_group(
        [("icrm_service_id", "!=", False)],
        ["icrm_service_id"],
        ["__count"],
        order="__count DESC",
    )
    service = groups[0][0]
    if os.environ.get("ONE_SERVICE"):
        env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_service_id = %s"
            " WHERE icrm_service_id IS NOT NULL",
            [service.id],
        )
        env.cr.execute("ANALYZE helpdesk_ticket")
        env.invalidate_all()
    add_misses(env)
    process = env["icrm.process"].create({"name": "Bench", "service_id": service.id})
    process.action_draft_from_history()
    long_ago = fields.Datetime.now() - timedelta(days=3650)
    figures = process._get_figures(long_ago)
    print(
        f"{sum(count for _service, count in groups)} requests,"
        f" {figures['requests']} of the process, {len(process.step_ids)} steps",
        flush=True,
    )
    measure(env, "figures of all years", lambda: process._get_figures(long_ago))
    measure(env, "diagram of 12 months", lambda: process.get_diagram(12))
    measure(env, "draft from history", process.action_draft_from_history)
    Rule = env["icrm.improvement.rule"]
    for signal, _name in Rule._fields["signal"]._description_selection(env):
        rule = Rule.create({"name": signal, "signal": signal, "count": 3})
        measure(env, f"rule: {signal}", rule._apply)
        found = rule._apply()
        measure(env, f"rule again, {len(found)} known", rule._apply)
    env.cr.rollback()


main(env)  # noqa: F821 # the shell's
