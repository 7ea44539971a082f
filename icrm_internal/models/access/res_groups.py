# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .role_changes import log_role_changes

#: What decides who holds a group
HOLDING = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        if not any(HOLDING & vals.keys() for vals in vals_list):
            return super().create(vals_list)
        with log_role_changes(self.env):
            return super().create(vals_list)

    def write(self, vals):
        if not HOLDING & vals.keys():
            return super().write(vals)
        with log_role_changes(self.env):
            return super().write(vals)

    def unlink(self):
        with log_role_changes(self.env):
            return super().unlink()
