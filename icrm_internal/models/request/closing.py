# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How requests are resolved, declined, reopened and withdrawn.

Each function takes the requests as the caller, and in sudo after the decision about
access, locked; it returns the action that offers to undo the step.
"""

from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..access import caller_values, inner_context
from ..access.icrm_reason_mixin import ReasonStep
from . import undo


def get_reason_steps(env):
    """Return the steps of requests that need a reason (see ``icrm.reason.mixin``)."""
    what = env._("What still needs to be done?")
    return {
        "action_icrm_reopen": ReasonStep(
            title=env._("Reopen request"),
            button=env._("Reopen"),
            hint=what,
            placeholder=env._(
                "e.g. The password works in the office, but not from home"
            ),
        ),
        "action_icrm_reopen_closed": ReasonStep(
            title=env._("Reopen request"),
            button=env._("Reopen"),
            hint=what,
            placeholder=env._("Reason (visible to the requester)"),
        ),
        "action_icrm_withdraw": ReasonStep(
            title=env._("Withdraw this request"),
            button=env._("Withdraw"),
            hint=env._("Why is it no longer needed? Work on it will stop."),
            placeholder=env._("e.g. Solved by a restart"),
        ),
        "action_icrm_reject": ReasonStep(
            title=env._("Decline Request"),
            button=env._("Decline"),
            hint=env._("This will close the request."),
            placeholder=env._("Reason (visible to the requester)"),
        ),
    }


def resolve(tickets, tickets_sudo, body=None, attachment_ids=None):
    """Declare requests done, with an answer or without."""
    step = undo.begin(tickets_sudo, "resolve")
    quotes = {}
    if body or attachment_ids:
        quotes = tickets._icrm_post_reply(
            tickets._icrm_check_body(body, tickets.env._("Answer")),
            attachment_ids=attachment_ids,
        )
    inner_context.give(tickets_sudo, icrm_quotes=quotes)._icrm_set_state("resolved")
    return undo.finish(step)


def reject(tickets, tickets_sudo, reason):
    """Decline requests; the customer reads the reason."""
    reason = caller_values.reason_of(tickets.env, reason)
    step = undo.begin(tickets_sudo, "reject")
    tickets_sudo.icrm_reject_reason = reason
    quotes = tickets._icrm_post_reply(plaintext2html(reason))
    inner_context.give(tickets_sudo, icrm_quotes=quotes)._icrm_set_state("rejected")
    return undo.finish(step)


def reopen(tickets, tickets_sudo, reason):
    """Reopen closed requests, in the customer's name; a merged one is one again."""
    reason = caller_values.reason_of(tickets.env, reason)
    step = undo.begin(tickets_sudo, "reopen")
    tickets_sudo.filtered("duplicate_id").duplicate_id = False
    quotes = tickets._icrm_post_reply(plaintext2html(reason))
    inner_context.give(tickets_sudo, icrm_quotes=quotes)._icrm_set_state("in_progress")
    return undo.finish(step)


def reopen_own(tickets, tickets_sudo, reason):
    """Reopen resolved requests in the name of their customer, within a few days."""
    env = tickets.env
    for ticket in tickets:
        if not ticket.icrm_can_reopen:
            # sudo: how many days the company gives
            company_sudo = ticket.sudo().company_id
            raise UserError(
                env._(
                    "Request %(number)s was resolved more than %(days)s days "
                    "ago. Submit a new request.",
                    number=ticket.number,
                    days=company_sudo.icrm_reopen_days,
                )
            )
    reason = tickets._icrm_check_body(reason, env._("Reason"))
    quotes = tickets._icrm_post_reply(reason)
    inner_context.give(tickets_sudo, icrm_quotes=quotes)._icrm_set_state("in_progress")
    return True


def withdraw(tickets, tickets_sudo, reason=None):
    """Take back requests in the name of their customer."""
    env = tickets.env
    label = env._("Reason")
    reason = caller_values.text_of(env, label, reason, caller_values.REASON_LIMIT)
    step = undo.begin(tickets_sudo, "withdraw")
    quotes = tickets._icrm_post_reply(reason) if reason else {}
    inner_context.give(tickets_sudo, icrm_quotes=quotes)._icrm_set_state("withdrawn")
    return undo.finish(step)
