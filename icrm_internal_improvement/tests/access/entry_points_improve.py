# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Improvements, programmes and training in the table of entry points; see
``public_methods``."""

from odoo.addons.icrm_internal.tests.access.entry_point import ASKS_REASON, EntryPoint

# What an improvement can begin with: see icrm.improvement.source.mixin.
OPEN_IMPROVEMENTS = EntryPoint("reader", "checks read access; rules fill it")
BY_HEAD = EntryPoint(("it_head", "officer", "admin_user"), "can_answer")
STEP = "checks write access, who leads it and the step"

METHODS = {
    "icrm.improvement": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_abandon": EntryPoint("editor", STEP, {"reason": "x"}),
        "action_ask_approval": EntryPoint("editor", STEP),
        "action_change_service": EntryPoint("editor", STEP),
        "action_close": EntryPoint("editor", STEP),
        "action_mark_implemented": EntryPoint("editor", STEP),
        "action_measure": EntryPoint("editor", STEP),
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_open_origin": EntryPoint("reader", "checks read access to both"),
        "action_open_results": EntryPoint("reader", "checks read access"),
        "action_prove": EntryPoint("editor", STEP),
        "action_publish": EntryPoint("editor", "checks write access and who leads it"),
        "action_start": EntryPoint("editor", f"{STEP}; and who may approve"),
        "action_try_again": EntryPoint("editor", STEP),
        "action_unpublish": EntryPoint(
            "editor", "checks write access and who leads it"
        ),
    },
    "icrm.improvement.rule": {
        "action_apply": EntryPoint(
            ("officer", "admin_user"), "who may write rules, and read these"
        ),
        "action_open_improvements": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.matter": {
        "action_open_source": EntryPoint("reader", "opens what rules let be read"),
    },
    "icrm.programme": {
        "action_open_improvements": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_milestones": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.programme.milestone": {
        "action_mark_reached": EntryPoint("editor", "checks write access"),
    },
    "icrm.competence": {
        "action_open_needs": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.recurring.problem": {
        "action_dismiss": EntryPoint("editor", "checks write access"),
        "action_make_article": EntryPoint(
            "editor", "checks write access; who edits the service"
        ),
        "action_make_need": EntryPoint("editor", "checks write access"),
        "action_open_improvements": OPEN_IMPROVEMENTS,
        "action_open_requests": EntryPoint(
            "reader", "checks read access; rules fill it"
        ),
        "action_restore": EntryPoint("editor", "checks write access"),
        "action_start_improvement": EntryPoint("editor", "checks write access"),
    },
    "icrm.training.need": {
        "action_cancel": EntryPoint("editor", "checks write access and the state"),
        "action_mark_held": EntryPoint("editor", "checks write access and the state"),
        "action_measure": EntryPoint("editor", "checks write access and the state"),
        "action_plan": EntryPoint("editor", "checks write access and the state"),
    },
    # -- models of the core --
    "icrm.complaint": {
        "action_open_improvements": EntryPoint("reader", "a list, filled by the rules"),
        "action_start_improvement": EntryPoint(
            ("buyer", "it_head", "desk"), "checks read access; desk, handler, head"
        ),
    },
    "icrm.evaluation.score": {
        "action_open_improvements": EntryPoint("reader", "a list, filled by the rules"),
        "action_start_improvement": EntryPoint(
            ("officer", "admin_user", "it_head"), "heads of the department, officers"
        ),
    },
    "icrm.feedback": {
        "action_open_improvements": OPEN_IMPROVEMENTS,
        "action_start_improvement": BY_HEAD,
    },
    "icrm.idea": {
        "action_open_improvements": OPEN_IMPROVEMENTS,
        "action_start_improvement": BY_HEAD,
    },
    "icrm.need": {
        "action_open_improvements": OPEN_IMPROVEMENTS,
        "action_start_improvement": EntryPoint("editor", "checks write access"),
    },
}

ROUTES = {
    "/my/improvements": (
        "user",
        None,
        "everybody with a login: what the caller is invited to",
    ),
    "/my/improvements/<int:improvement_id>": (
        "user",
        None,
        "who is invited: _get_invitation decides",
    ),
    "/my/improvements/<int:improvement_id>/write": (
        "user",
        "POST",
        "who is invited: _get_invitation decides",
    ),
}
