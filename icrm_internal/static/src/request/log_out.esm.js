/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import "@web/webclient/user_menu/user_menu_items";
import {clearDrafts} from "@icrm_internal/catalogue/form/drafts.esm";
import {registry} from "@web/core/registry";

/** Who logs out leaves no draft behind. */
const items = registry.category("user_menuitems");
const getLogOut = items.get("log_out");
items.add(
    "log_out",
    (env) => {
        const item = getLogOut(env);
        return {
            ...item,
            callback() {
                clearDrafts();
                return item.callback();
            },
        };
    },
    {force: true}
);
