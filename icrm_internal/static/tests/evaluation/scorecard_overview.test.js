/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {SIZES, defineMailModels, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mountAction, stepActions} from "@icrm_internal/../tests/icrm_test_helpers";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";

describe.current.tags("desktop");
defineMailModels();

const cell = (id, score, value = `${score} %`) => ({id, score, value, trend: "same"});
const department = (id, name, values = {}) => ({
    id,
    name,
    depth: 0,
    state: "published",
    score: 70,
    change: null,
    rank: 0,
    known: 100,
    is_covered: true,
    cells: {},
    ...values,
});

const FOUND = {
    kind: "quarter",
    day: "2026-01-01",
    period: "2026 Q1",
    periods: [
        {kind: "quarter", day: "2026-01-01", name: "2026 Q1"},
        {kind: "quarter", day: "2025-10-01", name: "2025 Q4"},
    ],
    colors: [
        [70, "rgb(1, 200, 1)"],
        [0, "rgb(200, 1, 1)"],
    ],
    is_over: true,
    ends: "2026-03-31",
    can_run: false,
    kpis: [
        {id: 1, name: "Service", is_group: true, definition: "All of it"},
        {id: 2, name: "Promises", is_group: false, definition: "Met"},
    ],
    departments: [
        department(11, "IT", {
            score: 80,
            change: 2,
            cells: {1: cell(101, 81), 2: cell(102, null, "3 h")},
        }),
        department(12, "人力资源部", {
            score: null,
            depth: 1,
            cells: {1: cell(103, null, null)},
        }),
        department(13, "Finance", {
            score: 40,
            change: -1.5,
            trend: "same",
            arrow: "",
        }),
    ],
};

function serve(values = {}) {
    onRpc("icrm.scorecard", "get_overview", ({kwargs: {kind, day}}) => {
        expect.step(["get_overview", kind, day]);
        return {...FOUND, ...(kind && {kind, day}), ...values};
    });
}

async function mountOverview(values) {
    serve(values);
    await mountAction("icrm_scorecard_overview");
    expect.verifySteps([["get_overview", null, null]]);
}

test("the company stands above its departments; its cells are results", async () => {
    stepActions();
    await mountOverview({
        company: department(null, "Mill", {
            score: 72,
            change: -5.8,
            trend: "worse",
            arrow: "down",
            cells: {1: cell(7, 73)},
        }),
    });
    const texts = queryAllTexts("tbody tr.o_icrm_overview_company > *");
    expect(texts.map((text) => text.trim())).toEqual(["Mill", "72.0", "−5.8", "73.0"]);
    expect("tbody tr:first-child").toHaveClass("o_icrm_overview_company");
    expect("tbody tr:first-child .fa-arrow-down").toHaveClass("text-danger");
    // Finance fell by no more than chance.
    expect("tbody tr:last-child .fa-minus").toHaveClass("text-muted");
    onRpc("icrm.kpi.value", "action_open", ({args}) => {
        expect.step(args[0]);
        return "open";
    });
    await contains("tbody tr:first-child td:last-child button").click();
    expect.verifySteps([[7], "open"]);
});

test("what the colours say; the heat map on paper", async () => {
    stepActions();
    await mountOverview();
    expect(queryAllTexts(".o_icrm_legend > span").slice(0, 3)).toEqual([
        "Score, 0 to 100:",
        "70 or more",
        "0 to below 70",
    ]);
    await contains(".o_icrm_overview_print").click();
    expect.verifySteps(["icrm_internal.icrm_scorecard_action_overview_report"]);
});

const heads = () => queryAllTexts(".o_icrm_overview_heatmap thead th");

test("a row per department, a column per group, on demand per indicator", async () => {
    await mountOverview();
    expect(queryAllTexts("button.o_icrm_overview_row")).toEqual([
        "IT",
        "人力资源部",
        "Finance",
    ]);
    expect(heads()).toEqual(["Department", "Score", "Change", "Service"]);
    await contains(".o_icrm_overview_all").click();
    expect(heads()).toEqual(["Department", "Score", "Change", "Service", "Promises"]);
    await contains(".btn-group button:eq(0)").click();
    expect(heads()).toHaveLength(4);
});

