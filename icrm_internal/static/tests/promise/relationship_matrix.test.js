/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {SIZES, defineMailModels, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineStyle,
    makeServerError,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mountAction, stepActions} from "@icrm_internal/../tests/icrm_test_helpers";
import {press, queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

describe.current.tags("desktop");
defineMailModels();

const COLUMNS = [
    "id",
    "provider",
    "customer",
    "health",
    "request_count",
    "open_count",
    "overdue_count",
    "response_met",
    "resolution_met",
    "rating_avg",
    "rating_count",
    "reopened_count",
];
const GOOD = [1, 0, 0, 90, 100, 4, 0, 1, 0.955, 4.62, 12, 3];
const BAD = [2, 0, 1, 40, 25, 9, 2, 0.5, 0.4, 2, 8, 0];
const UNKNOWN = [3, 1, 0, null, 1, 1, 0, null, null, null, 1, 0];
const MATRIX = {
    columns: COLUMNS,
    rating_min_count: 5,
    providers: [
        [10, "IT"],
        [11, "人力资源部"],
    ],
    customers: [
        [20, "Finance"],
        [21, "Sales"],
    ],
    cells: [GOOD, BAD, UNKNOWN],
};

async function mountMatrix(values = {}) {
    onRpc("icrm.relationship", "get_matrix", () => ({...MATRIX, ...values}));
    await mountAction("icrm_relationship_matrix");
    await animationFrame();
}
const cells = () => queryAllTexts(".o_icrm_matrix_cell");
const measure = (key) => contains(`[data-measure=${key}]`).click();
const find = (text) => contains("input[type=search]").edit(text, {confirm: false});
const facts = () =>
    Object.fromEntries(
        queryAll(".o_icrm_matrix_card tr").map((row) =>
            [...row.children].map((one) => one.textContent)
        )
    );

test("providers down, customers across, a cell where the two have to do", async () => {
    await mountMatrix();
    expect(queryAllTexts(".o_icrm_matrix_row")).toEqual(["IT", "人力资源部"]);
    expect(queryAllTexts(".o_icrm_matrix_column")).toEqual(["Finance", "Sales"]);
    expect(cells()).toEqual(["90", "40", "–"]);
    const [good, bad] = queryAll(".o_icrm_matrix_cell");
    expect(good.style.top).toBe(bad.style.top);
    expect(parseInt(bad.style.left) - parseInt(good.style.left)).toBe(44);
});

test("each measure has its words", async () => {
    await mountMatrix();
    await measure("met");
    expect(cells()).toEqual(["95.5%", "40%", "–"]);
    expect("[data-measure=met]").toHaveClass("btn-primary");
    await measure("satisfaction");
    expect(cells()).toEqual(["4.6", "2.0", "–"]);
    await measure("volume");
    expect(cells()).toEqual(["100", "25", "1"]);
});

test("good and bad differ in colour; what is not known is grey", async () => {
    await mountMatrix();
    const [good, bad, unknown] = queryAll(".o_icrm_matrix_cell").map(
        (one) => one.style.backgroundColor
    );
    expect(good).not.toBe(bad);
    expect(unknown).toBe("rgba(128, 128, 128, 0.15)");
});

test("a provider is found; where none has that name, a customer", async () => {
    await mountMatrix();
    await find("资源");
    expect(queryAllTexts(".o_icrm_matrix_row")).toEqual(["人力资源部"]);
    expect(queryAllTexts(".o_icrm_matrix_column")).toHaveLength(2);
    expect(cells()).toEqual(["–"]);
    await find(" SALES ");
    expect(queryAllTexts(".o_icrm_matrix_row")).toHaveLength(2);
    expect(queryAllTexts(".o_icrm_matrix_column")).toEqual(["Sales"]);
    expect(cells()).toEqual(["40"]);
    await find("nobody");
    expect(cells()).toEqual([]);
});

test("a cell tells all about the two", async () => {
    await mountMatrix();
    await contains(".o_icrm_matrix_cell:eq(0)").click();
    expect("h4").toHaveText("IT serves Finance");
    expect(facts()).toEqual({
        Health: "90",
        "Requests in 12 months": "100",
        "Open, overdue": "4, 0",
        "First response met": "100 %",
        "Promises met": "95.5 %",
        Satisfaction: "4.6 of 5, 12 ratings",
        Reopened: "3",
    });
    await contains(".btn-close").click();
    expect(".o_icrm_matrix_card").toHaveCount(0);
});

test("what is not known, or of too few, is said", async () => {
    await mountMatrix();
    await contains(".o_icrm_matrix_cell:eq(2)").click();
    expect(facts()).toEqual({
        Health: "no data yet",
        "Requests in 12 months": "1",
        "Open, overdue": "1, 0",
        "First response met": "no data yet",
        "Promises met": "no data yet",
        Satisfaction: "fewer than 5 ratings",
        Reopened: "0",
    });
});

test("from a cell to the relationship and its requests; overdue ones if there are", async () => {
    stepActions();
    onRpc("icrm.relationship", "action_open_requests", ({args, kwargs}) => ({
        ids: args[0],
        filter: kwargs.context.icrm_filter,
    }));
    await mountMatrix();
    await contains(".o_icrm_matrix_cell:eq(0)").click();
    expect(".o_icrm_matrix_card button:contains(Overdue)").toHaveCount(0);
    await contains(".o_icrm_matrix_open_relationship").click();
    await contains(".o_icrm_matrix_open_requests").click();
    await contains(".o_icrm_matrix_cell:eq(1)").click();
    await contains(".o_icrm_matrix_card button:contains(Overdue)").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "icrm.relationship",
            res_id: 1,
            views: [[false, "form"]],
        },
        {ids: [1], filter: "all"},
        {ids: [2], filter: "overdue"},
    ]);
});

