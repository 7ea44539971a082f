/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** What the screens of scorecards share: colours, signs. */

/** The colour of a score; `colors`: [from which score on, colour], the best first. */
export function scoreColor(score, colors) {
    if (score === null || score === undefined) {
        return "background-color: rgba(128, 128, 128, 0.12)";
    }
    const [, color] = colors.find(([least]) => score >= least) || colors.at(-1);
    return `background-color: ${color}; color: #222`;
}

export function scoreText(score) {
    return score === null || score === undefined ? "–" : `${Math.round(score)}`;
}

export function signed(number, digits = 1) {
    if (number === null || number === undefined) {
        return "–";
    }
    const text = Math.abs(number).toFixed(digits);
    if (Number(text) === 0) {
        return "±0";
    }
    return number > 0 ? `+${text}` : `−${text}`;
}

export function trendIcon(trend) {
    return {
        better: "fa-arrow-up text-success",
        worse: "fa-arrow-down text-danger",
        same: "fa-minus text-muted",
    }[trend];
}
