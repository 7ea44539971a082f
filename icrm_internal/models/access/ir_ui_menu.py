# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _icrm_is_for_all(self):
        """Return whether employees without a role here see the application."""
        root = self.env.ref("icrm_internal.icrm_menu_root", raise_if_not_found=False)
        if not root:
            return True  # nothing to show yet: this is being installed
        # sudo: which groups a menu is for is not everybody's to read
        return self.env.ref("base.group_user") in root.sudo().group_ids

    @api.model
    def _icrm_show_to_all(self, wanted=True):
        """Show the application to every employee, or only to those with a role."""
        if self._icrm_is_for_all() == wanted:
            return
        command = Command.link if wanted else Command.unlink
        # sudo: menus belong to the settings, this one is ours; callers are the
        # administrator of the application, and the one who publishes its first service
        self.env.ref("icrm_internal.icrm_menu_root").sudo().write(
            {"group_ids": [command(self.env.ref("base.group_user").id)]}
        )
