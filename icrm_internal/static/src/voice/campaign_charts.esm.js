/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** The charts of a campaign's results: from what `get_results` tells to Chart.js. */
import {intervals, names, quarters} from "@icrm_internal/charts/chart_plugins.esm";
import {_t} from "@web/core/l10n/translation";

const NOW = "#3188E6";
const BEFORE = "#A4A8B6";
const WISH = "#F4A261";
const GOOD = "#00A78D";
const BAD = "#CE4257";
const KANO_COLORS = {
    A: "#8481DD",
    O: "#3188E6",
    M: "#CE4257",
    I: "#A4A8B6",
    R: "#F48935",
    Q: "#545B70",
};

/** The wording of Kano's classes. */
export const kanoName = (kind) =>
    ({
        A: _t("Delighter"),
        O: _t("One-dimensional"),
        M: _t("Must-be"),
        I: _t("Indifferent"),
        R: _t("Unwanted"),
        Q: _t("Unclear"),
    })[kind] || "";

const clear = (color, share) =>
    color +
    Math.round(share * 255)
        .toString(16)
        .padStart(2, "0");

const seen = (one) => (one.perception === null ? one.mean : one.perception);

/** Radar: what was seen, what was wished for, what was seen the time before. */
export function radar(dimensions, scale) {
    const datasets = [
        {
            label: _t("Perceived"),
            data: dimensions.map(seen),
            borderColor: NOW,
            backgroundColor: clear(NOW, 0.2),
            pointRadius: 3,
        },
    ];
    if (dimensions.some((one) => one.expectation !== null)) {
        datasets.push({
            label: _t("Expected"),
            data: dimensions.map((one) => one.expectation),
            borderColor: WISH,
            backgroundColor: "transparent",
            borderDash: [5, 4],
            pointRadius: 3,
        });
    }
    if (dimensions.some((one) => one.previous)) {
        datasets.push({
            label: _t("Perceived, previous wave"),
            data: dimensions.map((one) => (one.previous ? seen(one.previous) : null)),
            borderColor: BEFORE,
            backgroundColor: "transparent",
            pointRadius: 2,
        });
    }
    return {
        type: "radar",
        data: {labels: dimensions.map((one) => one.name), datasets},
        options: {
            scales: {
                r: {
                    min: scale[0],
                    max: scale[1],
                    ticks: {stepSize: (scale[1] - scale[0]) / 4, backdropColor: "transparent"},
                    pointLabels: {font: {size: 12}},
                },
            },
            plugins: {legend: {position: "bottom"}},
        },
    };
}

/** Bars with intervals: gaps where there are pairs, else means; the wave before beside. */
export function bars(dimensions) {
    const paired = dimensions.some((one) => one.gap !== null);
    const value = (one) => (one ? (paired ? one.gap : seen(one)) : null);
    const interval = (one) =>
        one ? (paired ? [one.gap_low, one.gap_high] : [one.low, one.high]) : null;
    const color = (one) => (paired ? (one.gap < 0 ? BAD : GOOD) : NOW);
    const datasets = [
        {
            label: paired ? _t("Gap: perceived minus expected") : _t("Mean"),
            data: dimensions.map(value),
            intervals: dimensions.map(interval),
            backgroundColor: dimensions.map(color),
        },
    ];
    if (dimensions.some((one) => one.previous)) {
        datasets.push({
            label: _t("Previous wave"),
            data: dimensions.map((one) => value(one.previous)),
            intervals: dimensions.map((one) => interval(one.previous)),
            backgroundColor: BEFORE,
        });
    }
    return {
        type: "bar",
        data: {labels: dimensions.map((one) => one.name), datasets},
        plugins: [intervals],
        options: {
            indexAxis: "y",
            scales: {x: {grace: "10%"}, y: {grid: {display: false}}},
            plugins: {legend: {position: "bottom", display: datasets.length > 1}},
        },
    };
}

