# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The formula of indicators that officers define: two measured facts and filters.

Officers choose from this list and nothing else: what is on it is about requests, whose
numbers tell nothing that is protected. No fact reads ratings, complaints, ballots or
evaluations: by filters their single authors could be told apart.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools import SQL

from ..request.sla_sql import is_open
from .formula import OF_REQUEST, Formula

MEASURED = "measured"

TICKET = "icrm.request.report"

# What was asked of others, seen by who asked: both sides change places.
OF_CUSTOMER = SQL(
    "ticket.icrm_customer_department_id AS department_id,"
    " ticket.icrm_provider_department_id AS customer_department_id,"
    " ticket.icrm_service_id AS service_id, ticket.team_id"
)

CLOCK = SQL("JOIN icrm_clock AS clock ON clock.ticket_id = ticket.id")
SUBMITTED = SQL("ticket.icrm_submitted_at")
RESOLVED = SQL("ticket.icrm_resolved_at")
CLOSED = SQL("ticket.closed_date")
ALWAYS = SQL("TRUE")


class Fact(NamedTuple):
    """What is counted or added up, of the requests of a period."""

    name: str
    #: ``where(span)`` returns the condition on ``ticket``, and on ``clock`` if joined
    where: Callable
    join: SQL = SQL()
    value: SQL = SQL("1")
    #: Added up in working hours, not counted
    is_time: bool = False


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    name = env._("Own: from measured facts")
    return {MEASURED: Formula(name, TICKET, measured, by_unit=True, teams=True)}


def get_facts(env):
    """Return {key: Fact}, named in the language of *env*: the closed list."""
    _ = env._
    return {
        "submitted": Fact(_("Requests submitted"), _at(SUBMITTED)),
        "resolved": Fact(_("Requests resolved"), _at(RESOLVED)),
        "reopened": Fact(
            _("Requests resolved and reopened"),
            _at(RESOLVED, SQL("ticket.icrm_reopen_count > 0")),
        ),
        "asked_back": Fact(
            _("Requests resolved after a question"),
            _at(
                RESOLVED,
                SQL("""EXISTS (SELECT FROM icrm_clock AS own
                             JOIN icrm_clock_segment AS segment
                               ON segment.clock_id = own.id
                            WHERE own.ticket_id = ticket.id
                              AND own.kind = 'resolution'
                              AND segment.holder = 'customer')"""),
            ),
        ),
        "handed_over": Fact(
            _("Requests resolved after a hand-over"),
            _at(
                RESOLVED,
                SQL("""EXISTS (SELECT FROM icrm_handover AS handover
                            WHERE handover.ticket_id = ticket.id)"""),
            ),
        ),
        "new_date": Fact(
            _("Requests resolved after a new date"),
            _at(
                RESOLVED,
                SQL("""EXISTS (SELECT FROM icrm_expected_date AS expected
                            WHERE expected.ticket_id = ticket.id)"""),
            ),
        ),
        "withdrawn": Fact(
            _("Requests withdrawn"), _at(CLOSED, SQL("ticket.icrm_state = 'withdrawn'"))
        ),
        "declined": Fact(
            _("Requests declined"), _at(CLOSED, SQL("ticket.icrm_state = 'rejected'"))
        ),
        "duplicates": Fact(
            _("Requests submitted twice"),
            _at(SUBMITTED, SQL("ticket.duplicate_id IS NOT NULL")),
        ),
        "backlog": Fact(_("Requests open at the end"), _is_open_at_the_end),
        "response_ended": _promise(_("Promises to reply, ended"), "response"),
        "response_met": _promise(_("Promises to reply, met"), "response", "met"),
        "response_missed": _promise(
            _("Promises to reply, missed"), "response", "missed"
        ),
        "resolution_ended": _promise(_("Promises to resolve, ended"), "resolution"),
        "resolution_met": _promise(_("Promises to resolve, met"), "resolution", "met"),
        "resolution_missed": _promise(
            _("Promises to resolve, missed"), "resolution", "missed"
        ),
        "response_hours": _hours(_("Working hours until the reply"), "response"),
        "resolution_hours": _hours(_("Working hours until resolved"), "resolution"),
    }


def _at(column, condition=ALWAYS):
    """Return the condition that *column* lies in the period."""
    return lambda span: SQL("%s AND %s", span.covers(column), condition)


def _is_open_at_the_end(span):
    return SQL(
        "ticket.icrm_submitted_at < %s AND (%s OR ticket.closed_date >= %s)",
        span.as_of,
        is_open(SQL("ticket.icrm_state")),
        span.as_of,
    )


def _promise(name, kind, state=None):
    """Return the fact of promises that were met or missed in the period."""

    def where(span):
        return SQL(
            "clock.kind = %s AND clock.state = ANY(%s) AND %s",
            kind,
            [state] if state else ["met", "missed"],
            span.covers(SQL("COALESCE(clock.missed_at, clock.stopped_at)")),
        )

    return Fact(name, where, join=CLOCK)


def _hours(name, kind):
    """Return the fact of the working time of clocks that stopped in the period."""

    def where(span):
        return SQL(
            "clock.kind = %s AND clock.state IN ('met', 'missed') AND %s",
            kind,
            span.covers(SQL("clock.stopped_at")),
        )

    value = SQL("clock.elapsed_seconds / 3600.0")
    return Fact(name, where, join=CLOCK, value=value, is_time=True)


def measured(kpi, span):
    """Return the facts of an officer's indicator: both parts, each by its own day."""
    facts = get_facts(kpi.env)
    above, below = facts[kpi.numerator_fact], facts[kpi.denominator_fact]
    parts = (
        (above, SQL("%s AS numerator, 0 AS denominator", above.value), 0),
        (below, SQL("0 AS numerator, %s AS denominator", below.value), 1),
    )
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT ticket.id AS record_id, %(dimensions)s, %(numbers)s,
                   %(counts)s AS case_count
              FROM helpdesk_ticket AS ticket %(join)s
             WHERE ticket.company_id = %(company)s AND ticket.active
               AND ticket.icrm_service_id IS NOT NULL
               AND %(where)s AND %(filters)s
            """,
            dimensions=OF_CUSTOMER if kpi.fact_side == "customer" else OF_REQUEST,
            numbers=numbers,
            counts=counts,
            join=fact.join,
            company=span.company_id,
            where=fact.where(span),
            filters=_get_filters(kpi),
        )
        for fact, numbers, counts in parts
    )


def _get_filters(kpi):
    """Return the condition of the filters; values are parameters."""
    # sudo: which services, not what they are; also those that were archived since: a
    # filter without them would count everything.
    kpi_sudo = kpi.sudo().with_context(active_test=False)
    chosen = [SQL("TRUE")]
    if services := kpi_sudo.filter_service_ids:
        chosen.append(SQL("ticket.icrm_service_id = ANY(%s)", services.ids))
    if categories := kpi_sudo.filter_category_ids:
        below = categories.search([("id", "child_of", categories.ids)])
        chosen.append(
            SQL(
                "ticket.icrm_service_id IN"
                " (SELECT id FROM icrm_service WHERE category_id = ANY(%s))",
                below.ids,
            )
        )
    if kpi.filter_priority:
        chosen.append(SQL("ticket.priority = %s", kpi.filter_priority))
    if kpi.filter_origin:
        chosen.append(SQL("ticket.icrm_origin = %s", kpi.filter_origin))
    return SQL(" AND ").join(chosen)
