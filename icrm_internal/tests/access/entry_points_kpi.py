# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The entry points of indicators; see ``entry_points_evaluation``."""

from .entry_point import ASKS_REASON, EntryPoint

OFFICE = ("officer", "admin_user")

METHODS = {
    "icrm.kpi": {
        "action_open_values": EntryPoint("reader", "a list, filled by the rules"),
        "action_preview": EntryPoint(OFFICE, "checks write access and the group"),
        "action_enter": EntryPoint(
            (*OFFICE, "buyer"), "officers and the indicator's owner; the rules decide"
        ),
    },
    "icrm.kpi.preview": {
        "action_open_records": EntryPoint(OFFICE, "_check_officer; one's own rows"),
    },
    "icrm.kpi.value": {
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_open_history_graph": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_open_records": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.kpi.period": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_compute": EntryPoint(OFFICE, "_check_officer"),
        "action_compute_now": EntryPoint(OFFICE, "_check_officer"),
        "action_open_values": EntryPoint("reader", "a list, filled by the rules"),
        "action_reopen": EntryPoint(OFFICE, "_check_officer", {"reason": "x"}),
    },
}
