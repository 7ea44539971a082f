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

    # -- where new users land --
    @api.model
    def _icrm_get_home(self):
        """Return the action that the application opens: what everybody came for."""
        root = self.env.ref("icrm_internal.icrm_menu_root", raise_if_not_found=False)
        if not root:
            return self.env["ir.actions.actions"]
        # sudo: menus of others; the first that needs no role is everybody's
        root_sudo = root.sudo()
        menus_sudo = root_sudo | root_sudo.child_id.filtered(
            lambda menu: menu.action and not menu.group_ids
        ).sorted("sequence")
        return next(
            (
                self.env["ir.actions.actions"].browse(menu.action.id)
                for menu in menus_sudo
                if menu.action
            ),
            self.env["ir.actions.actions"],
        )

    @api.model
    def _icrm_get_home_default(self):
        # sudo: defaults of all users belong to the settings; this one is read only
        return self.env["ir.default"].sudo()._get("res.users", "action_id")

    @api.model
    def _icrm_is_home(self):
        """Return whether new users land in this application."""
        home = self._icrm_get_home()
        return bool(home) and self._icrm_get_home_default() == home.id

    @api.model
    def _icrm_set_home(self, wanted=True):
        """Let new users land in this application, or where core lets them."""
        # sudo: as above; the administrator of the application decides about it, and
        # what is there for another application stays
        default_sudo = self.env["ir.default"].sudo()
        home = self._icrm_get_home()
        if wanted and home:
            default_sudo.set("res.users", "action_id", home.id)
        elif self._icrm_is_home():
            default_sudo.discard_values("res.users", "action_id", [home.id])
