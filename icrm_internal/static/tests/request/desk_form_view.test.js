/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {SIZES, defineMailModels, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mountView, serverState} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

async function mountDesk(size, jsClass = "icrm_desk_form") {
    patchUiSize({size});
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: serverState.partnerId,
        arch: `<form js_class="${jsClass}"><sheet><field name="name"/></sheet><chatter/></form>`,
    });
}

test("on a laptop the conversation stands beside the work", async () => {
    await mountDesk(SIZES.XL);
    expect(".o-mail-Form-chatter.o-aside").toHaveCount(1);
    expect(".o_form_view.o_xxl_form_view").toHaveCount(1);
});

test("on a smaller screen below it", async () => {
    await mountDesk(SIZES.LG);
    expect(".o-mail-Form-chatter").toHaveCount(1);
    expect(".o-mail-Form-chatter.o-aside").toHaveCount(0);
    expect(".o_form_view.o_xxl_form_view").toHaveCount(0);
});

test("on the widest as core has it", async () => {
    await mountDesk(SIZES.XXL);
    expect(".o-mail-Form-chatter.o-aside").toHaveCount(1);
});
