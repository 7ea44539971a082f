# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Clear languages that were switched off while customers had them."""
    api.Environment(cr, SUPERUSER_ID, {})["icrm.customer"]._forget_languages()
