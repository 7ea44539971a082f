# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Shipped profiles as a fresh installation has them; their data is not updated.

Time zone, date order and the state of tickets without one are asked now, not assumed.
"""

from odoo import SUPERUSER_ID, Command, api

NAMES = ("servicenow", "glpi", "zoho_desk", "jira", "generic")
OLD_NOTE = "English and Chinese column names are recognised."
NEW_NOTE = (
    "Column names in English, Chinese, German, French and Spanish are recognised."
)
ADDED = {
    "servicenow": [
        (11, "caller_id.department", "customer_department"),
        (21, "close_code", "description"),
    ],
    "jira": [
        (21, "Custom field ([CHART] Date of First Response)", "first_response_at"),
        (22, "Comment", "comment"),
    ],
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in NAMES:
        profile = env.ref(
            f"icrm_internal_import.icrm_import_profile_{name}", raise_if_not_found=False
        )
        if not profile:
            continue
        vals = {}
        if profile.tz == "UTC":
            vals["tz"] = False
        if profile.default_state == "closed":
            vals["default_state"] = False
        if profile.date_order in ("ymd", "dmy"):
            vals["date_order"] = "auto"
        known = set(profile.column_ids.mapped("name"))
        vals["column_ids"] = [
            Command.create({"sequence": sequence, "name": column, "target": target})
            for sequence, column, target in ADDED.get(name, ())
            if column not in known
        ]
        profile.write(vals)
        if name == "generic" and profile.note.endswith(OLD_NOTE):
            profile.note = profile.note.removesuffix(OLD_NOTE) + NEW_NOTE
        if name == "glpi":
            # What kind of ticket it is, is kept in its description.
            profile.column_ids.filtered(
                lambda line: line.name == "Type" and not line.target
            ).target = "description"
