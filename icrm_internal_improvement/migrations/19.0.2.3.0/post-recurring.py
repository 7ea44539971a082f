# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Find the first recurring problems after the update, not a night later."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.ref("icrm_internal_improvement.ir_cron_recurring_find")._trigger()
