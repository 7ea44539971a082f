# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class BusBus(models.Model):
    _inherit = "bus.bus"
    _icrm_personal = (Personal("message", erased=SWEEP),)
