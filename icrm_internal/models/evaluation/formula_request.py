# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Formulas over requests, their clocks and hand-overs.

Times are working time as the ledger of clocks has it: what the promise ran, by the
hours of the service, without what waited for the customer. A clock counts in the
period in which it was decided: when it was stopped, or when its budget ran out.
"""

from odoo.tools import SQL

from ..request.sla_sql import is_open
from .formula import OF_REQUEST, Formula

HOUR, DAY = 3600, 86400
# The requests that the reader may see, with their measures.
TICKET = "icrm.request.report"


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    _ = env._
    return {
        "response_time": Formula(
            _("First response time"), TICKET, response_time, divisor=HOUR, teams=True
        ),
        "resolution_time": Formula(
            _("Resolution time"), TICKET, resolution_time, divisor=HOUR, teams=True
        ),
        "promises_met": Formula(
            _("Promises met"), TICKET, promises_met, 100, teams=True
        ),
        "delays_announced": Formula(
            _("Delays announced in time"), TICKET, delays_announced, 100, teams=True
        ),
        "second_dates_met": Formula(
            _("Second dates met"), TICKET, second_dates_met, 100, teams=True
        ),
        "resolution_rate": Formula(
            _("Resolution rate"), TICKET, resolution_rate, 100, teams=True
        ),
        "reopen_rate": Formula(_("Reopen rate"), TICKET, reopen_rate, 100, teams=True),
        "quality_pass": Formula(
            _("Quality pass rate"), TICKET, quality_pass, 100, teams=True
        ),
        "requests_rated": Formula(
            _("Rated requests"), TICKET, requests_rated, 100, teams=True
        ),
        "duplicate_rate": Formula(
            _("Duplicate requests"), TICKET, duplicate_rate, 100, teams=True
        ),
        "clear_requests": Formula(
            _("First-time-complete rate"), TICKET, clear_requests, 100, teams=True
        ),
        "backlog_age": Formula(
            _("Backlog age"), TICKET, backlog_age, divisor=DAY, teams=True
        ),
        "time_held": Formula(
            _("Handling time"), TICKET, time_held, divisor=HOUR, teams=True
        ),
        "waiting_caused": Formula(
            _("Waiting caused to others"),
            TICKET,
            waiting_caused,
            divisor=HOUR,
            teams=True,
        ),
        "handover_met": Formula(
            _("Hand-overs acknowledged on time"),
            "icrm.handover",
            handover_met,
            100,
            teams=True,
        ),
        "combined_met": Formula(
            _("On-time cross-department requests"),
            TICKET,
            combined_met,
            100,
            teams=True,
        ),
        "knowledge_shared": Formula(
            _("Knowledge sharing"), "icrm.service", knowledge_shared, 100
        ),
    }


def _clock(span, kind, numerator):
    """Return the facts of the clocks of a kind that were stopped in the period."""
    return SQL(
        """
        SELECT ticket.id AS record_id, %(dimensions)s,
               %(numerator)s AS numerator, 1 AS denominator, 1 AS case_count
          FROM icrm_clock AS clock
          JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
         WHERE clock.kind = %(kind)s AND clock.company_id = %(company)s
           AND clock.state IN ('met', 'missed') AND %(covers)s
           AND ticket.active
        """,
        dimensions=OF_REQUEST,
        numerator=numerator,
        kind=kind,
        company=span.company_id,
        covers=span.covers(SQL("clock.stopped_at")),
    )


def _time(span, kind, seconds, ended_at):
    """Return the working time of clocks, and of imported requests that have none."""
    return SQL(
        """
        %(clocks)s
        UNION ALL
        SELECT ticket.id AS record_id, %(dimensions)s,
               COALESCE(%(seconds)s, 0) AS numerator, 1 AS denominator,
               1 AS case_count
          FROM helpdesk_ticket AS ticket
         WHERE ticket.company_id = %(company)s AND ticket.active
           AND ticket.icrm_origin = 'import' AND ticket.icrm_service_id IS NOT NULL
           AND %(covers)s
           AND NOT EXISTS (SELECT FROM icrm_clock AS clock
                            WHERE clock.ticket_id = ticket.id
                              AND clock.kind = %(kind)s)
        """,
        clocks=_clock(span, kind, SQL("clock.elapsed_seconds")),
        dimensions=OF_REQUEST,
        seconds=seconds,
        company=span.company_id,
        covers=span.covers(ended_at),
        kind=kind,
    )


def response_time(kpi, span):
    return _time(
        span,
        "response",
        SQL("ticket.icrm_response_seconds"),
        SQL("COALESCE(ticket.icrm_first_response_at, ticket.icrm_resolved_at)"),
    )


def resolution_time(kpi, span):
    return _time(
        span,
        "resolution",
        SQL("ticket.icrm_resolution_seconds"),
        SQL("ticket.icrm_resolved_at"),
    )


def clear_requests(kpi, span):
    asked_back = SQL(
        """(NOT EXISTS (SELECT FROM icrm_clock_segment AS segment
                         WHERE segment.clock_id = clock.id
                           AND segment.holder = 'customer'))::int"""
    )
    return _clock(span, "resolution", asked_back)


def promises_met(kpi, span):
    return SQL(
        """
        SELECT ticket.id AS record_id, %(dimensions)s,
               (clock.state = 'met')::int AS numerator, 1 AS denominator,
               1 AS case_count
          FROM icrm_clock AS clock
          JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
         WHERE clock.kind IN ('response', 'resolution')
           AND clock.company_id = %(company)s
           AND clock.state IN ('met', 'missed') AND %(covers)s
           AND ticket.active
        """,
        dimensions=OF_REQUEST,
        company=span.company_id,
        covers=span.covers(SQL("COALESCE(clock.missed_at, clock.stopped_at)")),
    )


def delays_announced(kpi, span):
    """Of the promises to resolve that were missed in the period: those where the
    customer had been given a new date before that."""
    return SQL(
        """
        SELECT ticket.id AS record_id, %(dimensions)s,
               EXISTS (SELECT FROM icrm_expected_date AS expected
                        WHERE expected.ticket_id = ticket.id
                          AND expected.set_at >= clock.started_at
                          AND expected.set_at < clock.missed_at)::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_clock AS clock
          JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
         WHERE clock.kind = 'resolution' AND clock.company_id = %(company)s
           AND clock.state = 'missed' AND %(covers)s
           AND ticket.active
        """,
        dimensions=OF_REQUEST,
        company=span.company_id,
        covers=span.covers(SQL("clock.missed_at")),
    )


def second_dates_met(kpi, span):
    """Of the new dates that came in the period: those by which the request was done.

    A date counts although another one followed. Requests withdrawn or rejected before
    their date do not: there was nothing to do any more.
    """
    return SQL(
        """
        SELECT ticket.id AS record_id, %(dimensions)s,
               COALESCE(ticket.icrm_resolved_at <= expected.expected_at, FALSE)::int
                   AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_expected_date AS expected
          JOIN helpdesk_ticket AS ticket ON ticket.id = expected.ticket_id
         WHERE expected.company_id = %(company)s AND %(covers)s
           AND expected.expected_at <= %(as_of)s
           AND ticket.active
           AND NOT (ticket.icrm_state IN ('withdrawn', 'rejected')
                    AND COALESCE(ticket.closed_date < expected.expected_at, FALSE))
        """,
        dimensions=OF_REQUEST,
        company=span.company_id,
        covers=span.covers(SQL("expected.expected_at")),
        as_of=span.as_of,
    )


def handover_met(kpi, span):
    return SQL(
        """
        SELECT handover.id AS record_id,
               handover.to_department_id AS department_id,
               handover.from_department_id AS customer_department_id,
               ticket.icrm_service_id AS service_id,
               handover.to_team_id AS team_id,
               (clock.state = 'met')::int AS numerator, 1 AS denominator,
               1 AS case_count
          FROM icrm_clock AS clock
          JOIN icrm_handover AS handover ON handover.id = clock.handover_id
          JOIN helpdesk_ticket AS ticket ON ticket.id = handover.ticket_id
         WHERE clock.kind = 'handover' AND clock.company_id = %(company)s
           AND clock.state IN ('met', 'missed') AND %(covers)s
        """,
        company=span.company_id,
        covers=span.covers(SQL("COALESCE(clock.missed_at, clock.stopped_at)")),
    )


def _request(span, covers, numerator, condition="TRUE"):
    """Return the facts of the requests that *covers* chooses, one each."""
    return SQL(
        """
        SELECT ticket.id AS record_id, %(dimensions)s,
               (%(numerator)s)::int AS numerator, 1 AS denominator, 1 AS case_count
          FROM helpdesk_ticket AS ticket
         WHERE ticket.company_id = %(company)s AND %(covers)s
           AND ticket.icrm_service_id IS NOT NULL AND %(condition)s
        """,
        dimensions=OF_REQUEST,
        numerator=numerator,
        company=span.company_id,
        covers=covers,
        condition=SQL(condition),
    )


def resolution_rate(kpi, span):
    return _request(
        span,
        span.covers(SQL("ticket.icrm_submitted_at")),
        SQL("COALESCE(ticket.icrm_resolved_at < %s, FALSE)", span.end),
        "ticket.active AND ticket.icrm_state <> 'withdrawn'",
    )


def reopen_rate(kpi, span):
    return _request(
        span,
        span.covers(SQL("ticket.icrm_resolved_at")),
        SQL("COALESCE(ticket.icrm_reopen_count, 0) > 0"),
        "ticket.active",
    )


def quality_pass(kpi, span):
    """Of the requests resolved in the period and confirmed or reopened: those that were
    confirmed, never reopened and complete by the closing checklist of that day."""
    unchecked = SQL(
        """EXISTS (
            SELECT FROM icrm_service_check AS line
             WHERE line.service_id = ticket.icrm_service_id
               AND line.required AND line.active
               AND line.create_date <= ticket.icrm_resolved_at
               AND NOT EXISTS (SELECT FROM icrm_request_check AS tick
                                WHERE tick.ticket_id = ticket.id
                                  AND tick.check_id = line.id))"""
    )
    return _request(
        span,
        span.covers(SQL("ticket.icrm_resolved_at")),
        SQL(
            "ticket.icrm_confirmed_at IS NOT NULL"
            " AND COALESCE(ticket.icrm_reopen_count, 0) = 0 AND NOT %s",
            unchecked,
        ),
        "ticket.active AND (ticket.icrm_confirmed_at IS NOT NULL"
        " OR COALESCE(ticket.icrm_reopen_count, 0) > 0)",
    )


def requests_rated(kpi, span):
    return _request(
        span,
        span.covers(SQL("ticket.icrm_resolved_at")),
        SQL(
            "EXISTS (SELECT FROM icrm_request_rating AS rating"
            " WHERE rating.ticket_id = ticket.id)"
        ),
        "ticket.active",
    )


def duplicate_rate(kpi, span):
    return _request(
        span,
        span.covers(SQL("ticket.icrm_submitted_at")),
        SQL("ticket.duplicate_id IS NOT NULL"),
    )


def backlog_age(kpi, span):
    was_open = SQL(
        "(%s OR ticket.closed_date >= %s)",
        is_open(SQL("ticket.icrm_state")),
        span.as_of,
    )
    return _request(
        span,
        SQL("%s AND ticket.icrm_submitted_at < %s", was_open, span.as_of),
        SQL("EXTRACT(EPOCH FROM %s - ticket.icrm_submitted_at)", span.as_of),
        "ticket.active",
    )


def _segment(span, condition, customer, numerator=None):
    """Return the facts of who held the requests resolved in the period: one per
    department and request."""
    return SQL(
        """
        SELECT ticket.id AS record_id, segment.department_id,
               %(customer)s AS customer_department_id,
               ticket.icrm_service_id AS service_id, ticket.team_id,
               %(numerator)s AS numerator, 1 AS denominator, 1 AS case_count
          FROM icrm_clock AS clock
          JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
          JOIN icrm_clock_segment AS segment ON segment.clock_id = clock.id
         WHERE clock.kind = 'resolution' AND clock.company_id = %(company)s
           AND clock.state IN ('met', 'missed') AND %(covers)s
           AND ticket.active AND segment.department_id IS NOT NULL
           AND %(condition)s
         GROUP BY ticket.id, segment.department_id, clock.state
        """,
        customer=customer,
        numerator=numerator or SQL("SUM(segment.working_seconds)::int"),
        company=span.company_id,
        covers=span.covers(SQL("clock.stopped_at")),
        condition=condition,
    )


def time_held(kpi, span):
    return _segment(
        span, SQL("segment.is_counted"), SQL("ticket.icrm_customer_department_id")
    )


def waiting_caused(kpi, span):
    return _segment(
        span,
        SQL(
            "segment.holder = 'customer'"
            " AND segment.department_id <> ticket.icrm_provider_department_id"
        ),
        SQL("ticket.icrm_provider_department_id"),
    )


def combined_met(kpi, span):
    return _segment(
        span,
        SQL(
            """segment.is_counted AND EXISTS (
                SELECT FROM icrm_clock_segment AS other
                 WHERE other.clock_id = clock.id AND other.is_counted
                   AND other.department_id <> segment.department_id)"""
        ),
        SQL("ticket.icrm_customer_department_id"),
        SQL("(clock.state = 'met')::int"),
    )


def knowledge_shared(kpi, span):
    return SQL(
        """
        SELECT service.id AS record_id, service.department_id,
               NULL::int AS customer_department_id, service.id AS service_id,
               NULL::int AS team_id,
               EXISTS (SELECT FROM icrm_service_article AS article
                        WHERE article.service_id = service.id AND article.active
                          AND article.state = 'published'
                          AND article.create_date < %(as_of)s)::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_service AS service
         WHERE service.state = 'published' AND service.active
           AND service.company_id = %(company)s
           AND service.create_date < %(as_of)s
        """,
        as_of=span.as_of,
        company=span.company_id,
    )
