/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Question extends models.Model {
    _name = "question";
    label = fields.Char();
    _records = [{id: 1, label: "Kind"}];
    _views = {form: `<form><field name="label"/></form>`};
}

class Service extends models.Model {
    _name = "service";
    name = fields.Char();
    form_token = fields.Char({readonly: true});
    question_ids = fields.One2many({relation: "question"});
    form_preview = fields.Json();
    _records = [
        {
            id: 1,
            name: "Laptop",
            form_token: "7",
            question_ids: [1],
            form_preview: {
                digest: "preview",
                questions: [
                    {name: "kind", label: "Kind", type: "char", required: true},
                ],
            },
        },
        {id: 2, name: "Empty", form_token: "0", question_ids: [], form_preview: false},
    ];
}
defineMailModels();
defineModels([Question, Service]);

const mountService = (resId) =>
    mountView({
        type: "form",
        resModel: "service",
        resId,
        arch: `<form>
            <field name="name"/>
            <field name="form_token" invisible="1" readonly="0"/>
            <field name="question_ids" widget="icrm_questions">
                <list><field name="label"/></list>
            </field>
            <field name="form_preview" widget="icrm_form_preview"/>
        </form>`,
    });

test("a question is saved with its dialog, and says on which form it was edited", async () => {
    onRpc("service", "web_save", ({args}) => {
        expect.step(args[1]);
    });
    await mountService(1);
    await contains(".o_data_row .o_data_cell").click();
    await contains(".modal .o_field_widget[name=label] input").edit("Kind of device");
    await contains(".modal .o_form_button_save").click();
    expect.verifySteps([
        {form_token: "7", question_ids: [[1, 1, {label: "Kind of device"}]]},
    ]);
    expect(".o_data_row").toHaveText("Kind of device");
});

test("the next question waits until the one before is saved", async () => {
    const saved = new Deferred();
    onRpc("service", "web_save", async () => {
        await saved;
    });
    await mountService(1);
    for (const label of ["Second", "Third"]) {
        await contains(".o_field_x2many_list_row_add a").click();
        if (label === "Third") {
            expect(".modal").toHaveCount(0);
            saved.resolve();
        }
        await contains(".modal .o_field_widget[name=label] input").edit(label);
        await contains(".modal .o_form_button_save").click();
        await animationFrame();
    }
    expect(queryAllTexts(".o_data_row")).toEqual(["Kind", "Second", "Third"]);
});

test("what is refused is told, and stays", async () => {
    expect.errors(1);
    onRpc("service", "web_save", () => {
        throw makeServerError({message: "The request form contains “Kind” twice."});
    });
    await mountService(1);
    await contains(".o_data_row .o_data_cell").click();
    await contains(".modal .o_field_widget[name=label] input").edit("Colour");
    await contains(".modal .o_form_button_save").click();
    await animationFrame();
    expect.verifyErrors([/“Kind” twice/]);
    expect(".o_data_row").toHaveText("Colour");
});

test("nothing is saved of a dialog that is closed without a change", async () => {
    onRpc("service", "web_save", () => {
        expect.step("saved");
    });
    await mountService(1);
    await contains(".o_data_row .o_data_cell").click();
    await contains(".modal .o_form_button_cancel").click();
    expect.verifySteps([]);
});

test("the preview can be tried: nothing of it is saved", async () => {
    onRpc("service", "web_save", ({args}) => {
        expect.step(args[1]);
    });
    await mountService(1);
    await contains(".o_icrm_form_preview [data-question=kind] input").edit("x");
    expect(".o_form_status_indicator_buttons").toHaveClass("invisible");
    await contains(".o_field_widget[name=name] input").edit("Notebook");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{name: "Notebook", form_token: "7"}]);
    expect(".o_icrm_form_preview [data-question=kind] input").toHaveValue("x");
});

test("a service without questions says so", async () => {
    await mountService(2);
    expect(".o_icrm_form_preview").toHaveText(/No questions yet/);
});
