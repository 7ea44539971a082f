# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # helpdesk_mgmt shows the members of teams from this side, too.
    @api.model_create_multi
    def create(self, vals_list):
        named = {key.removeprefix("default_") for key in self.env.context}
        if "helpdesk_team_ids" not in named.union(*vals_list):
            return super().create(vals_list)
        before = self._icrm_get_all_teams()._icrm_get_staff()
        users = super().create(vals_list)
        self._icrm_get_all_teams()._icrm_follow_staff(before)
        return users

    def write(self, vals):
        if "helpdesk_team_ids" not in vals:
            return super().write(vals)
        before = self._icrm_get_all_teams()._icrm_get_staff()
        result = super().write(vals)
        self._icrm_get_all_teams()._icrm_follow_staff(before)
        return result

    def _icrm_get_all_teams(self):
        # sudo: changes of teams are checked even if the caller cannot read them.
        teams_sudo = self.env["helpdesk.ticket.team"].sudo()
        teams_sudo = teams_sudo.with_context(active_test=False).search([])
        return teams_sudo.sudo(self.env.su)
