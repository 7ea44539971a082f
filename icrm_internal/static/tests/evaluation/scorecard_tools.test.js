/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {
    scoreColor,
    trendColor,
    trendIcon,
} from "@icrm_internal/evaluation/scorecard_tools.esm";

describe.current.tags("headless");

const COLORS = [
    [80, "green"],
    [50, "yellow"],
    [0, "red"],
];

test("the colour of a score is that of the highest step it reaches", () => {
    expect(scoreColor(100, COLORS)).toInclude("green");
    expect(scoreColor(80, COLORS)).toInclude("green");
    expect(scoreColor(79.9, COLORS)).toInclude("yellow");
    expect(scoreColor(0, COLORS)).toInclude("red");
});

test("below all steps: the last one; no score: grey", () => {
    expect(scoreColor(-5, COLORS)).toInclude("red");
    expect(scoreColor(null, COLORS)).toInclude("rgba(128, 128, 128");
    expect(scoreColor(undefined, COLORS)).toInclude("rgba(128, 128, 128");
    expect(scoreColor(100, COLORS, false)).toInclude("rgba(128, 128, 128");
});

test("an arrow per trend, none without", () => {
    expect(trendIcon("better", "up")).toBe("fa-arrow-up text-success");
    expect(trendIcon("better", "down")).toBe("fa-arrow-down text-success");
    expect(trendIcon("worse", "up")).toBe("fa-arrow-up text-danger");
    expect(trendIcon("same", "")).toInclude("fa-minus");
    expect(trendIcon(null)).toBe(undefined);
    expect(trendColor("worse")).toBe("text-danger");
    expect(trendColor("same")).toBe("text-muted");
    expect(trendColor(undefined)).toBe("text-muted");
});
