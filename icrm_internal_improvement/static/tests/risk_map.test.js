/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mountAction} from "@icrm_internal/../tests/icrm_test_helpers";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");
defineMailModels();

const scale = (words) => words.map((word, index) => [String(index + 1), word]);
const MAP = {
    likelihoods: scale(["Rare", "Unlikely", "Possible", "Likely", "几乎肯定"]),
    impacts: scale(["Slight", "Minor", "Moderate", "Major", "Severe"]),
    cells: {"5-4": 2, "1-1": 1},
    limits: {low: 4, medium: 9, high: 16, extreme: 25},
    levels: [
        ["low", "Low", 1],
        ["medium", "Medium", 0],
        ["high", "High", 0],
        ["extreme", "Extreme", 2],
    ],
};
const ACTION = {
    type: "ir.actions.act_window",
    res_model: "icrm.risk",
    path: "icrm-risks",
};

async function mountMap(values = {}) {
    onRpc("icrm.risk", "get_map", () => ({...MAP, ...values}));
    mockService("action", {
        loadAction: (xmlid) => {
            expect.step(xmlid);
            return ACTION;
        },
        doAction: (action) => expect.step(action),
    });
    await mountAction("icrm_risk_map");
}
const cell = (key) => `[data-cell='${key}']`;
const opened = (name, ...domain) => [
    "icrm_internal_improvement.icrm_risk_action",
    {
        ...ACTION,
        name,
        display_name: name,
        domain: [["state", "!=", "closed"], ...domain],
        context: {},
        path: false,
    },
];

test("the likely on top, the severe on the right, each cell its level", async () => {
    await mountMap();
    expect(queryAllTexts("th[scope=row]")).toEqual([
        "几乎肯定",
        "Likely",
        "Possible",
        "Unlikely",
        "Rare",
    ]);
    expect(queryAllTexts("th[scope=col]")).toEqual(
        MAP.impacts.map(([, label]) => label)
    );
    expect(cell("1-4")).toHaveClass("o_icrm_risk_low");
    expect(cell("1-5")).toHaveClass("o_icrm_risk_medium");
    expect(cell("4-4")).toHaveClass("o_icrm_risk_high");
    expect(cell("5-5")).toHaveClass("o_icrm_risk_extreme");
});

test("how many stand in a cell; an empty one shows no number and is dead", async () => {
    await mountMap();
    expect(`${cell("5-4")} b`).toHaveText("2");
    expect(cell("5-4")).toHaveAttribute(
        "title",
        "2 risks: likelihood 几乎肯定, impact Major"
    );
    expect(cell("1-1")).toHaveAttribute(
        "title",
        "1 risk: likelihood Rare, impact Slight"
    );
    expect(cell("3-5")).toHaveText("");
    expect(cell("3-5")).not.toBeEnabled();
});

test("a cell opens its risks that are not closed", async () => {
    await mountMap();
    await contains(cell("5-4")).click();
    expect.verifySteps(
        opened(
            "2 risks: likelihood 几乎肯定, impact Major",
            ["likelihood", "=", "5"],
            ["impact", "=", "4"]
        )
    );
});

test("a level opens its risks", async () => {
    await mountMap();
    expect(queryAllTexts("button.btn.border")).toEqual([
        "Low: 1",
        "Medium: 0",
        "High: 0",
        "Extreme: 2",
    ]);
    await contains("button.o_icrm_risk_extreme.btn").click();
    expect.verifySteps(opened("Extreme", ["level", "=", "extreme"]));
});

test("no risks: a question instead of an empty table", async () => {
    await mountMap({cells: {}});
    expect(".o_view_nocontent_smiling_face").toHaveText("No risks yet");
    expect("table").toHaveCount(0);
});

test("one risk is enough for the map", async () => {
    await mountMap({cells: {"3-3": 1}});
    expect("table").toHaveCount(1);
    expect(".o_icrm_risk_cell:enabled").toHaveCount(1);
});

test("an error of the server leaves the map", async () => {
    expect.errors(1);
    await mountMap();
    mockService("action", {
        loadAction: () => Promise.reject(makeServerError({message: "no access"})),
    });
    await contains(cell("1-1")).click();
    await animationFrame();
    expect.verifyErrors(["no access"]);
    expect("table").toHaveCount(1);
});
