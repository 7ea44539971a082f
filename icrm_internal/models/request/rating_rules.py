# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may confirm and rate a request.

Requester and beneficiary, if they do not serve it. All requests are passed in sudo.
"""

from odoo.exceptions import UserError
from odoo.fields import Domain


def get_refusal_reason(ticket):
    """Return why the user may not rate or confirm their request, or "".

    Without a query of its own; see :func:`check_can_rate`.
    """
    user = ticket.env.user
    first = (ticket.icrm_first_requester_id or ticket.icrm_requester_id) | (
        ticket.icrm_first_beneficiary_id or ticket.icrm_beneficiary_id
    )
    if user not in first.user_id:
        return ticket.env._(
            "Request %(number)s was submitted for someone else: only its requester "
            "and beneficiary can confirm or rate it.",
            number=ticket.number,
        )
    departments = ticket.team_id.icrm_department_id | ticket.icrm_provider_department_id
    if user in (
        ticket.user_id | ticket.team_id.user_ids | departments.icrm_head_user_ids
    ):
        return _get_own_service_message(ticket)
    return ""


def check_can_rate(tickets):
    """Raise unless the user may rate or confirm these requests.

    Those who served it before count as well; the ledger has them.
    """
    uid = tickets.env.uid
    served = tickets.env["icrm.request.event"].search(
        Domain("ticket_id", "in", tickets.ids)
        & (
            Domain("user_id", "=", uid)
            | Domain("team_id.user_ids", "in", uid)
            | Domain("team_id.icrm_department_id.icrm_head_user_ids", "in", uid)
        )
    )
    for ticket in tickets:
        reason = get_refusal_reason(ticket)
        if not reason and ticket in served.ticket_id:
            reason = _get_own_service_message(ticket)
        if reason:
            raise UserError(reason)


def _get_own_service_message(ticket):
    return ticket.env._(
        "Request %(number)s is served by you or your team. It will be confirmed by "
        "the customer or automatically.",
        number=ticket.number,
    )
