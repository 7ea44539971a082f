/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {contains, mockService, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {mountAction} from "@icrm_internal/../tests/icrm_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const ROW = {
    kpi_id: 1,
    name: "Promises",
    is_group: false,
    before: "80 %",
    after: "90 %",
    score_before: 50,
    score_after: 75.4,
    trend: "better",
    arrow: "up",
    n_before: 10,
    n_after: 12,
};
const FOUND = {
    departments: [
        [3, "IT"],
        [4, "财务部"],
    ],
    department_id: 3,
    kind: "quarter",
    first: "2025-10-01",
    second: "2026-01-01",
    periods: [
        {kind: "quarter", day: "2026-01-01", name: "2026 Q1"},
        {kind: "quarter", day: "2025-10-01", name: "2025 Q4"},
    ],
    before: {name: "2025 Q4", score: 60, count: 1},
    after: {name: "2026 Q1", score: 55.5, count: 3},
    change: -4.5,
    trend: "worse",
    arrow: "down",
    colors: [[0, "red"]],
    rows: [ROW],
};

async function mountComparison(values = {}, context = {}) {
    onRpc("icrm.scorecard", "get_comparison", ({kwargs}) => {
        expect.step(
            Object.fromEntries(
                Object.entries(kwargs).filter(([name]) => name !== "context")
            )
        );
        return {...FOUND, ...values};
    });
    await mountAction("icrm_scorecard_comparison", context);
}
const NOTHING_CHOSEN = {department_id: null, kind: null, second: null};
const ASKED = {
    department_id: 3,
    kind: "quarter",
    first: "2025-10-01",
    second: "2026-01-01",
};

test("what is compared now on paper", async () => {
    mockService("action", {
        loadAction: (xmlid) => ({xmlid}),
        doAction: ({xmlid, data}) => expect.step([xmlid, data]),
    });
    await mountComparison();
    expect.verifySteps([NOTHING_CHOSEN]);
    await contains(".o_icrm_comparison_print").click();
    expect.verifySteps([
        [
            "icrm_internal.icrm_scorecard_action_comparison_report",
            {...ASKED, baseline: undefined},
        ],
    ]);
});

test("then and now, and what lies between", async () => {
    await mountComparison();
    expect.verifySteps([NOTHING_CHOSEN]);
    expect(".o_icrm_comparison_before").toHaveText("2025 Q4\n60.0");
    expect(".o_icrm_comparison_after").toHaveText("2026 Q1\n55.5\nmean of 3 periods");
    expect(".fs-2.text-danger").toHaveText("−4.5");
    expect(queryAllTexts("tbody td")).toEqual([
        "Promises",
        "80 %",
        "90 %",
        "",
        "50.075.4",
        "10 / 12",
    ]);
    expect("tbody .fa-arrow-up").toHaveCount(1);
});

test("the scorecard it was opened from says what is compared", async () => {
    await mountComparison(
        {},
        {icrm_department_id: 4, icrm_kind: "month", icrm_day: "2026-02-01"}
    );
    expect.verifySteps([{department_id: 4, kind: "month", second: "2026-02-01"}]);
});

test("one side is missing: no difference", async () => {
    await mountComparison({
        before: null,
        change: null,
        rows: [{...ROW, before: null, score_before: null, trend: null}],
    });
    expect.verifySteps([NOTHING_CHOSEN]);
    expect(".o_icrm_comparison_before").toHaveText("No scorecard\n–");
    expect("span.fs-2.fw-bold").toHaveCount(0);
    expect("tbody td:eq(1)").toHaveText("–");
});

test("groups count no cases of their own", async () => {
    await mountComparison({rows: [{...ROW, is_group: true}]});
    expect.verifySteps([NOTHING_CHOSEN]);
    expect("tbody tr.fw-bold td:last-child").toHaveText("");
});

test("each of the two periods can be another one", async () => {
    await mountComparison();
    await contains("select[aria-label='First period']").select("quarter/2026-01-01");
    await contains("select[aria-label='Second period']").select("quarter/2025-10-01");
    expect.verifySteps([
        NOTHING_CHOSEN,
        {...ASKED, first: "2026-01-01"},
        {...ASKED, second: "2025-10-01"},
    ]);
});

test("another department brings its own latest periods", async () => {
    await mountComparison();
    await contains(".o_icrm_comparison_department").select("4");
    expect.verifySteps([
        NOTHING_CHOSEN,
        {...ASKED, department_id: 4, first: null, second: null},
    ]);
});

test("before and after a date: the latest period's begin, then what is typed", async () => {
    await mountComparison();
    await contains(".o_icrm_comparison_baseline").click();
    expect(queryOne("input[type=date]").value).toBe("2026-01-01");
    await contains("input[type=date]").edit("2025-11-15", {instantly: true});
    await contains(".btn-group button:eq(0)").click();
    expect.verifySteps([
        NOTHING_CHOSEN,
        {...ASKED, baseline: "2026-01-01"},
        {...ASKED, baseline: "2025-11-15"},
        ASKED,
    ]);
});

test("of two departments chosen quickly the last one is shown", async () => {
    await mountComparison();
    const slow = new Deferred();
    onRpc("icrm.scorecard", "get_comparison", async ({kwargs: {department_id}}) => {
        if (department_id === 4) {
            await slow;
        }
        return {...FOUND, department_id, rows: [{...ROW, name: `of ${department_id}`}]};
    });
    await contains(".o_icrm_comparison_department").select("4");
    await contains(".o_icrm_comparison_department").select("3");
    slow.resolve();
    await animationFrame();
    expect("tbody td:eq(0)").toHaveText("of 3");
    expect.verifySteps([NOTHING_CHOSEN]);
});

test("nothing published: says so", async () => {
    await mountComparison({
        departments: [],
        periods: [],
        before: null,
        after: null,
        rows: [],
    });
    expect.verifySteps([NOTHING_CHOSEN]);
    expect(".o_view_nocontent_smiling_face").toHaveText("Nothing to compare yet");
    expect("table, select").toHaveCount(0);
});
