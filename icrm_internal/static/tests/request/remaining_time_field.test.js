/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mockDate} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Clock extends models.Model {
    _name = "clock";
    due = fields.Datetime();
}
defineMailModels();
defineModels([Clock]);

async function mountDue(...dues) {
    mockDate("2026-03-10 12:00:00", 0);
    Clock._records = dues.map((due, index) => ({id: index + 1, due}));
    await mountView({
        type: "list",
        resModel: "clock",
        arch: `<list><field name="due" widget="icrm_remaining_time"/></list>`,
    });
}

test("hours within two days, days beyond, minutes within an hour", async () => {
    await mountDue(
        "2026-03-10 12:30:30",
        "2026-03-10 17:00:30",
        "2026-03-11 23:00:30",
        "2026-03-13 12:00:30"
    );
    expect(queryAllTexts(".o_data_cell")).toEqual([
        "in 30 minutes",
        "in 5 hours",
        "in 35 hours",
        "in 3 days",
    ]);
});

test("past: how long ago, in red", async () => {
    await mountDue("2026-03-10 09:00:00", "2026-03-05 12:00:00");
    expect(queryAllTexts(".o_data_cell")).toEqual(["3 hours ago", "5 days ago"]);
    expect(".o_data_cell .text-danger.fw-bold").toHaveCount(2);
    expect(".o_data_cell .text-warning").toHaveCount(0);
});

test("within four hours it is orange, later it has no colour", async () => {
    await mountDue("2026-03-10 15:59:00", "2026-03-10 16:01:00");
    expect(".o_data_row:eq(0) .text-warning").toHaveCount(1);
    expect(".o_data_row:eq(1) .text-warning").toHaveCount(0);
    expect(".o_data_row .text-danger").toHaveCount(0);
});

test("the instant itself is the tooltip", async () => {
    await mountDue("2026-03-10 17:00:00");
    expect(".o_data_cell div[title]").toHaveAttribute("title", /5:00/);
    expect(".o_data_cell div[title]").toHaveAttribute("title", /Mar 10/);
});

test("no instant: nothing", async () => {
    await mountDue(false);
    expect(".o_data_cell").toHaveText("");
    expect(".o_data_cell .text-danger, .o_data_cell .text-warning").toHaveCount(0);
});

test("may be written: Odoo's own input", async () => {
    mockDate("2026-03-10 12:00:00", 0);
    Clock._records = [{id: 1, due: "2026-03-10 17:00:00"}];
    await mountView({
        type: "form",
        resModel: "clock",
        resId: 1,
        arch: `<form><field name="due" widget="icrm_remaining_time"/></form>`,
    });
    expect("[name=due]").not.toHaveText(/hours/);
    expect(
        "[name=due] .o_field_widget, [name=due] button, [name=due] input"
    ).not.toHaveCount(0);
});
