# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens to a request, and who hears of it; texts are in icrm_message.py.

Customers are those the request is for: requester, beneficiary, caller. The desk is the
assignee, else the team. Who does something is not told of it, with one exception: a
request's receipt, with its number and date, also goes to the one who sent it.

All requests are given in sudo; nothing is decided about access here.
"""

from odoo import fields
from odoo.tools.mail import email_normalize, email_normalize_all

from ..access import inner_context
from .helpdesk_ticket_stage import OPEN_STATES
from .releasing import get_caretakers

# Seconds in which a step can be undone; what it says waits so long.
UNDO_DELAY = 60
UNDOABLE = (
    *("request_done", "request_withdrawn", "request_merged", "request_handed_over"),
    *("request_rejected", "request_withdrawn_desk", "request_handed_over_desk"),
    *("request_reopened", "request_reopened_desk", "request_merged_done"),
)

# What customers hear of a new state; "desk" comes behind for those who serve.
CLOSED_EVENTS = {
    "resolved": "request_done",
    "rejected": "request_rejected",
    "withdrawn": "request_withdrawn",
}


def is_silent(env):
    """Return whether the caller's context silences notifications, as an import does."""
    return bool(env.context.get("tracking_disable") or env.context.get("mail_notrack"))


def get_customers(ticket):
    """Return the people the request is for, who are still there.

    Not the requester who serves the request: an agent who registered a call.
    """
    people = (ticket.icrm_requester_id | ticket.icrm_beneficiary_id).filtered(
        lambda customer: customer.kind == "employee" and customer.active
    )
    requester = ticket.icrm_requester_id
    if len(people) > 1 and requester.user_id in (
        ticket.user_id | ticket.team_id.user_ids
    ):
        people -= requester
    return people


def get_desk(ticket):
    """Return the users who serve the request: the assignee, else team and leader.

    Members of the team, else the heads of its department, else officers: one is there.
    """
    company = ticket.company_id
    if assignee := ticket.user_id._icrm_filter_available(company):
        return assignee
    members = get_caretakers(ticket)
    return members | ticket.team_id.user_id._icrm_filter_available(company)


def without(people, user):
    """Return *people*, users or customers, without *user* and other logins of theirs.

    :param user: who acted; a job leaves out nobody
    """
    partner = user.partner_id
    return people.filtered(
        lambda person: person != user
        and person.partner_id != partner
        and (person._name == "res.users" or person.user_id != user)
    )


def get_audience(ticket, also_actor=False):
    """Return whom messages to the customers of *ticket* go to.

    :param bool also_actor: whether the one who acts is among them
    """
    env = ticket.env
    people = get_customers(ticket)
    if not also_actor:
        people = without(people, env.user)
    if not people and not ticket.icrm_requester_id and not ticket.icrm_beneficiary_id:
        # A contact without a customer, of a ticket that became a request
        people = ticket.partner_id.filtered("active")
        if not also_actor:
            people -= env.user.partner_id
    return people


def get_readers(ticket, message):
    """Return the customers of *ticket* for whom *message* is news: not its author.

    Whoever was at work when it was posted: an automation rule writes to the customer
    whose own step started it.
    """
    author = message.author_id
    return get_audience(ticket, also_actor=True).filtered(
        lambda person: author
        != (person if person._name == author._name else person.partner_id)
    )


def tell_customers(ticket, event, occasion="", also_actor=False, **values):
    """Notify the customers of *ticket* of an event.

    :param bool also_actor: whether the one who acts hears of it, too
    :param values: for the text
    """
    _send(ticket, event, get_audience(ticket, also_actor), occasion, values)


def tell_added(ticket, customer):
    """Notify a customer for whom a request is since now that there is one."""
    people = without(customer.filtered("active"), ticket.env.user)
    _send(ticket, "request_received", people, f"{customer.id}", {})


def tell_desk(ticket, event, occasion="", **values):
    """Notify those who serve *ticket* of an event, whether they follow it or not."""
    people = without(get_desk(ticket), ticket.env.user)
    _send(ticket, event, people, occasion, values)


def _send(ticket, event, people, occasion, values):
    env = ticket.env
    # What somebody wrote comes from them, all else from the company.
    author = ticket.company_id.partner_id
    by = env.user.partner_id
    if writer := _get_writer(ticket, values.get("message")):
        author = by = writer
        # By a link, the system acts for a person without a login.
        people = people.filtered(
            lambda person: by
            != (person if person._name == by._name else person.partner_id)
        )
    if not people:
        return
    env["icrm.message"]._enqueue(
        event,
        people,
        record=ticket,
        values={"by": by.id, **values},
        occasion=occasion,
        author=author,
        delay=UNDO_DELAY if event in UNDOABLE else 0,
    )


def _get_writer(ticket, message_id):
    """Return who wrote a message of this request's conversation, a partner or none."""
    message = ticket.env["mail.message"].browse(message_id or ())
    if (message.model, message.res_id) != (ticket._name, ticket.id):
        return ticket.env["res.partner"]
    return message.author_id


# ----------------------------------------------------------------------
# What happened
# ----------------------------------------------------------------------


def follow_creation(tickets):
    """Send the receipts of new requests."""
    if is_silent(tickets.env):
        return
    for ticket in tickets:
        if ticket.icrm_origin != "import":
            tell_customers(ticket, "request_received", also_actor=True)


def follow_changes(tickets, batch):
    """Notify people of what changed with their requests.

    :param batch: the :class:`~.request_workflow.ChangeBatch`
    """
    if is_silent(tickets.env):
        return
    for ticket in tickets:
        if ticket.id in batch.before:
            _follow_change(ticket, batch.before[ticket.id], batch.now)


