/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** One's own profile as a customer, where Odoo has the other preferences of a person. */
export function serviceProfileItem(env) {
    return {
        type: "item",
        id: "icrm_profile",
        description: _t("My Service Profile"),
        callback: () =>
            env.services.action.doAction(
                "icrm_internal.icrm_customer_action_my_profile"
            ),
        sequence: 55,
    };
}

registry.category("user_menuitems").add("icrm_profile", serviceProfileItem);
