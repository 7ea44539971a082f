# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""This addon's part of the tables of ``icrm_internal/tests/access``; see there."""

from odoo.addons.icrm_internal.tests.access.entry_point import EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

ADMIN_ONLY = cells("", admin_user="CRWD")

MATRIX = {
    "icrm.import.profile": {"any": ADMIN_ONLY},
    "icrm.import.column": {"any": ADMIN_ONLY},
    "icrm.import.value": {"any": ADMIN_ONLY},
    "icrm.import.job": {"any": ADMIN_ONLY},
    "icrm.import.issue": {"any": cells("", admin_user="R")},
    "icrm.import.progress": {"any": cells("", admin_user="R")},
}

METHODS = {
    "icrm.import.job": {
        "action_back": EntryPoint("admin", "access rights of the model"),
        "action_check": EntryPoint("admin", "access rights of the model"),
        "action_import": EntryPoint("admin", "access rights of the model"),
        "action_keep_profile": EntryPoint("admin", "access rights of the model"),
        "action_open_figures": EntryPoint("admin", "access rights of the model"),
        "action_open_issues": EntryPoint("admin", "access rights of the model"),
        "action_open_requests": EntryPoint("admin", "access rights of the model"),
        "action_read": EntryPoint("admin", "access rights of the model"),
        "action_start": EntryPoint("admin", "access rights of the model"),
        "action_undo": EntryPoint("admin", "access rights of the model"),
    },
}

# The office's administrator alone writes profiles: no officer makes one.
SHARED = {"icrm.import.profile": None}

# What a word of the other system means: see test_orphaned_work of the core.
NO_DUTY = {
    "icrm.import.profile": {"customer_department_id"},
    "icrm.import.value": {"department_id", "user_id"},
}
