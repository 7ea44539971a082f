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
import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const DEFINITION = [
    {name: "where", string: "Which room? *", type: "char"},
    {name: "people", string: "How many people?", type: "integer"},
    {name: "agreed", string: "I agree to the terms*", type: "boolean"},
    {name: "part", string: "Details", type: "separator"},
    {
        name: "size",
        string: "规格",
        type: "selection",
        selection: [
            ["s", "小"],
            ["l", "大"],
        ],
    },
];

class Service extends models.Model {
    _name = "service";
    name = fields.Char();
    questions = fields.PropertiesDefinition();
    _records = [
        {id: 1, name: "Meeting room", questions: DEFINITION},
        {id: 2, name: "Nothing asked", questions: []},
    ];
}

class Ticket extends models.Model {
    _name = "ticket";
    service_id = fields.Many2one({relation: "service"});
    answers = fields.Properties({
        definition_record: "service_id",
        definition_record_field: "questions",
    });
    _records = [
        {id: 1, service_id: 1, answers: {}},
        {
            id: 2,
            service_id: 1,
            answers: {where: "上海会议室", people: 0, agreed: false, size: false},
        },
        {id: 3, service_id: 2, answers: {}},
    ];
}
defineMailModels();
defineModels([Service, Ticket]);

const mountAnswers = (resId, readonly = 0) =>
    mountView({
        type: "form",
        resModel: "ticket",
        resId,
        arch: `<form>
            <field name="service_id"/>
            <field name="answers" widget="icrm_answers" readonly="${readonly}"/>
        </form>`,
    });

const answer = (name) => `.o_icrm_answers_item[property-name=${name}]`;

test("one question below the other, the compulsory marked, without the star of its name", async () => {
    await mountAnswers(1);
    expect(queryAllTexts(".o_icrm_answers_label")).toEqual([
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
    onRpc("ticket", "web_save", () => {
        expect.step("saved");
    });
    await mountAnswers(1);
    expect(".o_icrm_answers_item_missing").toHaveCount(0);
    await contains(`${answer("people")} input`).edit("3");
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
    expect(".o_icrm_answers_item_missing").toHaveCount(2);
    expect(`${answer("where")} .text-danger.small`).toHaveText("Required.");
    expect(`${answer("people")} .text-danger.small`).toHaveCount(0);
});

test("what was missing is given: saved, with all answers", async () => {
    onRpc("ticket", "web_save", ({args}) => {
        expect.step(
            args[1].answers
                .filter(({value}) => value !== undefined)
                .map(({name, value}) => [name, value])
        );
    });
    await mountAnswers(1);
    await contains(`${answer("people")} input`).edit("3");
    await contains(".o_form_button_save").click();
    expect(".o_icrm_answers_item_missing").toHaveCount(2);
    await contains(`${answer("where")} input`).edit("A 101");
    expect(".o_icrm_answers_item_missing").toHaveCount(1);
    await contains(`${answer("agreed")} input`).click();
    expect(".o_icrm_answers_item_missing").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        [
            ["where", "A 101"],
            ["people", 3],
            ["agreed", true],
        ],
    ]);
});

test("to be read: what was answered, zero and No included, else nothing", async () => {
    await mountAnswers(2, 1);
    expect(queryAllTexts(".o_icrm_answers_label")).toEqual([
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
    expect(".o_icrm_answers_item").toHaveCount(0);
});
