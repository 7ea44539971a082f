# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers do with a resolved request from a mail, without logging in.

Functions of a ticket, which has their names as hooks (``icrm.action.mixin``). Customers
with a login act as their user. Those without one act in sudo: there is no user whose
rights could be asked, and the signed link has named the customer; the same rules apply
as far as they speak of a customer.
"""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..access.icrm_action_mixin import ActionSpec
from . import rating_rules
from .deadline import format_deadline
from .helpdesk_ticket_stage import OPEN_STATES

STARS = [("rate", number) for number in range(1, 6)]
EVENTS = {
    "resolved": [("confirm", 0), ("not_done", 0), *STARS],
    "rate": STARS,
}


def get_actions(ticket):
    _ = ticket.env._
    return {
        "confirm": ActionSpec(
            label=_("Confirm"),
            title=_("Is your request done?"),
            button=_("Confirm"),
            done=_("Thank you. Your request is confirmed."),
            style="primary",
        ),
        "not_done": ActionSpec(
            label=_("Not done"),
            title=_("Reopen your request?"),
            button=_("Reopen request"),
            done=_("Your request is open again."),
            asks="reason",
        ),
        "rate": ActionSpec(
            label=_("Rate"),
            title=_("Rate this request"),
            button=_("Send rating"),
            done=_("Thank you. Your rating is saved."),
            asks="stars",
        ),
    }


def find_customer(ticket, partner):
    """Return which of its customers *partner* is, in sudo; none if neither."""
    customers = ticket.icrm_requester_id | ticket.icrm_beneficiary_id
    return customers.filtered(
        lambda customer: customer.active
        and customer.kind == "employee"
        and customer.partner_id == partner
    )[:1]


def is_action_for(ticket, partner):
    """Return whether *partner* is requester or beneficiary, and their user is known.

    A user whom HR linked and nobody confirmed must not act as them.
    """
    customer = find_customer(ticket, partner)
    first = ticket.icrm_first_requester_id | ticket.icrm_first_beneficiary_id
    if not customer or (first and customer not in first):
        return False
    return customer.user_id == ticket._icrm_get_acting_user(partner)


def get_obstacle(ticket, action):
    """Return why the customer has nothing to decide any more, or ""; see the mixin."""
    _, number = ticket.env._, ticket.sudo().number
    # sudo: it is their request, which they may have lost the right to read
    ticket_sudo = ticket.sudo()
    state = ticket_sudo.icrm_state
    if target := ticket_sudo.duplicate_id:
        return _(
            "Request %(number)s was merged into %(target)s.",
            number=number,
            target=target.number,
        )
    if state in OPEN_STATES:
        return _("Request %(number)s is open again.", number=number)
    if state != "resolved":
        labels = dict(ticket._fields["icrm_state"]._description_selection(ticket.env))
        return _(
            "Request %(number)s is closed: “%(state)s”.",
            number=number,
            state=labels.get(state, ""),
        )
    if action == "rate" and ticket_sudo.icrm_rating_ids:
        return _("Request %(number)s is already rated.", number=number)
    if action != "rate" and ticket_sudo.icrm_confirmed_at:
        return _(
            "Request %(number)s was already confirmed (%(date)s).",
            number=number,
            date=format_deadline(ticket.env, ticket_sudo.icrm_confirmed_at),
        )
    if action == "not_done":
        days = ticket_sudo.company_id.icrm_reopen_days
        if fields.Datetime.now() <= ticket_sudo.icrm_resolved_at + timedelta(days=days):
            return ""
        return _(
            "Request %(number)s was resolved more than %(days)s days "
            "ago. Submit a new request.",
            number=number,
            days=days,
        )
    # Who has no login serves nothing.
    return "" if ticket.env.su else rating_rules.get_refusal_reason(ticket_sudo)


def perform(ticket, action, text, stars, partner):
    """Confirm, reopen or rate; the actions of the ticket decide who may."""
    if ticket.env.su:
        _perform_without_login(ticket, action, text, stars, partner)
    elif action == "confirm":
        ticket.action_icrm_confirm()
    elif action == "not_done":
        ticket.action_icrm_reopen(plaintext2html(text) if text else "")
    else:
        ticket.action_icrm_rate(stars, text or None)
    if action == "rate":
        # sudo: of the rating just made; nobody else is told
        ticket.sudo().icrm_rating_ids[:1].is_by_link = True


def _perform_without_login(ticket, action, text, stars, partner):
    """As the actions of the ticket do, for a customer who has no user."""
    customer = find_customer(ticket, partner)
    ticket._icrm_check_state(("resolved",))
    if not customer or get_obstacle(ticket, action):
        raise UserError(ticket.env._("The request has changed. Reload the page."))
    if action == "confirm":
        ticket.icrm_confirmed_at = fields.Datetime.now()
    elif action == "not_done":
        body = ticket._icrm_check_body(
            plaintext2html(text) if text else "", ticket.env._("Reason")
        )
        message = ticket.with_context(icrm_step=True).message_post(
            body=body,
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        quotes = {ticket.id: message.id}
        ticket.with_context(icrm_quotes=quotes)._icrm_set_state("in_progress")
    else:
        rating_rules.store(ticket, customer, stars, text or None)


def get_details(ticket):
    """Return what the page shows of the request."""
    _, env = ticket.env._, ticket.env
    rows = [
        (_("Request"), f"{ticket.number} {ticket.name}"),
        (_("Service"), ticket.icrm_service_id.name),
        (_("Requested by"), ticket.icrm_requester_id.name),
        (
            _("Requested for"),
            ticket.icrm_beneficiary_id != ticket.icrm_requester_id
            and ticket.icrm_beneficiary_id.name,
        ),
        (
            _("Resolved by"),
            " - ".join(filter(None, (ticket.team_id.name, ticket.user_id.name))),
        ),
    ]
    for label, at in (
        (_("Promised by"), ticket.icrm_due_at),
        (_("Resolved on"), ticket.icrm_resolved_at),
    ):
        rows.append((label, format_deadline(env, at)))
    return [(label, value) for label, value in rows if value]
