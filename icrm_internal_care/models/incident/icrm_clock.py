# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .maintenance_holder import HOLDER


class IcrmClock(models.Model):
    _inherit = "icrm.clock"

    def _format_holder(self, segment):
        if segment.holder == HOLDER:
            return self.env._("Planned maintenance")
        return super()._format_holder(segment)
