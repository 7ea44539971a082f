# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .maintenance_holder import MAINTENANCE


class IcrmRequestEvent(models.Model):
    _inherit = "icrm.request.event"

    holder = fields.Selection(selection_add=MAINTENANCE)
