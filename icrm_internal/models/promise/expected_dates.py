# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A new date for a request: offered at the warning, required once a promise is missed.

Functions of a ticket. The clocks do not know of it: a missed promise stays missed.
"""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ..access import caller_values, inner_context
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS
from ..request.notices import tell_customers

# Nobody plans further ahead; more is a slip of the keyboard.
LONGEST = timedelta(days=730)


def search_needing(now):
    """Return the domain of the requests whose promise is missed without a new date.

    While somebody else than the provider holds it, no date can be named.
    """
    return (
        Domain("icrm_service_id", "!=", False)
        & Domain("icrm_state", "in", OPEN_STATES)
        & Domain("icrm_holder", "in", RUNNING_HOLDERS)
        & Domain("icrm_due_at", "<", now)
        & (
            Domain("icrm_expected_at", "=", False)
            | Domain("icrm_expected_at", "<", now)
        )
    )


def needs_date(ticket, now):
    """Return whether :func:`search_needing` finds this request."""
    return bool(
        ticket.icrm_service_id
        and ticket.icrm_state in OPEN_STATES
        and ticket.icrm_holder in RUNNING_HOLDERS
        and ticket.icrm_due_at
        and ticket.icrm_due_at < now
        and not (ticket.icrm_expected_at and ticket.icrm_expected_at >= now)
    )


def is_at_risk(tickets):
    """Return those of *tickets* whose promise to resolve has reached a warning.

    The levels of escalation say when; see ``icrm.clock.alert``.
    """
    clocks = tickets._icrm_get_clocks().filtered(
        lambda clock: clock.kind == "resolution"
        and not clock.stopped_at
        and clock.state != "paused"
        and clock.alert_ids
    )
    return clocks.ticket_id


def check(tickets):
    """Raise if one of these requests needs a new date first, with the way to set it."""
    now = fields.Datetime.now()
    late = tickets.filtered(lambda ticket: needs_date(ticket, now))
    if not late:
        return
    # sudo: numbers, to who serves the requests
    message = tickets.env._(
        "The promise for %(numbers)s was missed. Set a new date with a reason first.",
        numbers=", ".join(late.sudo().mapped("number")),
    )
    if len(late) > 1:
        raise UserError(message)
    raise RedirectWarning(
        message, late.action_icrm_open_expected_date(), tickets.env._("Set New Date")
    )


def set_date(ticket, ticket_sudo, expected_at, reason):
    """Store a new date and notify the customer; the caller may serve the request.

    :return: the ``icrm.expected.date``, in sudo
    """
    env = ticket.env
    _ = env._
    ticket_sudo._icrm_check_state(OPEN_STATES)
    ticket_sudo._icrm_check_approved()
    now = fields.Datetime.now()
    expected_at = _read_instant(env, expected_at)
    reason = caller_values.reason_of(env, reason)
    earliest = max(now, ticket_sudo.icrm_due_at or now)
    if not earliest < expected_at <= now + LONGEST:
        raise UserError(
            _(
                "New date: enter a date after %(first)s and before %(last)s.",
                first=format_deadline(env, earliest),
                last=format_deadline(env, now + LONGEST),
            )
        )
    if expected_at == ticket_sudo.icrm_expected_at:
        raise UserError(_("New date: this date is already set."))
    row = ticket_sudo.env["icrm.expected.date"].create(
        {
            "ticket_id": ticket_sudo.id,
            "company_id": ticket_sudo.company_id.id,
            "expected_at": expected_at,
            "reason": reason,
            "promised_at": ticket_sudo.icrm_due_at,
            "set_by_id": env.uid,
            "set_at": now,
        }
    )
    ticket_sudo.write({"icrm_expected_at": expected_at, "icrm_expected_reason": reason})
    ticket._icrm_notify_expected_date(row)
    return row


def notify(ticket, row):
    """Post the new date in the conversation, and notify the customers.

    It does not count as the first response: it answers nothing.
    """
    # sudo: whom it is for; the caller may not be able to read customers
    ticket_sudo = ticket.sudo()
    partners = ticket_sudo._icrm_customer_partners()
    speaker = ticket_sudo.with_context(
        lang=partners[:1].lang or ticket.env.lang, tz=partners[:1].tz
    ).env
    values = {
        "date": format_deadline(speaker, row.expected_at),
        "promised": format_deadline(speaker, row.promised_at),
        "reason": row.reason,
    }
    if row.promised_at:
        body = speaker._(
            "New date: %(date)s. Promised by %(promised)s. Reason: %(reason)s",
            **values,
        )
    else:
        body = speaker._("New date: %(date)s. Reason: %(reason)s", **values)
    inner_context.give(ticket, icrm_no_response=True, icrm_step=True).message_post(
        body=body,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=(partners - ticket.env.user.partner_id).ids,
    )
    tell_customers(ticket_sudo, "request_new_date", f"{row.id}", date=row.id)


def _read_instant(env, value):
    """Return *value* as a naive UTC instant: a datetime, or text as Odoo writes it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    try:
        if not isinstance(value, str) or len(value) <= len("2026-03-31"):
            raise ValueError("no time")
        return fields.Datetime.to_datetime(value).replace(microsecond=0)
    except ValueError:
        raise UserError(
            env._("New date: enter date and time, e.g. 2026-03-31 16:00:00 (UTC).")
        ) from None
