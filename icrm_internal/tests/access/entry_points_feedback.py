# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Needs, interviews, ideas, panels and feedback in the table of entry points."""

from .entry_point import ASKS_REASON, EntryPoint

BY_HEAD = EntryPoint(("it_head", "officer", "admin_user"), "can_answer")

BY_EDITOR = EntryPoint(
    ("it_head", "officer", "admin_user"), "checks write access to the service"
)
BY_MEMBER = EntryPoint(("staff",), "the caller's own membership")

METHODS = {
    "icrm.panel.member": {"action_join": BY_MEMBER, "action_leave": BY_MEMBER},
    "icrm.panel.trial": {
        "action_close": BY_EDITOR,
        "action_comment": EntryPoint(
            "reader",
            "checks read access; members only, the caller's own comment",
            {"question": "#form", "verdict": "good"},
        ),
        "search_form_records": EntryPoint(
            "reader", "searches as the caller", {"question_name": "x"}
        ),
    },
    "icrm.panel.comment": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_take_up": BY_EDITOR,
        "action_decline": BY_EDITOR._replace(args={"reason": "No"}),
    },
    "icrm.segment.service": {
        name: EntryPoint("reader", "checks read access; a list, filled by the rules")
        for name in (
            "action_open_needs",
            "action_open_expectations",
            "action_open_results",
        )
    },
    "icrm.research": {
        "action_cancel": EntryPoint("editor", "checks write access"),
        "action_done": EntryPoint("editor", "checks write access"),
        "action_open_needs": EntryPoint("reader", "a list, filled by the rules"),
        "action_plan": EntryPoint("editor", "checks write access"),
    },
    "icrm.idea": {
        "action_make_need": BY_HEAD,
        "action_open_answer": EntryPoint("reader", "a dialog; saving it decides"),
        "action_vote": EntryPoint(
            "reader", "the caller's own vote; checks read access"
        ),
    },
    "icrm.public.answer": {
        "action_publish": EntryPoint("editor", "checks write access"),
        "action_withdraw": EntryPoint("editor", "checks write access"),
    },
    "icrm.announcement": {
        "action_confirm": EntryPoint(
            "reader", "the caller's own mark; checks read access"
        ),
        "action_open_unconfirmed": EntryPoint("editor", "checks write access"),
        "action_hide": EntryPoint(
            "reader", "the caller's own mark; checks read access"
        ),
    },
    "icrm.feedback": {
        "action_answer": BY_HEAD,
        "action_create_public_answer": BY_HEAD,
        "action_open_answer": EntryPoint("reader", "a dialog; saving it decides"),
    },
}

ROUTES = {}
