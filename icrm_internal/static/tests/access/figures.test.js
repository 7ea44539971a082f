/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {decimal, points, share, signed, value} from "@icrm_internal/access/figures.esm";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {localization} from "@web/core/l10n/localization";
import {makeMockEnv, patchWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

// Which knows the separators.
beforeEach(() => makeMockEnv());

test("a score has one decimal, half away from zero; none is a dash", () => {
    expect(points(73.65)).toBe("73.7");
    expect(points(-3.95)).toBe("-4.0");
    expect(points(71)).toBe("71.0");
    expect(points(0)).toBe("0.0");
    expect(points(null)).toBe("–");
    expect(points(undefined)).toBe("–");
    expect(decimal(2.675, 2)).toBe("2.68");
});

test("a share that is whole has no decimals", () => {
    expect(share(41)).toBe("41");
    expect(share(40.63)).toBe("40.6");
    expect(share(null)).toBe("–");
});

test("a result that is whole has no decimals, else two", () => {
    expect(value(80)).toBe("80");
    expect(value(79.999)).toBe("80");
    expect(value(-12.4)).toBe("-12.40");
    expect(value(null)).toBe("–");
});

test("separators are the reader's", () => {
    patchWithCleanup(localization, {decimalPoint: ","});
    expect(points(73.6)).toBe("73,6");
    expect(signed(-3.9)).toBe("−3,9");
});

test("a difference has its sign, and none where it rounds to nothing", () => {
    expect(signed(3.25)).toBe("+3.3");
    expect(signed(-3)).toBe("−3.0");
    expect(signed(0)).toBe("±0");
    expect(signed(-0.04)).toBe("±0");
    expect(signed(0.4, 0)).toBe("±0");
    expect(signed(-12.6, 0)).toBe("−13");
    expect(signed(null)).toBe("–");
});
