# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Duplicates: requests that are merged into another one.

Requests and target are given in sudo, after a decision about access.
"""

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access import inner_context
from . import undo
from .helpdesk_ticket_stage import OPEN_STATES
from .notices import tell_customers


def get_customers(ticket):
    return ticket.icrm_requester_id | ticket.icrm_beneficiary_id


def get_people(ticket):
    """Return the customers whose matter it is: not an agent who registered a call."""
    customers = get_customers(ticket)
    requester = ticket.icrm_requester_id
    serve = ticket.user_id | ticket.team_id.user_ids
    if len(customers) > 1 and requester.user_id in serve:
        customers -= requester
    return customers


def share_customer(ticket, target):
    """Return whether every customer of *ticket* is one of the target as well.

    Else one of them could not read where the conversation goes on.
    """
    return get_customers(ticket) <= get_customers(target)


def get_candidate_domain(ticket, others=False):
    """Return the open requests that may be the same as *ticket*.

    :param bool others: those of other people and services as well
    """
    found = (
        Domain("icrm_state", "in", OPEN_STATES)
        & Domain("id", "!=", ticket.id)
        & Domain("icrm_service_id", "!=", False)
        & Domain("company_id", "=", ticket.company_id.id)
    )
    if others:
        return found
    people = get_people(ticket.sudo()).ids  # sudo: who serves, to leave them out
    return (
        found
        & Domain("icrm_service_id", "=", ticket.icrm_service_id.id)
        & (
            Domain("icrm_requester_id", "in", people)
            | Domain("icrm_beneficiary_id", "in", people)
        )
    )


def check_mergeable(requests, target, others=False):
    """Raise unless all are of the target's customers, or the caller chose *others*."""
    for ticket in requests:
        if ticket == target or ticket.company_id != target.company_id:
            raise UserError(
                requests.env._(
                    "Request %(number)s cannot be merged into %(target)s.",
                    number=ticket.number,
                    target=target.number,
                )
            )
        if not others and not get_people(ticket) & get_people(target):
            raise UserError(
                requests.env._(
                    "Request %(number)s is from another customer than %(target)s. "
                    "Choose to include other customers.",
                    number=ticket.number,
                    target=target.number,
                )
            )


def merge(requests, requests_sudo, target, others):
    """Close requests as duplicates; return the action that offers to undo it.

    :param requests: as the caller; they and the target are checked and locked
    """
    check_mergeable(requests_sudo, target, others)
    step = undo.begin(requests_sudo, "merge")
    for ticket in requests:
        post_merged(ticket, target)
    if not all(share_customer(ticket, target) for ticket in requests_sudo):
        target.icrm_informs_merged = True
    target._message_log(
        body=requests.env._(
            "Merged into this request: %(numbers)s",
            numbers=", ".join(requests_sudo.mapped("number")),
        ),
        author_id=requests.env.user.partner_id.id,
    )
    close_as_duplicates(requests_sudo, target)
    return undo.finish(step)


def close_as_duplicates(requests, target):
    """Close the requests; those merged into them before now belong to the target."""
    requests.duplicate_ids.write({"duplicate_id": target.id})
    requests = inner_context.give(requests, icrm_merging=True)
    requests.write({"duplicate_id": target.id})
    for company, tickets in requests.grouped("company_id").items():
        stage = company.helpdesk_mgmt_duplicate_ticket_stage_id
        if stage and stage.icrm_state not in OPEN_STATES:
            tickets.write({"stage_id": stage.id})
        else:
            tickets._icrm_set_state("withdrawn")


def post_merged(ticket, target):
    """Inform the customers of *ticket* where it goes on, in the caller's name.

    Those who may not read the target keep their own conversation, without a word about
    another's request.

    :param ticket: as the caller
    """
    # sudo: whose requests they are; the caller serves both.
    ticket_sudo = ticket.sudo()
    lang = ticket_sudo._icrm_customer_partners()[:1].lang or ticket.env.lang
    reader = ticket.with_context(lang=lang)
    if share_customer(ticket_sudo, target):
        body = reader.env._(
            "Merged into %(target)s. Updates will continue there.",
            target=Markup('<a href="%s">%s</a>')
            % (target.icrm_customer_url, target.number),
        )
    else:
        body = reader.env._(
            "We handle this together with another request about the same matter and "
            "will inform you here when it is done."
        )
    # Closing undone is no response.
    inner_context.give(ticket, icrm_no_response=True)._icrm_post_reply(body)


def inform_merged(targets):
    """Inform the customers of what was merged into resolved requests of others."""
    for target in targets:
        for ticket in target.duplicate_ids:
            if share_customer(ticket, target):
                continue
            partners = ticket._icrm_customer_partners()
            lang = partners[:1].lang or ticket.env.lang
            message = inner_context.give(ticket, icrm_step=True).message_post(
                body=ticket.with_context(lang=lang).env._(
                    "The matter of your request is done. If anything is missing, "
                    "write here."
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=partners.ids,
            )
            tell_customers(ticket, "request_merged_done", f"{message.id}")


def get_target(ticket):
    """Return ``{"number", "url"}`` of what *ticket* was merged into, if its reader may
    open that; in sudo with the reader as user."""
    target = ticket.duplicate_id
    if not target or not target.icrm_service_id:
        return False
    if not target.with_env(ticket.env).sudo(False).has_access("read"):
        return {"number": False, "url": False}
    return {"number": target.number, "url": target.icrm_customer_url}
