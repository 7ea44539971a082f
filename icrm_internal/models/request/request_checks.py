# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is refused: other companies, archiving, another customer, another state."""

from odoo.exceptions import AccessError, UserError, ValidationError

from ..access.groups import ADMIN
from .helpdesk_ticket_stage import OPEN_STATES


def check_companies(tickets, names):
    """Raise unless the records named *names* are of one company, for each request."""
    # sudo: companies are compared, visible to the writer or not.
    for ticket in tickets.sudo().filtered("icrm_service_id"):
        companies = ticket.company_id.union(
            *(ticket[name].company_id for name in names)
        )
        if len(companies) > 1:
            raise ValidationError(
                tickets.env._(
                    "Request %(number)s: service, team, requester and beneficiary "
                    "must belong to one company, not %(companies)s.",
                    number=ticket.number,
                    companies=", ".join(companies.mapped("name")),
                )
            )


def check_archive(tickets):
    """Refuse to archive requests: they end in their workflow."""
    if tickets.env.user.has_group(ADMIN):
        return
    # sudo: whether it is a request
    if request := tickets.sudo().filtered("icrm_service_id")[:1]:
        raise AccessError(
            tickets.env._(
                "Request %(number)s: only administrators can archive; resolve, "
                "reject or withdraw it instead.",
                number=request.number,
            )
        )


def refuse_other_customer(tickets, vals):
    """Raise if *vals* change a closed request's customer, or remove the service.

    Requester and beneficiary rate and confirm: an agent could otherwise enter
    themselves. This applies to heads and officers as well.
    """
    # sudo: what is written in the ticket counts, visible to the writer or not.
    for ticket in tickets.sudo().filtered("icrm_service_id"):
        if not vals.get("icrm_service_id", True):
            raise UserError(
                tickets.env._(
                    "Request %(number)s: the service is required.",
                    number=ticket.number,
                )
            )
        if ticket.icrm_state in OPEN_STATES:
            continue
        for name in ("icrm_requester_id", "icrm_beneficiary_id"):
            if name in vals and (vals[name] or False) != ticket[name].id:
                field = tickets._fields[name]._description_string(tickets.env)
                raise UserError(
                    tickets.env._(
                        "Request %(number)s is closed; %(field)s cannot be changed.",
                        number=ticket.number,
                        field=field,
                    )
                )


def check_state(tickets, states):
    """Lock these requests; raise unless every one is in one of *states*."""
    tickets._icrm_lock()
    labels = dict(tickets._fields["icrm_state"]._description_selection(tickets.env))
    for ticket in tickets:
        if ticket.icrm_state not in states:
            raise UserError(
                tickets.env._(
                    "Request %(number)s is “%(state)s”; this action is not available.",
                    number=ticket.number,
                    state=labels.get(ticket.icrm_state, ""),
                )
            )
