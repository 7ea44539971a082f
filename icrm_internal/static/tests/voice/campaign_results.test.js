/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {contains, makeServerError, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mountAction, stepActions} from "@icrm_internal/../tests/icrm_test_helpers";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const dimension = (id, name, values = {}) => ({
    id,
    code: name,
    name,
    measure: "servqual",
    n: 12,
    mean: null,
    expectation: 6.1,
    perception: 5.25,
    gap: -0.85,
    gap_low: -1,
    gap_high: -0.7,
    low: null,
    high: null,
    sd: 0.4,
    alpha: 0.81,
    weight: null,
    items: [],
    previous: null,
    ...values,
});

const RESULTS = {
    campaign: {
        id: 5,
        name: "年度服务调查",
        protection: "anonymous",
        anonymity_threshold: 6,
        waves: [{id: 5, name: "年度服务调查", date: "2026-03-31"}],
    },
    participation: {invited: 40, answered: 13, rate: 0.325, departments: []},
    people: 13,
    subjects: [{id: 1, name: "IT", n: 13}],
    groups: [],
    withheld: {subjects: [], groups: 0, sheets: 0},
    dimensions: [],
    overall: {servqual: null, csat: null, nps: null, ces: null},
    kano: [],
    drivers: null,
    drivers_withheld: false,
    trend: [],
    comparison: [],
    items: [],
    comments: null,
    themes: [],
    charts: {
        dimensions: [],
        kinds: {},
        radar: null,
        bars: null,
        kano: null,
        drivers: null,
    },
};
const SUBJECTS = [
    {id: 1, name: "IT", n: 13},
    {id: 2, name: "人力资源部", n: 9},
    {id: 3, name: "Law", n: null},
];

function serve(values = {}) {
    onRpc("icrm.campaign", "get_results", ({args, kwargs}) => {
        expect.step([args[0][0], kwargs.filters]);
        return {...RESULTS, ...values};
    });
}
async function mountResults(values, {isManager = false} = {}) {
    onRpc("has_group", () => isManager);
    serve(values);
    await mountAction("icrm_internal.campaign_results", {active_id: 5});
    expect.verifySteps([[5, {}]]);
}
const tile = (key) => `[data-tile=${key}]`;

test("name, protection, participation; what was not asked has no tile", async () => {
    await mountResults();
    expect("h2").toHaveText("年度服务调查");
    expect(".o_icrm_results_page").toHaveText(/Anonymous: no one can find out/);
    expect(tile("participation")).toHaveText("Answered\n32.5 %\n13 of 40 answered");
    expect("[data-tile]").toHaveCount(1);
    expect("canvas, table, select, .o_icrm_results_comments").toHaveCount(0);
});

test("a tile tells the value, how sure it is, and what it was", async () => {
    await mountResults({
        overall: {
            servqual: {
                value: -0.5,
                low: -0.75,
                high: -0.25,
                n: 13,
                previous: {value: -1},
            },
            csat: {value: 0, low: null, high: null, n: 13, previous: null},
            nps: {value: -12.4, low: -40, high: 15, n: 13, previous: {value: null}},
            ces: {value: null},
        },
    });
    expect(tile("servqual")).toHaveText(
        "Service quality (gap)\n-0.50\n-0.75 to -0.25 · 13 people · previously: -1"
    );
    expect(tile("csat")).toHaveText("Satisfied\n0 %\n13 people");
    expect(tile("nps")).toHaveText(
        "Recommendation (NPS)\n-12.40\n-40 to 15 · 13 people"
    );
    expect(tile("ces")).toHaveCount(0);
});

test("the bar of recommendation; several ratings of one person are not people", async () => {
    await mountResults({
        overall: {
            ...RESULTS.overall,
            nps: {
                value: 10,
                low: 0,
                high: 20,
                n: 20,
                promoters: 8,
                passives: 6,
                detractors: 6,
                previous: null,
            },
        },
    });
    expect(tile("nps")).toHaveText(
        "Recommendation (NPS)\n10\n0 to 20 · 20 ratings by 13 people"
    );
    expect(queryAllTexts(".o_icrm_results_nps .progress")).toEqual([
        "30 %",
        "30 %",
        "40 %",
    ]);
});

test("a part is compared with the whole, and with what was typed in", async () => {
    await mountResults({
        overall: {
            ...RESULTS.overall,
            csat: {
                value: 80,
                low: 70,
                high: 90,
                n: 13,
                previous: null,
                company: {value: 75},
                external: {value: 0, source: "Industry 2026"},
            },
        },
    });
    expect(tile("csat")).toHaveText(
        "Satisfied\n80 %\n70 to 90 · 13 people · all: 75 · Industry 2026: 0"
    );
});

test("an alpha below 0.7 is flagged", async () => {
    const dimensions = [
        dimension(1, "Speed", {alpha: 0.55, alpha_low: true}),
        dimension(2, "Tact", {alpha: 0.81, alpha_low: false}),
    ];
    await mountResults({
        dimensions,
        charts: {...RESULTS.charts, dimensions: [0, 1]},
    });
    expect(".o_icrm_results_numbers .text-warning-emphasis").toHaveCount(1);
    expect(".o_icrm_results_numbers .text-warning-emphasis").toHaveText("0.55");
});