test("of 200 by 200 departments only those in sight are drawn", async () => {
    defineStyle(
        ".o_icrm_matrix_scroller { width: 800px; height: 400px; flex: none !important; }"
    );
    const many = [...Array(200).keys()].map((place) => [place, `Department ${place}`]);
    const relationship = (provider, customer) => [
        provider * 200 + customer + 1,
        provider,
        customer,
        ...GOOD.slice(3),
    ];
    await mountMatrix({
        providers: many,
        customers: many,
        cells: many.flatMap(([row]) =>
            many.map(([column]) => relationship(row, column))
        ),
    });
    expect(cells().length).toBeLessThan(700);
    expect(".o_icrm_matrix_row:contains(Department 199)").toHaveCount(0);
    const scroller = queryOne(".o_icrm_matrix_scroller");
    scroller.scrollTop = 200 * 44;
    scroller.dispatchEvent(new Event("scroll"));
    await animationFrame();
    expect(".o_icrm_matrix_row:contains(Department 199)").toHaveCount(1);
    expect(".o_icrm_matrix_row[title='Department 0']").toHaveCount(0);
});

test("on a phone a list, the worst first, the unknown last", async () => {
    await patchUiSize({size: SIZES.SM});
    await mountMatrix();
    expect(queryAllTexts(".o_icrm_matrix_list .flex-grow-1")).toEqual([
        "IT serves Sales",
        "IT serves Finance",
        "人力资源部 serves Finance",
    ]);
    await measure("volume");
    expect(queryAllTexts(".o_icrm_matrix_list .badge")).toEqual(["100", "25", "1"]);
    await find("sales");
    expect(queryAllTexts(".o_icrm_matrix_list .badge")).toEqual(["25"]);
    await find("serves");
    expect(".o_icrm_matrix_list .badge").toHaveCount(0);
});

test("on a phone a long list comes in parts", async () => {
    await patchUiSize({size: SIZES.SM});
    await mountMatrix({
        cells: [...Array(70).keys()].map((id) => [id + 1, ...GOOD.slice(1)]),
    });
    expect(".o_icrm_matrix_list .badge").toHaveCount(60);
    await contains("button:contains(Show more)").click();
    expect(".o_icrm_matrix_list .badge").toHaveCount(70);
    expect("button:contains(Show more)").toHaveCount(0);
});

test("no relationships: says when there will be some", async () => {
    await mountMatrix({providers: [], customers: [], cells: []});
    expect(".o_view_nocontent_smiling_face").toHaveText("No relationships yet");
    expect(".o_icrm_matrix_scroller").toHaveCount(0);
});

test("an error of the server leaves the matrix", async () => {
    expect.errors(1);
    stepActions();
    onRpc("icrm.relationship", "action_open_requests", () => {
        throw makeServerError({message: "no access"});
    });
    await mountMatrix();
    await contains(".o_icrm_matrix_cell:eq(0)").click();
    await contains(".o_icrm_matrix_open_requests").click();
    await animationFrame();
    expect.verifyErrors(["no access"]);
    expect.verifySteps([]);
    expect(cells()).toEqual(["90", "40", "–"]);
});

test("by keys alone: to a cell, into its card, back", async () => {
    await mountMatrix();
    const [good, bad, unknown] = queryAll(".o_icrm_matrix_cell");
    expect(good).toHaveAttribute("aria-label", "IT serves Finance: 90");
    good.focus();
    await press("ArrowRight");
    expect(bad).toBeFocused();
    await press("ArrowRight");
    expect(bad).toBeFocused();
    await press("ArrowLeft");
    await press("ArrowDown");
    expect(unknown).toBeFocused();
    await press("ArrowUp");
    await press("Enter");
    await animationFrame();
    expect(".o_icrm_matrix_card").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_icrm_matrix_card").toHaveCount(0);
    expect(good).toBeFocused();
});
