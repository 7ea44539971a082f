/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Forecast extends models.Model {
    _name = "forecast";
    chart = fields.Json();
}
defineMailModels();
defineModels([Forecast]);

const drawing = {
    path: "M4 4 L8 8",
    forecast: "M8 8 L12 4",
    band: "M8 8 L12 2 L12 6 Z",
    now: 8,
    width: 16,
    height: 16,
};
const chart = {
    label: "All of IT desk",
    sentence: "Method: as a season ago.",
    scale: "Requests a week; the upper edge is 8.",
    small: drawing,
    large: drawing,
    begin: "06/01/2026",
    now: "11/30/2026",
    has_work: true,
    has_capacity: true,
    rows: [
        {
            week: "11/30/2026",
            mean: 5,
            low: 2,
            high: 8,
            work: 139,
            capacity: 120,
            is_over: true,
        },
        {
            week: "12/07/2026",
            mean: 4,
            low: 1,
            high: 7,
            work: 90,
            capacity: 120,
            is_over: false,
        },
    ],
};

async function mountField(name, widget, value, options = "{}") {
    Forecast._records = [{id: 1, chart: value}];
    await mountView({
        type: "form",
        resModel: "forecast",
        resId: 1,
        arch: `<form><field name="${name}" widget="${widget}" options="${options}"/></form>`,
    });
}

test("the past, what is expected and its band, and the same in numbers", async () => {
    await mountField("chart", "icrm_forecast", chart);
    expect(".o_icrm_forecast_past").toHaveAttribute("d", drawing.path);
    expect(".o_icrm_forecast_mean").toHaveAttribute("d", drawing.forecast);
    expect(".o_icrm_forecast_band").toHaveAttribute("d", drawing.band);
    expect("svg").toHaveAttribute(
        "aria-label",
        "All of IT desk: Method: as a season ago."
    );
    expect(queryAllTexts("tbody tr:eq(0) td")).toEqual([
        "11/30/2026",
        "5",
        "2 – 8",
        "139",
        "120",
    ]);
    expect("td.text-danger").toHaveCount(1);
});

test("too little history: the past alone, and the sentence", async () => {
    await mountField("chart", "icrm_forecast", {
        ...chart,
        sentence: "Too little history: 9 complete weeks, 26 are needed.",
        large: {...drawing, forecast: "", band: ""},
        rows: [],
    });
    expect(".o_icrm_forecast_past").toHaveCount(1);
    expect(".o_icrm_forecast_band, .o_icrm_forecast_mean, table").toHaveCount(0);
    expect(".o_icrm_forecast").toHaveText(/Too little history/);
});

test("in a list only the curve", async () => {
    await mountField("chart", "icrm_forecast", chart, "{'small': True}");
    expect(".o_icrm_forecast_small").toHaveCount(1);
    expect(".o_icrm_forecast table, .o_icrm_forecast p").toHaveCount(0);
});

test("how often it came true, half by half", async () => {
    await mountField("chart", "icrm_reliability", {
        sentence: "It is shown.",
        halves: [
            {name: "Newer half", rows: [{said: 5, came: 8, count: 144}]},
            {name: "Older half", rows: []},
        ],
    });
    expect("table").toHaveCount(1);
    expect(queryAllTexts("tbody td")).toEqual(["5 %", "8 %", "144"]);
});
