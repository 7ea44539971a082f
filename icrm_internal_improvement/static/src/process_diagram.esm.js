/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const WIDE = {
    width: 134,
    height: 112,
    along: 26, // between layers
    across: 26, // between rows
    pad: 14,
    back: 40, // beside the rows, on either side, for arrows that lead back
};
const NARROW = {width: 136, height: 112, along: 34, across: 12, pad: 10, back: 26};

/**
 * A process as a drawing: left to right, on a phone from top to bottom. Where the steps
 * stand is reckoned by the server (measures/flow.py); here layers and rows become
 * points. Steps are buttons, so that the keyboard and screen readers come by them.
 */
export class ProcessDiagram extends Component {
    static template = "icrm_internal_improvement.ProcessDiagram";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({other: null, chosen: null});
        this.periods = [
            {months: 1, label: _t("1 month")},
            {months: 3, label: _t("3 months")},
            {months: 12, label: _t("12 months")},
        ];
        // What was saved or opened since is not what was looked at.
        useEffect(
            () => {
                this.state.other = null;
                this.state.chosen = null;
            },
            () => [this.props.record.data[this.props.name]]
        );
    }

    get data() {
        return this.state.other || this.props.record.data[this.props.name] || null;
    }

    get isDown() {
        return this.ui.isSmall;
    }

    get measures() {
        return this.isDown ? NARROW : WIDE;
    }

    get chosen() {
        return this.data.nodes.find((node) => node.id === this.state.chosen);
    }

    // -- geometry --

    corner(layer, row) {
        const {width, height, pad, back, ...gap} = this.measures;
        const along = pad + layer * ((this.isDown ? height : width) + gap.along);
        const across =
            pad +
            (this.returns.first ? back : 0) +
            row * ((this.isDown ? width : height) + gap.across);
        return this.isDown ? {x: across, y: along} : {x: along, y: across};
    }

    /** On the side of the first row stand arrows back within it, the others opposite. */
    isFirst(edge) {
        return edge.points.every(([, row]) => row === 0);
    }

    get returns() {
        const back = this.data.edges.filter((edge) => edge.back);
        return {
            first: back.some((edge) => this.isFirst(edge)),
            last: back.some((edge) => !this.isFirst(edge)),
        };
    }

    get size() {
        const last = this.corner(this.data.layers - 1, this.data.rows - 1);
        const {width, height, pad, back} = this.measures;
        const room = this.returns.last ? back : 0;
        return {
            width: last.x + width + pad + (this.isDown ? room : 0),
            height: last.y + height + pad + (this.isDown ? 0 : room),
        };
    }

    /** The points where a line leaves and enters a place. */
    gates([layer, row]) {
        const {x, y} = this.corner(layer, row);
        const {width, height} = this.measures;
        return this.isDown
            ? {
                  from: [x + width / 2, y + height],
                  to: [x + width / 2, y],
                  first: [x, y + height / 2],
                  last: [x + width, y + height / 2],
              }
            : {
                  from: [x + width, y + height / 2],
                  to: [x, y + height / 2],
                  first: [x + width / 2, y],
                  last: [x + width / 2, y + height],
              };
    }

    get edges() {
        return this.data.edges.map((edge) => {
            const points = edge.points.map((point) => this.gates(point));
            const first = points[0];
            const last = points[points.length - 1];
            const key = `${edge.from}-${edge.to}`;
            if (edge.back) {
                const isFirst = this.isFirst(edge);
                const [x1, y1] = isFirst ? first.first : first.last;
                const [x2, y2] = isFirst ? last.first : last.last;
                const {width, height} = this.size;
                const lane = isFirst ? -6 : (this.isDown ? width : height) + 6;
                const stop = isFirst ? -7 : 7;
                const path = this.isDown
                    ? `M ${x1} ${y1} C ${lane} ${y1} ${lane} ${y2} ${x2 + stop} ${y2}`
                    : `M ${x1} ${y1} C ${x1} ${lane} ${x2} ${lane} ${x2} ${y2 + stop}`;
                return {...edge, key, path, at: null};
            }
            let path = `M ${first.from[0]} ${first.from[1]}`;
            let [x, y] = first.from;
            points.slice(1).forEach((point, index) => {
                const isLast = index === points.length - 2;
                const bend = (a, b) => {
                    if (this.isDown) {
                        const middle = (a[1] + b[1]) / 2;
                        path += ` C ${a[0]} ${middle} ${b[0]} ${middle} ${b[0]} ${b[1]}`;
                    } else {
                        const middle = (a[0] + b[0]) / 2;
                        path += ` C ${middle} ${a[1]} ${middle} ${b[1]} ${b[0]} ${b[1]}`;
                    }
                };
                const end = [...point.to];
                end[this.isDown ? 1 : 0] -= isLast ? 7 : 0;
                bend([x, y], end);
                if (!isLast) {
                    path += ` L ${point.from[0]} ${point.from[1]}`;
                    [x, y] = point.from;
                }
            });
            return {...edge, key, path, at: last.to};
        });
    }

    get labels() {
        return this.edges
            .filter((edge) => edge.label && edge.at)
            .map((edge) => ({
                key: edge.key,
                text: edge.label,
                style: this.isDown
                    ? `left:${edge.at[0] + 8}px; top:${edge.at[1] - 30}px;`
                    : `left:${edge.at[0] - 26}px; top:${edge.at[1] - this.measures.height / 2 - 20}px;`,
            }));
    }

    get nodes() {
        return this.data.nodes.map((node) => {
            const {x, y} = this.corner(node.layer, node.row);
            const {width, height} = this.measures;
            const style = `left:${x}px; top:${y}px; width:${width}px; height:${height}px;`;
            return {...node, style};
        });
    }

    // -- words --

    hours(value) {
        return value < 100 ? value.toFixed(1) : value.toFixed(0);
    }

    percent(share) {
        return `${Math.round(100 * share)} %`;
    }

    /** Length of the bar's two parts: work and waiting, by the step's share of all time. */
    bar(node) {
        const waiting = node.hours ? node.waiting_hours / node.hours : 0;
        const length = Math.max(node.share, 0.02) * 100;
        return {
            work: `width:${length * (1 - waiting)}%`,
            wait: `width:${length * waiting}%`,
        };
    }

    icon(node) {
        return {start: "fa-play", decision: "fa-random", end: "fa-flag-checkered"}[node.kind];
    }

    // -- what one can do --

    async show(months) {
        this.state.other = await this.orm.call("icrm.process", "get_diagram", [
            [this.props.record.resId],
            months,
        ]);
    }

    choose(node) {
        this.state.chosen = this.state.chosen === node.id ? null : node.id;
    }

    async openRequests(node) {
        this.action.doAction(
            await this.orm.call("icrm.process.step", "action_open_requests", [[node.id]])
        );
    }
}

export const processDiagram = {
    component: ProcessDiagram,
    supportedTypes: ["json"],
};

registry.category("fields").add("icrm_process_diagram", processDiagram);
