# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who serves a request, for one and as a domain for a queue; what the reader can do."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.groups import AGENT, AUDITOR, MANAGER, OFFICER
from . import rating_rules
from .helpdesk_ticket_stage import OPEN_STATES


def may_serve(env, team, department, assignee=()):
    """Return whether the user may serve requests of a team and a department.

    An agent who is in the team or has it assigned, the head of the department or of one
    above it, officers. The records are given in sudo.
    """
    user = env.user
    if user.has_group(OFFICER):
        return True
    if not user.has_group(AGENT):
        return False
    if user in team.user_ids or user in assignee:
        return True
    return user.has_group(MANAGER) and user in (
        (team.icrm_department_id | department).icrm_head_user_ids
    )


def get_served_domain(env):
    """Return the domain of the requests for which :func:`may_serve` is true."""
    user = env.user
    if user.has_group(OFFICER):
        return Domain("icrm_service_id", "!=", False)
    if not user.has_group(AGENT):
        return Domain.FALSE
    served = Domain("team_id.user_ids", "=", user.id) | Domain("user_id", "=", user.id)
    if user.has_group(MANAGER):
        for department in ("team_id.icrm_department_id", "icrm_provider_department_id"):
            served |= Domain(f"{department}.icrm_head_user_ids", "=", user.id)
    return Domain("icrm_service_id", "!=", False) & served


def get_todo_domain(env):
    """Return the domain of the tickets whose to-dos the user reads; None of all."""
    if env.su or env.user.has_group(AUDITOR):
        return None
    return Domain("icrm_service_id", "=", False) | get_served_domain(env)


def restrict_todo_search(env, found, operator, value):
    """Return the domain of core's search for the state of to-dos, of those one reads.

    :param found: as core returns it
    """
    readable = get_todo_domain(env)
    if found is NotImplemented or readable is None:
        return found
    if (False in value) == (operator == "in"):
        return Domain(found) | ~readable
    return Domain(found) & readable


def restrict_todo_group(tickets, table, state):
    """Return the SQL of core's group by the state of to-dos, of those one reads."""
    readable = get_todo_domain(tickets.env)
    if readable is None:
        return state
    # sudo: only which of the rows that are grouped have to-dos to show
    served = tickets.sudo().with_context(active_test=False)._search(readable)
    # SQL: core joins all to-dos; those that are not read have no state
    return SQL(
        "CASE WHEN %s IN %s THEN %s END",
        SQL.identifier(table, "id"),
        served.subselect(),
        state,
    )


def compute_viewer(tickets):
    """Compute what the current user is to each request, and can do with it."""
    now = fields.Datetime.now()
    user = tickets.env.user
    for ticket in tickets:
        mine = bool(ticket.icrm_service_id) and user in (
            ticket.icrm_requester_id.user_id | ticket.icrm_beneficiary_id.user_id
        )
        resolved = mine and ticket.icrm_state == "resolved"
        ticket.icrm_is_mine = mine
        ticket.icrm_is_provider = bool(ticket.icrm_service_id) and (
            ticket._icrm_may_serve(
                ticket.team_id, ticket.icrm_provider_department_id, ticket.user_id
            )
        )
        ticket.icrm_can_withdraw = mine and ticket.icrm_state in OPEN_STATES
        ticket.icrm_can_confirm = (
            resolved
            and not ticket.icrm_confirmed_at
            and not rating_rules.get_refusal_reason(ticket)
        )
        until = ticket.icrm_resolved_at and ticket.icrm_resolved_at + timedelta(
            days=ticket.company_id.icrm_reopen_days
        )
        ticket.icrm_can_reopen = bool(resolved and until and now <= until)
