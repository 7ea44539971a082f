# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Processes, risks and journeys in the table of entry points; see
``public_methods``."""

from odoo.addons.icrm_internal.tests.access.entry_point import ASKS_REASON, Door

# icrm.improvement.source.mixin: what an improvement can begin with has these.
IMPROVABLE = {
    "action_open_improvements": Door("reader", "checks read access; rules fill it"),
    "action_start_improvement": Door("editor", "checks write access"),
}

METHODS = {
    "icrm.improvement.source.mixin": IMPROVABLE,
    "icrm.process.problem": IMPROVABLE,
    "icrm.journey": {
        "action_draft": Door("editor", "checks write access"),
        "action_publish": Door("editor", "checks write access"),
    },
    "icrm.journey.touchpoint": {
        **IMPROVABLE,
        "action_open_scores": Door("reader", "checks read access; rules fill it"),
    },
    "icrm.process": {
        "action_draft_from_history": Door("editor", "checks write access"),
        "action_new_version": Door("editor", "checks write access"),
        "action_open": Door("reader", "opens what rules let be read"),
        "action_publish": Door("editor", "checks write access"),
        "action_retire": Door("editor", "checks write access"),
        "get_diagram": Door("reader", "checks read access; figures name nobody"),
    },
    "icrm.process.step": {
        "action_open_requests": Door("reader", "checks read access; rules fill it"),
    },
    "icrm.risk": {
        "action_icrm_ask_reason": ASKS_REASON,
        **IMPROVABLE,
        "action_activate": Door("editor", "checks write access", {"reason": "x"}),
        "action_close": Door("editor", "checks write access"),
        "action_open_activation": Door("editor", "checks write access"),
        "action_review": Door("editor", "checks write access"),
        "action_deactivate": Door("editor", "checks write access", {"reason": "x"}),
        "action_watch": Door("editor", "checks write access"),
        "get_map": Door("everybody", "counts what rules let be read"),
    },
}
