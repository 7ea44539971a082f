/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {describe, expect, test} from "@odoo/hoot";
import {edit, click, press} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Ticket extends models.Model {
    _name = "ticket";
    subject = fields.Char({
        onChange: (record) => {
            record.hint = `hint for ${record.subject}`;
        },
    });
    hint = fields.Char();
    _records = [{id: 1, subject: "printer"}];
}
defineMailModels();
defineModels([Ticket]);

const mountLive = (readonly = 0) =>
    mountView({
        type: "form",
        resModel: "ticket",
        resId: 1,
        arch: `<form>
            <field name="subject" widget="icrm_live_char" readonly="${readonly}"/>
            <field name="hint" readonly="1"/>
        </form>`,
    });

test("what is typed is committed after a pause, without leaving the field", async () => {
    onRpc("ticket", "onchange", ({args}) => {
        expect.step(args[1].subject);
    });
    await mountLive();
    await click("[name=subject] input");
    await edit("beamer", {confirm: false});
    await advanceTime(100);
    expect.verifySteps([]);
    await advanceTime(400);
    await animationFrame();
    expect.verifySteps(["beamer"]);
    expect("[name=hint]").toHaveText("hint for beamer");
    expect("[name=subject] input").toBeFocused();
});

test("a key within the pause starts it anew: one onchange for all", async () => {
    onRpc("ticket", "onchange", ({args}) => {
        expect.step(args[1].subject);
    });
    await mountLive();
    await click("[name=subject] input");
    await edit("投影", {confirm: false});
    await advanceTime(200);
    await edit("投影仪", {confirm: false});
    await advanceTime(220);
    expect.verifySteps([]);
    await advanceTime(400);
    expect.verifySteps(["投影仪"]);
});

test("the blank before the next word is not eaten", async () => {
    await mountLive();
    await click("[name=subject] input");
    await edit("new ", {confirm: false});
    await advanceTime(500);
    await animationFrame();
    expect("[name=subject] input").toHaveValue("new ");
    await press("p");
    expect("[name=subject] input").toHaveValue("new p");
});

test("read only: a text", async () => {
    await mountLive(1);
    expect("[name=subject] input").toHaveCount(0);
    expect("[name=subject]").toHaveText("printer");
});

test("left within the pause: nothing happens afterwards", async () => {
    onRpc("ticket", "web_save", ({args}) => {
        expect.step(args[1]);
    });
    await mountLive();
    await contains("[name=subject] input").edit("scanner");
    await contains(".o_form_button_save").click();
    await advanceTime(1000);
    expect.verifySteps([{subject: "scanner"}]);
    expect(".o_form_dirty, .o_form_button_save:visible").toHaveCount(0);
});
