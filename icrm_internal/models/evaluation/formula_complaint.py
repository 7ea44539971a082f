# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Formulas over complaints, such that no single one can be identified.

Of departments only, for closed quarters only, of the company's minimum of complaints
or more, and with nothing to subtract: see ``icrm.kpi._get_released``. A figure that
changes day by day would reveal each new complaint.
"""

from odoo.tools import SQL

from .formula import Formula

COMPLAINT = "icrm.complaint"
# Of one kind of period only: months against quarters would be one more subtraction.
PROTECTED = {"kinds": ("quarter",), "protected": True}


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    _ = env._
    return {
        "complaint_rate": Formula(
            _("Complaint rate"), COMPLAINT, complaint_rate, 100, **PROTECTED
        ),
        "complaint_clocks_met": Formula(
            _("Complaint promises met"),
            COMPLAINT,
            complaint_clocks_met,
            100,
            **PROTECTED,
        ),
        "complaint_satisfaction": Formula(
            _("Complaint handling satisfaction"),
            COMPLAINT,
            complaint_satisfaction,
            100,
            **PROTECTED,
        ),
    }


def complaint_rate(kpi, span):
    return SQL(
        """
        SELECT id AS record_id, department_id, NULL::int AS customer_department_id,
               NULL::int AS service_id, NULL::int AS team_id,
               1 AS numerator, 0 AS denominator, 1 AS case_count
          FROM icrm_complaint
         WHERE company_id = %(company)s
           AND filed_on BETWEEN %(date_from)s AND %(date_to)s
         UNION ALL
        SELECT NULL::int, ticket.icrm_provider_department_id, NULL::int, NULL::int,
               NULL::int, 0, 1, 0
          FROM helpdesk_ticket AS ticket
         WHERE ticket.company_id = %(company)s AND ticket.active
           AND ticket.icrm_service_id IS NOT NULL AND %(covers)s
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
        covers=span.covers(SQL("ticket.icrm_submitted_at")),
    )


def complaint_clocks_met(kpi, span):
    return SQL(
        """
        SELECT complaint.id AS record_id, complaint.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               COUNT(*) FILTER (WHERE clock.state = 'met') AS numerator,
               COUNT(*) AS denominator, 1 AS case_count
          FROM icrm_clock AS clock
          JOIN icrm_complaint AS complaint ON complaint.id = clock.complaint_id
         WHERE clock.company_id = %(company)s
           AND clock.state IN ('met', 'missed') AND %(covers)s
         GROUP BY complaint.id
        """,
        company=span.company_id,
        covers=span.covers(SQL("COALESCE(clock.missed_at, clock.stopped_at)")),
    )


def complaint_satisfaction(kpi, span):
    return SQL(
        """
        SELECT complaint.id AS record_id, complaint.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               (latest.outcome = 'yes')::int AS numerator, 1 AS denominator,
               1 AS case_count
          FROM icrm_complaint AS complaint
          JOIN LATERAL (
               SELECT outcome, day
                 FROM icrm_complaint_followup
                WHERE complaint_id = complaint.id
                  AND day BETWEEN %(date_from)s AND %(date_to)s
             ORDER BY level DESC, position DESC
                LIMIT 1) AS latest ON latest.outcome <> 'no_answer'
         WHERE complaint.company_id = %(company)s
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
    )
