/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {click} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const list = (values = {}, done = false) => ({
    ticket: 7,
    open: true,
    lines: [
        {id: 1, name: "Labelled", required: true, done, by: done && "Ann, 1/2/26"},
        {id: 2, name: "Packed", required: false, done: true, by: "Bob, 1/1/26"},
    ],
    ...values,
});

class Ticket extends models.Model {
    _name = "ticket";
    checklist = fields.Json();
    _records = [
        {id: 1, checklist: list()},
        {id: 2, checklist: list({open: false})},
        {id: 3, checklist: false},
    ];
}
defineMailModels();
defineModels([Ticket]);

const mountList = (resId) =>
    mountView({
        type: "form",
        resModel: "ticket",
        resId,
        arch: `<form><field name="checklist" widget="icrm_checklist"/></form>`,
    });

test("lines say who ticked them, and which are optional", async () => {
    await mountList(1);
    expect(".o_icrm_checklist input").toHaveCount(2);
    expect(".o_icrm_checklist input:checked").toHaveCount(1);
    expect(".o_icrm_checklist .form-check:eq(1)").toHaveText(
        /Packed \(optional\)\s+Bob, 1\/1\/26/
    );
});

test("a tick is stored at once, and shown as it is stored", async () => {
    onRpc("helpdesk.ticket", "action_icrm_check", ({args}) => {
        expect.step(args);
        return list({}, true);
    });
    await mountList(1);
    await click(".o_icrm_checklist input:eq(0)");
    await animationFrame();
    expect.verifySteps([[[7], 1, true]]);
    expect(".o_icrm_checklist input:checked").toHaveCount(2);
    expect(".o_icrm_checklist .form-check:eq(0)").toHaveText(/Ann/);
});

test("a tick that is refused does not stay", async () => {
    expect.errors(1);
    onRpc("helpdesk.ticket", "action_icrm_check", () => {
        throw new Error("refused");
    });
    await mountList(1);
    await click(".o_icrm_checklist input:eq(0)");
    await animationFrame();
    await animationFrame();
    expect(".o_icrm_checklist input:checked").toHaveCount(1);
    expect.verifyErrors(["refused"]);
});

test("what is resolved cannot be ticked", async () => {
    await mountList(2);
    expect(".o_icrm_checklist input:disabled").toHaveCount(2);
});

test("no checklist, no lines", async () => {
    await mountList(3);
    expect(".o_icrm_checklist input").toHaveCount(0);
});
