# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain fulfilment's part of the table of entry points; see ``public_methods``."""

from .entry_point import ASKS_REASON, EntryPoint

# Those who serve the requests of the tests: nobody writes steps
PROVIDERS = ("agent", "buyer", "it_head", "officer", "admin_user")
DECIDES = "checks read access and who serves the request"

METHODS = {
    "icrm.request.step": {
        "action_done": EntryPoint(PROVIDERS, DECIDES),
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open_child": EntryPoint("reader", "opens what rules let be read"),
        "action_repeat": EntryPoint(PROVIDERS, DECIDES, {"reason": "x"}),
        "action_replace": EntryPoint(
            PROVIDERS,
            f"{DECIDES}; asks the catalogue as the caller",
            {"service_id": 1, "reason": "x"},
        ),
        "action_skip": EntryPoint(PROVIDERS, DECIDES, {"reason": "x"}),
    },
    "icrm.request.step.replace": {
        "action_send": EntryPoint("agent", "action_replace decides"),
    },
}

ROUTES = {}
