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
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Person extends models.Model {
    _name = "person";
    name = fields.Char();
    _records = [
        {id: 1, name: "王芳"},
        {id: 2, name: "Ali"},
    ];
}

class Line extends models.Model {
    _name = "line";
    name = fields.Char();
    guidance = fields.Char();
    scale_max = fields.Integer();
    score = fields.Integer();
    is_skipped = fields.Boolean();
    comment = fields.Char();
    person_id = fields.Many2one({relation: "person"});
    _records = [
        {id: 1, name: "Speed", guidance: "How fast?", scale_max: 5, score: 4},
        {id: 2, name: "Quality", scale_max: 5, comment: "Too many errors"},
        {id: 3, name: "Help", scale_max: 3, is_skipped: true, person_id: 1},
        {id: 4, name: "Tact", scale_max: 3, person_id: 1},
        {id: 5, name: "Help", scale_max: 3, person_id: 2},
    ];
}

class Evaluation extends models.Model {
    _name = "evaluation";
    line_ids = fields.One2many({relation: "line"});
    _records = [
        {id: 1, line_ids: [1, 2, 3, 4, 5]},
        {id: 2, line_ids: []},
        {id: 3, line_ids: [1]},
    ];
}
defineMailModels();
defineModels([Person, Line, Evaluation]);

const mountScores = (resId, readonly = 0) =>
    mountView({
        type: "form",
        resModel: "evaluation",
        resId,
        arch: `<form>
            <field name="line_ids" widget="icrm_evaluation_scores" mode="list" readonly="${readonly}">
                <list>
                    <field name="name"/><field name="guidance"/><field name="scale_max"/>
                    <field name="score"/><field name="is_skipped"/><field name="comment"/>
                    <field name="person_id"/>
                </list>
            </field>
        </form>`,
    });

const card = (place) => `.o_icrm_scores_card:eq(${place})`;
const percent = () => queryOne(".progress-bar").style.width;

test("a card per question, a button per score, how far one is", async () => {
    await mountScores(1);
    expect(".o_icrm_scores_card").toHaveCount(5);
    expect(queryAllTexts(`${card(0)} .o_icrm_scores_button`)).toEqual([
        "1",
        "2",
        "3",
        "4",
        "5",
    ]);
    expect(`${card(2)} .o_icrm_scores_button`).toHaveCount(3);
    expect(`${card(0)} [aria-checked=true]`).toHaveText("4");
    expect(card(0)).toHaveText(/How fast\?/);
    expect(".o_icrm_scores_done").toHaveText("2 of 5 questions answered");
    expect(percent()).toBe("40%");
});

test("the ends of the scale are named", async () => {
    await mountScores(1);
    expect(`${card(2)} .o_icrm_scores_button:eq(0)`).toHaveAttribute("title", "Poor");
    expect(`${card(2)} .o_icrm_scores_button:eq(1)`).toHaveAttribute("title", "2");
    expect(`${card(2)} .o_icrm_scores_button:eq(2)`).toHaveAttribute(
        "title",
        "Excellent"
    );
});

test("a heading where a person begins, once", async () => {
    await mountScores(1);
    expect(queryAllTexts(".o_icrm_scores h3")).toEqual(["王芳", "Ali"]);
});

test("a score is chosen, taken back by a second click, and ends a skip", async () => {
    onRpc("evaluation", "web_save", ({args}) => {
        expect.step(args[1].line_ids.map(([, id, values]) => [id, values]));
    });
    await mountScores(1);
    await contains(`${card(2)} .o_icrm_scores_button:eq(1)`).click();
    expect(`${card(2)} [aria-checked=true]`).toHaveText("2");
    expect(`${card(2)} .o_icrm_scores_skip`).toHaveAttribute("aria-pressed", "false");
    await contains(`${card(0)} .o_icrm_scores_button:eq(3)`).click();
    expect(`${card(0)} [aria-checked=true]`).toHaveCount(0);
    expect(".o_icrm_scores_done").toHaveText("1 of 5 questions answered");
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        [
            [3, {score: 2, is_skipped: false}],
            [1, {score: 0, is_skipped: false}],
        ],
    ]);
});

test("Can't say takes the score back, and counts as answered", async () => {
    await mountScores(1);
    await contains(`${card(0)} .o_icrm_scores_skip`).click();
    expect(`${card(0)} [aria-checked=true]`).toHaveCount(0);
    expect(`${card(0)} .o_icrm_scores_skip`).toHaveAttribute("aria-pressed", "true");
    expect(".o_icrm_scores_done").toHaveText("2 of 5 questions answered");
    await contains(`${card(0)} .o_icrm_scores_skip`).click();
    expect(".o_icrm_scores_done").toHaveText("1 of 5 questions answered");
});

test("a comment on demand, on what is no person alone", async () => {
    onRpc("evaluation", "web_save", ({args}) => {
        expect.step(args[1].line_ids.map(([, id, values]) => [id, values]));
    });
    await mountScores(1);
    expect(`${card(1)} textarea`).toHaveValue("Too many errors");
    expect(
        `${card(2)} .o_icrm_scores_comment, ${card(3)} .o_icrm_scores_comment`
    ).toHaveCount(0);
    expect(`${card(0)} textarea`).toHaveCount(0);
    await contains(`${card(0)} .o_icrm_scores_comment`).click();
    expect(`${card(0)} .o_icrm_scores_comment`).toHaveCount(0);
    await contains(`${card(0)} textarea`).edit("很快");
    await contains(".o_form_button_save").click();
    expect.verifySteps([[[1, {comment: "很快"}]]]);
});

test("closed: what was given, nothing to press", async () => {
    await mountScores(1, 1);
    expect(".o_icrm_scores_button:enabled, .o_icrm_scores_skip:enabled").toHaveCount(0);
    expect("textarea, .o_icrm_scores_comment").toHaveCount(0);
    expect(`${card(0)} [aria-checked=true]`).toHaveText("4");
    expect(`${card(1)} .fst-italic`).toHaveText("Too many errors");
});

test("no questions: no cards, no share of nothing", async () => {
    await mountScores(2);
    expect(".o_icrm_scores_card").toHaveCount(0);
    expect(".o_icrm_scores_done").toHaveText("0 of 0 questions answered");
    expect(percent()).toBe("0%");
});

test("one question, answered: all of it", async () => {
    await mountScores(3);
    expect(percent()).toBe("100%");
});
