/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** What Chart.js does not draw by itself: intervals, names beside dots, middle lines. */

/**
 * Draw `dataset.intervals`, a list of `[low, high]` or null, over bars or dots along the
 * axis of the values.
 */
export const intervals = {
    id: "icrmIntervals",
    afterDatasetsDraw(chart) {
        const {ctx} = chart;
        const flat = chart.options.indexAxis === "y";
        chart.data.datasets.forEach((dataset, index) => {
            const meta = chart.getDatasetMeta(index);
            if (!dataset.intervals || meta.hidden) {
                return;
            }
            const scale = flat ? chart.scales.x : chart.scales.y;
            ctx.save();
            ctx.strokeStyle = Chart.defaults.color;
            ctx.lineWidth = 1.25;
            meta.data.forEach((element, place) => {
                const interval = dataset.intervals[place];
                if (!interval || interval.includes(null)) {
                    return;
                }
                const [low, high] = interval.map((value) =>
                    scale.getPixelForValue(value)
                );
                const line = (a, b, c, d) => {
                    ctx.beginPath();
                    ctx.moveTo(...(flat ? [a, b] : [b, a]));
                    ctx.lineTo(...(flat ? [c, d] : [d, c]));
                    ctx.stroke();
                };
                const at = flat ? element.y : element.x;
                line(low, at, high, at);
                line(low, at - 4, low, at + 4);
                line(high, at - 4, high, at + 4);
            });
            ctx.restore();
        });
    },
};

/** Draw `dataset.crosses`, a list of `{xs: [low, high], ys: [low, high]}`, over dots. */
export const crosses = {
    id: "icrmCrosses",
    beforeDatasetsDraw(chart) {
        const {ctx, scales} = chart;
        const isKnown = (ends) => ends && ends.every((end) => Number.isFinite(end));
        ctx.save();
        ctx.lineWidth = 1.25;
        ctx.globalAlpha = 0.6;
        chart.data.datasets.forEach((dataset, index) => {
            const meta = chart.getDatasetMeta(index);
            if (!dataset.crosses || meta.hidden) {
                return;
            }
            ctx.strokeStyle = dataset.backgroundColor;
            meta.data.forEach(({x, y}, place) => {
                const {xs, ys} = dataset.crosses[place];
                ctx.beginPath();
                if (isKnown(xs)) {
                    ctx.moveTo(scales.x.getPixelForValue(xs[0]), y);
                    ctx.lineTo(scales.x.getPixelForValue(xs[1]), y);
                }
                if (isKnown(ys)) {
                    ctx.moveTo(x, scales.y.getPixelForValue(ys[0]));
                    ctx.lineTo(x, scales.y.getPixelForValue(ys[1]));
                }
                ctx.stroke();
            });
        });
        ctx.restore();
    },
};

/** Write `dataset.names` beside the dots; a name that would cover another is left out. */
export const names = {
    id: "icrmNames",
    afterDatasetsDraw(chart) {
        const {ctx, chartArea} = chart;
        const taken = [];
        ctx.save();
        ctx.font = `12px ${Chart.defaults.font.family}`;
        ctx.fillStyle = Chart.defaults.color;
        ctx.textBaseline = "middle";
        chart.data.datasets.forEach((dataset, index) => {
            for (const {x, y} of dataset.names
                ? chart.getDatasetMeta(index).data
                : []) {
                taken.push([x - 6, y - 6, x + 6, y + 6]);
            }
        });
        chart.data.datasets.forEach((dataset, index) => {
            (dataset.names || []).forEach((name, place) => {
                const dot = chart.getDatasetMeta(index).data[place];
                if (!dot) {
                    return;
                }
                const width = ctx.measureText(name).width;
                const right = dot.x + 9 + width < chartArea.right;
                const left = right ? dot.x + 9 : dot.x - 9 - width;
                for (const shift of [0, -14, 14, -28, 28]) {
                    const box = [
                        left,
                        dot.y + shift - 7,
                        left + width,
                        dot.y + shift + 7,
                    ];
                    const free = taken.every(
                        (other) =>
                            other[2] < box[0] ||
                            box[2] < other[0] ||
                            other[3] < box[1] ||
                            box[3] < other[1]
                    );
                    if (free && left > chartArea.left) {
                        taken.push(box);
                        ctx.fillText(name, left, dot.y + shift);
                        return;
                    }
                }
            });
        });
        ctx.restore();
    },
};

/** Cut a scatter chart in four at `options.plugins.icrmQuarters`: `{x, y, labels}`. */
export const quarters = {
    id: "icrmQuarters",
    beforeDatasetsDraw(chart, _args, options) {
        if (options.x === undefined) {
            return;
        }
        const {ctx, chartArea, scales} = chart;
        const x = scales.x.getPixelForValue(options.x);
        const y = scales.y.getPixelForValue(options.y);
        ctx.save();
        ctx.strokeStyle = "rgba(128, 128, 128, 0.6)";
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.fillStyle = "rgba(128, 128, 128, 0.9)";
        ctx.font = `11px ${Chart.defaults.font.family}`;
        const [topLeft, topRight, bottomLeft, bottomRight] = options.labels || [];
        const write = (text, align, baseline, left, top) => {
            ctx.textAlign = align;
            ctx.textBaseline = baseline;
            ctx.fillText(text || "", left, top);
        };
        write(topLeft, "left", "top", chartArea.left + 6, chartArea.top + 6);
        write(topRight, "right", "top", chartArea.right - 6, chartArea.top + 6);
        write(bottomLeft, "left", "bottom", chartArea.left + 6, chartArea.bottom - 6);
        write(
            bottomRight,
            "right",
            "bottom",
            chartArea.right - 6,
            chartArea.bottom - 6
        );
        ctx.restore();
    },
};
