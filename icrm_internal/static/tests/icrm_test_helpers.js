/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    makeMockEnv,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import {expect} from "@odoo/hoot";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";

/** Every action that is asked for becomes a step; none is done. */
export function stepActions() {
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
    });
}

/** Mount the client action of that tag, as the web client would. */
export async function mountAction(tag, context = {}) {
    await makeMockEnv({config: getDefaultConfig()});
    return mountWithCleanup(registry.category("actions").get(tag), {
        props: {action: {context}},
    });
}