test("what is withheld is said: subjects by name, else how many sheets", async () => {
    await mountResults({withheld: {subjects: ["Law", "财务部"], groups: 0, sheets: 4}});
    expect(".text-warning-emphasis").toHaveText(
        "Too few answers (below 6): Law, 财务部."
    );
});

test("withheld sheets of small groups are counted", async () => {
    await mountResults({withheld: {subjects: [], groups: 0, sheets: 4}});
    expect(".text-warning-emphasis").toHaveText(
        "4 responses from groups below 6 are excluded."
    );
});

test("a click filters by a subject, a second one no more; withheld ones are dead", async () => {
    await mountResults({subjects: SUBJECTS});
    const filter = (name) => `.o_icrm_results_filter button:contains(${name})`;
    expect(filter("Law")).not.toBeEnabled();
    expect(filter("All")).toHaveClass("btn-primary");
    await contains(filter("IT")).click();
    expect(filter("IT")).toHaveClass("btn-primary");
    await contains(filter("人力资源部")).click();
    await contains(filter("IT")).click();
    await contains(filter("All")).click();
    expect.verifySteps([
        [5, {subject_ids: [1]}],
        [5, {subject_ids: [1, 2]}],
        [5, {subject_ids: [2]}],
        [5, {}],
    ]);
});

test("groups of the one subject filter, too; another subject drops them", async () => {
    const groups = [
        {id: 31, name: "Finance", n: 7, subject_id: 1},
        {id: 32, name: "Sales", n: 6, subject_id: 1},
    ];
    await mountResults({subjects: SUBJECTS, groups});
    expect("[aria-label=Respondents]").toHaveCount(0);
    await contains(".o_icrm_results_filter button:contains(IT)").click();
    await contains("[aria-label=Respondents] button:contains(Finance)").click();
    await contains(".o_icrm_results_filter button:contains(人力资源部)").click();
    expect.verifySteps([
        [5, {subject_ids: [1]}],
        [5, {subject_ids: [1], group_ids: [31]}],
        [5, {subject_ids: [1, 2]}],
    ]);
});

test("of two filters clicked quickly the figures are those of the last", async () => {
    await mountResults({subjects: SUBJECTS});
    const slow = new Deferred();
    onRpc("icrm.campaign", "get_results", async ({kwargs: {filters}}) => {
        const ids = filters.subject_ids || [];
        if (ids[0] === 1) {
            await slow;
        }
        const campaign = {...RESULTS.campaign, name: `of ${ids}`};
        return {...RESULTS, subjects: SUBJECTS, campaign};
    });
    await contains(".o_icrm_results_filter button:contains(IT)").click();
    await contains(".o_icrm_results_filter button:contains(人力资源部)").click();
    slow.resolve();
    await animationFrame();
    expect("h2").toHaveText("of 2");
    expect(".o_icrm_results_filter .btn-primary").toHaveText("人力资源部 9");
});

test("an error of the server leaves filter and figures together", async () => {
    expect.errors(1);
    await mountResults({subjects: SUBJECTS});
    onRpc("icrm.campaign", "get_results", () => {
        throw makeServerError({message: "no access"});
    });
    await contains(".o_icrm_results_filter button:contains(IT)").click();
    await animationFrame();
    expect.verifyErrors(["no access"]);
    expect(".o_icrm_results_filter .btn-primary").toHaveText("All");
    expect("h2").toHaveText("年度服务调查");
});

test("another wave is opened, with its date beside the name", async () => {
    const waves = [
        {id: 4, name: "2025", date: false},
        {id: 5, name: "2026", date: "2026-03-31"},
    ];
    await mountResults({campaign: {...RESULTS.campaign, waves}});
    expect(queryAllTexts("select option")).toEqual(["2025", "2026 (03/31/2026)"]);
    expect("select").toHaveValue("5");
    await contains("select").select("4");
    expect.verifySteps([[4, {}]]);
});

test("buttons: comments if there are, a response for managers; each asks the server", async () => {
    stepActions();
    for (const method of [
        "action_open_comments",
        "action_create_public_answer",
        "action_print_results",
        "action_export_results",
    ]) {
        onRpc("icrm.campaign", method, ({args}) => ({method, ids: args[0]}));
    }
    await mountResults({comments: 3}, {isManager: true});
    expect(".o_icrm_results_comments").toHaveText("3 comments");
    await contains(".o_icrm_results_comments").click();
    await contains(".o_icrm_results_answer").click();
    await contains("button:contains(PDF)").click();
    await contains("button:contains(Excel)").click();
    expect.verifySteps([
        {method: "action_open_comments", ids: [5]},
        {method: "action_create_public_answer", ids: [5]},
        {method: "action_print_results", ids: [5]},
        {method: "action_export_results", ids: [5]},
    ]);
});

test("who is no manager gives no public response", async () => {
    await mountResults();
    expect(".o_icrm_results_answer").toHaveCount(0);
});

