/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {animationFrame} from "@odoo/hoot-mock";
import {contains, mountWithCleanup} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryAllValues, queryOne} from "@odoo/hoot-dom";
import {Component, useState, xml} from "@odoo/owl";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {ServiceForm} from "@icrm_internal/catalogue/form/service_form.esm";

describe.current.tags("desktop");
defineMailModels();

const QUESTIONS = [
    {
        name: "kind",
        label: "Kind",
        type: "selection",
        options: [
            ["new", "New"],
            ["old", "Old"],
        ],
    },
    {
        name: "number",
        label: "Number of the old one",
        help: "It stands below.",
        type: "char",
        required: true,
        pattern: "PC-\\d+",
        pattern_message: "PC- and digits, e.g. PC-12.",
        show_if: {
            mode: "all",
            conditions: [{question: "kind", operator: "=", value: "old"}],
        },
    },
    {
        name: "programs",
        label: "Programs",
        type: "tags",
        options: [
            ["office", "Office"],
            ["cad", "CAD"],
        ],
    },
    {name: "who", label: "For whom", type: "many2one", comodel: "hr.employee"},
    {name: "team", label: "Team", type: "many2many", comodel: "hr.employee"},
    {
        name: "items",
        label: "Things",
        type: "lines",
        columns: [
            {name: "what", label: "What", type: "char", required: true},
            {name: "qty", label: "Quantity", type: "integer"},
            {name: "price", label: "Price", type: "float", suffix: "€"},
        ],
    },
    {
        name: "total",
        label: "Total",
        type: "total",
        suffix: "€",
        formula: {op: "sum_product", lines: "items", columns: ["qty", "price"]},
    },
];

class Parent extends Component {
    static components = {ServiceForm};
    static template = xml`<ServiceForm t-props="state"/>`;
    static props = ["*"];
    setup() {
        this.state = useState({...this.props});
    }
}

async function mountForm(props = {}) {
    const latest = {};
    const parent = await mountWithCleanup(Parent, {
        props: {
            schema: {digest: "one", questions: QUESTIONS},
            onChange: (answers, names) => Object.assign(latest, {answers, names}),
            ...props,
        },
    });
    return {latest, parent};
}

const question = (name) => `[data-question=${name}]`;
const cell = (row, column) => `[data-path="items.${row}.${column}"]`;

test("each input has a label, its help and its error", async () => {
    const {parent} = await mountForm({answers: {kind: "old"}});
    parent.state.showErrors = true;
    await contains(`${question("kind")} select`).select("old");
    for (const input of queryAll("input, select, textarea")) {
        expect(input.labels.length).toBeGreaterThan(0, {message: input.id});
    }
    const input = queryOne(`${question("number")} input`);
    expect(input).toHaveAttribute("aria-required", "true");
    expect(input).toHaveAttribute("aria-invalid", "true");
    const described = input.getAttribute("aria-describedby").split(" ");
    expect(described.map((id) => document.getElementById(id).textContent)).toEqual([
        "It stands below.",
        "Required.",
    ]);
    expect("[role=alert]").toHaveText(/Please check:\s*Number of the old one/);
});

test("a condition shows and hides a question, its answer stays typed", async () => {
    const {latest} = await mountForm();
    expect(question("number")).toHaveCount(0);
    await contains(`${question("kind")} select`).select("old");
    await contains(`${question("number")} input`).edit("PC-7");
    await contains(`${question("kind")} select`).select("new");
    expect(question("number")).toHaveCount(0);
    await contains(`${question("kind")} select`).select("old");
    expect(`${question("number")} input`).toHaveValue("PC-7");
    expect(latest.answers.number).toBe("PC-7");
});

test("a wrong format is told when the input is left, in the form's own words", async () => {
    await mountForm({answers: {kind: "old"}});
    await contains(`${question("number")} input`).edit("12", {confirm: false});
    expect(".o_icrm_form_problem").toHaveCount(0);
    await contains(`${question("programs")} input:first`).focus();
    expect(`${question("number")} .o_icrm_form_problem`).toHaveText(
        "PC- and digits, e.g. PC-12."
    );
});

test("several of a list, in the order of the list", async () => {
    const {latest} = await mountForm();
    await contains(`${question("programs")} input:last`).click();
    await contains(`${question("programs")} input:first`).click();
    expect(latest.answers.programs).toEqual(["office", "cad"]);
    await contains(`${question("programs")} input:first`).click();
    expect(latest.answers.programs).toEqual(["cad"]);
});

test("records are searched, chosen, removed; their names are handed over", async () => {
    const {latest} = await mountForm({
        searchRecords: (name, text) => {
            expect.step([name, text]);
            return [
                {id: 7, name: "Ann"},
                {id: 8, name: "王芳"},
            ];
        },
    });
    await contains(`${question("who")} input`).click();
    await contains(".o-autocomplete--dropdown-item:contains(王芳)").click();
    expect(latest.answers.who).toBe(8);
    expect(latest.names["hr.employee"]).toEqual({8: "王芳"});
    expect(`${question("who")} input`).toHaveValue("王芳");
    for (const name of ["Ann", "王芳"]) {
        await contains(`${question("team")} input`).click();
        await contains(`.o-autocomplete--dropdown-item:contains(${name})`).click();
    }
    expect(latest.answers.team).toEqual([7, 8]);
    expect(`${question("team")} input`).toHaveValue("");
    await contains(`${question("team")} button:first`).click();
    expect(latest.answers.team).toEqual([8]);
    expect.verifySteps([
        ["who", ""],
        ["team", ""],
        ["team", ""],
    ]);
});

