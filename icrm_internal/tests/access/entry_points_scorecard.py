# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The doors of scorecards; see ``entry_points_evaluation``."""

from .entry_point import Door

OFFICE = ("officer", "admin_user")
LAST_YEAR = {"kind": "month", "day": "1999-06-01"}

METHODS = {
    "icrm.scorecard": {
        "action_verify": Door((*OFFICE, "auditor"), "checks the groups"),
        "action_publish": Door(OFFICE, "_check_officer"),
        "action_preview": Door(OFFICE, "_check_officer", LAST_YEAR),
        "action_freeze": Door(OFFICE, "_check_officer", LAST_YEAR),
        "action_publish_period": Door(OFFICE, "_check_officer", LAST_YEAR),
        "action_correct": Door(OFFICE, "_check_officer"),
        "action_print": Door("reader", "prints what rules let be read"),
        "action_compare": Door("reader", "opens what rules let be read"),
        "get_card": Door("reader", "what the rules let be read"),
        "get_overview": Door("everybody", "what the rules let be read"),
        "get_comparison": Door("everybody", "what the rules let be read"),
    },
    "icrm.scorecard.line": {
        "action_open_records": Door("reader", "the result's own door decides"),
        "action_open_history_graph": Door("reader", "a list, filled by the rules"),
    },
}