test("without groups all indicators are shown at once", async () => {
    await mountOverview({kpis: [FOUND.kpis[1]]});
    expect(heads()).toEqual(["Department", "Score", "Change", "Promises"]);
});

test("scores have colours and signs; no score is a dash", async () => {
    await mountOverview();
    const it = queryOne("tbody tr:eq(0) td:eq(0) button");
    expect(it).toHaveText("80.0");
    expect(it.style.backgroundColor).toBe("rgb(1, 200, 1)");
    expect("tbody tr:eq(0) td:eq(1)").toHaveText("+2.0");
    expect("tbody tr:eq(2) td:eq(1).text-muted").toHaveText("−1.5");
    expect("tbody tr:eq(1) td:eq(0)").toHaveText("–");
    expect("tbody tr:eq(1) td:eq(1)").toHaveText("");
    expect("tbody tr:eq(1) td:eq(2) button").toHaveCount(0);
});

test("a value without a score says so", async () => {
    await mountOverview();
    await contains(".o_icrm_overview_all").click();
    expect("tbody tr:eq(0) td:eq(3) button").toHaveText("–");
    expect("tbody tr:eq(0) td:eq(3) button").toHaveAttribute(
        "title",
        "IT: Promises\n3 h\nno score"
    );
});

test("a department is found by part of its name, in any case", async () => {
    await mountOverview();
    await contains("input[type=search]").edit(" FIN ", {confirm: false});
    expect(queryAllTexts("button.o_icrm_overview_row")).toEqual(["Finance"]);
    await contains("input[type=search]").edit("资源", {confirm: false});
    expect(queryAllTexts("button.o_icrm_overview_row")).toEqual(["人力资源部"]);
    await contains("input[type=search]").edit("none", {confirm: false});
    expect("button.o_icrm_overview_row").toHaveCount(0);
});

test("on a phone a list, the weakest first, those without a score last", async () => {
    await patchUiSize({size: SIZES.SM});
    stepActions();
    await mountOverview();
    expect("table").toHaveCount(0);
    expect(queryAllTexts(".o_icrm_overview_row .flex-grow-1")).toEqual([
        "Finance−1.5",
        "IT+2.0",
        "人力资源部",
    ]);
    await contains(".o_icrm_overview_row:eq(0)").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "icrm.scorecard",
            res_id: 13,
            views: [[false, "form"]],
        },
    ]);
});

test("a row opens the scorecard, a cell its records", async () => {
    stepActions();
    onRpc("icrm.scorecard.line", "action_open_records", ({args}) => ({ids: args[0]}));
    await mountOverview();
    await contains("button.o_icrm_overview_row:eq(0)").click();
    await contains("tbody tr:eq(0) td:eq(2) button").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "icrm.scorecard",
            res_id: 11,
            views: [[false, "form"]],
        },
        {ids: [101]},
    ]);
});

test("another period is chosen", async () => {
    await mountOverview();
    await contains(".o_icrm_period").select("quarter/2025-10-01");
    expect.verifySteps([["get_overview", "quarter", "2025-10-01"]]);
    expect(".o_icrm_period").toHaveValue("quarter/2025-10-01");
});

test("of two periods chosen quickly the last one is shown, whichever comes first", async () => {
    await mountOverview();
    const slow = new Deferred();
    onRpc("icrm.scorecard", "get_overview", async ({kwargs: {kind, day}}) => {
        if (day === "2025-10-01") {
            await slow;
        }
        return {...FOUND, kind, day, departments: [department(1, day)]};
    });
    await contains(".o_icrm_period").select("quarter/2025-10-01");
    await contains(".o_icrm_period").select("quarter/2026-01-01");
    slow.resolve();
    await animationFrame();
    expect("button.o_icrm_overview_row").toHaveText("2026-01-01");
    expect(".o_icrm_period").toHaveValue("quarter/2026-01-01");
});

