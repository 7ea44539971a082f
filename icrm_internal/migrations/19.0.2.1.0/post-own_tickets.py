# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

from odoo.addons.icrm_internal.hooks import show_own_tickets


def migrate(cr, version):
    """Let people see their requests of the company they worked for before."""
    show_own_tickets(api.Environment(cr, SUPERUSER_ID, {}))
