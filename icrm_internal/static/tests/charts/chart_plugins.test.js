/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {intervals, names, quarters} from "@icrm_internal/charts/chart_plugins.esm";
import {preloadBundle} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");
preloadBundle("web.chartjs_lib");

const ignore = () => undefined;

/** A context that keeps what is drawn: lines as [x1, y1, x2, y2], texts as [text, x, y]. */
function makeContext() {
    const drawn = {lines: [], texts: []};
    let from = null;
    return {
        ...drawn,
        save: ignore,
        restore: ignore,
        beginPath: ignore,
        stroke: ignore,
        setLineDash: ignore,
        measureText: (text) => ({width: 6 * text.length}),
        moveTo: (...point) => {
            from = point;
        },
        lineTo: (...point) => drawn.lines.push([...from, ...point]),
        fillText: (...text) => drawn.texts.push(text),
    };
}

// One unit is ten pixels, as the axis says.
const scale = {getPixelForValue: (value) => 10 * value};

function makeChart(dataset, {indexAxis = "x", points = [], hidden = false} = {}) {
    return {
        ctx: makeContext(),
        chartArea: {left: 0, top: 0, right: 400, bottom: 200},
        options: {indexAxis},
        scales: {x: scale, y: scale},
        data: {datasets: [dataset]},
        getDatasetMeta: () => ({data: points, hidden}),
    };
}

test("an interval is a line with two ends, lying on flat bars", () => {
    const chart = makeChart(
        {intervals: [[2, 4]]},
        {indexAxis: "y", points: [{x: 30, y: 50}]}
    );
    intervals.afterDatasetsDraw(chart);
    expect(chart.ctx.lines).toEqual([
        [20, 50, 40, 50],
        [20, 46, 20, 54],
        [40, 46, 40, 54],
    ]);
});

test("over upright bars it stands", () => {
    const chart = makeChart({intervals: [[2, 4]]}, {points: [{x: 30, y: 50}]});
    intervals.afterDatasetsDraw(chart);
    expect(chart.ctx.lines[0]).toEqual([30, 20, 30, 40]);
});

test("no interval where none is known, none of a hidden dataset", () => {
    const points = [
        {x: 1, y: 1},
        {x: 2, y: 2},
        {x: 3, y: 3},
    ];
    const some = makeChart({intervals: [null, [null, 3], [1, 2]]}, {points});
    intervals.afterDatasetsDraw(some);
    expect(some.ctx.lines).toHaveLength(3);
    for (const chart of [
        makeChart({intervals: [[1, 2]]}, {points, hidden: true}),
        makeChart({}, {points}),
    ]) {
        intervals.afterDatasetsDraw(chart);
        expect(chart.ctx.lines).toEqual([]);
    }
});

test("a name stands right of its dot, left of it at the edge", () => {
    const chart = makeChart(
        {names: ["速度", "Tact"]},
        {
            points: [
                {x: 100, y: 50},
                {x: 390, y: 150},
            ],
        }
    );
    names.afterDatasetsDraw(chart);
    expect(chart.ctx.texts).toEqual([
        ["速度", 109, 50],
        ["Tact", 390 - 9 - 24, 150],
    ]);
});

test("names do not cover each other: moved, and left out where there is no room", () => {
    const points = Array.from({length: 8}, () => ({x: 100, y: 50}));
    const chart = makeChart(
        {names: points.map((_one, place) => `Name ${place}`)},
        {points}
    );
    names.afterDatasetsDraw(chart);
    expect(chart.ctx.texts.length).toBeLessThan(8);
    const heights = chart.ctx.texts.map(([, , y]) => y);
    expect(new Set(heights).size).toBe(heights.length);
    expect(heights[0]).toBe(50);
});

test("a name without a dot is not written", () => {
    const chart = makeChart({names: ["A", "B"]}, {points: [{x: 10, y: 50}]});
    names.afterDatasetsDraw(chart);
    expect(chart.ctx.texts.map(([text]) => text)).toEqual(["A"]);
});

test("quarters: two lines through the middle, a word in each corner", () => {
    const chart = makeChart({});
    quarters.beforeDatasetsDraw(
        chart,
        {},
        {x: 20, y: 10, labels: ["甲", "B", "C", "D"]}
    );
    expect(chart.ctx.lines).toEqual([
        [200, 0, 200, 200],
        [0, 100, 400, 100],
    ]);
    expect(chart.ctx.texts).toEqual([
        ["甲", 6, 6],
        ["B", 394, 6],
        ["C", 6, 194],
        ["D", 394, 194],
    ]);
});

test("no middle: no quarters; no words: empty corners", () => {
    const plain = makeChart({});
    quarters.beforeDatasetsDraw(plain, {}, {});
    expect(plain.ctx.lines).toEqual([]);
    const silent = makeChart({});
    quarters.beforeDatasetsDraw(silent, {}, {x: 1, y: 1});
    expect(silent.ctx.texts.map(([text]) => text)).toEqual(["", "", "", ""]);
});
