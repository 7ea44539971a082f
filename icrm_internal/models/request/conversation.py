# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the conversations of requests begin, and what a word in them changes."""

from markupsafe import escape

from odoo import Command, fields
from odoo.tools import plaintext2html

from ..access import caller_values, inner_context
from . import attention, replying
from .helpdesk_ticket_stage import OPEN_STATES
from .icrm_service import DESCRIPTION_LIMIT
from .notices import follow_message_to_customers, follow_reply
from .request_workflow import next_due


def open_conversations(tickets):
    """Subscribe requester and author, and log the creation.

    What ``mail.thread`` does at creation, for a batch instead of one by one. Only
    requests with subscribers to new tickets (followers of the team) get a
    message of their own.
    """
    context = tickets.env.context
    if context.get("tracking_disable"):
        return
    Follower = tickets.env["mail.followers"]
    # Empty, known without a query, unless the team has followers.
    followers = tickets.message_follower_ids
    if not context.get("mail_create_nosubscribe"):
        known = {(row.res_id, row.partner_id.id) for row in followers}
        Follower.with_context(default_partner_id=False).create(
            [
                values
                for ticket in tickets
                for values in _prepare_followers(ticket)
                if (ticket.id, values["partner_id"]) not in known
            ]
        )
    if not context.get("mail_create_nolog"):
        author = tickets.env.user.partner_id
        others = followers.filtered(lambda follower: follower.partner_id != author)
        subtype = others and tickets._creation_subtype()
        notified_ids = {
            follower.res_id for follower in others if subtype in follower.subtype_ids
        }
        silent = tickets.filtered(lambda ticket: ticket.id not in notified_ids)
        bodies = {ticket.id: ticket._creation_message() for ticket in tickets}
        silent._message_log_batch(bodies)
        for ticket in tickets - silent:
            ticket.message_post(
                body=bodies[ticket.id],
                subtype_id=subtype.id,
                author_id=author.id,
            )


def _prepare_followers(ticket):
    """Return the values of the followers a new request begins with."""
    _all, internal, external = ticket.env["mail.message.subtype"].default_subtypes(
        ticket._name
    )
    partners = ticket.icrm_requester_id.partner_id
    if ticket.env.user.active and not ticket.env.user.share:
        partners |= ticket.env.user.partner_id
    return [
        {
            "res_model": ticket._name,
            "res_id": ticket.id,
            "partner_id": partner.id,
            "subtype_ids": [
                Command.set((external if partner.partner_share else internal).ids)
            ],
        }
        for partner in partners
        if partner.active
    ]


def be_quiet(model, team_ids):
    """Return *model* to create tickets with, about which it posts nothing itself.

    :param team_ids: their teams; followers are not looked for where there are none
    """
    # sudo: whether anybody follows, not who
    followers_sudo = model.env["mail.followers"].sudo()
    rows = followers_sudo._read_group(
        [("res_model", "=", "helpdesk.ticket.team"), ("res_id", "in", team_ids)],
        ["res_id"],
    )
    quiet_ids = tuple(set(team_ids) - {team_id for (team_id,) in rows})
    return inner_context.give(
        model.with_context(mail_create_nolog=True, mail_create_nosubscribe=True),
        icrm_quiet_team_ids=quiet_ids,
    )


def post_reply(tickets, body, step, attachment_ids=None):
    """Post *body* as the caller in each conversation; see ``_icrm_post_reply``."""
    env = tickets.env
    mentioned = replying.get_mentioned(env, body)
    files_sudo = replying.check_uploads(env, attachment_ids)
    posted = {}
    # The first response of all of them is written at once, below.
    for ticket in inner_context.give(tickets, icrm_step=step, icrm_no_response=True):
        # sudo: whom the message is for; the caller may not be able to read customers.
        partners = ticket.sudo()._icrm_customer_partners() | mentioned
        message = ticket.message_post(
            body=escape(body),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(partners - env.user.partner_id).ids,
            attachment_ids=replying.attach(files_sudo, ticket),
        )
        posted[ticket.id] = message.id
    if not inner_context.get(env, "icrm_no_response"):
        # sudo: a message updates the request; the right to post was checked.
        _respond(tickets.sudo(), env.user.partner_id)
    return posted


def post_comment(tickets, body):
    """Post what customers write in the conversations of their own requests."""
    env = tickets.env
    caller_values.text_of(env, env._("Answer"), body, DESCRIPTION_LIMIT, required=True)
    tickets._icrm_post_reply(plaintext2html(body), step=False)


def follow_message(ticket, message):
    """Update a request by a new message in its conversation; both in sudo.

    A public word of the provider responds. One of the customer answers; after closing,
    it marks the request, which is not confirmed by itself then. Not everybody who
    writes again wants it reopened ("Thank you"), so who serves it decides.
    """
    if (
        message.message_type == "email"
        and message.subtype_id == ticket._creation_subtype()
        and 'src="cid:' in (ticket.description or "")
    ):
        # The text is the mail's; the message has its pictures in place.
        ticket.description = message.body
    if not ticket.icrm_service_id:
        return
    if not message._icrm_is_public_reply():
        return
    is_open = ticket.icrm_state in OPEN_STATES
    if ticket._icrm_is_customer(message.author_id):
        if inner_context.get(ticket.env, "icrm_step"):
            # The step that goes with it says what becomes of the request.
            return
        if not is_open:
            attention.raise_reply(ticket)
        elif ticket.icrm_holder == "customer":
            ticket._icrm_set_state("in_progress")
        follow_reply(ticket, message, is_open)
        return
    if not inner_context.get(ticket.env, "icrm_step"):
        follow_message_to_customers(ticket, message)
    if not inner_context.get(ticket.env, "icrm_no_response"):
        _respond(ticket, message.author_id)


def _respond(tickets, author):
    """Note the first response to open requests, if one of those who serve gave it.

    :param tickets: requests and other tickets, in sudo
    :param author: a partner
    """
    vals = {"icrm_first_response_at": fields.Datetime.now()}
    by_due_at = {}
    for ticket in tickets:
        if (
            ticket.icrm_service_id
            and ticket.icrm_state in OPEN_STATES
            and not ticket.icrm_first_response_at
            and not ticket._icrm_is_customer(author)
            and ticket._icrm_is_served_by(author)
        ):
            due_at = next_due(ticket, vals)
            by_due_at[due_at] = by_due_at.get(due_at, tickets.browse()) | ticket
    for due_at, responded in by_due_at.items():
        responded.write({**vals, "icrm_next_due_at": due_at})
