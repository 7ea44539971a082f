# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

BATCH = 500


def migrate(cr, version):
    """Read the initials of departments into the index of the search."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    services = env["icrm.service"].search([], order="id")
    for start in range(0, len(services), BATCH):
        batch = services[start : start + BATCH]
        env.add_to_compute(services._fields["search_text"], batch)
        batch.flush_recordset(["search_text"])
        env.invalidate_all()
