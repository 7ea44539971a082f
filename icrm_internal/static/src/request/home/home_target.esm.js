/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {makeContext} from "@web/core/context";

/**
 * Open what a part of the home page leads to; see `home_parts.py`.
 *
 * @param {object} services `{orm, action}`
 * @param {object} target what the server said
 * @param {object} [options] of `doAction`
 */
export async function follow({orm, action}, target, options = {}) {
    const {xmlid, id, model, ids, method, context, view} = target;
    if (method) {
        const found = await orm.call(model, method, [ids], {context});
        return action.doAction(found, options);
    }
    if (id) {
        // The list stays behind the form.
        return action.doAction(xmlid, {
            ...options,
            viewType: "form",
            props: {resId: id},
        });
    }
    const found = await action.loadAction(xmlid);
    // Not `additionalContext`: what the action's own context says would win.
    return action.doAction(
        {...found, context: makeContext([found.context, context])},
        {...options, ...(view && {viewType: view})}
    );
}