test("the table: gaps, means, questions; a dimension may come twice", async () => {
    const items = [
        {
            question_id: 9,
            title: "准时吗？",
            n: 12,
            mean: 5,
            expectation: null,
            perception: null,
            gap: null,
        },
    ];
    await mountResults({
        dimensions: [
            dimension(1, "Speed", {items}),
            dimension(1, "Speed", {
                gap: null,
                perception: null,
                mean: 4,
                low: 3,
                high: 5,
            }),
            dimension(2, "Unused"),
        ],
        charts: {...RESULTS.charts, dimensions: [0, 1]},
    });
    expect(queryAllTexts(".o_icrm_results_numbers tr.fw-bold:eq(0) td")).toEqual([
        "Speed",
        "12",
        "6.10",
        "5.25",
        "-0.85",
        "0.40",
        "-1.00 – -0.70",
        "0.81",
    ]);
    expect(
        queryAllTexts(".o_icrm_results_numbers tr.fw-bold:eq(1) td").slice(3, 7)
    ).toEqual(["4.00", "–", "0.40", "3.00 – 5.00"]);
    expect(queryAllTexts(".o_icrm_results_numbers tr.small td").slice(0, 5)).toEqual([
        "准时吗？",
        "12",
        "–",
        "5.00",
        "–",
    ]);
    expect(".o_icrm_results_numbers").not.toHaveText(/Unused|Weight/);
});

test("a column of weights where dimensions were weighted", async () => {
    await mountResults({
        dimensions: [dimension(1, "Speed", {weight: 35})],
        charts: {...RESULTS.charts, dimensions: [0]},
    });
    expect("th:contains(Weight)").toHaveCount(1);
    expect(queryAllTexts(".o_icrm_results_numbers tr.fw-bold td").at(-2)).toBe("35.00");
});

test("charts where there is something to draw", async () => {
    const wave = (date, csat, nps) => ({date, csat, nps, ces: null, servqual: null});
    const compared = (kind, name, score) => ({kind, id: name, name, score, n: 9});
    await mountResults({
        trend: [wave("2025-01-01", 50, null), wave("2026-01-01", 60, 10)],
        comparison: [
            compared("subject", "IT", 40),
            compared("subject", "Law", null),
            compared("subject", "HR", 70),
            compared("group", "Alone", 70),
        ],
        participation: {
            ...RESULTS.participation,
            departments: [{id: 1, name: "财务部", invited: 40, answered: 13}],
        },
    });
    expect(queryAllTexts(".o_icrm_results_trend h4")).toEqual([
        "Satisfaction (CSAT), % satisfied",
    ]);
    expect(queryAllTexts(".o_icrm_results_comparison h4")).toEqual([
        "Rated departments and services",
    ]);
    expect(".o_icrm_results_participation canvas").toHaveCount(1);
    const chart = Chart.getChart(queryOne(".o_icrm_results_comparison canvas"));
    expect(chart.data.labels.flat()).toEqual(["HR", "IT"]);
    expect(chart.data.datasets[0].data).toEqual([70, 40]);
});

test("classes of features, single questions and their spread", async () => {
    await mountResults({
        kano: [
            {
                key: "1-0",
                name: "夜间热线",
                kind: "must",
                n: 12,
                better: 0.2,
                worse: -0.9,
            },
        ],
        charts: {...RESULTS.charts, kinds: {must: "Must-be"}},
        items: [
            {
                question_id: 3,
                title: "How often?",
                n: 4,
                mean: null,
                condition: "Used – Yes",
                rows: [],
                counts: [
                    {label: "Daily", n: 3},
                    {label: "Never", n: 0},
                ],
            },
            {
                question_id: 4,
                title: "How good?",
                n: 8,
                mean: null,
                condition: "",
                rows: [
                    {
                        row_id: 1,
                        title: "打印机",
                        n: 8,
                        mean: 1.5,
                        low: 1.1,
                        high: 1.9,
                        counts: [
                            {label: "Bad", n: 6},
                            {label: "Good", n: 2},
                        ],
                    },
                ],
                counts: [],
            },
        ],
    });
    expect(queryAllTexts("section:eq(0) tbody td")).toEqual([
        "夜间热线",
        "Must-be",
        "12",
        "0.20",
        "-0.90",
    ]);
    expect("section:eq(1)").toHaveText(/4 people/);
    expect("section:eq(1)").not.toHaveText(/mean/);
    const [first, second] = [0, 1].map(
        (place) => queryOne(`.o_icrm_results_spread_bar:eq(${place})`).style.width
    );
    expect([first, second]).toEqual(["60%", "0%"]);
    expect("section:eq(1)").toHaveText(/Asked if: Used – Yes/);
    expect(queryAllTexts(".o_icrm_results_matrix tbody td")).toEqual([
        "8",
        "75 %",
        "25 %",
        "1.50",
        "1.10 – 1.90",
    ]);
});

test("typed into the address without a campaign: the list of campaigns", async () => {
    stepActions();
    serve();
    onRpc("has_group", () => false);
    await mountAction("icrm_internal.campaign_results");
    expect.verifySteps(["icrm_internal.icrm_campaign_action"]);
    expect(".o_icrm_results_page").toHaveCount(0);
});
