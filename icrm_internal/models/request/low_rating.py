# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What follows a rating of one or two stars; in sudo.

Only where the company shows ratings to those who served: a task for the head would
reveal what nobody of the department may read otherwise. The task belongs to no record:
its user alone can read it, and it leads to the rating.
"""

from markupsafe import Markup

from odoo import fields

from .rating_rules import COMMENT_UP_TO

TASK = "icrm_internal.mail_activity_type_rating"


def schedule(rating):
    """Give the head of the department a task, in their language; once a rating."""
    if rating.score > COMMENT_UP_TO or not rating.company_id.icrm_show_ratings:
        return
    if rating.task_id or rating.answer:
        return
    heads = rating.provider_department_id.icrm_head_user_ids
    own = rating.provider_department_id.manager_id.icrm_user_id & heads
    user = (own or heads)._icrm_filter_available(rating.company_id)[:1]
    if not user:
        return
    env = rating.with_context(lang=user.lang).env
    ticket = rating.ticket_id
    rating.task_id = env["mail.activity"].create(
        {
            "activity_type_id": env.ref(TASK).id,
            "user_id": user.id,
            "summary": env._(
                "Low rating of %(number)s: reply to the customer", number=ticket.number
            ),
            "note": Markup('<a href="/odoo/icrm.request.rating/%s">%s</a>')
            % (rating.id, env._("Open the rating")),
        }
    )


def answer(rating, user, text):
    """Store the answer of *user* and pass it on to the rater alone."""
    partner = rating.customer_id.user_id.partner_id or rating.customer_id.partner_id
    rating.write({"answer": text, "answered_by_id": user.id})
    rating.task_id.unlink()
    # Of no record: its readers are not concerned.
    rating.env["icrm.message"]._enqueue(
        "rating_answered",
        partner,
        values={"rating": rating.id},
        # Another reply is another message.
        occasion=f"{rating.id} {fields.Datetime.now():%Y%m%d%H%M%S}",
        author=user.partner_id,
    )
