/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {SIZES, defineMailModels, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    pagerNext,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {stepActions} from "@icrm_internal/../tests/icrm_test_helpers";

describe.current.tags("desktop");

class Process extends models.Model {
    _name = "icrm.process";
    diagram = fields.Json();
}
defineMailModels();
defineModels([Process]);

const node = (id, values = {}) => ({
    id,
    name: `Step ${id}`,
    kind: "step",
    value: "value",
    value_label: "Adds value",
    who: "IT",
    inputs: "",
    outputs: "",
    is_bottleneck: false,
    measured: true,
    requests: 0,
    hours_text: "0.0",
    waiting_text: "0.0",
    shows_hours: true,
    shows_waiting: false,
    share_text: "0%",
    bar: [2, 0],
    open: 0,
    words: `Step ${id}. IT.`,
    ...values,
});
const MEASURED = {
    requests: 12,
    hours_text: "3.5",
    waiting_text: "2.0",
    shows_waiting: true,
    share_text: "60%",
    bar: [25, 35],
    open: 4,
};
const look = (count) => ({
    width: 600,
    height: 200,
    step: [140, 60],
    nodes: [...Array(count).keys()].map((place) => [10 + 200 * place, 20]),
    edges: [...Array(Math.max(0, count - 1))].map(() => ({
        line: "M 0 0 L 9 9",
        head: "M 9 9 L 5 5",
        label: [150, 40],
    })),
});
function diagram(nodes, values = {}) {
    return {
        months: 3,
        requests: 20,
        nodes,
        edges: nodes
            .slice(1)
            .map((one) => ({from: 1, to: one.id, label: "", back: false})),
        screen: look(nodes.length),
        phone: {...look(nodes.length), width: 300},
        colors: {value: "green", needed: "orange", waste: "red"},
        can_open: true,
        sentences: [],
        ...values,
    };
}

async function mountDiagram(...diagrams) {
    Process._records = diagrams.map((one, index) => ({id: index + 1, diagram: one}));
    await mountView({
        type: "form",
        resModel: "icrm.process",
        resId: 1,
        resIds: Process._records.map((one) => one.id),
        arch: `<form><field name="diagram" widget="icrm_process_diagram"/></form>`,
    });
}
const step = (place) => `.o_icrm_process_node:eq(${place})`;
const period = (text) => `.btn-group button:contains(${text})`;

test("steps stand where the server puts them, in the colour of their value", async () => {
    await mountDiagram(
        diagram([node(1, {kind: "start"}), node(2, {value: "waste", name: "等待批准"})])
    );
    expect(queryAllTexts(".o_icrm_process_name")).toEqual(["Step 1", "等待批准"]);
    const {style} = queryOne(step(1));
    expect([style.left, style.top, style.width]).toEqual(["210px", "20px", "140px"]);
    expect(style.getPropertyValue("--o-icrm-step")).toBe("red");
    expect(`${step(0)} .fa-play`).toHaveCount(1);
    expect(step(1)).toHaveAttribute("aria-label", "Step 2. IT.");
});

test("arrows with their conditions; those that lead back differ", async () => {
    const edges = [
        {from: 1, to: 2, label: "approved", back: false},
        {from: 2, to: 1, label: "", back: true},
    ];
    await mountDiagram(diagram([node(1), node(2), node(3)], {edges}));
    expect(".o_icrm_process_edge").toHaveCount(2);
    expect(".o_icrm_process_edge.o_icrm_process_edge_back").toHaveCount(1);
    expect(".o_icrm_process_edge_label").toHaveCount(1);
    expect(".o_icrm_process_edge_label").toHaveText("approved");
    expect(queryOne(".o_icrm_process_edge_label").style.left).toBe("150px");
});

test("measured steps show their time, the bottleneck its flag", async () => {
    await mountDiagram(diagram([node(1), node(2, {...MEASURED, is_bottleneck: true})]));
    expect(`${step(0)} .o_icrm_process_time`).toHaveCount(0);
    expect(`${step(1)} .o_icrm_process_time b:eq(0)`).toHaveText("3.5 h");
    expect(`${step(1)} .o_icrm_process_wait`).toHaveText("2.0 h");
    expect(`${step(1)} .badge[title=Now]`).toHaveText("4");
    expect(queryOne(`${step(1)} .o_icrm_process_bar_wait`).style.width).toBe("35%");
    expect(".o_icrm_process_flag").toHaveText("Bottleneck");
});

test("a click tells about the step, a second one closes", async () => {
    await mountDiagram(diagram([node(1, {...MEASURED, inputs: "表格"})]));
    await contains(step(0)).click();
    expect(queryAllTexts("dt")).toEqual([
        "Who",
        "Value Added",
        "Inputs",
        "Requests",
        "Working hours per request",
        "Share of total time",
        "Now",
    ]);
    expect(queryAllTexts("dd")).toEqual([
        "IT",
        "Adds value",
        "表格",
        "12 of 20",
        "3.5, waiting 2.0",
        "60%",
        "4",
    ]);
    await contains(".btn-close").click();
    expect(".o_icrm_process_card").toHaveCount(0);
});

test("the requests of a step, where they are measured and may be seen", async () => {
    stepActions();
    onRpc("icrm.process.step", "action_open_requests", ({args}) => ({ids: args[0]}));
    await mountDiagram(diagram([node(7, MEASURED), node(8, {measured: false})]));
    await contains(step(0)).click();
    await contains(".o_icrm_process_open_requests").click();
    expect.verifySteps([{ids: [7]}]);
    await contains(step(1)).click();
    expect(".o_icrm_process_open_requests").toHaveCount(0);
    expect(".o_icrm_process_card").toHaveText(/Not measured/);
});

test("who may not see requests gets no button", async () => {
    await mountDiagram(diagram([node(7, MEASURED)], {can_open: false}));
    await contains(step(0)).click();
    expect(".o_icrm_process_open_requests").toHaveCount(0);
});

test("another period is asked for", async () => {
    onRpc("icrm.process", "get_diagram", ({args}) => {
        expect.step(args);
        return diagram([node(1, MEASURED)], {months: args[1]});
    });
    await mountDiagram(diagram([node(1)]));
    expect(period("3 months")).toHaveAttribute("aria-pressed", "true");
    await contains(period("12 months")).click();
    expect.verifySteps([[[1], 12]]);
    expect(period("12 months")).toHaveAttribute("aria-pressed", "true");
    expect(".o_icrm_process_time").toHaveCount(1);
});

test("another process shows its own diagram, even if an answer comes late", async () => {
    const slow = new Deferred();
    onRpc("icrm.process", "get_diagram", async () => {
        await slow;
        return diagram([node(1, {name: "of the first"})], {months: 12});
    });
    await mountDiagram(
        diagram([node(1, {name: "first"})]),
        diagram([node(2, {name: "second"})])
    );
    await contains(step(0)).click();
    await contains(period("12 months")).click();
    await pagerNext();
    expect(".o_icrm_process_card").toHaveCount(0);
    slow.resolve();
    await animationFrame();
    expect(".o_icrm_process_name").toHaveText("second");
});

test("of two periods chosen quickly the last one is shown", async () => {
    const slow = new Deferred();
    onRpc("icrm.process", "get_diagram", async ({args}) => {
        if (args[1] === 12) {
            await slow;
        }
        return diagram([node(1)], {months: args[1]});
    });
    await mountDiagram(diagram([node(1)]));
    await contains(period("12 months")).click();
    await contains(period("1 month")).click();
    slow.resolve();
    await animationFrame();
    expect("[aria-pressed=true]").toHaveText("1 month");
});

test("on a phone the drawing made for it", async () => {
    await patchUiSize({size: SIZES.SM});
    await mountDiagram(diagram([node(1)]));
    expect(queryOne(".o_icrm_process_scroller > div").style.width).toBe("300px");
});

test("the same in sentences", async () => {
    await mountDiagram(diagram([node(1)], {sentences: ["Step 1 takes longest."]}));
    expect(".o_icrm_process_sentences li").toHaveText("Step 1 takes longest.");
});

test("no steps: what to do", async () => {
    await mountDiagram(diagram([]));
    expect(".o_icrm_process").toHaveText(
        "Add steps below, or draft them from history."
    );
    expect("svg, button.o_icrm_process_node").toHaveCount(0);
});

test("an error of the server leaves the period that was shown", async () => {
    expect.errors(1);
    onRpc("icrm.process", "get_diagram", () => {
        throw makeServerError({message: "no access"});
    });
    await mountDiagram(diagram([node(1)]));
    await contains(period("12 months")).click();
    await animationFrame();
    expect.verifyErrors(["no access"]);
    expect(period("3 months")).toHaveAttribute("aria-pressed", "true");
});
