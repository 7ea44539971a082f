# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .maintenance_holder import MAINTENANCE


class IcrmClockSegment(models.Model):
    _inherit = "icrm.clock.segment"

    holder = fields.Selection(selection_add=MAINTENANCE)
