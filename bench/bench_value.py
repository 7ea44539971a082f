# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The nightly figures of all customers, over many requests.

Run it in a shell on a database that bench/generate.py has filled and that has
icrm_internal_care; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_value.py

Requests without a clock get one with three segments first, as submitting them would
have made. "by hand" is one SQL statement that counts requests, days since the last and
working seconds of the providers per department and per person: what the facts could
cost at least, without rhythm, promises, ratings, verdicts, or writing anything. Each is
measured once, on figures that are there (the second night).
"""

import time

BY_HAND = """
    SELECT icrm_customer_department_id, icrm_beneficiary_id,
           COUNT(DISTINCT ticket.id), MAX(icrm_submitted_at),
           SUM(segment.working_seconds)
      FROM helpdesk_ticket AS ticket
      JOIN icrm_clock AS clock
        ON clock.ticket_id = ticket.id AND clock.kind = 'resolution'
      JOIN icrm_clock_segment AS segment
        ON segment.clock_id = clock.id AND segment.holder = 'provider'
     GROUP BY GROUPING SETS (icrm_customer_department_id, icrm_beneficiary_id)
"""


def add_clocks(env):
    # Whom to give one is known first: a table that grows has no statistics.
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE bench_clockless ON COMMIT DROP AS
        SELECT ticket.id FROM helpdesk_ticket AS ticket
         WHERE ticket.icrm_service_id IS NOT NULL
        EXCEPT
        SELECT ticket_id FROM icrm_clock WHERE kind = 'resolution'
        """
    )
    env.cr.execute("ANALYZE bench_clockless")
    env.cr.execute(
        """
        WITH clock AS (
            INSERT INTO icrm_clock (
                kind, ticket_id, company_id, calendar_id, budget_seconds, started_at,
                stopped_at, elapsed_seconds, state)
            SELECT 'resolution', ticket.id, ticket.company_id,
                   company.resource_calendar_id, 86400, ticket.icrm_submitted_at,
                   ticket.icrm_resolved_at, 7200, 'met'
              FROM bench_clockless
              JOIN helpdesk_ticket AS ticket ON ticket.id = bench_clockless.id
              JOIN res_company AS company ON company.id = ticket.company_id
         RETURNING id, started_at)
        INSERT INTO icrm_clock_segment (
            clock_id, start_at, end_at, holder, is_counted, working_seconds)
        SELECT clock.id, started_at, started_at, holder, holder != 'customer', 3600
          FROM clock, (VALUES ('provider'), ('customer'), ('department'))
               AS held (holder)
        """
    )
    for table in ("helpdesk_ticket", "icrm_clock", "icrm_clock_segment"):
        env.cr.execute(f"ANALYZE {table}")


def timed(env, label, work, base=None):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    spent = time.perf_counter() - start
    queries = env.cr.sql_log_count - queries
    ratio = f"{spent / base:8.2f}" if base else ""
    print(f"{label:44}{spent:8.1f} s{queries:9}{ratio}", flush=True)
    return spent


def main(env):
    Value = env["icrm.customer.value"]
    company = env.company
    add_clocks(env)
    print(
        f"{env['icrm.customer'].search_count([])} customers, "
        f"{env['helpdesk.ticket'].search_count([])} requests"
    )
    print(f"{'':44}{'':10}{'queries':>9}{'ratio':>8}")
    base = timed(env, "by hand", lambda: env.cr.execute(BY_HAND) or env.cr.fetchall())

    def night():
        Value._compute_company(company)

    company.icrm_person_figures = False
    timed(env, "departments, the first night", night, base)
    timed(env, "departments", night, base)
    company.icrm_person_figures = True
    timed(env, "departments and people, the first night", night, base)
    timed(env, "departments and people", night, base)
    segments = env["icrm.segment"].search([("kind", "=", "rule")])
    timed(env, f"{len(segments)} segments", segments._refresh_members, base)
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
