/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** What the screens of scorecards share: colours, arrows. */

/**
 * The colour of a score; `colors`: [from which score on, colour], the best first.
 * None where too little of the weight has data.
 */
export function scoreColor(score, colors, isCovered = true) {
    if (score === null || score === undefined || !isCovered) {
        return "background-color: rgba(128, 128, 128, 0.12)";
    }
    const [, color] = colors.find(([least]) => score >= least) || colors.at(-1);
    return `background-color: ${color}; color: #222`;
}

/** The arrow is the direction, the colour says good or bad; no arrow within the noise. */
export function trendColor(trend) {
    return {better: "text-success", worse: "text-danger"}[trend] || "text-muted";
}

export function trendIcon(trend, arrow) {
    if (!trend) {
        return undefined;
    }
    return trend !== "same" && arrow
        ? `fa-arrow-${arrow} ${trendColor(trend)}`
        : "fa-minus text-muted";
}
