/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {contains, makeServerError, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {mountAction} from "@icrm_internal/../tests/icrm_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const MATRIX = {
    anonymity_threshold: 5,
    colors: [
        [80, "rgb(1, 200, 1)"],
        [0, "rgb(200, 1, 1)"],
    ],
    providers: [
        {id: 10, name: "IT", score: 71},
        {id: 11, name: "人力资源部", score: 64},
    ],
    evaluators: [
        {id: 20, name: "Finance", leniency: 4.2},
        {id: 21, name: "Logistics", leniency: -6},
        {id: 22, name: "Sales", leniency: null},
    ],
    cells: [
        {evaluator: 20, provider: 10, n: 9, score: 85, others: 70.04, group: false},
        {evaluator: 21, provider: 10, n: 7, score: 70, others: 70.04, group: false},
        {evaluator: 21, provider: 11, n: 6, score: 50, others: 60, group: false},
        {
            evaluator: 22,
            provider: 10,
            n: 8,
            score: 66,
            others: null,
            group: "Law, Sales",
        },
    ],
    pairs: [],
};
const CYCLES = [
    {id: 2, name: "2026 H1"},
    {id: 1, name: "2025 H2"},
];

function serve({cycles = CYCLES, matrix = MATRIX} = {}) {
    onRpc("icrm.evaluation.cycle", "search_read", () => cycles);
    onRpc("icrm.evaluation.cycle", "get_matrix", ({args}) => {
        expect.step(args);
        return matrix;
    });
}

const row = (place) => `.o_icrm_rates_table tbody tr:eq(${place})`;

test("who rates down, who is rated across, and what the score is at the bottom", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    expect(queryAllTexts(".o_icrm_rates_table thead th")).toEqual([
        "Evaluators from",
        "IT",
        "人力资源部",
        "Leniency",
    ]);
    expect(queryAllTexts(`${row(1)} .o_icrm_rates_cell`)).toEqual(["70", "50"]);
    expect(queryAllTexts(".o_icrm_rates_table tfoot td")).toEqual(["71", "64", ""]);
});

test("a score has its colour, and says of how many it is", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    const cell = queryOne(`${row(0)} .o_icrm_rates_cell`);
    expect(cell.style.backgroundColor).toBe("rgb(1, 200, 1)");
    expect(cell).toHaveAttribute(
        "title",
        "Finance on IT: 85 of 100 (9 evaluations); others: 70.0"
    );
});

test("departments counted together are named, and framed", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    expect(".o_icrm_rates_cell_shared").toHaveCount(1);
    expect("p.small").toHaveText(/fewer than 5 evaluations/);
    expect(`${row(2)} .o_icrm_rates_cell_shared`).toHaveAttribute(
        "title",
        "Law, Sales on IT: 66 of 100 (8 evaluations); others: –"
    );
});

test("compared with others: differences; what rounds to nothing has no sign", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    await contains(".o_icrm_rates_compare").click();
    expect(queryAllTexts(".o_icrm_rates_cell")).toEqual(["+15.0", "±0", "−10.0", "–"]);
    expect(queryOne(`${row(1)} .o_icrm_rates_cell:eq(1)`)).toHaveAttribute(
        "style",
        /hsl|rgb/
    );
    await contains(".btn-group button:eq(0)").click();
    expect(queryAllTexts(".o_icrm_rates_cell")).toEqual(["85", "70", "50", "66"]);
});

test("leniency in a number and in words", async () => {
    serve({
        matrix: {
            ...MATRIX,
            evaluators: [...MATRIX.evaluators, {id: 23, name: "Law", leniency: 2.9}],
        },
    });
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    expect(queryAllTexts(".o_icrm_rates_leniency")).toEqual([
        "+4.2more lenient than others",
        "−6.0stricter than others",
        "–no comparison",
        "+2.9as others",
    ]);
});

test("those that rated each other, with the difference", async () => {
    serve({
        matrix: {
            ...MATRIX,
            pairs: [
                {
                    a: 10,
                    b: 11,
                    a_name: "IT",
                    b_name: "HR",
                    a_on_b: 60,
                    b_on_a: 72.5,
                    a_group: "IT, Law",
                    b_group: false,
                },
            ],
        },
    });
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    expect(queryAllTexts(".o_icrm_rates_pairs tbody td")).toEqual([
        "IT\ncounted together: IT, Law",
        "HR",
        "60",
        "72.5",
        "−12.5",
    ]);
});

test("the cycle that was open is shown; another can be chosen", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix", {active_id: 1});
    expect.verifySteps([[[1]]]);
    await contains("select").select("2");
    expect.verifySteps([[[2]]]);
});

test("a cycle still running is not asked for: the latest closed one is shown", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix", {active_id: 99});
    expect.verifySteps([[[2]]]);
});

test("no closed cycle: says when something appears, asks nothing", async () => {
    serve({cycles: []});
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([]);
    expect(".o_view_nocontent_smiling_face").toHaveText("Nothing to compare yet");
    expect("select, table").toHaveCount(0);
});

test("a cycle without released figures says why", async () => {
    serve({matrix: {...MATRIX, cells: [], providers: [], evaluators: []}});
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    expect(".alert-info").toHaveText(
        "No results: too few evaluations, or not published."
    );
    expect("table").toHaveCount(0);
    expect("select").toHaveCount(1);
});

test("an error of the server leaves what was shown", async () => {
    expect.errors(1);
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    onRpc("icrm.evaluation.cycle", "get_matrix", () => {
        throw makeServerError({message: "not for you"});
    });
    await contains("select").select("1");
    await animationFrame();
    expect.verifyErrors(["not for you"]);
    expect(queryAllTexts(".o_icrm_rates_cell")).toEqual(["85", "70", "50", "66"]);
    expect("select").toHaveValue("2");
});

test("of two cycles chosen quickly the last one is shown, whichever comes first", async () => {
    serve();
    await mountAction("icrm_evaluation_matrix");
    expect.verifySteps([[[2]]]);
    const slow = new Deferred();
    onRpc("icrm.evaluation.cycle", "get_matrix", async ({args}) => {
        if (args[0][0] === 1) {
            await slow;
            return {...MATRIX, cells: [], providers: [], evaluators: []};
        }
        return MATRIX;
    });
    await contains("select").select("1");
    await contains("select").select("2");
    slow.resolve();
    await animationFrame();
    expect("select").toHaveValue("2");
    expect(".o_icrm_rates_cell").toHaveCount(4);
});
