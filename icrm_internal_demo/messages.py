# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The log of messages: what the requests of the last days would have sent.

The company is built in silence, so each message is queued here and put into the state
that it would be in. Nothing is sent: what is held is given a date of tomorrow.
"""

from datetime import timedelta

from odoo import fields

from odoo.addons.icrm_internal.models.request import notices

from .history import FREQUENT

REQUESTS = 60
BOUNCE = "550 5.1.1 <%s>: Recipient address rejected: mailbox unavailable"
# So many people prefer calls; the assignees of their requests get a task.
BY_PHONE = 3


def build_messages(env):
    """Fill the log with messages of every state."""
    tickets = env["helpdesk.ticket"].search(
        [
            ("icrm_origin", "=", "import"),
            ("icrm_state", "in", ("new", "in_progress", "waiting", "resolved")),
        ],
        order="icrm_submitted_at desc",
        limit=REQUESTS,
    )
    callers = tickets.filtered(
        lambda ticket: ticket.user_id and ticket.icrm_state == "in_progress"
    ).icrm_requester_id.filtered(
        lambda customer: customer.user_id and customer.user_id.login not in FREQUENT
    )
    callers[:BY_PHONE].preferred_channel = "phone"
    for ticket in tickets.sorted("id"):
        for event, _at in _get_events(ticket):
            notices.tell_customers(ticket, event, "demo", also_actor=True)
        if ticket.user_id and ticket.icrm_state in ("new", "in_progress"):
            notices.tell_desk(ticket, "request_assigned_desk", "demo")
    Message = env["icrm.message"]
    Message._flush_outbox()
    messages = Message.search(
        [("state", "=", "waiting"), ("res_id", "in", tickets.ids)], order="id"
    ).filtered(lambda message: message.res_model == tickets._name)
    for number, message in enumerate(messages):
        _settle(message, number)


def _get_events(ticket):
    """Return [(event, at)] of which the customers were notified."""
    events = [("request_received", ticket.icrm_submitted_at)]
    if ticket.icrm_state in ("in_progress", "waiting") and ticket.user_id:
        events.append(("request_taken", ticket.icrm_first_response_at))
    if ticket.icrm_state == "waiting" and ticket.icrm_holder == "customer":
        events.append(("request_question", ticket.last_stage_update))
    if ticket.icrm_state == "resolved":
        events.append(("request_done", ticket.icrm_resolved_at))
    return events


def _settle(message, number):
    """Put one message into the state it would be in."""
    now = fields.Datetime.now()
    ticket = message._get_record()
    at = dict(_get_events(ticket)).get(message.event) or ticket.icrm_submitted_at
    recipient = message._get_recipient()
    spoken = message.with_context(lang=recipient.get_lang(message.company_id))
    text = spoken._render()
    values = {"queued_at": at, "try_at": at}
    rule = message.env["icrm.message.rule"]._get_rule(
        message.event, message.urgency, message.company_id
    )
    channel = recipient.choose_channel(
        rule, message._get_reach(), message._has_caller(recipient)
    )
    if text is None:
        values |= {"state": "cancelled", "error": "No longer true when it was due"}
    elif not channel:
        values |= {"state": "unreachable"}
    elif channel == "call":
        spoken._send_by_call(text, recipient)
        values |= {"state": "sent", "channel": "call", "sent_at": at}
    elif number % 23 == 11 and recipient.has_mail:
        values |= {
            "state": "given_up",
            "channel": "mail",
            "attempts": 9,
            "error": BOUNCE % recipient.partner.email,
        }
    elif number % 17 == 5:
        values |= {
            "state": "held",
            "hold": "morning",
            "queued_at": now - timedelta(hours=1),
            "try_at": recipient.get_quiet_end(now) or now + timedelta(hours=9),
        }
    elif number % 29 == 7:
        values |= {
            "state": "held",
            "hold": "digest",
            "queued_at": now - timedelta(hours=2),
            "try_at": recipient.get_digest_time(now, "daily"),
        }
    else:
        values |= {
            "state": "sent",
            "channel": channel,
            "attempts": 1 if number % 13 == 3 else 0,
            "sent_at": at + timedelta(minutes=number % 4),
        }
    if values["state"] == "sent":
        values |= {"subject": text.subject, "body": text.body, "values": {}}
    message.write(values)
