/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/**
 * Say that a step was taken, with a button that takes it back, for as long as the
 * server allows; then do what the step leads to.
 */
function offerUndo(env, {params}) {
    const {notification, orm, action} = env.services;
    const close = notification.add(params.message, {
        type: "success",
        sticky: true,
        className: "o_icrm_undo",
        buttons: [
            {
                name: _t("Undo"),
                primary: true,
                async onClick() {
                    close();
                    const done = await orm.call("helpdesk.ticket", "action_icrm_undo", [
                        params.step,
                    ]);
                    await action.doAction(done);
                },
            },
        ],
    });
    browser.setTimeout(close, params.seconds * 1000);
    return params.next || {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("icrm_undo", offerUndo);
