# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The entry points of scorecards; see ``entry_points_evaluation``."""

from .entry_point import EntryPoint

OFFICE = ("officer", "admin_user")
LAST_YEAR = {"kind": "month", "day": "1999-06-01"}

METHODS = {
    "icrm.report.schedule": {
        "action_send_now": EntryPoint(OFFICE, "checks write access and the group"),
        "action_switch_off": EntryPoint("reader", "the caller's own mails only"),
        "action_switch_on": EntryPoint("reader", "the caller's own mails only"),
    },
    "icrm.scorecard": {
        "action_verify": EntryPoint((*OFFICE, "auditor"), "checks the groups"),
        "action_publish": EntryPoint(OFFICE, "_check_officer"),
        "action_preview": EntryPoint(OFFICE, "_check_officer", LAST_YEAR),
        "action_freeze": EntryPoint(OFFICE, "_check_officer", LAST_YEAR),
        "action_publish_period": EntryPoint(OFFICE, "_check_officer", LAST_YEAR),
        "action_correct": EntryPoint(OFFICE, "_check_officer"),
        "action_print": EntryPoint("reader", "prints what rules let be read"),
        "action_own_targets": EntryPoint("reader", "a list, filled by the rules"),
        "action_compare": EntryPoint("reader", "opens what rules let be read"),
        "get_card": EntryPoint("reader", "what the rules let be read"),
        "get_overview": EntryPoint("everybody", "what the rules let be read"),
        "get_comparison": EntryPoint("everybody", "what the rules let be read"),
    },
    "icrm.scorecard.line": {
        "action_open_records": EntryPoint(
            "reader", "the result's own entry point decides"
        ),
        "action_open_history_graph": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_set_own_target": EntryPoint("reader", "the rules say who sets it"),
    },
}
