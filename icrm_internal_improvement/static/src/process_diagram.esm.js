/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/**
 * A process as a drawing: left to right, on a phone from top to bottom. Where all
 * is placed is computed by the server (measures/flow.py). Steps are buttons, so that the
 * keyboard and screen readers come by them.
 */
export class ProcessDiagram extends Component {
    static template = "icrm_internal_improvement.ProcessDiagram";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({other: null, chosen: null});
        this.keepLast = new KeepLast();
        this.periods = [
            {months: 1, label: _t("1 month")},
            {months: 3, label: _t("3 months")},
            {months: 12, label: _t("12 months")},
        ];
        // What was saved or opened since is not what was looked at.
        useEffect(
            () => {
                // Nor is what was asked for before that.
                this.keepLast.add(Promise.resolve());
                this.state.other = null;
                this.state.chosen = null;
            },
            () => [this.props.record.data[this.props.name]]
        );
    }

    get data() {
        return this.state.other || this.props.record.data[this.props.name] || null;
    }

    get drawing() {
        return this.ui.isSmall ? this.data.phone : this.data.screen;
    }

    get chosen() {
        return this.data.nodes.find((node) => node.id === this.state.chosen);
    }

    // -- what is drawn --

    get edges() {
        return this.drawing.edges.map((edge, index) => {
            const {label, ...about} = this.data.edges[index];
            const at = label && edge.label;
            return {
                ...about,
                line: edge.line,
                head: edge.head,
                label: at && {text: label, style: `left:${at[0]}px; top:${at[1]}px;`},
            };
        });
    }

    get nodes() {
        const [width, height] = this.drawing.step;
        return this.data.nodes.map((node, index) => {
            const [x, y] = this.drawing.nodes[index];
            const place = `left:${x}px; top:${y}px; width:${width}px; height:${height}px;`;
            return {...node, style: place + this.color(node.value)};
        });
    }

    color(value) {
        return `--o-icrm-step: ${this.data.colors[value]};`;
    }

    icon(node) {
        return {start: "fa-play", decision: "fa-random", end: "fa-flag-checkered"}[
            node.kind
        ];
    }

    // -- what one can do --

    async show(months) {
        this.state.other = await this.keepLast.add(
            this.orm.call("icrm.process", "get_diagram", [
                [this.props.record.resId],
                months,
            ])
        );
    }

    choose(node) {
        this.state.chosen = this.state.chosen === node.id ? null : node.id;
    }

    async openRequests(node) {
        this.action.doAction(
            await this.orm.call("icrm.process.step", "action_open_requests", [
                [node.id],
            ])
        );
    }
}

export const processDiagram = {
    component: ProcessDiagram,
    supportedTypes: ["json"],
};

registry.category("fields").add("icrm_process_diagram", processDiagram);
