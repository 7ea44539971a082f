/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    cleanAnswers,
    evaluateForm,
    findInvalid,
    findMissing,
    parseNumber,
} from "@icrm_internal/catalogue/form/form_logic.esm";
import {describe, expect, globals, test} from "@odoo/hoot";

describe.current.tags("headless");

// The same cases as in tests/measures/test_form_logic.py.
const CASES = "/icrm_internal/static/tests/catalogue/form_cases.json";

const COMPUTED = {
    shown: (questions, answers) => [...evaluateForm(questions, answers).shown],
    required: (questions, answers) => [...evaluateForm(questions, answers).required],
    totals: (questions, answers) => evaluateForm(questions, answers).totals,
    missing: findMissing,
    invalid: findInvalid,
    clean: cleanAnswers,
};

test("what answers make of a form", async () => {
    const cases = await (await globals.fetch(CASES)).json();
    let compared = 0;
    for (const {title, questions, answers, ...expected} of cases) {
        for (const [name, value] of Object.entries(expected)) {
            expect(COMPUTED[name](questions, answers)).toEqual(value, {
                message: `${title}: ${name}`,
            });
            compared++;
        }
    }
    expect(compared).toBeGreaterThan(50);
});

test("the answers given are left as they are", () => {
    const questions = [
        {name: "items", type: "lines", columns: [{name: "what", type: "char"}]},
    ];
    const answers = {items: [{what: " "}, {what: " a "}], gone: "kept"};
    const before = JSON.stringify(answers);
    expect(cleanAnswers(questions, answers)).toEqual({items: [{what: "a"}]});
    expect(JSON.stringify(answers)).toBe(before);
});

test("numbers are read as the language writes them, or not at all", () => {
    const english = {decimalPoint: ".", thousandsSep: ","};
    const german = {decimalPoint: ",", thousandsSep: "."};
    const french = {decimalPoint: ",", thousandsSep: "\u202f"};
    const swiss = {decimalPoint: ".", thousandsSep: "'"};
    const rows = [
        ["12", english, 12],
        [" 1234.5 ", english, 1234.5],
        ["1,234", english, 1234],
        ["-1,234,567.80", english, -1234567.8],
        ["1,5", english, null],
        ["1,23,456", english, null],
        ["1.234", german, 1234],
        ["1.5", german, null],
        ["1.234,5", german, 1234.5],
        ["1,234,5", german, null],
        ["1 204", french, 1204],
        ["1\u202f204,50", french, 1204.5],
        ["1'000", swiss, 1000],
        ["１２．５", english, 12.5],
        ["\u22123", english, -3],
        ["5.", english, 5],
        [".5", english, null],
        ["1e3", english, null],
        ["12 pieces", english, null],
        ["0x10", english, null],
        ["", english, null],
        ["NaN", english, null],
        ["Infinity", english, null],
    ];
    for (const [text, l10n, value] of rows) {
        expect(parseNumber(text, l10n)).toBe(value, {message: text});
    }
});
