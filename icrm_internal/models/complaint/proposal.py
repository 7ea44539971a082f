# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A proposal that the complainant accepts or declines before a complaint is decided.

The handler may propose, and propose again; while a proposal waits, nothing is decided,
until the day by which an answer was asked for is over. The clock to decide is paused
meanwhile, as after a question. The text is a message of the conversation: the head of
the department concerned reads neither. All of this runs in sudo, after a decision about
access, and after the state was checked.
"""

from datetime import timedelta

from odoo.exceptions import UserError

from ..access import caller_values

WITHDRAWN = {"proposal_state": False, "proposal_due_on": False}


def propose(complaint, text):
    """Offer *text* to the complainant; an earlier proposal is replaced."""
    days = complaint.company_id.icrm_complaint_proposal_days
    complaint.write(
        {
            "proposal_state": "open",
            "proposal_due_on": complaint._today() + timedelta(days=days),
        }
    )
    complaint._post("handler", text, is_proposal=True)
    if not complaint.waits_for_complainant:
        complaint.waits_for_complainant = True
        complaint._set_clock_holder("customer")


def answer(complaint, accepted, reason, limit, number=None):
    """Store what the complainant says to the proposal; our time runs on.

    :param bool accepted: no needs a reason
    :param number: which proposal was read, as :func:`get_number` says; the handler may
        have proposed something else since
    """
    _ = complaint.env._
    if complaint.proposal_state != "open":
        raise UserError(_("There is no proposal to answer."))
    if number not in (None, False, "") and str(number) != str(get_number(complaint)):
        raise UserError(_("There is a new proposal. Read it, then answer."))
    reason = complaint._check_text(_("Reason"), reason, limit, required=not accepted)
    complaint.proposal_state = "accepted" if accepted else "declined"
    text = _("I accept the proposal.") if accepted else _("I decline the proposal.")
    complaint._write_message("complainant", "\n\n".join(filter(None, [text, reason])))


def read_answer(env, values):
    """Return (accepted, reason, number) of what a caller sent."""
    return (
        caller_values.flag_of(env, env._("Accept"), values.get("accepted")),
        values.get("reason"),
        values.get("number"),
    )


def is_waiting(complaint):
    """Return whether the complainant can still be expected to answer."""
    return complaint.proposal_state == "open" and (
        not complaint.proposal_due_on or complaint.proposal_due_on >= complaint._today()
    )


def check_answered(complaint):
    """Refuse a decision while a proposal waits; return what it leaves behind."""
    if is_waiting(complaint):
        raise UserError(
            complaint.env._(
                "Your proposal is waiting for an answer until %(day)s. Decide "
                "after that, or once it was answered.",
                day=complaint.proposal_due_on,
            )
        )
    return {"proposal_state": "no_answer"} if complaint.proposal_state == "open" else {}


def get_text(complaint):
    """Return the last proposal, as the reader of *complaint* may see it."""
    return complaint.message_ids.filtered("is_proposal")[-1:].body or ""


def get_number(complaint):
    """Return which proposal :func:`get_text` is: the first, the second."""
    return len(complaint.message_ids.filtered("is_proposal"))
