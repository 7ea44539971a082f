# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Needs, interviews, ideas and feedback in the table of doors."""

from .entry_point import Door

BY_HEAD = Door(("it_head", "officer", "admin_user"), "can_answer")

METHODS = {
    "icrm.research": {
        "action_cancel": Door("editor", "checks write access"),
        "action_done": Door("editor", "checks write access"),
        "action_open_needs": Door("reader", "a list, filled by the rules"),
        "action_plan": Door("editor", "checks write access"),
    },
    "icrm.idea": {
        "action_make_need": BY_HEAD,
        "action_vote": Door("reader", "the caller's own vote; checks read access"),
    },
    "icrm.public.answer": {
        "action_publish": Door("editor", "checks write access"),
        "action_withdraw": Door("editor", "checks write access"),
    },
    "icrm.feedback": {
        "action_answer": BY_HEAD,
        "action_create_public_answer": BY_HEAD,
    },
}

ROUTES = {}
