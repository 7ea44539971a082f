# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may confirm and rate a request.

Requester and beneficiary, if they do not serve it. All requests are passed in sudo.
"""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ..access import caller_values

# A comment is required up to this number of stars.
COMMENT_UP_TO = 2
COMMENT_LIMIT = 5000


def get_refusal_reason(ticket):
    """Return why the user may not rate or confirm their request, or "".

    Without a query of its own; see :func:`check_can_rate`.
    """
    user = ticket.env.user
    first = (ticket.icrm_first_requester_id or ticket.icrm_requester_id) | (
        ticket.icrm_first_beneficiary_id or ticket.icrm_beneficiary_id
    )
    if user not in first.user_id:
        return ticket.env._(
            "Request %(number)s was submitted for someone else: only its requester "
            "and beneficiary can confirm or rate it.",
            number=ticket.number,
        )
    departments = ticket.team_id.icrm_department_id | ticket.icrm_provider_department_id
    if user in (
        ticket.user_id | ticket.team_id.user_ids | departments.icrm_head_user_ids
    ):
        return _get_own_service_message(ticket)
    return ""


def check_can_rate(tickets):
    """Raise unless the user may rate or confirm these requests.

    Those who served it before count as well; the ledger has them.
    """
    uid = tickets.env.uid
    served = tickets.env["icrm.request.event"].search(
        Domain("ticket_id", "in", tickets.ids)
        & (
            Domain("user_id", "=", uid)
            | Domain("team_id.user_ids", "in", uid)
            | Domain("team_id.icrm_department_id.icrm_head_user_ids", "in", uid)
        )
    )
    for ticket in tickets:
        reason = get_refusal_reason(ticket)
        if not reason and ticket in served.ticket_id:
            reason = _get_own_service_message(ticket)
        if reason:
            raise UserError(reason)


def rate(ticket, score, comment, can_rate):
    """Store the user's rating of a request, or change it; return it.

    :param bool can_rate: what the request's own field says to the user
    :raise UserError: the rating is no rating, or not the user's to give any more
    """
    env = ticket.env
    _ = env._
    comment = _check(env, score, comment)
    ticket._icrm_check_state(("resolved",))
    rating = ticket.icrm_rating_ids[:1]
    check_can_rate(ticket)
    if not can_rate:
        if rating and rating.customer_id.user_id != env.user:
            raise UserError(_("This request is already rated."))
        raise UserError(
            _(
                "This rating can no longer be changed (limit: %(hours)s hours).",
                hours=ticket.company_id.icrm_rating_change_hours,
            )
        )
    if rating:
        rating.write({"score": score, "comment": comment})
        return rating
    customer = ticket.icrm_requester_id
    if customer.user_id != env.user:
        customer = ticket.icrm_beneficiary_id
    return _create(ticket, customer, score, comment)


def store(ticket, customer, score, comment):
    """Store the rating of a customer who has no login; the caller has decided.

    :raise UserError: the rating is no rating
    """
    return _create(ticket, customer, score, _check(ticket.env, score, comment))


def _check(env, score, comment):
    """Return the comment of a rating that may be stored."""
    _ = env._
    if type(score) is not int or not 1 <= score <= 5:
        raise UserError(_("Rating: enter a whole number from 1 to 5."))
    comment = caller_values.text_of(env, _("Comment"), comment, COMMENT_LIMIT)
    if score <= COMMENT_UP_TO and is_html_empty(comment):
        raise UserError(_("Comment: describe what went wrong."))
    return comment


def _create(ticket, customer, score, comment):
    return ticket.env["icrm.request.rating"].create(
        {
            "ticket_id": ticket.id,
            "score": score,
            "comment": comment,
            "rated_at": fields.Datetime.now(),
            "customer_id": customer.id,
            "service_id": ticket.icrm_service_id.id,
            "team_id": ticket.team_id.id,
            "provider_department_id": ticket.icrm_provider_department_id.id,
            "customer_department_id": ticket.icrm_customer_department_id.id,
            "company_id": ticket.company_id.id,
        }
    )


def _get_own_service_message(ticket):
    return ticket.env._(
        "Request %(number)s is served by you or your team. It will be confirmed by "
        "the customer or automatically.",
        number=ticket.number,
    )


def compute_own_rating(tickets):
    """Compute the current user's rating of each request, and whether they can rate."""
    now = fields.Datetime.now()
    for ticket in tickets:
        rating = ticket.icrm_rating_ids[:1]
        own = rating if rating.customer_id.user_id == tickets.env.user else rating[:0]
        ticket.icrm_my_score = own.score
        ticket.icrm_my_comment = own.comment
        hours = ticket.company_id.icrm_rating_change_hours
        ticket.icrm_can_rate = (
            ticket.icrm_is_mine
            and ticket.icrm_state == "resolved"
            and not get_refusal_reason(ticket)
            and (not rating or (own and now <= own.rated_at + timedelta(hours=hours)))
        )
