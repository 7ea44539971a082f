/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/**
 * One Chart.js chart. What it shows is beside it as a table, or in `label`, for those
 * who cannot see it.
 *
 * Props: `config`, what Chart.js wants; `height` in pixels; `label`, a sentence;
 * `onPick`, called with the index of the element that was clicked.
 */
export class ChartCanvas extends Component {
    static template = "icrm_internal.ChartCanvas";
    static props = {
        config: Object,
        label: String,
        height: {type: Number, optional: true},
        onPick: {type: Function, optional: true},
    };
    static defaultProps = {height: 320};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.draw();
            },
            () => [this.props.config]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const {config, onPick} = this.props;
        const style = getComputedStyle(this.canvas.el);
        Chart.defaults.color = style.color;
        Chart.defaults.font.family = style.fontFamily;
        this.chart = new Chart(this.canvas.el, {
            ...config,
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                ...config.options,
                ...(onPick && {
                    onClick: (_event, elements) => {
                        if (elements.length) {
                            onPick(elements[0].index);
                        }
                    },
                }),
            },
        });
    }
}
