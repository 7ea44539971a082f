# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entry points of processes, risks and journeys; see ``public_methods``."""

from odoo.addons.icrm_internal.tests.access.entry_point import ASKS_REASON, EntryPoint

# icrm.improvement.source.mixin: what an improvement can begin with has these.
IMPROVABLE = {
    "action_open_improvements": EntryPoint(
        "reader", "checks read access; rules fill it"
    ),
    "action_start_improvement": EntryPoint("editor", "checks write access"),
}

METHODS = {
    "icrm.improvement.source.mixin": IMPROVABLE,
    "icrm.process.problem": IMPROVABLE,
    "icrm.journey": {
        "action_draft": EntryPoint("editor", "checks write access"),
        "action_publish": EntryPoint("editor", "checks write access"),
    },
    "icrm.journey.touchpoint": {
        **IMPROVABLE,
        "action_open_scores": EntryPoint("reader", "checks read access; rules fill it"),
    },
    "icrm.process": {
        "action_draft_from_history": EntryPoint("editor", "checks write access"),
        "action_new_version": EntryPoint("editor", "checks write access"),
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_open_deviation": EntryPoint(
            "reader", "checks read access; rules fill it", {"code": "conforming"}
        ),
        "action_path_from_history": EntryPoint("editor", "checks write access"),
        "action_publish": EntryPoint("editor", "checks write access"),
        "action_retire": EntryPoint("editor", "checks write access"),
        "get_conformance": EntryPoint(
            "reader", "checks read access; figures name nobody"
        ),
        "get_diagram": EntryPoint("reader", "checks read access; figures name nobody"),
    },
    "icrm.process.step": {
        "action_open_requests": EntryPoint(
            "reader", "checks read access; rules fill it"
        ),
    },
    "icrm.risk": {
        "action_icrm_ask_reason": ASKS_REASON,
        **IMPROVABLE,
        "action_activate": EntryPoint("editor", "checks write access", {"reason": "x"}),
        "action_close": EntryPoint("editor", "checks write access"),
        "action_open_activation": EntryPoint("editor", "checks write access"),
        "action_review": EntryPoint("editor", "checks write access"),
        "action_deactivate": EntryPoint(
            "editor", "checks write access", {"reason": "x"}
        ),
        "action_watch": EntryPoint("editor", "checks write access"),
        "get_map": EntryPoint("everybody", "counts what rules let be read"),
    },
}
