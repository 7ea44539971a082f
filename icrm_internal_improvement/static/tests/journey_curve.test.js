/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {SIZES, defineMailModels, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {stepActions} from "@icrm_internal/../tests/icrm_test_helpers";

describe.current.tags("desktop");

class Journey extends models.Model {
    _name = "journey";
    curve = fields.Json();
}
defineMailModels();
defineModels([Journey]);

const node = (id, score, values = {}) => ({
    id,
    name: `Point ${id}`,
    stage: "",
    score,
    score_text: score ? `${score} of 5` : "",
    source: "manual",
    expected: 0,
    expected_label: "",
    is_moment_of_truth: false,
    is_weak: false,
    is_top: false,
    is_end: false,
    pain_point: "",
    plan: "",
    improvements: 0,
    service: "",
    department: "",
    owner: "",
    words: `Point ${id}.`,
    ...values,
});

async function mountCurve(nodes, values = {}) {
    const stages = [["", nodes.length]];
    Journey._records = [
        {
            id: 1,
            curve: {
                neutral: 3,
                stages,
                can_edit: true,
                sentences: [],
                nodes,
                ...values,
            },
        },
    ];
    await mountView({
        type: "form",
        resModel: "journey",
        resId: 1,
        arch: `<form><field name="curve" widget="icrm_journey_curve"/></form>`,
    });
}
const label = (place) => `.o_icrm_journey_label:eq(${place})`;
const points = () =>
    queryAll(".o_icrm_journey_point").map((one) => [
        Number(one.getAttribute("cx")),
        Number(one.getAttribute("cy")),
    ]);

test("left to right, the better the higher, each mood its colour", async () => {
    await mountCurve([node(1, 1), node(2, 5), node(3, 3)]);
    const [[x1, y1], [x2, y2], [x3, y3]] = points();
    expect([x2 - x1, x3 - x2]).toEqual([102, 102]);
    expect([y1 > y3, y3 > y2]).toEqual([true, true]);
    expect(queryAll(".o_icrm_journey_point").map((one) => one.classList[1])).toEqual([
        "o_icrm_journey_point_bad",
        "o_icrm_journey_point_good",
        "o_icrm_journey_point_neutral",
    ]);
    expect(".o_icrm_journey_curve").toHaveCount(1);
    expect(queryAllTexts(".o_icrm_journey_label b")).toEqual(["1.0", "5.0", "3.0"]);
});

test("the curve breaks off where a score is not known", async () => {
    await mountCurve([node(1, 2), node(2, 4), node(3, null), node(4, 4), node(5, 5)]);
    expect(".o_icrm_journey_curve").toHaveCount(2);
    expect(label(2)).toHaveText(/no score/);
    expect(".o_icrm_journey_point.o_icrm_journey_point_none").toHaveCount(1);
});

test("one touch point alone: a dot, no line", async () => {
    await mountCurve([node(1, 4)]);
    expect(".o_icrm_journey_point").toHaveCount(1);
    expect(".o_icrm_journey_curve, .o_icrm_journey_expected").toHaveCount(0);
});

test("what is aimed at is a second line", async () => {
    await mountCurve([node(1, 2, {expected: 4}), node(2, 3, {expected: 5})]);
    expect(".o_icrm_journey_expected").toHaveCount(1);
    expect(".o_icrm_journey_expected_point").toHaveCount(2);
});

test("stages cover their touch points", async () => {
    await mountCurve([node(1, 2), node(2, 3), node(3, 4)], {
        stages: [
            ["申请", 1],
            ["Use", 2],
        ],
    });
    expect(queryAllTexts(".o_icrm_journey_stage")).toEqual(["申请", "USE"]);
    const [first, second] = queryAll(".o_icrm_journey_stage").map((one) => one.style);
    expect([first.width, second.width]).toEqual(["102px", "204px"]);
    expect(parseInt(second.left) - parseInt(first.left)).toBe(102);
});

test("moments of truth, pain points and planned peaks have their signs", async () => {
    await mountCurve([
        node(1, 2, {is_moment_of_truth: true, pain_point: "Nobody answers"}),
        node(2, 4, {plan: "A call"}),
    ]);
    expect(".o_icrm_journey_moment_of_truth").toHaveCount(1);
    expect(`${label(0)} .fa-star`).toHaveCount(1);
    expect(`${label(0)} .fa-bolt`).toHaveCount(1);
    expect(`${label(1)} .fa-magic`).toHaveCount(1);
    expect(`${label(1)} .fa-bolt`).toHaveCount(0);
});

test("a click tells about the touch point, a second one closes", async () => {
    await mountCurve([
        node(1, 2, {
            expected_label: "Delighted",
            pain_point: "没有人回答",
            service: "Hotline",
            owner: "Ann",
        }),
        node(2, null),
    ]);
    await contains(label(0)).click();
    expect(queryAllTexts("dt")).toEqual([
        "Actual",
        "Target emotion",
        "Service",
        "Owner",
        "Pain point",
    ]);
    expect(queryAllTexts("dd").at(-1)).toBe("没有人回答");
    expect(label(0)).toHaveAttribute("aria-expanded", "true");
    await contains(label(1)).click();
    expect("dd").toHaveText("no data yet");
    await contains(label(1)).click();
    expect(".o_icrm_journey_card").toHaveCount(0);
});

test("from a touch point to its records, a new improvement and those there are", async () => {
    stepActions();
    for (const method of [
        "action_open_scores",
        "action_start_improvement",
        "action_open_improvements",
    ]) {
        onRpc("icrm.journey.touchpoint", method, ({args}) => ({method, ids: args[0]}));
    }
    await mountCurve([node(7, 2, {source: "rating", improvements: 2})]);
    await contains(label(0)).click();
    for (const button of queryAll(".o_icrm_journey_card button:not(.btn-close)")) {
        await contains(button).click();
    }
    expect.verifySteps([
        {method: "action_open_scores", ids: [7]},
        {method: "action_start_improvement", ids: [7]},
        {method: "action_open_improvements", ids: [7]},
    ]);
});

test("judged by hand, read only: no buttons that lead nowhere", async () => {
    await mountCurve([node(7, 2)], {can_edit: false});
    await contains(label(0)).click();
    expect(".o_icrm_journey_card button:not(.btn-close)").toHaveCount(0);
});

test("on a phone from top to bottom, the angry left; a stage where it begins", async () => {
    await patchUiSize({size: SIZES.SM});
    await mountCurve([
        node(1, 1, {stage: "Ask"}),
        node(2, 5, {stage: "Ask"}),
        node(3, 3, {stage: "Use"}),
    ]);
    const [[x1, y1], [x2, y2]] = points();
    expect(y2 - y1).toBe(78);
    expect(x1).toBeLessThan(x2);
    expect(".o_icrm_journey_stage").toHaveCount(0);
    expect(queryAllTexts(".o_icrm_journey_label small")).toEqual(["ASK", "USE"]);
});

test("the same in sentences; no touch points: what to do", async () => {
    await mountCurve([node(1, 2)], {sentences: ["Score the last touch point."]});
    expect(".o_icrm_journey_sentences li").toHaveText("Score the last touch point.");
    expect(label(0)).toHaveAttribute("aria-label", "Point 1.");
});

test("no touch points: says where to add them", async () => {
    await mountCurve([]);
    expect(".o_icrm_journey").toHaveText(
        "Add touch points below, from first contact to last."
    );
    expect("svg").toHaveCount(0);
});

test("an error of the server leaves the card open", async () => {
    expect.errors(1);
    stepActions();
    onRpc("icrm.journey.touchpoint", "action_start_improvement", () => {
        throw makeServerError({message: "no access"});
    });
    await mountCurve([node(1, 2)]);
    await contains(label(0)).click();
    await contains(".o_icrm_journey_start_improvement").click();
    await animationFrame();
    expect.verifyErrors(["no access"]);
    expect.verifySteps([]);
    expect(queryOne(".o_icrm_journey_card h5")).toHaveText("Point 1");
});
