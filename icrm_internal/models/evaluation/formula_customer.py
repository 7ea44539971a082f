# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Formulas over customers: the people for whom something was asked.

A customer counts once for each department, relationship and service, however many
requests there are.
"""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .formula import OF_REQUEST, Formula

CUSTOMER = "icrm.customer"
# Who asked in the year before counts as a customer; lost after half a year of silence.
CUSTOMER_FOR = relativedelta(months=12)
LOST_AFTER = relativedelta(months=6)


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    _ = env._
    return {
        "contact_frequency": Formula(
            _("Contact frequency"),
            CUSTOMER,
            contact_frequency,
            per_record=("SUM(numerator)", "1"),
            teams=True,
        ),
        "repeat_rate": Formula(
            _("Repeat customers"),
            CUSTOMER,
            contact_frequency,
            100,
            per_record=("(SUM(numerator) > 1)::int", "1"),
            teams=True,
        ),
        "retention": Formula(
            _("Customer retention"),
            CUSTOMER,
            retention,
            100,
            per_record=(
                "(SUM(numerator) > 0 AND SUM(denominator) > 0)::int",
                "(SUM(denominator) > 0)::int",
            ),
            teams=True,
        ),
        "churn": Formula(
            _("Customer churn"),
            CUSTOMER,
            churn,
            100,
            per_record=("(SUM(numerator) = 0)::int", "1"),
            teams=True,
        ),
        "silence": Formula(
            _("Days since last request"),
            CUSTOMER,
            silence,
            divisor=86400,
            per_record=("MIN(numerator)", "1"),
            teams=True,
        ),
        "staff_turnover": Formula(_("Staff turnover"), CUSTOMER, staff_turnover, 100),
        "request_growth": Formula(
            _("Request growth"),
            "icrm.request.report",
            request_growth,
            100,
            teams=True,
        ),
    }


def _requested(span, covers, numerator, denominator=None, record=None):
    """Return one fact per request; the record is the customer."""
    return SQL(
        """
        SELECT %(record)s AS record_id, %(dimensions)s,
               %(numerator)s AS numerator, %(denominator)s AS denominator,
               1 AS case_count
          FROM helpdesk_ticket AS ticket
         WHERE ticket.company_id = %(company)s AND %(covers)s
           AND ticket.active AND ticket.icrm_service_id IS NOT NULL
        """,
        record=record or SQL("ticket.icrm_beneficiary_id"),
        dimensions=OF_REQUEST,
        numerator=numerator,
        denominator=denominator or SQL("1"),
        company=span.company_id,
        covers=covers,
    )


def contact_frequency(kpi, span):
    return _requested(span, span.covers(SQL("ticket.icrm_submitted_at")), SQL("1"))


def retention(kpi, span):
    asked = SQL("ticket.icrm_submitted_at")
    return _requested(
        span,
        span.covers_both(asked),
        SQL("(%s >= %s)::int", asked, span.start),
        SQL("(%s < %s)::int", asked, span.start),
    )


def _inactive(span, numerator):
    asked = SQL("ticket.icrm_submitted_at")
    return _requested(
        span,
        SQL(
            "%s >= %s AND %s < %s",
            asked,
            span.as_of - CUSTOMER_FOR,
            asked,
            span.as_of,
        ),
        numerator,
    )


def churn(kpi, span):
    """No data before a year of requests: until then nobody can have been lost."""
    asked = SQL("ticket.icrm_submitted_at")
    return _requested(
        span,
        SQL(
            "%s >= %s AND %s < %s AND %s",
            asked,
            span.as_of - CUSTOMER_FOR,
            asked,
            span.as_of,
            SQL(
                """
                (SELECT MIN(first.icrm_submitted_at) FROM helpdesk_ticket AS first
                  WHERE first.company_id = %s AND first.active
                    AND first.icrm_service_id IS NOT NULL) < %s
                """,
                span.company_id,
                span.as_of - CUSTOMER_FOR,
            ),
        ),
        SQL("(ticket.icrm_submitted_at >= %s)::int", span.as_of - LOST_AFTER),
    )


def silence(kpi, span):
    return _inactive(
        span,
        SQL("EXTRACT(EPOCH FROM %s - ticket.icrm_submitted_at)::int", span.as_of),
    )


def request_growth(kpi, span):
    asked = SQL("ticket.icrm_submitted_at")
    return _requested(
        span,
        span.covers_both(asked),
        SQL("CASE WHEN %s >= %s THEN 1 ELSE -1 END", asked, span.start),
        SQL("(%s < %s)::int", asked, span.start),
        SQL("ticket.id"),
    )


def staff_turnover(kpi, span):
    """Of the employees of the period: those whose departure date lies in it."""
    return SQL(
        """
        SELECT customer.id AS record_id, customer.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               (NOT employee.active AND COALESCE(
                   version.departure_date BETWEEN %(date_from)s AND %(date_to)s, FALSE
               ))::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_customer AS customer
          JOIN hr_employee AS employee ON employee.id = customer.employee_id
          LEFT JOIN hr_version AS version ON version.id = employee.current_version_id
         WHERE customer.kind = 'employee' AND customer.company_id = %(company)s
           AND customer.create_date < %(end)s
           AND (employee.active OR version.departure_date >= %(date_from)s)
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
        end=span.end,
    )