test("nothing yet: what to do, for the office and for others", async () => {
    await mountOverview({departments: [], periods: []});
    expect(".o_nocontent_help").toHaveText(/Published scorecards of your departments/);
    expect(".o_icrm_period, .o_icrm_overview_office").toHaveCount(0);
});

test("the office computes a preview of the period it typed", async () => {
    mockService("notification", {add: (text) => expect.step(text)});
    onRpc("icrm.scorecard", "action_preview", ({args}) => {
        expect.step(args);
        return 3;
    });
    await mountOverview({can_run: true});
    await contains(".o_icrm_overview_day").edit("2026-05-20", {instantly: true});
    await contains(".o_icrm_overview_office select").select("month");
    await contains(".o_icrm_overview_preview").click();
    expect.verifySteps([
        ["month", "2026-05-20"],
        ["get_overview", "month", "2026-05-20"],
        "3 drafts computed.",
    ]);
});

test("freezing is confirmed; nothing to freeze is said", async () => {
    mockService("notification", {add: (text) => expect.step(text)});
    onRpc("icrm.scorecard", "action_freeze", ({args}) => {
        expect.step(args);
        return 0;
    });
    await mountOverview({can_run: true});
    await contains(".o_icrm_overview_freeze").click();
    await contains(".modal .btn-secondary").click();
    expect.verifySteps([]);
    await contains(".o_icrm_overview_freeze").click();
    await contains(".modal .btn-primary").click();
    expect.verifySteps([
        ["quarter", "2026-01-01"],
        ["get_overview", "quarter", "2026-01-01"],
        "Already frozen; nothing changed.",
    ]);
});

test("a running period is not offered to be frozen, and says until when", async () => {
    await mountOverview({can_run: true, is_over: false});
    expect(".o_icrm_overview_freeze").toHaveCount(0);
    expect(".o_icrm_overview_office").toHaveText(/ends on 03\/31\/2026/);
});

test("who is hardly measured is named before it is final", async () => {
    await mountOverview({
        can_run: true,
        departments: [
            department(11, "IT"),
            department(12, "Legal", {known: 40.6, is_covered: false}),
        ],
    });
    await contains(".o_icrm_overview_freeze").click();
    expect(".modal-body").toHaveText(/Too little data for a total: Legal \(40\.6 %\)/);
});

test("what is published is the period on the screen, not one typed beside it", async () => {
    mockService("notification", {add: (text) => expect.step(text)});
    onRpc("icrm.scorecard", "action_publish_period", ({args}) => {
        expect.step(args);
        return 1;
    });
    await mountOverview({
        can_run: true,
        departments: [department(11, "IT", {state: "frozen"})],
    });
    await contains(".o_icrm_overview_day").edit("2025-02-01", {instantly: true});
    await contains(".o_icrm_overview_publish").click();
    await contains(".modal .btn-primary").click();
    expect.verifySteps([
        ["quarter", "2026-01-01"],
        ["get_overview", "quarter", "2026-01-01"],
        "1 scorecards published.",
    ]);
});

test("steps are offered where they lead somewhere", async () => {
    stepActions();
    await mountOverview({can_run: true});
    expect(".o_icrm_overview_publish").toHaveCount(0);
    await contains(".o_icrm_overview_download").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_url",
            url: "/icrm/scorecards/quarter/2026-01-01.xlsx",
            target: "download",
        },
    ]);
});

test("an error of the server leaves the period that was shown", async () => {
    expect.errors(1);
    mockService("notification", {add: () => expect.step("notice")});
    onRpc("icrm.scorecard", "action_preview", () => {
        throw makeServerError({message: "This period is frozen."});
    });
    await mountOverview({can_run: true});
    await contains(".o_icrm_overview_preview").click();
    await animationFrame();
    expect.verifyErrors(["This period is frozen."]);
    expect.verifySteps([]);
    expect("button.o_icrm_overview_row").toHaveCount(3);
});
