# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.groups import DESK


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Look at once whether the complaint desk still has members."""
        if {"active", "group_ids", "company_ids"}.isdisjoint(vals):
            return super().write(vals)
        # sudo: whether one of these is on the desk, for who may write users
        # While this addon is uninstalled, the group may be gone already.
        desk_sudo = self.env.ref(DESK, raise_if_not_found=False)
        members_sudo = desk_sudo.sudo().all_user_ids if desk_sudo else self.browse()
        is_leaving = not set(self._ids).isdisjoint(members_sudo._ids)
        result = super().write(vals)
        if is_leaving:
            # sudo: the job looks, whoever changed the users
            self.env.ref("icrm_internal.ir_cron_complaint_check").sudo()._trigger()
        return result