test("lines are added and removed, the total follows", async () => {
    const {latest} = await mountForm();
    expect(`${question("total")} output`).toHaveText("–");
    await contains(`${cell(0, "what")} input`).edit("Chair");
    await contains(`${cell(0, "qty")} input`).edit("3");
    await contains(`${cell(0, "price")} input`).edit("0.1");
    await contains(".o_icrm_form_add").click();
    await contains(`${cell(1, "what")} input`).edit("Table");
    await contains(`${cell(1, "qty")} input`).edit("2");
    await contains(`${cell(1, "price")} input`).edit("100");
    expect(`${question("total")} output`).toHaveText("200.3 €");
    await contains(`${cell(1, "price")} input`).edit("1000000.25");
    expect(`${question("total")} output`).toHaveText("2,000,000.8 €");
    await contains(`${cell(1, "price")} input`).edit("100");
    await contains("[aria-label='Remove line 1']").click();
    expect(`${question("total")} output`).toHaveText("200 €");
    expect(latest.answers.items).toEqual([{what: "Table", qty: 2, price: 100}]);
});

test("what lacks in a line is marked in its cell", async () => {
    const {parent} = await mountForm({answers: {items: [{qty: 2}]}});
    parent.state.showErrors = true;
    parent.state.jump = 1;
    await animationFrame();
    expect(`${cell(0, "what")} .o_icrm_form_problem`).toHaveText("Required.");
    expect(queryOne(`${cell(0, "what")} input`)).toBeFocused();
});

test("typing a decimal is not disturbed", async () => {
    const {latest} = await mountForm();
    await contains(`${cell(0, "price")} input`).edit("5.", {confirm: false});
    expect(`${cell(0, "price")} input`).toHaveValue("5.");
    await contains(`${cell(0, "price")} input`).edit("5.20", {confirm: false});
    expect(`${cell(0, "price")} input`).toHaveValue("5.20");
    expect(latest.answers.items).toEqual([{price: 5.2}]);
});

test("defaults are filled in, answers given are kept, zero included", async () => {
    await mountForm({
        schema: {
            digest: "d",
            questions: [
                {name: "a", label: "A", type: "integer", default: 5},
                {name: "b", label: "B", type: "integer", default: 5},
                {name: "c", label: "C", type: "char", default: "x"},
            ],
        },
        answers: {b: 0, c: ""},
    });
    expect(queryAllValues("input")).toEqual(["5", "0", ""]);
});

test("errors of the server stand at their questions until these are changed", async () => {
    await mountForm({
        answers: {kind: "new", programs: ["cad"]},
        errors: {kind: "Out of stock.", "items.0.what": "Not sold."},
    });
    expect(`${question("kind")} .o_icrm_form_problem`).toHaveText("Out of stock.");
    expect(`${cell(0, "what")} .o_icrm_form_problem`).toHaveText("Not sold.");
    await contains(`${question("kind")} select`).select("old");
    expect(`${question("kind")} .o_icrm_form_problem`).toHaveCount(0);
    expect(`${cell(0, "what")} .o_icrm_form_problem`).toHaveCount(1);
});

test("a changed form: what fits stays, what does not is shown as text", async () => {
    const {parent, latest} = await mountForm({
        answers: {kind: "old", number: "PC-7", programs: ["office", "cad"]},
    });
    parent.state.schema = {
        digest: "two",
        questions: [
            {...QUESTIONS[2], options: [["cad", "CAD 2"]]},
            {name: "number", label: "How many?", type: "integer"},
            {...QUESTIONS[0]},
        ],
    };
    await contains(".o_icrm_form_changed button").focus();
    expect(queryAllTexts(".o_icrm_form_changed dt")).toEqual([
        "Number of the old one",
        "Programs",
    ]);
    expect(queryAllTexts(".o_icrm_form_changed dd")).toEqual(["PC-7", "Office, CAD"]);
    expect(`${question("kind")} select`).toHaveValue("old");
    expect(`${question("number")} input`).toHaveValue("");
    expect(latest.answers).toEqual({kind: "old"});
    await contains(".o_icrm_form_changed button").click();
    expect(".o_icrm_form_changed").toHaveCount(0);
});

test("to read: choices by their labels, numbers with their unit, lines in a table", async () => {
    await mountForm({
        readonly: true,
        schema: {
            digest: "",
            questions: [...QUESTIONS, {name: "end", label: "End", type: "section"}],
        },
        answers: {
            kind: "gone",
            programs: ["cad"],
            who: 9,
            team: [7, 8],
            items: [{what: "Chair", qty: 0, price: 2.5}],
            total: 0,
        },
        names: {"hr.employee": {7: "Ann", 8: "王芳"}},
    });
    expect(queryAllTexts(".o_icrm_form_value > .o_icrm_form_text")).toEqual([
        "gone",
        "CAD",
        "(no access)",
        "Ann, 王芳",
        "0 €",
    ]);
    expect(queryAllTexts("td .o_icrm_form_text")).toEqual(["Chair", "0", "2.5 €"]);
    expect("input, select, button, .o_icrm_form_section").toHaveCount(0);
});
