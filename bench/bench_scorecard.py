# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Freezing the scorecards of a company, and opening them; queries must not grow.

Run it in a shell on a database that has icrm_internal; nothing is stored:

    DEPARTMENTS=200 INDICATORS=30 ./dev odoo shell -d DATABASE --no-http \\
        < bench/bench_scorecard.py

The results are entered, with twenty customer departments each, so that what is measured
is the scorecards, not the indicators behind them (see bench_kpi.py). "by hand" copies
the results of the period into lines by one statement, without what they add up to,
targets, shares, ranks, causes and checksums. Median of three.
"""

import os
import statistics
import time
from datetime import date

from odoo.tools import SQL

DEPARTMENTS = int(os.environ.get("DEPARTMENTS", 200))
INDICATORS = int(os.environ.get("INDICATORS", 30))
CUSTOMERS, PERIODS, TURNS = 20, 8, 3
MONTHS = [date(2025, month, 1) for month in range(1, PERIODS + 1)]


def fill(env, departments, indicators):
    """Enter results of that many departments and indicators for eight months."""
    env["icrm.kpi"].search([]).active = False
    kpis = env["icrm.kpi"].create(
        [
            {
                "code": f"bench_{number}",
                "name": f"Bench {number}",
                "definition": "x",
                "by_relationship": True,
                "floor": 0,
                "target": 100,
                "weight": 100 / indicators,
            }
            for number in range(indicators)
        ]
    )
    made = env["hr.department"].create(
        [{"name": f"Bench {number}"} for number in range(departments)]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO icrm_kpi_value (
                kpi_id, company_id, period_kind, date_from, date_to, department_id,
                customer_department_id, numerator, denominator, case_count, value,
                floor, target, weight, score, is_scored, is_final)
            SELECT kpi, %(company)s, 'month', month,
                   (month + INTERVAL '1 month - 1 day')::date, department, customer,
                   value, 1, 1, value, 0, 100, %(weight)s, value, TRUE, FALSE
              FROM unnest(%(kpis)s::int[]) AS kpi,
                   unnest(%(departments)s::int[]) AS department,
                   unnest(%(months)s::date[]) AS month,
                   unnest(%(customers)s::int[] || NULL::int) AS customer,
           LATERAL (SELECT (kpi * 7 + department * 13 + COALESCE(customer, 0) * 5
                            + EXTRACT(MONTH FROM month)::int * 3) %% 100 AS value
                   ) AS figure
            """,
            company=env.company.id,
            weight=100 / indicators,
            kpis=kpis.ids,
            departments=made.ids,
            months=MONTHS,
            customers=made[:CUSTOMERS].ids,
        )
    )
    env.cr.execute("ANALYZE icrm_kpi_value")
    return made


def measure(env, work, turns=TURNS):
    """Return (median milliseconds, queries) of *work*."""
    times = []
    for _turn in range(turns):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    return statistics.median(times) * 1000, queries


def by_hand(env):
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_line ON COMMIT DROP AS
            SELECT department_id, kpi_id, value, floor, target, weight, score
              FROM icrm_kpi_value
             WHERE date_from = %s AND customer_department_id IS NULL
               AND department_id IS NOT NULL
            """,
            MONTHS[-1],
        )
    )
    env.cr.execute("DROP TABLE bench_line")


def run(env, departments, indicators):
    print(f"{departments} departments x {indicators} indicators")
    made = fill(env, departments, indicators)
    Scorecard = env["icrm.scorecard"].with_user(env.ref("base.user_admin"))
    base = measure(env, lambda: by_hand(env))
    rows = [("by hand", base)]
    for month in MONTHS[:-1]:
        Scorecard.action_freeze("month", str(month))
    last = str(MONTHS[-1])
    rows.append(
        ("draft", measure(env, lambda: Scorecard.action_preview("month", last)))
    )
    rows.append(
        ("freeze", measure(env, lambda: Scorecard.action_freeze("month", last), 1))
    )
    rows.append(
        ("freeze again", measure(env, lambda: Scorecard.action_freeze("month", last)))
    )
    card = Scorecard.search(
        [("department_id", "=", made[0].id), ("date_from", "=", MONTHS[-1])]
    )
    for label, work in (
        ("open a scorecard", card.get_card),
        ("heat map", lambda: Scorecard.get_overview("month", last)),
        ("comparison", lambda: Scorecard.get_comparison(made[0].id, "month")),
        (
            "before and after a day",
            lambda: Scorecard.get_comparison(
                made[0].id, "month", baseline=str(MONTHS[4])
            ),
        ),
    ):
        rows.append((label, measure(env, work)))
    print(f"{'':32}{'ms':>8}{'queries':>9}")
    for label, (spent, queries) in rows:
        print(f"{label:32}{spent:8.0f}{queries:9}", flush=True)
    env.cr.rollback()
    env.invalidate_all()


run(env, DEPARTMENTS // 10, INDICATORS // 3)  # noqa: F821 (the shell gives env)
run(env, DEPARTMENTS, INDICATORS)  # noqa: F821
