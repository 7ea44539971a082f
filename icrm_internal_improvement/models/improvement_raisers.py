# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who raised what an improvement came from, and telling them what came of it, once.

Functions of one improvement, in sudo. Nobody is written down: who it was is found again
from what they raised, told in the transaction that says that all are told, and
forgotten. So a job that is killed tells nobody twice and leaves nobody out.

- Who is known by what they did (requests, feedback, ideas) gets a message like others.
- Who voted, or was asked in a survey, gets a mail that leaves nothing. Of an anonymous
  or confidential survey that is everybody who was asked about the same, whether they
  wrote a word or not: nothing tells apart who did.
- Who complained finds it on the page of the complaint, an anonymous one by the key; who
  is known is asked to look, without content.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import company_day

FOUND = ("justified", "partly")


class Raisers(NamedTuple):
    """Recordsets of customers, and users of complainants."""

    known: Any
    quiet: Any
    complainants: Any


def tell(improvement):
    """Tell everybody who raised it what came of it; say when, on the improvement."""
    raisers = find(improvement)
    Message = improvement.env["icrm.message"].with_company(improvement.company_id)
    # No record: neither row nor mail leads from the matter to a person. The occasion
    # is the matter, so nobody hears of it twice.
    values = {"improvement": improvement.id}
    told = set()
    for event, customers in (
        ("matter_told", raisers.known),
        ("matter_told_quietly", raisers.quiet),
    ):
        # By person: an employee may be the customer of several companies, and have
        # left one of them.
        new = customers.filtered(
            lambda customer: (
                customer.active
                and (not customer.partner_id or customer.partner_id not in told)
            )
        )
        told.update(new.partner_id)
        Message._enqueue(
            event, new, values=values, occasion=f"improvement:{improvement.id}"
        )
    if raisers.complainants:
        Message._notify_without_content(raisers.complainants, improvement.company_id)
    improvement.told_on = company_day.today(improvement)


def is_due(improvement, message):
    """Return whether *message* is still to be sent: the improvement is published and
    closed, and its recipient one of those who raised it.

    Until the mail goes out, a vote may be taken back, an idea be deleted or answered,
    somebody be removed from a survey.
    """
    if not (improvement.published and improvement.state == "done"):
        return False
    only = message.customer_id
    if message.partner_id:
        Customer = improvement.env["icrm.customer"].with_context(active_test=False)
        only |= Customer.search(
            Domain("partner_id", "=", message.partner_id.id)
            | Domain("user_id.partner_id", "=", message.partner_id.id)
        )
    raisers = find(improvement, only)
    if message.event == "matter_told":
        return bool(raisers.known)
    return bool(raisers.known | raisers.quiet)


def find(improvement, only=None):
    """Return the :class:`Raisers` of what *improvement*, in sudo, came from.

    :param only: customers: of these alone, and no complainants
    """
    env = improvement.env
    none = env["icrm.customer"]
    finder = {
        "icrm.idea": _of_idea,
        "icrm.need": lambda need: _of_need(need, improvement, only),
        "icrm.feedback": lambda feedback: (feedback.author_id, none),
        "icrm.recurring.problem": lambda problem: (
            _requesters(problem, improvement),
            none,
        ),
        "icrm.campaign": lambda campaign: (
            none,
            _asked(campaign, _get_subjects(campaign, improvement), only),
        ),
    }.get(improvement.origin_model)
    known = quiet = none
    if finder:
        source = env[improvement.origin_model].browse(improvement.origin_id).exists()
        if source:
            known, quiet = finder(source)
    elif improvement.origin == "miss":
        known = _of_missed(improvement)
    # What is published is for the company, not for organizations outside.
    known = known.filtered(lambda customer: customer.kind != "organization")
    if only is not None:
        return Raisers(known & only, (quiet & only) - known, env["res.users"])
    complainants = env["res.users"]
    if improvement.origin == "complaint":
        complaints = find_complaints(improvement)
        identities = env["icrm.complaint.identity"].search(
            [("complaint_id", "in", complaints.ids)]
        )
        for identity in identities:
            complainants |= identity._get_users()
    return Raisers(known, quiet - known, complainants)


