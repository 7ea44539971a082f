# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain privacy's part of the table of entry points; see ``public_methods``."""

from .entry_point import EntryPoint

METHODS = {
    "icrm.erasure": {
        "action_dry_run": EntryPoint("editor", "checks write access and the group"),
        "action_propose": EntryPoint("editor", "checks write access and the group"),
        "action_cancel": EntryPoint("editor", "checks write access and the group"),
        "action_execute": EntryPoint(
            ("admin_user",), "checks the group; nobody what they proposed themselves"
        ),
    },
    "icrm.retention.rule": {
        "action_dry_run": EntryPoint("reader", "checks read access; counts"),
    },
    "icrm.data.field": {
        "action_export": EntryPoint("reader", "checks the groups, as its page does"),
        "action_refresh": EntryPoint("officer", "checks the group"),
    },
}

ROUTES = {
    "/icrm/data-dictionary.xlsx": (
        "user",
        "GET",
        "officers and auditors: _get_export checks the groups",
    ),
    "/my/own-data": (
        "user",
        "POST",
        "everybody with a login, for oneself: _request takes no argument",
    ),
    "/my/own-data/<int:own_id>": (
        "user",
        "GET",
        "the person it is about, until it expires: _take compares the user",
    ),
}
