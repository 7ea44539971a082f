# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What does not end well, or twice: merged and declined requests, low ratings."""

from odoo.addons.icrm_internal.models.request import low_rating

OPEN = ("new", "in_progress", "waiting")

DECLINED = [
    "Two monitors are the standard; a third needs your head's word.",
    "预算已用完，请下季度再申请。",
]
# One of these was answered by the head already.
ANSWER = "We are sorry: the part was lost on its way. A colleague called you today."


def build_endings(env):
    """Merge, decline, and follow low ratings up, as heads and agents do."""
    env.company.icrm_show_ratings = True
    _merge(env)
    _decline(env)
    ratings = env["icrm.request.rating"].search(
        [("score", "<=", 2), ("comment", "!=", False)], order="rated_at desc", limit=6
    )
    for rating in ratings.sudo():  # sudo: tasks are the system's
        low_rating.schedule(rating)
    answered = ratings.filtered("task_id")[-1:]
    if answered:
        answered.with_user(answered.task_id.user_id).action_answer(ANSWER)


def _merge(env):
    """Merge a second request of the same person for the same service."""
    for open_request in env["helpdesk.ticket"].search(
        [
            ("icrm_state", "in", OPEN),
            ("user_id", "!=", False),
            ("icrm_approval_state", "=", "none"),
        ],
        limit=2,
    ):
        double = open_request.copy(
            {
                "name": open_request.name,
                "icrm_requester_id": open_request.icrm_requester_id.id,
                "icrm_beneficiary_id": open_request.icrm_beneficiary_id.id,
                "icrm_origin": "catalogue",
            }
        )
        double.with_user(open_request.user_id).action_icrm_merge(open_request.id)


def _decline(env):
    Ticket = env["helpdesk.ticket"]
    for login, reason in zip(("claire", "ning"), DECLINED, strict=True):
        request = Ticket.search(
            [
                ("icrm_requester_id.user_id.login", "=", login),
                ("icrm_state", "in", OPEN),
                ("user_id", "!=", False),
                ("icrm_approval_state", "=", "none"),
            ],
            order="id desc",
            limit=1,
        )
        if request:
            request.with_user(request.user_id).action_icrm_reject(reason)