/** KANO map: how much it hurts where it is missing, how much it pleases where it is. */
export function kanoMap(attributes) {
    const told = attributes.filter((one) => one.better !== null);
    const kinds = [...new Set(told.map((one) => one.kind))];
    return {
        type: "scatter",
        data: {
            datasets: kinds.map((kind) => {
                const some = told.filter((one) => one.kind === kind);
                return {
                    label: kanoName(kind),
                    data: some.map((one) => ({x: -one.worse, y: one.better})),
                    names: some.map((one) => one.name),
                    backgroundColor: KANO_COLORS[kind],
                    pointRadius: 6,
                };
            }),
        },
        plugins: [names, quarters],
        options: {
            scales: {
                x: {min: 0, max: 1, title: {display: true, text: _t("Dissatisfaction if absent")}},
                y: {min: 0, max: 1, title: {display: true, text: _t("Satisfaction if present")}},
            },
            plugins: {
                legend: {position: "bottom"},
                icrmQuarters: {
                    x: 0.5,
                    y: 0.5,
                    labels: [
                        _t("Delighter"),
                        _t("Performance"),
                        _t("Indifferent"),
                        _t("Must-be"),
                    ],
                },
            },
        },
    };
}

/** Importance x performance: what to improve first stands top left. */
export function drivers(points) {
    const middle = (key) => points.reduce((sum, one) => sum + one[key], 0) / points.length;
    return {
        type: "scatter",
        data: {
            datasets: [
                {
                    label: _t("Dimensions"),
                    data: points.map((one) => ({x: one.performance, y: one.importance})),
                    names: points.map((one) => one.name),
                    backgroundColor: NOW,
                    pointRadius: 6,
                },
            ],
        },
        plugins: [names, quarters],
        options: {
            scales: {
                x: {grace: "15%", title: {display: true, text: _t("Performance (0 to 100)")}},
                y: {grace: "15%", title: {display: true, text: _t("Importance")}},
            },
            plugins: {
                legend: {display: false},
                icrmQuarters: {
                    x: middle("performance"),
                    y: middle("importance"),
                    labels: [
                        _t("Improve first"),
                        _t("Keep up"),
                        _t("Low priority"),
                        _t("Possible overkill"),
                    ],
                },
            },
        },
    };
}

/**
 * One line over the waves. `bounds`: what the axis shows at least; `margin` names the
 * field with half of the interval, if there is one.
 */
export function trend(waves, key, label, {bounds, margin}) {
    const told = waves.filter((one) => one[key] !== null && one[key] !== undefined);
    return {
        type: "line",
        data: {
            labels: told.map((one) => one.date),
            datasets: [
                {
                    label,
                    data: told.map((one) => one[key]),
                    intervals: margin && told.map((one) => [one[key] - one[margin], one[key] + one[margin]]),
                    borderColor: NOW,
                    backgroundColor: NOW,
                    pointRadius: 4,
                    tension: 0.2,
                },
            ],
        },
        plugins: [intervals],
        options: {
            plugins: {legend: {display: false}},
            scales: {y: {suggestedMin: bounds[0], suggestedMax: bounds[1]}},
        },
    };
}

/** How many of those asked have answered, per department. */
export function participation(departments) {
    return {
        type: "bar",
        data: {
            labels: departments.map((one) => one.name),
            datasets: [
                {
                    label: _t("Answered"),
                    data: departments.map((one) => one.answered),
                    backgroundColor: GOOD,
                },
                {
                    label: _t("Not answered"),
                    data: departments.map((one) => one.invited - one.answered),
                    backgroundColor: clear(BEFORE, 0.5),
                },
            ],
        },
        options: {
            indexAxis: "y",
            scales: {x: {stacked: true, ticks: {precision: 0}}, y: {stacked: true, grid: {display: false}}},
            plugins: {legend: {position: "bottom"}},
        },
    };
}

/** Scores from 0 to 100 side by side, the best first. */
export function comparison(rows) {
    // Groups of several departments have long names: Chart.js cuts what is too wide.
    const wrap = (name) => {
        const lines = [""];
        for (const word of name.split(" ")) {
            const line = `${lines.at(-1)} ${word}`.trim();
            if (line.length > 24 && lines.at(-1)) {
                lines.push(word);
            } else {
                lines[lines.length - 1] = line;
            }
        }
        return lines;
    };
    return {
        type: "bar",
        data: {
            labels: rows.map((one) => wrap(one.name)),
            datasets: [
                {
                    label: _t("Score"),
                    data: rows.map((one) => one.score),
                    backgroundColor: NOW,
                },
            ],
        },
        options: {
            indexAxis: "y",
            scales: {
                x: {min: 0, max: 100},
                y: {grid: {display: false}, ticks: {autoSkip: false}},
            },
            plugins: {legend: {display: false}},
        },
    };
}
