/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * The real paths of requests, drawn over the standard path of their process, and the
 * most frequent deviations. Figures and places are computed by the server.
 */
export class ProcessConformance extends Component {
    static template = "icrm_internal_improvement.ProcessConformance";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({data: null, months: 12});
        this.keepLast = new KeepLast();
        this.periods = [
            {months: 1, label: _t("1 month")},
            {months: 3, label: _t("3 months")},
            {months: 12, label: _t("12 months")},
        ];
        // Again once the standard path was saved.
        useEffect(
            () => {
                this.show(this.state.months);
            },
            () => [
                this.props.record.resId,
                this.props.record.data.write_date?.ts,
                JSON.stringify(this.props.record.data.path_step_ids?.currentIds),
            ]
        );
    }

    async show(months) {
        if (!this.props.record.resId) {
            return;
        }
        this.state.months = months;
        this.state.data = await this.keepLast.add(
            this.orm.call("icrm.process", "get_conformance", [
                [this.props.record.resId],
                months,
            ])
        );
    }

    get data() {
        return this.state.data;
    }

    get drawing() {
        return this.ui.isSmall ? this.data.phone : this.data.screen;
    }

    get edges() {
        return this.drawing.edges.map(({line, head}, index) => ({
            ...this.data.edges[index],
            line,
            head,
        }));
    }

    get nodes() {
        const [width, height] = this.drawing.step;
        return this.data.nodes.map((node, index) => {
            const [x, y] = this.drawing.nodes[index];
            return {
                ...node,
                style: `left:${x}px; top:${y}px; width:${width}px; height:${height}px;`,
            };
        });
    }

    async open(code) {
        this.action.doAction(
            await this.orm.call("icrm.process", "action_open_deviation", [
                [this.props.record.resId],
                code,
                this.state.months,
            ])
        );
    }
}

export const processConformance = {
    component: ProcessConformance,
    fieldDependencies: [{name: "write_date", type: "datetime", readonly: true}],
};

registry.category("view_widgets").add("icrm_process_conformance", processConformance);
