# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What waits for a customer: a question to answer, a request to confirm or rate.

Each task is a dictionary that the web client draws without another call.
"""

from odoo.fields import Domain

from . import rating_rules
from .deadline import format_deadline
from .merging import get_target

TASK_LIMIT = 5
# More questions than anybody has
FOUND_LIMIT = 100


def get_own(model):
    """Return the domain of the reader's requests, by the ids of their customers.

    As ``icrm_is_mine``, which joins the customers: then PostgreSQL uses no index.
    """
    # sudo: which customers the reader is
    customers_sudo = model.env["icrm.customer"].sudo().with_context(active_test=False)
    ids = customers_sudo.search([("user_id", "=", model.env.uid)]).ids
    return Domain("icrm_service_id", "!=", False) & (
        Domain("icrm_requester_id", "in", ids)
        | Domain("icrm_beneficiary_id", "in", ids)
    )


def find(model):
    """Return the tasks of the caller, questions first.

    One statement for both: what takes time is planning it, with all rules of requests.
    """
    waiting = Domain("icrm_state", "=", "waiting") & Domain(
        "icrm_holder", "=", "customer"
    )
    done = Domain("icrm_state", "=", "resolved") & Domain(
        "icrm_confirmed_at", "=", False
    )
    found = model.search_fetch(
        get_own(model) & (waiting | done),
        ["icrm_state"],
        # What is done last comes first; "waiting" comes after "resolved".
        order="icrm_state desc, icrm_resolved_at desc, id desc",
        limit=FOUND_LIMIT,
    )
    questions = found.filtered(lambda ticket: ticket.icrm_state == "waiting")
    chosen = questions.sorted("id")[:TASK_LIMIT] | (found - questions)[:TASK_LIMIT]
    tasks = [ticket.icrm_task for ticket in chosen]
    return [task for task in tasks if task["kind"]]


def find_questions(tickets):
    """Return {ticket id: message}: the last public word of those who serve, one query;
    in sudo."""
    waiting = tickets.filtered(
        lambda ticket: ticket.icrm_state == "waiting" and ticket.icrm_is_mine
    )
    if not waiting:
        return {}
    customers = {
        ticket.id: ticket._icrm_customer_partners()
        | (ticket.icrm_requester_id | ticket.icrm_beneficiary_id).user_id.partner_id
        for ticket in waiting
    }
    messages = tickets.env["mail.message"].search(
        Domain("model", "=", tickets._name)
        & Domain("res_id", "in", waiting.ids)
        & Domain("message_type", "in", ("comment", "email"))
        & Domain("subtype_id", "=", tickets.env.ref("mail.mt_comment").id),
        order="id desc",
    )
    found = {}
    for message in messages:
        if message.author_id not in customers[message.res_id]:
            found.setdefault(message.res_id, message)
    return found


def describe(ticket, questions):
    """Return the task of one request, in sudo with its reader as user.

    ``kind``: "answer", "finish", or False where nothing waits for the reader.
    """
    progress = ticket.icrm_progress
    kind = False
    if progress == "waiting":
        kind = "answer"
    elif ticket.icrm_can_confirm or ticket.icrm_can_rate or ticket.icrm_can_reopen:
        kind = "finish"
    question = kind == "answer" and questions.get(ticket.id)
    score = ticket.icrm_my_score
    rating = ticket.icrm_rating_ids[:1] if score else ticket.icrm_rating_ids[:0]
    return {
        "id": ticket.id,
        "kind": kind,
        "number": ticket.number,
        "name": ticket.name,
        "progress": progress,
        "status": ticket.icrm_status_text or "",
        "provider": ticket.icrm_provider_department_id.name or "",
        "question": str(question.body) if question else "",
        "asked": question
        and ticket.env._(
            "%(name)s, %(when)s",
            name=question.author_id.name or "",
            when=format_deadline(ticket.env, question.date),
        ),
        "can_confirm": ticket.icrm_can_confirm,
        "can_rate": ticket.icrm_can_rate,
        "can_reopen": ticket.icrm_can_reopen,
        "score": score,
        "comment": ticket.icrm_my_comment or "",
        "reply": rating.answer or "",
        # Who confirmed after a low rating has said that it is done.
        "is_unhappy": 0 < score <= rating_rules.COMMENT_UP_TO
        and (ticket.icrm_confirmed_at or rating.rated_at) <= rating.rated_at,
        "merged": get_target(ticket) if ticket.icrm_is_mine else False,
    }
