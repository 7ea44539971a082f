# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Changes of several requests at once: which can be changed, and why others cannot.

The reasons are found for a whole batch, before anything is written: what the dialog
lists is what it leaves out.
"""

from odoo.exceptions import UserError

from . import checklist
from .helpdesk_ticket_stage import OPEN_STATES
from .merging import check_mergeable


def get_refusals(tickets, needs_open=True):
    """Return {request: reason} of those that the caller cannot change.

    :param tickets: requests the caller can read
    :param bool needs_open: whether closed ones are refused
    """
    _ = tickets.env._
    states = dict(tickets._fields["icrm_state"]._description_selection(tickets.env))
    refusals = {}
    for ticket in tickets:
        if not ticket.icrm_service_id:
            refusals[ticket] = _("is not a request")
        elif not ticket.icrm_is_provider:
            refusals[ticket] = _("is served by another team")
        elif needs_open and ticket.icrm_state not in OPEN_STATES:
            refusals[ticket] = _(
                "is “%(state)s”", state=states.get(ticket.icrm_state, "")
            )
    return refusals


def get_assign_refusals(tickets, user):
    """Return {request: reason} of those that *user* cannot be assigned to.

    :param tickets: requests the caller may change
    """
    refusals = {}
    for ticket in tickets:
        # sudo: members of the team that the caller serves
        team_sudo = ticket.sudo().team_id
        if user not in team_sudo.user_ids:
            refusals[ticket] = tickets.env._(
                "%(name)s is not in team %(team)s",
                name=user.name,
                team=team_sudo.name or tickets.env._("(none)"),
            )
    return refusals


def get_resolve_refusals(tickets):
    """Return {request: reason} of those whose checklist is not complete.

    :param tickets: requests the caller may change
    """
    # sudo: lines of the services that the caller serves
    missing = checklist.find_missing(tickets.sudo())
    return {
        ticket: tickets.env._(
            "is not checked: %(lines)s",
            lines=", ".join(missing[ticket.id].mapped("name")),
        )
        for ticket in tickets
        if ticket.id in missing
    }


def get_merge_refusals(tickets, target, others=False):
    """Return {request: reason} of those that cannot be merged into *target*.

    :param bool others: whether those of other customers can
    """
    refusals = {}
    for ticket in tickets:
        try:
            # sudo: customers are compared; the caller serves both
            check_mergeable(ticket.sudo(), target.sudo(), others)
        except UserError as error:
            refusals[ticket] = error.args[0]
    return refusals
