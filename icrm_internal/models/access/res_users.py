# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .role_changes import get_holders, log_role_changes, record_changes


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if users and not self.env.registry._init:
            record_changes(self.env, set(), get_holders(self.env, users))
        return users

    def write(self, vals):
        if "group_ids" not in vals:
            return super().write(vals)
        with log_role_changes(self.env, self):
            return super().write(vals)
