/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {exportAllItem} from "@web/views/list/export_all/export_all";
import {onWillStart} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {user} from "@web/core/user";

const ROLE = "icrm_internal.group_icrm_export";

/** Whether the lists of this view are ours: the server marks them. */
function isOurs(arch) {
    return (arch?.getAttribute("class") || "").split(" ").includes("o_icrm");
}

/** What a controller needs: `super` is that of the one it is made for. */
const makePatch = () => ({
    setup() {
        super.setup(...arguments);
        this.icrmHidesExport = false;
        onWillStart(async () => {
            this.icrmHidesExport =
                isOurs(this.env.config?.viewArch || this.props.archInfo?.xmlDoc) &&
                !(await user.hasGroup(ROLE));
        });
    },

    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems(...arguments);
        if (this.icrmHidesExport && items.export) {
            items.export.isAvailable = () => false;
        }
        return items;
    },
});
// The server refuses others; do not offer it to them.
patch(ListController.prototype, makePatch());
patch(KanbanController.prototype, makePatch());

patch(exportAllItem, {
    async isDisplayed(env) {
        return (
            (await super.isDisplayed(env)) &&
            (!isOurs(env.config.viewArch) || (await user.hasGroup(ROLE)))
        );
    },
});
