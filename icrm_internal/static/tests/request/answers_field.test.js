/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const QUESTIONS = [
    {name: "where", label: "Which room?", type: "char", required: true},
    {name: "people", label: "How many people?", type: "integer"},
    {name: "agreed", label: "I agree to the terms", type: "boolean", required: true},
    {name: "part", label: "Details", type: "section"},
    {
        name: "size",
        label: "规格",
        type: "selection",
        options: [
            ["s", "小"],
            ["l", "大"],
        ],
    },
];
const FORM = {digest: "one", questions: QUESTIONS};

class Dialog extends models.Model {
    _name = "dialog";
    name = fields.Char({onChange: () => undefined});
    form = fields.Json();
    answers = fields.Json();
    _records = [
        {id: 1, form: FORM, answers: {}},
        {id: 3, form: {digest: "none", questions: []}, answers: {}},
    ];
}

class Ticket extends models.Model {
    _name = "ticket";
    answers = fields.Json();
    _records = [
        {
            id: 2,
            answers: {
                questions: QUESTIONS,
                answers: {where: "上海会议室", people: 0, agreed: false},
                names: {},
            },
        },
        {id: 4, answers: false},
    ];
}
defineMailModels();
defineModels([Dialog, Ticket]);

const mountAnswers = (resId) =>
    mountView({
        type: "form",
        resModel: "dialog",
        resId,
        arch: `<form>
            <field name="name"/>
            <field name="form" invisible="1"/>
            <field name="answers" widget="icrm_answers" options="{'form': 'form'}"/>
        </form>`,
    });

const mountRequest = (resId) =>
    mountView({
        type: "form",
        resModel: "ticket",
        resId,
        arch: `<form>
            <field name="answers" widget="icrm_answers" readonly="1"/>
        </form>`,
    });

const answer = (name) => `.o_icrm_form_question[data-question=${name}]`;

test("one question below the other, the compulsory marked", async () => {
    await mountAnswers(1);
    expect(queryAllTexts(".o_icrm_form_label")).toEqual([
        "Which room?*\n(required)",
        "How many people?",
        "I agree to the terms*\n(required)",
        "规格",
    ]);
    expect(".o_horizontal_separator").toHaveText("DETAILS");
});

test("the definition is out of reach", async () => {
    await mountAnswers(1);
    expect(".o_field_property_open_popover, .o_field_property_add").toHaveCount(0);
    expect(".o_field_property_dropdown_menu, .oi-draggable").toHaveCount(0);
});

test("a number that was not given is empty, not 0", async () => {
    await mountAnswers(1);
    expect(`${answer("people")} input`).toHaveValue("");
    await contains(`${answer("people")} input`).edit("12");
    expect(`${answer("people")} input`).toHaveValue("12");
    await contains(`${answer("people")} input`).edit("");
    expect(`${answer("people")} input`).toHaveValue("");
});

test("compulsory questions without an answer are told when it is saved, not before", async () => {
    onRpc("dialog", "web_save", () => {
        expect.step("saved");
    });
    await mountAnswers(1);
    expect(".o_icrm_form_invalid").toHaveCount(0);
    await contains(`${answer("people")} input`).edit("3");
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
    expect(".o_icrm_form_invalid").toHaveCount(2);
    expect(`${answer("where")} .text-danger.small`).toHaveText("Required.");
    expect(`${answer("people")} .text-danger.small`).toHaveCount(0);
    // led to the first
    expect(queryOne(`${answer("where")} input`)).toBeFocused();
});

test("what was missing is given: saved, with all answers", async () => {
    onRpc("dialog", "web_save", ({args}) => {
        expect.step(args[1].answers);
    });
    await mountAnswers(1);
    await contains(`${answer("people")} input`).edit("3");
    await contains(".o_form_button_save").click();
    expect(".o_icrm_form_invalid").toHaveCount(2);
    await contains(`${answer("where")} input`).edit("A 101");
    expect(".o_icrm_form_invalid").toHaveCount(1);
    await contains(`${answer("agreed")} input`).click();
    expect(".o_icrm_form_invalid").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        {
            form: "one",
            answers: {where: "A 101", people: 3, agreed: true},
        },
    ]);
});

test("a number that is none is not saved, and stays as typed", async () => {
    onRpc("dialog", "web_save", () => {
        expect.step("saved");
    });
    await mountAnswers(1);
    await contains(`${answer("where")} input`).edit("A 101");
    await contains(`${answer("agreed")} input`).click();
    await contains(`${answer("people")} input`).edit("1,5");
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
    expect(`${answer("people")} input`).toHaveValue("1,5");
    expect(`${answer("people")} .o_icrm_form_problem`).toHaveText(/Enter a number/);
});

test("answers typed while an onchange is under way are all saved", async () => {
    const onchange = new Deferred();
    onRpc("dialog", "onchange", () => onchange);
    onRpc("dialog", "web_save", ({args}) => {
        expect.step(args[1].answers.answers);
    });
    await mountAnswers(1);
    await contains(".o_field_widget[name=name] input").edit("Mine");
    await contains(`${answer("where")} input`).edit("A 101");
    await contains(`${answer("people")} input`).edit("4");
    await contains(`${answer("agreed")} input`).click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
    onchange.resolve({value: {}});
    await animationFrame();
    await animationFrame();
    expect.verifySteps([{where: "A 101", people: 4, agreed: true}]);
});

test("the form was changed meanwhile: what was typed stays", async () => {
    onRpc("dialog", "web_save", () => [
        {
            id: 1,
            name: false,
            answers: {},
            form: {
                digest: "two",
                questions: [
                    {name: "people", label: "People", type: "integer"},
                    {name: "floor", label: "Floor", type: "char", required: true},
                ],
            },
        },
    ]);
    await mountAnswers(1);
    await contains(`${answer("where")} input`).edit("A 101");
    await contains(`${answer("people")} input`).edit("4");
    await contains(`${answer("agreed")} input`).click();
    await contains(".o_form_button_save").click();
    expect(queryAllTexts(".o_icrm_form_label")).toEqual([
        "People",
        "Floor*\n(required)",
    ]);
    expect(`${answer("people")} input`).toHaveValue("4");
    expect(".o_icrm_form_changed dt").toHaveText("Which room?");
    expect(".o_icrm_form_changed dd").toHaveText("A 101");
});

test("to be read: what was answered, zero and No included, else nothing", async () => {
    await mountRequest(2);
    expect(queryAllTexts(".o_icrm_form_label")).toEqual([
        "Which room?",
        "How many people?",
        "I agree to the terms",
    ]);
    expect(answer("where")).toHaveText(/上海会议室/);
    expect(answer("people")).toHaveText(/0/);
    expect(answer("agreed")).toHaveText(/No/);
    expect(".o_horizontal_separator").toHaveCount(0);
});

test("a service without questions shows nothing", async () => {
    await mountAnswers(3);
    expect(".o_icrm_answers").toHaveCount(1);
    expect(".o_icrm_form_question").toHaveCount(0);
});

test("a request without answers shows nothing", async () => {
    await mountRequest(4);
    expect(".o_icrm_form_question").toHaveCount(0);
});
