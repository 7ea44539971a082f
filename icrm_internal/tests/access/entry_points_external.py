# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain external's part of the table of entry points; see ``public_methods``."""

from .entry_point import ASKS_REASON, EntryPoint

# Of documents: helpdesk.ticket here, others in the bridges
DOCUMENT = {
    "action_icrm_ask_inside": EntryPoint("editor", "checks write access"),
    "action_icrm_deliver": EntryPoint("editor", "checks write access"),
    "action_icrm_open_commitment": EntryPoint("reader", "opens what rules let be read"),
}

METHODS = {
    "icrm.external.commitment": {
        "action_ask_inside": EntryPoint("editor", "checks write access"),
        "action_cancel": EntryPoint("editor", "checks write access", {"reason": "x"}),
        "action_deliver": EntryPoint("editor", "checks write access"),
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open_document": EntryPoint(
            "reader", "checks read access, also to the document"
        ),
        "action_reopen": EntryPoint("editor", "checks write access"),
        "action_withdraw_requests": EntryPoint(
            "editor", "checks write access", {"reason": "x"}
        ),
    },
    "icrm.external.document": DOCUMENT,
    "icrm.external.ask": {
        "action_next": EntryPoint("everybody", "action_open_request decides"),
    },
}

ROUTES = {}
