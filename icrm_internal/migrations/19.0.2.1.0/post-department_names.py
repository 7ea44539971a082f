# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

from odoo.addons.icrm_internal.models.customer import department_names


def migrate(cr, version):
    """Keep the names on what was frozen, closed and signed: those of today."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model, domain, names in (
        ("icrm.scorecard", [("state", "!=", "draft")], ("department",)),
        ("icrm.evaluation.score", [], ("department",)),
        ("icrm.agreement", [("signed_at", "!=", False)], ("provider", "customer")),
    ):
        records = env[model].search(domain)
        for name in names:
            column = (
                "department_id" if name == "department" else f"{name}_department_id"
            )
            department_names.freeze(records, f"{name}_name", column)
