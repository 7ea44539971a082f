# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How those who serve requests decline and reopen them, with a reason.

Each function takes the requests as the caller, and in sudo after the decision about
access, locked; it returns the action that offers to undo the step.
"""

from odoo.tools import plaintext2html

from ..access import caller_values
from . import undo


def reject(tickets, tickets_sudo, reason):
    """Decline requests; the customer reads the reason."""
    reason = caller_values.reason_of(tickets.env, reason)
    step = undo.begin(tickets_sudo, "reject")
    tickets_sudo.icrm_reject_reason = reason
    tickets._icrm_post_reply(plaintext2html(reason))
    # The reason is a mail itself; no second mail about it.
    tickets_sudo.with_context(icrm_answered=True)._icrm_set_state("rejected")
    return undo.finish(step)


def reopen(tickets, tickets_sudo, reason):
    """Reopen closed requests, in the customer's name; a merged one is one again."""
    reason = caller_values.reason_of(tickets.env, reason)
    step = undo.begin(tickets_sudo, "reopen")
    tickets_sudo.filtered("duplicate_id").duplicate_id = False
    tickets_sudo.filtered("icrm_reject_reason").icrm_reject_reason = False
    tickets_sudo._icrm_set_state("in_progress")
    tickets._icrm_post_reply(plaintext2html(reason))
    return undo.finish(step)
