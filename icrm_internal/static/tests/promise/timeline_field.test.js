/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts, queryAll} from "@odoo/hoot-dom";

describe.current.tags("desktop");

const clock = (id, values = {}) => ({
    id,
    kind: "Resolution",
    state: "running",
    state_label: "Running",
    promise: "8 hours",
    sentence: "IT held it for 3 hours.",
    segments: [],
    ...values,
});

class Ticket extends models.Model {
    _name = "ticket";
    timeline = fields.Json();
}
defineMailModels();
defineModels([Ticket]);

async function mountTimeline(timeline) {
    Ticket._records = [{id: 1, timeline}];
    await mountView({
        type: "form",
        resModel: "ticket",
        resId: 1,
        arch: `<form><field name="timeline" widget="icrm_timeline"/></form>`,
    });
}

test("a bar per promise, as wide as each held it", async () => {
    await mountTimeline([
        clock(1, {
            segments: [
                {id: 1, holder: "provider", share: 75, name: "IT", title: "IT: 3 h"},
                {
                    id: 2,
                    holder: "customer",
                    share: 25,
                    name: "财务部",
                    title: "财务部: 1 h",
                },
            ],
        }),
        clock(2, {kind: "Response", state: "met", state_label: "Met"}),
    ]);
    expect(".o_icrm_timeline_bar").toHaveCount(2);
    const [first, second] = queryAll(".o_icrm_timeline_bar:eq(0) > div");
    expect(first).toHaveClass("o_icrm_timeline_provider");
    expect(first.style.flexGrow).toBe("75");
    expect(second.style.flexGrow).toBe("25");
    expect(second).toHaveText("财务部");
    expect(second).toHaveAttribute("data-tooltip", "财务部: 1 h");
});

test("a part too narrow for its name has only the tooltip", async () => {
    await mountTimeline([
        clock(1, {
            segments: [
                {id: 1, holder: "provider", share: 7.9, name: "IT", title: "IT: 1 h"},
                {id: 2, holder: "provider", share: 8, name: "HR", title: "HR: 1 h"},
            ],
        }),
    ]);
    expect(queryAllTexts(".o_icrm_timeline_bar > div")).toEqual(["", "HR"]);
    expect(".o_icrm_timeline_bar > div:eq(0)").toHaveAttribute(
        "data-tooltip",
        "IT: 1 h"
    );
});

test("each state has its colour", async () => {
    const colors = {
        running: "text-bg-info",
        paused: "text-bg-secondary",
        met: "text-bg-success",
        missed: "text-bg-danger",
        cancelled: "text-bg-light",
    };
    await mountTimeline(
        Object.keys(colors).map((state, id) =>
            clock(id + 1, {state, state_label: state})
        )
    );
    for (const [state, color] of Object.entries(colors)) {
        expect(`.badge.${color}`).toHaveText(state);
    }
});

test("the sentence stands below, and names the bar for those who cannot see it", async () => {
    await mountTimeline([clock(1)]);
    expect(".o_icrm_timeline_bar").toHaveAttribute(
        "aria-label",
        "IT held it for 3 hours."
    );
    expect(".o_icrm_timeline > div > small").toHaveText("IT held it for 3 hours.");
});

test("no promise: nothing", async () => {
    await mountTimeline(false);
    expect(".o_icrm_timeline").toHaveCount(1);
    expect(".o_icrm_timeline > div").toHaveCount(0);
});