def find_complaints(improvement):
    """Return the complaints that were answered by *improvement*: the one it began with,
    and those found justified for the same cause of the same department before."""
    Complaint = improvement.env["icrm.complaint"]
    begun_on = company_day.today(improvement, improvement.create_date)
    began_with = Domain.FALSE
    if improvement.origin_model == Complaint._name:
        began_with = Domain("id", "=", improvement.origin_id)
    return Complaint.search(
        began_with
        | Domain("department_id", "=", improvement.department_id.id)
        & Domain("cause_id", "=", improvement.complaint_cause_id.id)
        & Domain("cause_id", "!=", False)
        & Domain("finding", "in", FOUND)
        & Domain("against_head", "!=", True)
        & Domain("decided_on", "<=", begun_on)
    )


def _of_idea(idea):
    """Return (author, voters); nobody where the idea's own answer said it already."""
    none = idea.env["icrm.customer"]
    if idea.state == "done":
        return none, none
    return idea.author_id, idea._get_voters()


def _of_need(need, improvement, only=None):
    """Return who is behind a need: ideas, talks, requests, and surveys."""
    env = need.env
    known = quiet = env["icrm.customer"]
    for idea in env["icrm.idea"].search([("need_ids", "in", need.ids)]):
        author, voters = _of_idea(idea)
        known |= author
        quiet |= voters
    known |= need.research_id.participant_ids.customer_id
    problems = env["icrm.recurring.problem"].search([("need_id", "in", need.ids)])
    known |= _requesters(problems, improvement)
    for campaign, comments in need.comment_ids.grouped("campaign_id").items():
        if campaign.protection == "identified":
            authors = env["icrm.comment.author"].search(
                [("comment_id", "in", comments.ids)]
            )
            quiet |= authors.participant_id.customer_id
        else:
            quiet |= _asked(campaign, comments.subject_id, only)
    if campaign := need.campaign_id - need.comment_ids.campaign_id:
        quiet |= _asked(campaign, _get_subjects(campaign, improvement), only)
    return known, quiet


def _get_subjects(campaign, improvement):
    """Return the subjects of *campaign* that are of the improvement's service or
    department; all of them where none is."""
    subjects = campaign.subject_ids
    about = improvement.service_id and subjects.filtered(
        lambda subject: subject.service_id == improvement.service_id
    )
    return (
        about
        or subjects.filtered(
            lambda subject: subject.department_id == improvement.department_id
        )
        or subjects
    )


def _asked(campaign, subjects, only=None):
    """Return everybody who was asked in *campaign* about one of *subjects*; who has no
    subjects of their own was asked about all."""
    domain = (
        Domain("campaign_id", "=", campaign.id)
        & Domain("state", "!=", "withdrawn")
        & (
            Domain("subject_ids", "in", subjects.ids)
            | Domain("subject_ids", "=", False)
        )
    )
    if only is not None:
        domain &= Domain("customer_id", "in", only.ids)
    Participant = campaign.env["icrm.campaign.participant"]
    return Participant.search(domain).customer_id


def _requesters(problems, improvement):
    """Return who asked for something, before the change if there is one; of archived
    requests, too."""
    requests = problems.with_context(active_test=False).request_ids
    if improvement.implemented_on:
        until = company_day.midnight(improvement, improvement.implemented_on)
        requests = requests.filtered(
            lambda request: (
                request.icrm_submitted_at and request.icrm_submitted_at < until
            )
        )
    return requests.icrm_requester_id.with_context(improvement.env.context)


def _of_missed(improvement):
    """Return the requesters of the promises that were missed when it began."""
    # The topic is miss:<service>:<kind of clock>, see icrm.improvement.rule; the
    # improvement's own service may be another one by now.
    name, _sep, rest = (improvement.origin_topic or "").partition(":")
    service, _sep, kind = rest.partition(":")
    if name != "miss" or not service.isdecimal():
        return improvement.env["icrm.customer"]
    days = improvement.rule_id.days or 30
    clocks = improvement.env["icrm.clock"].search(
        Domain("ticket_id.icrm_service_id", "=", int(service))
        & Domain("state", "=", "missed")
        & Domain("kind", "=", kind)
        & Domain("missed_at", "<", improvement.create_date)
        & Domain("missed_at", ">=", improvement.create_date - timedelta(days=days))
    )
    return clocks.ticket_id.icrm_requester_id
