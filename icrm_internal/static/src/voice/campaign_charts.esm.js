/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** The charts of a campaign's results: `get_results` turned into Chart.js configs. */
import {
    crosses,
    intervals,
    names,
    quarters,
} from "@icrm_internal/charts/chart_plugins.esm";
import {_t} from "@web/core/l10n/translation";

// Of the charts that the screen alone draws; those on paper, too, come with theirs.
const NOW = "#3188E6";
const BEFORE = "#A4A8B6";
const GOOD = "#00A78D";

const clear = (color, share) =>
    color +
    Math.round(share * 255)
        .toString(16)
        .padStart(2, "0");

/** Radar: perception, expectation, perception of the previous wave. */
export function radar({labels, series, low, high, step}) {
    return {
        type: "radar",
        data: {
            labels,
            datasets: series.map(({label, values, color, look}) => ({
                label,
                data: values,
                borderColor: color,
                backgroundColor: look === "filled" ? clear(color, 0.2) : "transparent",
                borderDash: look === "dashed" ? [5, 4] : [],
                pointRadius: look === "plain" ? 2 : 3,
            })),
        },
        options: {
            scales: {
                r: {
                    min: low,
                    max: high,
                    ticks: {stepSize: step, backdropColor: "transparent"},
                    pointLabels: {font: {size: 12}},
                },
            },
            plugins: {legend: {position: "bottom"}},
        },
    };
}

/** Bars with intervals: gaps or means; the wave before beside. */
export function bars({labels, series}) {
    return {
        type: "bar",
        data: {
            labels,
            datasets: series.map((item) => ({
                label: item.label,
                data: item.values,
                intervals: item.intervals,
                backgroundColor: item.colors,
            })),
        },
        plugins: [intervals],
        options: {
            indexAxis: "y",
            scales: {x: {grace: "10%"}, y: {grid: {display: false}}},
            plugins: {legend: {position: "bottom", display: series.length > 1}},
        },
    };
}

/** Dots with names in four quarters: the KANO map, importance x performance. */
export function dots({groups, axes, low, high, middle, corners}) {
    const axis = (place) => ({
        min: low[place],
        max: high[place],
        title: {display: true, text: axes[place]},
        ticks: {includeBounds: false},
    });
    return {
        type: "scatter",
        data: {
            datasets: groups.map((group) => ({
                label: group.label,
                data: group.dots,
                names: group.dots.map((dot) => dot.name),
                crosses: group.dots.map(({xs, ys}) => ({xs, ys})),
                backgroundColor: group.color,
                pointRadius: 6,
            })),
        },
        plugins: [crosses, names, quarters],
        options: {
            scales: {x: axis(0), y: axis(1)},
            plugins: {
                legend: {position: "bottom", display: groups.length > 1},
                ...(middle && {
                    icrmQuarters: {x: middle[0], y: middle[1], labels: corners},
                }),
            },
        },
    };
}

/**
 * One line over the waves, with the intervals in `<key>_low` and `<key>_high`, not
 * smoothed: between two waves nothing was measured. `bounds`: what the axis shows at
 * least.
 */
export function trend(waves, key, label, {bounds}) {
    const hasValue = (value) => value !== null && value !== undefined;
    const measured = waves.filter((wave) => hasValue(wave[key]));
    return {
        type: "line",
        data: {
            labels: measured.map((wave) => wave.date),
            datasets: [
                {
                    label,
                    data: measured.map((wave) => wave[key]),
                    intervals: measured.map((wave) =>
                        hasValue(wave[`${key}_low`]) && hasValue(wave[`${key}_high`])
                            ? [wave[`${key}_low`], wave[`${key}_high`]]
                            : null
                    ),
                    borderColor: NOW,
                    backgroundColor: NOW,
                    pointRadius: 4,
                    tension: 0,
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

/** Long names in several lines: Chart.js cuts what is too wide. */
function wrap(name) {
    const lines = [""];
    for (const word of name.split(" ")) {
        const line = `${lines.at(-1)} ${word}`.trim();
        if (line.length > 20 && lines.at(-1)) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = line;
        }
    }
    return lines;
}

/** How many of those asked have answered, per department. */
export function participation(departments) {
    return {
        type: "bar",
        data: {
            labels: departments.map((department) => wrap(department.name)),
            datasets: [
                {
                    label: _t("Answered"),
                    data: departments.map((department) => department.answered),
                    backgroundColor: GOOD,
                },
                {
                    label: _t("Not answered"),
                    data: departments.map(
                        (department) => department.invited - department.answered
                    ),
                    backgroundColor: clear(BEFORE, 0.5),
                },
            ],
        },
        options: {
            indexAxis: "y",
            scales: {
                x: {stacked: true, ticks: {precision: 0}},
                y: {stacked: true, grid: {display: false}, ticks: {autoSkip: false}},
            },
            plugins: {legend: {position: "bottom"}},
        },
    };
}

/** Scores from 0 to 100 side by side, the best first. */
export function comparison(rows) {
    return {
        type: "bar",
        data: {
            labels: rows.map((row) => wrap(row.name)),
            datasets: [
                {
                    label: _t("Score"),
                    data: rows.map((row) => row.score),
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
