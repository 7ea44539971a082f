# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Times of requests that were imported before they were measured without a promise."""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    ids = (
        env["helpdesk.ticket"]
        .with_context(active_test=False)
        .search([("icrm_origin", "=", "import")])
        .ids
    )
    for batch in split_every(1000, ids):
        tickets = env["helpdesk.ticket"].browse(batch)
        tickets._icrm_measure_times()
        env.flush_all()
        env.invalidate_all()
