/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    bars,
    comparison,
    dots,
    participation,
    radar,
    trend,
} from "@icrm_internal/voice/campaign_charts.esm";
import {allowTranslations} from "@web/../tests/web_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";

describe.current.tags("headless");
beforeEach(allowTranslations);

test("radar: one line each, the wish dashed, what was seen filled", () => {
    const series = (look) => ({label: look, values: [1, 2, 3], color: "#112233", look});
    const {data, options} = radar({
        labels: ["速度", "Help", "Tact"],
        series: ["filled", "dashed", "plain"].map(series),
        low: 1,
        high: 7,
        step: 1,
    });
    expect(data.labels).toEqual(["速度", "Help", "Tact"]);
    expect(data.datasets.map((one) => one.backgroundColor)).toEqual([
        "#11223333",
        "transparent",
        "transparent",
    ]);
    expect(data.datasets.map((one) => one.borderDash.length)).toEqual([0, 2, 0]);
    expect([options.scales.r.min, options.scales.r.max]).toEqual([1, 7]);
});

test("bars carry their intervals; one series needs no legend", () => {
    const one = {label: "Gap", values: [-1], intervals: [[-2, 0]], colors: ["red"]};
    const chart = bars({labels: ["Speed"], series: [one]});
    expect(chart.data.datasets[0].intervals).toEqual([[-2, 0]]);
    expect(chart.options.plugins.legend.display).toBe(false);
    expect(
        bars({labels: ["Speed"], series: [one, one]}).options.plugins.legend.display
    ).toBe(true);
});

test("dots have names, axes their bounds, the quarters their corners", () => {
    const {data, options} = dots({
        groups: [{label: "Must", color: "red", dots: [{x: 0.1, y: 0.9, name: "速度"}]}],
        axes: ["Better", "Worse"],
        low: [0, -1],
        high: [1, 0],
        middle: [0.5, -0.5],
        corners: ["a", "b", "c", "d"],
    });
    expect(data.datasets[0].names).toEqual(["速度"]);
    expect(options.scales.y.min).toBe(-1);
    expect(options.scales.x.title.text).toBe("Better");
    expect(options.plugins.icrmQuarters).toEqual({
        x: 0.5,
        y: -0.5,
        labels: ["a", "b", "c", "d"],
    });
});

test("without middle lines there are no quarters; dots keep their intervals", () => {
    const {data, options} = dots({
        groups: [
            {label: "a", color: "red", dots: [{x: 1, y: 2, xs: [0, 2], ys: [1, 3]}]},
        ],
        axes: ["x", "y"],
        low: [0, 0],
        high: [9, 9],
        middle: null,
        corners: [],
    });
    expect(options.plugins.icrmQuarters).toBe(undefined);
    expect(data.datasets[0].crosses).toEqual([{xs: [0, 2], ys: [1, 3]}]);
});

test("a trend leaves out waves that do not have the figure, not those with 0", () => {
    const {data} = trend(
        [
            {date: "2025-01-01", csat: 0, csat_low: 0, csat_high: 10},
            {date: "2025-07-01", csat: null, csat_low: null, csat_high: null},
            {date: "2026-01-01"},
            {date: "2026-07-01", csat: 20, csat_low: 15, csat_high: 25},
        ],
        "csat",
        "CSAT",
        {bounds: [0, 100]}
    );
    expect(data.labels).toEqual(["2025-01-01", "2026-07-01"]);
    expect(data.datasets[0].data).toEqual([0, 20]);
    expect(data.datasets[0].tension).toBe(0);
    expect(data.datasets[0].intervals).toEqual([
        [0, 10],
        [15, 25],
    ]);
});

test("a figure whose interval is not known has none, rather than one of width 0", () => {
    const wave = {date: "2025-01-01", nps: 100, nps_low: null, nps_high: null};
    const look = {bounds: [-100, 100]};
    expect(trend([wave], "nps", "NPS", look).data.datasets[0].intervals).toEqual([
        null,
    ]);
});

test("participation: who answered, and who did not", () => {
    const {data} = participation([{name: "财务部", invited: 10, answered: 4}]);
    expect(data.labels).toEqual([["财务部"]]);
    expect(data.datasets.map((one) => [one.label, one.data])).toEqual([
        ["Answered", [4]],
        ["Not answered", [6]],
    ]);
});

test("long names are wrapped between words; one long word stays whole", () => {
    const {data} = comparison([
        {name: "IT", score: 90},
        {name: "Finance, Human Resources, Legal Affairs", score: 80},
        {name: "Donaudampfschifffahrtsgesellschaft", score: 70},
    ]);
    expect(data.labels).toEqual([
        ["IT"],
        ["Finance, Human", "Resources, Legal", "Affairs"],
        ["Donaudampfschifffahrtsgesellschaft"],
    ]);
    expect(data.datasets[0].data).toEqual([90, 80, 70]);
});
