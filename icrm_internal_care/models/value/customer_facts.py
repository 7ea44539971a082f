# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known of every customer of a company, in two statements for each kind.

Requests of a department are those whose customer department it is, as on the day of
submission; of a person, those that were made for them. All requests of the company are
read once; what comes out is one row a customer.
"""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    RUNNING_HOLDERS,
)
from odoo.addons.icrm_internal.models.request.sla_sql import MET, OPEN

from ...measures.lifecycle import RHYTHM_FROM

YEAR = relativedelta(months=12)
HALF_YEAR = relativedelta(months=6)
#: How far back the rhythm of contact is looked for
RHYTHM = relativedelta(months=24)

MODELS = (
    "hr.department",
    "hr.employee",
    "hr.version",
    "helpdesk.ticket",
    "icrm.clock",
    "icrm.clock.segment",
    "icrm.customer",
    "icrm.relationship",
    "icrm.request.rating",
)

# Whose requests, how many people they are, and since when they are there
SUBJECTS = {
    "department": SQL(
        """
        SELECT customer.id AS customer_id, customer.active,
               customer.department_id AS key,
               department.create_date AS joined_at,
               COALESCE(people.number, 0) AS people
          FROM icrm_customer AS customer
          JOIN hr_department AS department ON department.id = customer.department_id
     LEFT JOIN (SELECT department_id, COUNT(*) AS number
                  FROM icrm_customer
                 WHERE kind = 'employee' AND active
                 GROUP BY department_id) AS people
            ON people.department_id = customer.department_id
        """
    ),
    "employee": SQL(
        """
        SELECT customer.id AS customer_id, customer.active,
               customer.id AS key,
               COALESCE(hired.hired_on, employee.create_date) AS joined_at,
               1 AS people
          FROM icrm_customer AS customer
          JOIN hr_employee AS employee
            ON employee.id = customer.employee_id AND customer.active
     LEFT JOIN (SELECT employee_id, MIN(contract_date_start)::timestamp AS hired_on
                  FROM hr_version
                 GROUP BY employee_id) AS hired
            ON hired.employee_id = employee.id
        """
    ),
}
KEYS = {
    "department": SQL.identifier("helpdesk_ticket", "icrm_customer_department_id"),
    "employee": SQL.identifier("helpdesk_ticket", "icrm_beneficiary_id"),
}


def read(env, company, kind, today):
    """Return one dict of facts for each customer of this kind.

    :param kind: "department" or "employee"
    :param today: the company's day
    """
    for model in MODELS:
        env[model].flush_model()
    # SQL: compiling the statement takes longer than what it saves.
    env.cr.execute("SET LOCAL jit = off")
    # SQL: all facts of all customers in one pass; bench_value
    env.cr.execute(_get_query(company, kind, today))
    names = [column.name for column in env.cr.description]
    rows = [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]
    # What one person gave is nobody's to see, not even in a mean.
    stars = _read_stars(env, company, today) if kind == "department" else {}
    for row in rows:
        row.update(stars.get(row["key"], {"stars": None, "star_count": 0}))
        row.setdefault("before", None)
        row.setdefault("now", None)
    return rows


def _get_query(company, kind, today):
    return SQL(
        """
        WITH subject AS MATERIALIZED (
            %(subject)s
             WHERE customer.kind = %(kind)s AND customer.company_id = %(company)s
        ), request AS MATERIALIZED (
            SELECT subject.customer_id, helpdesk_ticket.id,
                   icrm_submitted_at AS asked_at,
                   %(day)s AS day,
                   %(met)s AS met,
                   icrm_due_at >= %(year)s AS is_recent_promise,
                   %(open)s AS is_open,
                   icrm_next_due_at < %(now)s AS is_overdue
              FROM helpdesk_ticket
              JOIN subject ON subject.key = %(key)s
             WHERE helpdesk_ticket.company_id = %(company)s
               AND helpdesk_ticket.active
               AND icrm_service_id IS NOT NULL
               AND icrm_submitted_at <= %(now)s
        ), counted AS (
            SELECT customer_id,
                   MIN(day) AS first_on,
                   MAX(day) AS last_on,
                   COUNT(*) FILTER (WHERE asked_at >= %(year)s) AS requests,
                   COUNT(met) FILTER (WHERE is_recent_promise) AS measured,
                   SUM(met) FILTER (WHERE is_recent_promise) AS kept,
                   COUNT(*) FILTER (WHERE is_open) AS opened,
                   COUNT(*) FILTER (WHERE is_open AND is_overdue) AS overdue
              FROM request
             GROUP BY customer_id
        ), effort AS (
            SELECT request.customer_id,
                   SUM(segment.working_seconds) AS total,
                   SUM(segment.working_seconds)
                       FILTER (WHERE request.asked_at >= %(year)s) AS seconds
              FROM request
              JOIN icrm_clock AS clock
                ON clock.ticket_id = request.id AND clock.kind = 'resolution'
              JOIN icrm_clock_segment AS segment
                ON segment.clock_id = clock.id AND segment.holder IN %(holders)s
             GROUP BY request.customer_id
        ), waiting AS (
            SELECT request.customer_id, COUNT(*) AS waits,
                   SUM(clock.elapsed_seconds) AS waited
              FROM request
              JOIN icrm_clock AS clock
                ON clock.ticket_id = request.id AND clock.kind = 'resolution'
             WHERE clock.stopped_at >= %(year)s AND clock.state IN ('met', 'missed')
             GROUP BY request.customer_id
        ), rhythm AS (
            SELECT customer_id,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY day - before) AS days
              FROM (SELECT customer_id, day,
                           LAG(day) OVER (
                               PARTITION BY customer_id ORDER BY day
                           ) AS before
                      FROM (SELECT DISTINCT customer_id, day
                              FROM request
                             WHERE asked_at >= %(rhythm)s) AS contact) AS gap
             WHERE before IS NOT NULL
             GROUP BY customer_id
            HAVING COUNT(*) >= %(gaps)s
        )
        SELECT subject.customer_id, subject.key, subject.people,
               COALESCE(subject.active, FALSE) AS is_active,
               %(today)s - %(joined_on)s AS joined,
               %(today)s - counted.first_on AS first,
               %(today)s - counted.last_on AS silent,
               counted.first_on, counted.last_on,
               rhythm.days AS rhythm,
               COALESCE(counted.requests, 0)::int AS requests,
               COALESCE(counted.measured, 0)::int AS measured,
               COALESCE(counted.kept, 0)::int AS kept,
               COALESCE(waiting.waits, 0)::int AS waits,
               COALESCE(waiting.waited, 0)::bigint AS waited,
               COALESCE(counted.opened, 0)::int AS opened,
               COALESCE(counted.overdue, 0)::int AS overdue,
               COALESCE(effort.total, 0)::bigint AS effort_total,
               COALESCE(effort.seconds, 0)::bigint AS effort
          FROM subject
     LEFT JOIN counted ON counted.customer_id = subject.customer_id
     LEFT JOIN effort ON effort.customer_id = subject.customer_id
     LEFT JOIN waiting ON waiting.customer_id = subject.customer_id
     LEFT JOIN rhythm ON rhythm.customer_id = subject.customer_id
         ORDER BY subject.customer_id
        """,
        subject=SUBJECTS[kind],
        kind=kind,
        key=KEYS[kind],
        company=company.id,
        today=today,
        now=fields.Datetime.now(),
        year=company_day.midnight(company, today - YEAR),
        rhythm=company_day.midnight(company, today - RHYTHM),
        gaps=RHYTHM_FROM - 1,
        holders=RUNNING_HOLDERS,
        open=OPEN,
        day=company_day.sql_day(SQL("icrm_submitted_at"), company.id),
        joined_on=company_day.sql_day(SQL("subject.joined_at"), company.id),
        met=SQL(MET, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")),
    )


def _read_stars(env, company, today):
    """Return {department id: its means} from the averages that relationships show.

    They are made of those averages and of nothing else, so they tell nothing that is
    not shown already. Those of the half year before are the difference of two of them,
    both of whole groups.
    """
    # sudo: which averages there are; none of fewer people than the minimum
    pairs_sudo = env["icrm.relationship"].sudo().with_context(active_test=False)
    pairs_sudo = pairs_sudo.search([("company_id", "=", company.id)])
    if not pairs_sudo:
        return {}
    # SQL: the relationships' own averages, added up; bench_value
    rows = env.execute_query(
        SQL(
            """
            WITH pair AS MATERIALIZED (
                SELECT id, provider_department_id, customer_department_id, company_id
                  FROM icrm_relationship
                 WHERE company_id = %(company)s
            ), year AS (%(year)s), half AS (%(half)s)
            SELECT year.customer_id,
                   SUM(year.number)::int,
                   SUM(year.average * year.number),
                   SUM(year.number) FILTER (WHERE half.number < year.number)::int,
                   SUM(year.average * year.number)
                       FILTER (WHERE half.number < year.number),
                   SUM(half.number) FILTER (WHERE half.number < year.number)::int,
                   SUM(half.average * half.number)
                       FILTER (WHERE half.number < year.number)
              FROM year
         LEFT JOIN half ON half.provider_id = year.provider_id
                       AND half.customer_id = year.customer_id
             GROUP BY year.customer_id
            """,
            company=company.id,
            year=pairs_sudo._get_rated_query(
                company_day.midnight(company, today - YEAR)
            ),
            half=pairs_sudo._get_rated_query(
                company_day.midnight(company, today - HALF_YEAR)
            ),
        )
    )
    found = {}
    for department_id, number, total, both, both_total, half, half_total in rows:
        found[department_id] = own = {"stars": total / number, "star_count": number}
        if half:
            own["now"] = half_total / half
            own["before"] = (both_total - half_total) / (both - half)
    return found
