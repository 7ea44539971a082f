# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Cost of care is computed from care records from now on."""
    api.Environment(cr, SUPERUSER_ID, {})["icrm.kpi"]._measure_care()
