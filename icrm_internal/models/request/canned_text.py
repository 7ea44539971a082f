# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Placeholders of canned replies: filled in when a reply is chosen, or posted.

The replies are core's (``mail.canned.response``), which knows no placeholders. What is
not one of these names stays as it was written.
"""

import re

from markupsafe import Markup, escape

from .deadline import format_deadline

PLACEHOLDER = re.compile(r"\{([a-z]+)\}")

NAMES = ("customer", "number", "subject", "service", "due", "agent")


def fill(ticket, text):
    """Return *text* with the placeholders replaced by values of the request.

    :param ticket: one request; read as the caller
    :param text: plain text, or ``Markup``, in which the values are escaped
    """
    if not text or not PLACEHOLDER.search(text):
        return text
    values = _get_values(ticket)

    def replace(match):
        value = values.get(match[1])
        if value is None:
            return match[0]
        return str(escape(value)) if isinstance(text, Markup) else value

    return type(text)(PLACEHOLDER.sub(replace, str(text)))


def _get_values(ticket):
    # sudo: names of customer, service and date, which the conversation shows anyway
    ticket_sudo = ticket.sudo()
    lang = ticket_sudo._icrm_customer_partners()[:1].lang or ticket.env.lang
    spoken_sudo = ticket_sudo.with_context(lang=lang)
    customer = spoken_sudo.icrm_beneficiary_id or spoken_sudo.icrm_requester_id
    due_at = ticket_sudo.icrm_due_at
    return {
        "customer": customer.name or ticket_sudo.partner_name or "",
        "number": ticket_sudo.number or "",
        "subject": ticket_sudo.name or "",
        "service": spoken_sudo.icrm_service_id.name or "",
        "due": format_deadline(spoken_sudo.env, due_at) if due_at else "",
        "agent": ticket.env.user.name or "",
    }


def fill_messages(tickets, values_list):
    """Return the values of new messages, filled in where an agent writes one.

    :param tickets: those the messages are of; of several, nothing is filled in
    """
    if len(tickets) != 1 or not any(
        values.get("message_type") == "comment"
        and PLACEHOLDER.search(values.get("body") or "")
        for values in values_list
    ):
        return values_list
    if not tickets.icrm_is_provider:
        return values_list
    return [
        {**values, "body": fill(tickets, values.get("body"))}
        if values.get("message_type") == "comment"
        else values
        for values in values_list
    ]
