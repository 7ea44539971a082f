/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** What the screens of scorecards share: colours, signs, small curves. */

/** Red to green; half of the scale is bad: what matters lies between 30 and 100. */
export function scoreColor(score) {
    if (score === null || score === undefined) {
        return "background-color: rgba(128, 128, 128, 0.12)";
    }
    const hue = Math.round(130 * Math.max(0, Math.min(1, (score - 30) / 65)));
    return `background-color: hsl(${hue}, 62%, 76%); color: #222`;
}

export function scoreText(score) {
    return score === null || score === undefined ? "–" : `${Math.round(score)}`;
}

export function signed(number, digits = 1) {
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

/**
 * Return the paths of a small curve: `values` may hold nulls, where the curve breaks;
 * `target` is a number or null.
 */
export function curve(values, target, width = 120, height = 32) {
    const known = values.filter((value) => value !== null);
    if (!known.length) {
        return null;
    }
    const all = target === null || target === undefined ? known : [...known, target];
    let low = Math.min(...all);
    let high = Math.max(...all);
    if (low === high) {
        low -= 1;
        high += 1;
    }
    const pad = 4;
    const x = (place) =>
        values.length === 1
            ? width / 2
            : pad + ((width - 2 * pad) * place) / (values.length - 1);
    const y = (value) => height - pad - ((height - 2 * pad) * (value - low)) / (high - low);
    let path = "";
    let last = null;
    values.forEach((value, place) => {
        if (value !== null) {
            const begins = place === 0 || values[place - 1] === null;
            path += `${begins ? "M" : "L"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
            last = {x: x(place), y: y(value)};
        }
    });
    return {
        width,
        height,
        path,
        last,
        target: target === null || target === undefined ? null : y(target),
    };
}
