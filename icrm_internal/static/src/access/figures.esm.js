/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/**
 * How published figures are written on screens: the counterpart of `measures/rounding.py`
 * and `NumberFormatter`. Half is rounded away from zero, separators are the reader's.
 */
import {formatFloat, roundDecimals} from "@web/core/utils/numbers";

/** Scores, changes of scores, shares of a weight: 0 to 100. */
export const POINTS = 1;
/** Results in their unit, means, gaps, coefficients. */
export const VALUE = 2;

const isMissing = (number) => number === null || number === undefined;

export function decimal(number, digits) {
    return isMissing(number) ? "–" : formatFloat(number, {digits: [16, digits]});
}

export function points(number) {
    return decimal(number, POINTS);
}

export function mean(number) {
    return decimal(number, VALUE);
}

/** A result in its unit; a whole one without decimals, as indicators are written. */
export function value(number) {
    return decimal(number, roundDecimals(number ?? 0, VALUE) % 1 ? VALUE : 0);
}

/** A share in percent without its sign; a whole one without decimals. */
export function share(number) {
    return isMissing(number)
        ? "–"
        : formatFloat(number, {digits: [16, POINTS], trailingZeros: false});
}

export function signed(number, digits = POINTS) {
    if (isMissing(number)) {
        return "–";
    }
    const rounded = roundDecimals(number, digits);
    if (!rounded) {
        return "±0";
    }
    return (rounded > 0 ? "+" : "−") + decimal(Math.abs(rounded), digits);
}
