# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmServiceCheck(models.Model):
    _inherit = "icrm.service.check"

    def _get_ticked(self):
        # sudo: whether requests refer to them, readable or not
        ticks_sudo = self.env["icrm.request.check"].sudo()
        rows = ticks_sudo._read_group([("check_id", "in", self.ids)], ["check_id"])
        ticked = self.browse().union(*(check for (check,) in rows))
        return self & ticked.sudo(False)
