# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Texts of a request for its customer.

Each function takes one request, in sudo except for :func:`steps`, and returns texts in
the language and time zone of its environment. The model has a method for each, which
other domains extend. :func:`compute_texts` alone takes several, and sets their fields.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import is_html_empty

from .deadline import format_deadline
from .helpdesk_ticket_stage import OPEN_STATES
from .merging import get_target

VERDICTS = [
    ("running", "Running"),
    ("late", "Late"),
    ("met", "Met"),
    ("missed", "Missed"),
]

PROGRESS = [
    ("new", "Submitted"),
    ("in_progress", "In progress"),
    ("waiting", "Waiting for you"),
    ("confirm", "Please confirm"),
    ("resolved", "Done"),
    ("withdrawn", "Withdrawn"),
    ("rejected", "Declined"),
]


def status(ticket):
    """Return one sentence: the status and the next step."""
    provider = ticket.icrm_provider_department_id.name or ticket.env._("the provider")
    agent = ticket.user_id.name
    if ticket.icrm_state == "new":
        if agent:
            return ticket.env._(
                "%(agent)s of %(provider)s is assigned.",
                agent=agent,
                provider=provider,
            )
        return ticket.env._(
            "%(provider)s has received your request and will assign it shortly.",
            provider=provider,
        )
    if ticket.icrm_state == "in_progress":
        if agent:
            return ticket.env._(
                "%(agent)s of %(provider)s is working on it.",
                agent=agent,
                provider=provider,
            )
        return ticket.env._("%(provider)s is working on it.", provider=provider)
    if ticket.icrm_state == "waiting":
        return _waiting(ticket, provider)
    if ticket.icrm_state == "resolved":
        return _resolved(ticket, provider)
    if ticket.duplicate_id:
        return _merged(ticket)
    if ticket.icrm_state == "withdrawn":
        return ticket.env._("Withdrawn. No further action will be taken.")
    if ticket.icrm_state == "rejected":
        return declined(ticket, provider)
    return ""


def declined(ticket, name):
    """Return who declined the request, and why."""
    if ticket.icrm_reject_reason:
        return ticket.env._(
            "Declined by %(name)s: %(reason)s",
            name=name,
            reason=ticket.icrm_reject_reason,
        )
    return ticket.env._(
        "Declined by %(name)s. See the reason in the conversation.", name=name
    )


def _merged(ticket):
    target = get_target(ticket)
    if target and target["number"]:
        return ticket.env._(
            "Merged into %(number)s. Updates will continue there.",
            number=target["number"],
        )
    return ticket.env._(
        "Handled together with another request about the same matter. You will be "
        "informed here when it is done."
    )


def _waiting(ticket, provider):
    if ticket.icrm_holder == "customer" and ticket.icrm_is_mine:
        return ticket.env._(
            "%(provider)s has a question for you. Please answer so work can continue.",
            provider=provider,
        )
    if ticket.icrm_holder == "customer":
        return ticket.env._(
            "%(provider)s is waiting for a reply from %(customer)s.",
            provider=provider,
            customer=ticket.icrm_requester_id.name,
        )
    if ticket.icrm_holder == "department":
        return ticket.env._(
            "%(provider)s is waiting for another department.", provider=provider
        )
    if ticket.icrm_holder == "third_party":
        return ticket.env._(
            "%(provider)s is waiting for a third party.", provider=provider
        )
    return ticket.env._("%(provider)s has put it on hold.", provider=provider)


def _resolved(ticket, provider):
    if ticket.icrm_confirmed_at:
        return ticket.env._("Done and confirmed.")
    until = ticket.icrm_resolved_at and ticket.icrm_resolved_at + timedelta(
        days=ticket.company_id.icrm_confirm_days
    )
    if ticket.icrm_can_confirm and until and until > fields.Datetime.now():
        return ticket.env._(
            "%(provider)s marked this as done. Please confirm or reopen it. It will "
            "be confirmed automatically by %(until)s.",
            provider=provider,
            until=format_deadline(ticket.env, until),
        )
    return ticket.env._("%(provider)s marked this as done.", provider=provider)


