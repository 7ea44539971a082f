# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Approving and refusing from a mail, without logging in.

Functions of an approval, which has their names as hooks (``icrm.action.mixin``). The
approver acts as their user; ``action_approve`` and ``action_refuse`` decide.
"""

from ..access.icrm_action_mixin import ActionSpec
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES

EVENTS = {"approval": [("approve", 0), ("refuse", 0)]}


def get_actions(approval):
    _ = approval.env._
    return {
        "approve": ActionSpec(
            label=_("Approve"),
            title=_("Approve this request?"),
            button=_("Approve"),
            done=_("Approved. Thank you."),
            style="primary",
            asks="comment",
        ),
        "refuse": ActionSpec(
            label=_("Refuse"),
            title=_("Refuse this request?"),
            button=_("Refuse"),
            done=_("Refused. The requester was notified."),
            asks="reason",
        ),
    }


def get_amount(approval):
    """Return the amount that is limited, None if there is none; in sudo."""
    answers = approval.ticket_id._icrm_get_answers()
    amount = answers.get(approval.amount_question or "")
    return amount if isinstance(amount, int | float) else None


def needs_login(approval):
    """Return whether a link is not enough for this approval; in sudo.

    An amount that nobody entered may be any.
    """
    if approval.link_policy != "limit":
        return approval.link_policy == "never"
    amount = get_amount(approval)
    return amount is None or abs(amount) > approval.link_limit


def get_obstacle(approval):
    """Return why the caller has nothing to decide any more, or ""; see the mixin."""
    _ = approval.env._
    # sudo: the link was theirs; they learn what became of it
    approval_sudo = approval.sudo()
    ticket, number = approval_sudo.ticket_id, approval_sudo.ticket_id.number
    state = approval_sudo.state
    if state in ("approved", "refused"):
        return _(
            "%(number)s was already decided by %(name)s (%(date)s): “%(state)s”.",
            number=number,
            name=approval_sudo.decided_by_id.name,
            date=format_deadline(approval.env, approval_sudo.decided_at),
            state=dict(approval._fields["state"]._description_selection(approval.env))[
                state
            ],
        )
    if state != "requested" or ticket.icrm_state not in OPEN_STATES:
        return _(
            "The approval of %(number)s is not needed any more: the request has "
            "changed or was closed.",
            number=number,
        )
    if needs_login(approval_sudo):
        return _("Log in to decide on %(number)s.", number=number)
    deputised = approval.env["icrm.approval.delegation"]._get_absent(approval.env.user)
    if not approval._get_authorities(deputised):
        return _("You have already approved %(number)s.", number=number)
    if approval.env.user in approval._get_concerned():
        return _("You cannot approve your own request: %(number)s.", number=number)
    return ""


def get_details(approval):
    """Return what the page shows: the request, and what is asked."""
    _, ticket = approval.env._, approval.ticket_id
    rows = [
        (_("Request"), f"{ticket.number} {ticket.name}"),
        (_("Service"), ticket.icrm_service_id.name),
        (_("Requested by"), ticket.icrm_requester_id.name),
        (
            _("Requested for"),
            ticket.icrm_beneficiary_id != ticket.icrm_requester_id
            and ticket.icrm_beneficiary_id.name,
        ),
        (_("Department"), ticket.icrm_customer_department_id.name),
        (_("Promise"), ticket.icrm_promise_text),
        *ticket._icrm_format_answers(),
        (_("Description"), ticket.description),
    ]
    return [(label, value) for label, value in rows if value]
