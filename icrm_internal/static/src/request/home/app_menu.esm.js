/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {WebClient} from "@web/webclient/webclient";
import {patch} from "@web/core/utils/patch";

const ROOT = "icrm_internal.icrm_menu_root";

/** Return whether a screen is ours: by its record, or by the path it is opened with. */
export function isOurScreen(action) {
    return Boolean(
        action &&
            ((action.xml_id || "").startsWith("icrm_internal") ||
                (action.path || "").startsWith("internal-"))
    );
}

/**
 * A link to one of our screens shows our menu in a new tab, too. Odoo finds the menu of
 * what a menu opens itself; the menus of personal lists open a server action.
 */
patch(WebClient.prototype, {
    async loadRouterState() {
        await super.loadRouterState();
        const {menuService, actionService} = this;
        if (menuService.getCurrentApp()) {
            return;
        }
        const root = menuService.getAll().find(({xmlid}) => xmlid === ROOT);
        if (root && isOurScreen(actionService.currentController?.action)) {
            menuService.setCurrentMenu(root);
        }
    },
});
