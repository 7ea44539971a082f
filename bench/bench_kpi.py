# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The results of all indicators of a period, against hand-written SQL.

Run it in a shell on a database that bench/generate.py has filled; the clocks, campaigns
and results it adds where there are none are stored, the results of indicators are not:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_kpi.py

ANSWERS (default 1000000) respondents' answers are the base of the results of a campaign
about every department. "by hand" are the same figures, inserted into the same table by
one statement each, without targets, scores, closing, what was there before, what is
gone or what must not be shown. "again" computes the period once more when
nothing has changed: what a night costs. Median of three.
"""

import os
import statistics
import time
from datetime import date

from odoo.tools import SQL

from odoo.addons.icrm_internal.measures import period

ANSWERS = int(os.environ.get("ANSWERS", 1_000_000))
TURNS = int(os.environ.get("TURNS", 3))
# Questions to a respondent, respondents to a group
QUESTIONS, GROUP = 24, 5


def add_clocks(env):
    """Create the clocks of every request from its dates, with one segment each."""
    env.cr.execute(
        "SELECT COUNT(*) FROM icrm_clock WHERE kind IN ('response', 'resolution')"
    )
    if env.cr.fetchone()[0]:
        return
    env.cr.execute(
        SQL(
            """
            INSERT INTO icrm_clock (kind, ticket_id, company_id, calendar_id,
                                    budget_seconds, started_at, stopped_at, state,
                                    elapsed_seconds, due_at, missed_at)
            SELECT turn.kind, ticket.id, ticket.company_id, %s, turn.budget,
                   icrm_submitted_at, turn.stopped_at,
                   CASE WHEN turn.stopped_at <= turn.due_at THEN 'met'
                        WHEN turn.due_at < NOW() THEN 'missed'
                        ELSE 'running' END,
                   EXTRACT(EPOCH FROM turn.stopped_at - icrm_submitted_at)::int / 3,
                   turn.due_at,
                   CASE WHEN turn.stopped_at > turn.due_at
                          OR turn.stopped_at IS NULL AND turn.due_at < NOW()
                        THEN turn.due_at END
              FROM helpdesk_ticket AS ticket,
           LATERAL (VALUES
                   ('response', 14400, icrm_first_response_at, icrm_response_due_at),
                   ('resolution', 86400, icrm_resolved_at, icrm_due_at)
                   ) AS turn (kind, budget, stopped_at, due_at)
             WHERE icrm_service_id IS NOT NULL AND icrm_state <> 'withdrawn'
             ORDER BY ticket.id
            """,
            env.company.resource_calendar_id.id,
        )
    )
    env.cr.execute(
        """
        INSERT INTO icrm_clock_segment (clock_id, start_at, end_at, holder,
                                        department_id, is_counted, working_seconds)
        SELECT clock.id, clock.started_at, clock.stopped_at, part.holder,
               part.department_id, part.holder = 'provider',
               CASE WHEN clock.stopped_at IS NOT NULL
                    THEN clock.elapsed_seconds / part.share END
          FROM icrm_clock AS clock
          JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id,
       LATERAL (VALUES
               ('provider', ticket.icrm_provider_department_id, 1, TRUE),
               ('customer', ticket.icrm_customer_department_id, 4,
                ticket.id % 4 = 0 AND clock.stopped_at IS NOT NULL)
               ) AS part (holder, department_id, share, there)
         WHERE part.there
        """
    )
    env.cr.commit()
    env.cr.execute("ANALYZE icrm_clock; ANALYZE icrm_clock_segment")


def add_results(env, day):
    """Publish a campaign about every department, of which ANSWERS were counted."""
    Campaign = env["icrm.campaign"]
    if Campaign.search_count([("name", "=", "Bench")]):
        return
    survey = env["survey.survey"].create({"title": "Bench", "survey_type": "icrm"})
    departments = env["hr.department"].search([("name", "like", "Bench")])
    campaign = Campaign.create(
        {
            "name": "Bench",
            "survey_id": survey.id,
            "subject_ids": [
                (0, 0, {"department_id": department.id}) for department in departments
            ],
        }
    )
    campaign.flush_recordset()
    env.cr.execute(
        SQL(
            "UPDATE icrm_campaign SET state = 'published', visibility = 'heads',"
            " closed_on = %s, published_on = %s WHERE id = %s",
            day,
            day,
            campaign.id,
        )
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO icrm_campaign_group (campaign_id, subject_id, name,
                                             department_id, respondent_count)
            SELECT %(campaign)s, subject.id, 'Bench', department.id, %(group)s
              FROM icrm_campaign_subject AS subject,
                   unnest(%(departments)s::int[]) AS department (id)
             WHERE subject.campaign_id = %(campaign)s
             ORDER BY RANDOM()
             LIMIT %(number)s
            """,
            campaign=campaign.id,
            group=GROUP,
            number=ANSWERS // QUESTIONS // GROUP,
            departments=departments.ids,
        )
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO icrm_result (campaign_id, company_id, date, subject_id,
                                     department_id, group_id, customer_department_id,
                                     level, measure, dimension_id, side,
                                     response_count, total,
                                     squares, counts, score_total, average, score)
            SELECT groups.campaign_id, %(company)s, %(day)s, subject.id,
                   subject.department_id, groups.id, groups.department_id,
                   cell.level, cell.measure, cell.dimension_id, cell.side,
                   groups.respondent_count, cell.mean * groups.respondent_count, 0,
                   cell.counts::jsonb, 0, cell.mean, 0
              FROM icrm_campaign_group AS groups
              JOIN icrm_campaign_subject AS subject ON subject.id = groups.subject_id,
           LATERAL (
                   SELECT 'dimension' AS level, 'servqual' AS measure,
                          id AS dimension_id, 'gap' AS side, -0.5 AS mean,
                          NULL AS counts
                     FROM icrm_dimension
                    WHERE code IN ('tangibles', 'reliability', 'responsiveness',
                                   'assurance', 'empathy')
                    UNION ALL
                   VALUES ('overall', 'servqual', NULL::int, 'gap', -0.4, NULL),
                          ('question', 'csat', NULL, NULL, 4, '{"4": 3, "5": 1}'),
                          ('question', 'nps', NULL, NULL, 8, '{"9": 3, "6": 1}'),
                          ('question', 'ces', NULL, NULL, 5, '{"5": 4}')) AS cell
             WHERE groups.campaign_id = %(campaign)s
            """,
            company=env.company.id,
            day=day,
            campaign=campaign.id,
        )
    )
    env.cr.commit()
    env.cr.execute("ANALYZE icrm_result")


def by_hand(kpi, span):
    """Return the statement one would write by hand for these figures."""
    formula = kpi._get_formulas()[kpi.formula]
    return SQL(
        """
        INSERT INTO icrm_kpi_value (kpi_id, company_id, period_kind, date_from, date_to,
                                    department_id, customer_department_id, service_id,
                                    numerator, denominator, case_count, value)
        SELECT %s, %s, %s, %s, %s, department_id, customer_department_id, service_id,
               numerator, denominator, case_count, %s * numerator / denominator
          FROM (%s) AS sums
         WHERE denominator <> 0
        """,
        kpi.id,
        span.company_id,
        span.kind,
        span.date_from,
        span.date_to,
        formula.factor / formula.divisor,
        kpi._get_sums(span),
    )


def measure(work, before):
    """Return the median seconds of *work*."""
    times = []
    for _turn in range(TURNS):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(env):
    today = date.today()
    bounds = {
        "the month before": period.previous("month", today.replace(day=1)),
        "the quarter before": period.previous(
            "quarter", period.bounds("quarter", today)[0]
        ),
    }
    start = time.perf_counter()
    add_clocks(env)
    add_results(env, bounds["the month before"][0])
    print(f"clocks and results: {time.perf_counter() - start:.0f} s")
    Kpi, cr = env["icrm.kpi"], env.cr
    cr.execute("SET jit = off")
    cr.execute("SELECT COUNT(*) FROM helpdesk_ticket")
    print(f"{cr.fetchone()[0]} requests")
    for label, (first, last) in bounds.items():
        kind = period.kind_of(first, last)
        span = Kpi._get_span(env.company, kind, first, last)
        # Composites read a few hundred rows of their parts.
        kpis = Kpi.search([("formula", "!=", "composite")])._filter_computed(span)
        print(f"\n{label}: {len(kpis)} computed indicators")
        print(
            f"{'':28}{'rows':>8}{'by hand':>10}{'computed':>10}{'ratio':>7}{'again':>9}"
        )
        totals = [0.0, 0.0, 0.0]
        for kpi in kpis:
            times = race(env, kpi, span)
            totals = [a + b for a, b in zip(totals, times, strict=True)]
        print_result("all", "", *totals)
    cr.rollback()


def race(env, kpi, span):
    """Return the seconds of one indicator by hand, computed, and computed again."""
    cr = env.cr
    # Rolled back at the end; a deleted row would stay in the way of the next turn.
    empty = "TRUNCATE icrm_kpi_value CASCADE"
    hand = measure(lambda: cr.execute(by_hand(kpi, span)), lambda: cr.execute(empty))
    ours = measure(
        lambda: cr.execute(kpi._get_update_query(span)), lambda: cr.execute(empty)
    )
    cr.execute("ANALYZE icrm_kpi_value")
    again = measure(lambda: cr.execute(kpi._get_update_query(span)), lambda: None)
    cr.execute(SQL("SELECT COUNT(*) FROM icrm_kpi_value WHERE kpi_id = %s", kpi.id))
    print_result(kpi.code, cr.fetchone()[0], hand, ours, again)
    return hand, ours, again


def print_result(label, rows, hand, ours, again):
    print(
        f"{label:28}{rows:>8}{1000 * hand:9.0f} ms{1000 * ours:9.0f} ms"
        f"{ours / hand:7.2f}{1000 * again:8.0f} ms",
        flush=True,
    )


main(env)  # noqa: F821 (the shell gives env)