def promise(ticket, now):
    """Return the promise, and whether it was or will be met."""
    due = ticket.icrm_due_at
    if not due:
        return ""
    when = format_deadline(ticket.env, due)
    if ticket.icrm_state == "resolved":
        if ticket.icrm_resolved_at and ticket.icrm_resolved_at > due:
            return ticket.env._("Promised by %(when)s, done late", when=when)
        return ticket.env._("Promised by %(when)s, met", when=when)
    if ticket.icrm_state in ("withdrawn", "rejected"):
        return ""
    if ticket.icrm_state == "waiting" and ticket.icrm_holder == "customer":
        return ticket.env._(
            "Promised by %(when)s; the clock is paused until you reply", when=when
        )
    if due < now:
        return ticket.env._(
            "Promised by %(when)s. Overdue. Sorry for the delay.", when=when
        )
    answer = ticket.icrm_response_due_at
    if answer and answer < now and not ticket.icrm_first_response_at:
        # Lists show an overdue request in red: the text says which promise it is.
        return ticket.env._(
            "First reply promised by %(answer)s: overdue, sorry for the delay. Done "
            "by %(when)s",
            answer=format_deadline(ticket.env, answer),
            when=when,
        )
    return ticket.env._("Promised by %(when)s", when=when)


def verdicts(ticket, now):
    """Return whether first response and resolution were met: keys of ``VERDICTS``."""
    ended = ticket.icrm_state not in OPEN_STATES

    def verdict(due_at, met_at):
        if not due_at:
            return False
        if met_at:
            return "met" if met_at <= due_at else "missed"
        if ended:  # withdrawn, rejected: nothing was promised any more
            return False
        return "running" if now <= due_at else "late"

    return (
        verdict(
            ticket.icrm_response_due_at,
            ticket.icrm_first_response_at or ticket.icrm_resolved_at,
        ),
        verdict(ticket.icrm_due_at, ticket.icrm_resolved_at),
    )


def people(ticket):
    """Return beneficiary or requester, if they are two people."""
    requester, beneficiary = ticket.icrm_requester_id, ticket.icrm_beneficiary_id
    if not beneficiary or requester == beneficiary:
        return ""
    return ticket.env._(
        "%(requester)s for %(beneficiary)s",
        requester=requester.name,
        beneficiary=beneficiary.name,
    )


def steps(ticket):
    """Return ``[(label, "past" | "now" | "ahead")]``: the progress of a request."""
    labels = dict(ticket._fields["icrm_progress"]._description_selection(ticket.env))
    progress = ticket.icrm_progress
    names = ["new", "in_progress", "resolved"]
    if progress in ("waiting", "confirm"):
        names.insert(2, progress)
    elif progress in ("withdrawn", "rejected"):
        names = ["new", progress]
    now = names.index(progress) if progress in names else 0
    return [
        (labels[name], "past" if i < now else "now" if i == now else "ahead")
        for i, name in enumerate(names)
    ]


def compute_texts(tickets):
    """Compute what the customer reads of each request."""
    now = fields.Datetime.now()
    for ticket in tickets:
        # sudo: names of departments and colleagues are on every phone list; who may
        # read the request may read them.
        ticket_sudo = ticket.sudo()
        state = ticket.icrm_state
        for_me = ticket.icrm_holder == "customer" and ticket.icrm_is_mine
        if state == "waiting" and not for_me:
            state = "in_progress"
        elif state == "resolved" and ticket.icrm_can_confirm:
            state = "confirm"
        ticket.icrm_progress = state
        ticket.icrm_status_text = ticket_sudo._icrm_format_status()
        ticket.icrm_promise_text = ticket_sudo._icrm_format_due(now)
        ticket.icrm_requester_text = people(ticket_sudo)
        ticket.icrm_has_details = bool(
            ticket_sudo.icrm_answers._values
            or not is_html_empty(ticket_sudo.description)
        )
