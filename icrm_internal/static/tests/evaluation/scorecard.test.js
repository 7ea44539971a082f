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
import {stepActions} from "@icrm_internal/../tests/icrm_test_helpers";

describe.current.tags("desktop");

class Scorecard extends models.Model {
    _name = "icrm.scorecard";
    name = fields.Char();
    _records = [{id: 7, name: "IT 2026 Q1"}];
}
defineMailModels();
defineModels([Scorecard]);

const CURVE = {width: 120, height: 30, target: 10, path: "M 0 0 L 9 9", x: 9, y: 9};

const line = (id, values = {}) => ({
    id,
    kpi_id: 100 + id,
    parent_id: false,
    name: `KPI ${id}`,
    is_group: false,
    has_value: true,
    value: "90 %",
    target: "95 %",
    floor: "50 %",
    trend: "better",
    arrow: "up",
    score: 88.4,
    rank: 0,
    rank_of: 0,
    share: 12.5,
    definition: "Met by all.",
    reason: "",
    numerator: "9",
    denominator: "10",
    n: 10,
    previous: "80 %",
    history: [],
    curve: null,
    ...values,
});

const CARD = {
    department: "信息技术部",
    period: "2026 Q1",
    score: 71.46,
    computed: 71.46,
    previous: 68,
    change: 3.46,
    trend: "better",
    arrow: "up",
    rank: 2,
    rank_of: 9,
    known: 83.4,
    is_covered: true,
    colors: [
        [70, "rgb(1, 200, 1)"],
        [0, "rgb(200, 1, 1)"],
    ],
    history: [
        {period: "2025 Q4", score: null},
        {period: "2026 Q1", score: 71.46},
    ],
    curve: CURVE,
    corrections: [],
    reasons: ["Promises met moved it by 2.1 points."],
    missing: [],
    lines: [],
};

async function mountCard(values = {}) {
    onRpc("icrm.scorecard", "get_card", ({args}) => {
        expect.step(["get_card", ...args]);
        return {...CARD, ...values};
    });
    await mountView({
        type: "form",
        resModel: "icrm.scorecard",
        resId: 7,
        arch: `<form><widget name="icrm_scorecard"/></form>`,
    });
    expect.verifySteps([["get_card", [7]]]);
}

test("whose, when, how much, what moved it", async () => {
    await mountCard();
    expect("h1").toHaveText("信息技术部");
    expect(".o_icrm_scorecard_score .fw-bold").toHaveText("71.5");
    expect(queryOne(".o_icrm_scorecard_score").style.backgroundColor).toBe(
        "rgb(1, 200, 1)"
    );
    expect(".fs-3.text-success").toHaveText("+3.5");
    expect(".o_icrm_scorecard").toHaveText(/since the previous period \(68\.0\)/);
    expect(".o_icrm_scorecard").toHaveText(/2 of 9/);
    expect(".o_icrm_scorecard_reasons li").toHaveText(CARD.reasons[0]);
    expect("svg title").toHaveText("2025 Q4: –\n2026 Q1: 71.5", {raw: true});
});

test("too little of the weight has data: no colour, and the share says why", async () => {
    await mountCard({known: 41.2, is_covered: false, rank: 0});
    expect(queryOne(".o_icrm_scorecard_score").style.backgroundColor).toBe(
        "rgba(128, 128, 128, 0.12)"
    );
    expect(".o_icrm_scorecard").toHaveText(/41\.2 %/);
    expect(".o_icrm_scorecard").toHaveText(/Too little for a rank or a colour/);
    // Frozen since it has been withheld
    await mountCard({known: 41.2, is_covered: false, rank: 0, score: null});
    expect(".o_icrm_scorecard:last").toHaveText(/Too little for a total/);
});

test("no score, no period before, no place: dashes and words, no error", async () => {
    await mountCard({
        score: null,
        computed: null,
        previous: null,
        change: null,
        rank: 0,
        history: [{period: "2026 Q1", score: null}],
        curve: null,
        reasons: [],
    });
    expect(".o_icrm_scorecard_score .fw-bold").toHaveText("–");
    expect(".o_icrm_scorecard").toHaveText(/Nothing to compare yet/);
    expect("svg, .o_icrm_scorecard_reasons").toHaveCount(0);
    expect(".o_icrm_scorecard").not.toHaveText(/ of 9/);
});