def _follow_change(ticket, before, now):
    at = f"{now:%Y%m%d%H%M%S}"
    was_open = before["state"] in OPEN_STATES
    is_open = ticket.icrm_state in OPEN_STATES
    # A request can be reopened and done again: once each time.
    occasion = f"{ticket.icrm_reopen_count}"
    values = _get_quote(ticket)
    if was_open and not is_open:
        _follow_closing(ticket, occasion, values)
    elif is_open and not was_open:
        tell_customers(ticket, "request_reopened", occasion, **values)
        tell_desk(ticket, "request_reopened_desk", occasion, **values)
    elif is_open and ticket.icrm_state != before["state"]:
        if ticket.icrm_state == "in_progress" and before["state"] == "new":
            tell_customers(ticket, "request_taken", occasion, **values)
        elif ticket.icrm_state == "waiting" and ticket.icrm_holder == "customer":
            if not values:  # else tell_question() has
                tell_customers(ticket, "request_question", at)
    if is_open and was_open and ticket.team_id != before["team"]:
        former = before["team"].id
        tell_customers(ticket, "request_handed_over", at, team=former)
        tell_desk(ticket, "request_handed_over_desk", at, team=former)


def _follow_closing(ticket, occasion, values):
    merged = inner_context.get(ticket.env, "icrm_merging") and ticket.duplicate_id
    event = CLOSED_EVENTS[ticket.icrm_state]
    if merged:
        event = "request_merged"
        values["target"] = ticket.duplicate_id.id
    elif inner_context.get(ticket.env, "icrm_answered"):
        event = None
    elif ticket._icrm_has_own_template():
        # The company's own letter, which core sends.
        event = None
    if event:
        tell_customers(ticket, event, occasion, **values)
    if event == "request_withdrawn" or (
        event is None and ticket.icrm_state == "withdrawn"
    ):
        tell_desk(ticket, "request_withdrawn_desk", occasion, **values)


def _get_quote(ticket):
    """Return the message of the conversation that goes with this step, if any."""
    message_id = inner_context.get(ticket.env, "icrm_quotes", {}).get(ticket.id)
    return {"message": message_id} if message_id else {}


def tell_question(tickets, quotes):
    """Notify the customers of a question; each one counts, also while waiting.

    :param dict quotes: {id of the request: id of the message}
    """
    for ticket in tickets:
        message_id = quotes[ticket.id]
        tell_customers(ticket, "request_question", f"{message_id}", message=message_id)


def tell_assignee(tickets, partner_ids):
    """Notify the new assignees of those that are requests, and return these."""
    requests = tickets.filtered("icrm_service_id")
    env = tickets.env
    if is_silent(env) or env.context.get("mail_auto_subscribe_no_notify"):
        return requests
    partners = env["res.partner"].browse(partner_ids) - env.user.partner_id
    for ticket in requests:
        at = f"{ticket.assigned_date or fields.Datetime.now():%Y%m%d%H%M%S}"
        _send(ticket, "request_assigned_desk", partners, at, {})
    return requests


def _is_reply(ticket, message):
    """Return whether this is more than the mail that became the request."""
    return message._icrm_is_public_reply() and not (
        message.message_type == "email"
        and message.subtype_id == ticket._creation_subtype()
    )


def follow_reply(ticket, message, is_open):
    """Notify the desk of a word of the customer.

    :param bool is_open: whether the request was open
    """
    if is_silent(ticket.env) or not _is_reply(ticket, message):
        return
    event = "request_answered_desk" if is_open else "request_replied_desk"
    people = get_desk(ticket).filtered(
        lambda user: user.partner_id != message.author_id
    )
    _send(
        ticket,
        event,
        people,
        f"{message.id}",
        {"message": message.id},
    )


def follow_message_to_customers(ticket, message):
    """Notify the customers of a word in their conversation that is not their own.

    Whoever is addressed by the e-mail that it came by has it already.
    """
    if is_silent(ticket.env) or not _is_reply(ticket, message):
        return
    addressed = email_normalize_all(
        f"{message.incoming_email_to or ''},{message.incoming_email_cc or ''}"
    )
    people = get_readers(ticket, message).filtered(
        lambda person: email_normalize(person.email) not in addressed
    )
    values = {"message": message.id}
    _send(ticket, "request_message", people, f"{message.id}", values)


def leave_out_told(ticket, message, recipients):
    """Return those of core's *recipients* of a message whom ours do not tell.

    :param ticket: the request, or whatever ticket it is, or several
    :param recipients: as ``_notify_get_recipients`` returned them
    """
    if not recipients or not message or len(ticket) != 1 or not ticket.icrm_service_id:
        return recipients
    told = ticket.env["res.partner"]
    is_step = inner_context.get(ticket.env, "icrm_step")
    by_customer = ticket._icrm_is_customer(message.author_id)
    if is_step:
        # Ours tell of the step, with this message quoted.
        told |= ticket._icrm_customer_partners()
    elif not by_customer and not is_silent(ticket.env) and _is_reply(ticket, message):
        people = get_readers(ticket, message)
        told |= people if people._name == told._name else people.partner_id
    if by_customer and (is_step or _is_reply(ticket, message)):
        told |= get_desk(ticket).partner_id
    return [row for row in recipients if row["id"] not in told.ids]


def take_back(tickets, since):
    """Cancel what waits of the step on these requests that was undone.

    :param since: when it began; what is held of earlier steps stays true
    """
    for ticket in tickets:
        ticket.env["icrm.message"]._cancel(ticket, events=UNDOABLE, since=since)