test("a correction says by whom, when, why, and what was computed", async () => {
    const correction = {points: -5, reason: "Outage", user: "Ann", date: "2026-04-02"};
    await mountCard({corrections: [correction]});
    expect(".alert-warning").toHaveText(
        "−5 points by correction: Outage(Ann, 2026-04-02; computed: 71.5)"
    );
});

test("a correction where nothing could be computed", async () => {
    const correction = {points: 5, reason: "Outage", user: "Ann", date: "2026-04-02"};
    await mountCard({corrections: [correction], computed: null});
    expect(".alert-warning").toHaveText(/^\+5 points .*computed: –\)$/);
});

test("what has no data is named, with how much weight has some", async () => {
    await mountCard({missing: ["成本", "Reopened"]});
    expect(".o_icrm_scorecard").toHaveText(
        /No data: 成本, Reopened\. Their weight .* 83\.4 % of the weight has data\./
    );
});

test("heads alone see the indicators", async () => {
    await mountCard({lines: null});
    expect(".o_icrm_scorecard").toHaveText(/Only heads of the department/);
    expect("section").toHaveCount(0);
});

test("indicators stand under their group, parts with their parent, others apart", async () => {
    await mountCard({
        lines: [
            line(1, {is_group: true, name: "Service", share: 60}),
            line(2, {parent_id: 101, name: "Promises"}),
            line(3, {parent_id: 102, name: "Promises, phone"}),
            line(4, {parent_id: 103, name: "Promises, phone, VIP"}),
            line(5, {name: "Costs"}),
            line(6, {parent_id: 101, name: "No data", has_value: false}),
            line(7, {is_group: true, name: "Group without data"}),
        ],
    });
    expect(queryAllTexts("section h3 .flex-grow-1")).toEqual(["Service", "Others"]);
    expect(queryAllTexts("section:eq(0) .o_icrm_scorecard_line_name")).toEqual([
        "Promises",
        "Promises, phone",
        "Promises, phone, VIP",
    ]);
    expect("section:eq(0) .o_icrm_scorecard_line_detail").toHaveCount(2);
    expect(queryAllTexts("section:eq(1) .o_icrm_scorecard_line_name")).toEqual([
        "Costs",
    ]);
    expect("section:eq(0) h3").toHaveText(/weight 60 %/);
});

test("a click on the name tells how it was computed, a second one closes", async () => {
    await mountCard({lines: [line(5, {share: 0, target: ""})]});
    expect(".o_icrm_scorecard_line_more").toHaveCount(0);
    expect(".o_icrm_scorecard_line_value").toHaveText(/no target/);
    await contains(".o_icrm_scorecard_line_name").click();
    expect(".o_icrm_scorecard_line_more").toHaveText(/9 \/ 10, from 10 cases/);
    expect(".o_icrm_scorecard_line_more").toHaveText(/No weight in the scorecard/);
    expect(".o_icrm_scorecard_line_more").not.toHaveText(/Score 0 at/);
    await contains(".o_icrm_scorecard_line_name").click();
    expect(".o_icrm_scorecard_line_more").toHaveCount(0);
});

test("the figure leads to its records, the trend to its course", async () => {
    stepActions();
    for (const method of ["action_open_records", "action_open_history_graph"]) {
        onRpc("icrm.scorecard.line", method, ({args}) => {
            expect.step([method, ...args]);
            return {name: method};
        });
    }
    await mountCard({lines: [line(5)]});
    await contains(".o_icrm_scorecard_records").click();
    expect.verifySteps([["action_open_records", [5]], {name: "action_open_records"}]);
    await contains(".o_icrm_scorecard_line_name").click();
    await contains(".o_icrm_scorecard_line_more button:contains(Trend)").click();
    expect.verifySteps([
        ["action_open_history_graph", [5]],
        {name: "action_open_history_graph"},
    ]);
});

test("a record that is not stored yet asks nothing", async () => {
    onRpc("icrm.scorecard", "get_card", () => expect.step("get_card"));
    await mountView({
        type: "form",
        resModel: "icrm.scorecard",
        arch: `<form><widget name="icrm_scorecard"/></form>`,
    });
    expect.verifySteps([]);
    expect(".o_icrm_scorecard").toHaveCount(0);
});
