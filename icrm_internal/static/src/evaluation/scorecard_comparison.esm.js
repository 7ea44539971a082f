/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {points, signed} from "../access/figures.esm";
import {PeriodChooser, ScoreLegend} from "./performance_parts.esm";
import {scoreColor, trendColor, trendIcon} from "./scorecard_tools.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {PerformanceTabs} from "./performance_tabs.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const REPORT = "icrm_internal.icrm_scorecard_action_comparison_report";

/**
 * A department then and now: two periods beside each other, or all that was before a day
 * against all since, so that what was introduced on that day can be judged.
 */
export class ScorecardComparison extends Component {
    static template = "icrm_internal.ScorecardComparison";
    static components = {Layout, PerformanceTabs, PeriodChooser, ScoreLegend};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.keepLast = new KeepLast();
        this.sides = [
            {key: "first", label: _t("First period")},
            {key: "second", label: _t("Second period")},
        ];
        Object.assign(this, {points, signed, trendColor, trendIcon});
        this.scoreColor = (score) => scoreColor(score, this.state.found.colors);
        this.state = useState({found: null, mode: "periods", baseline: ""});
        const context = this.props.action.context || {};
        onWillStart(() =>
            this.load({
                department_id: context.icrm_department_id ?? null,
                kind: context.icrm_kind || null,
                second: context.icrm_day || null,
            })
        );
    }

    async load(values) {
        this.state.found = await this.keepLast.add(
            this.orm.call("icrm.scorecard", "get_comparison", [], values)
        );
    }

    /** Ask again with what is chosen now, but for what is given. */
    change(values) {
        const {department_id, kind, first, second} = this.state.found;
        const asked = {department_id, kind, first, second, ...values};
        if (this.state.mode === "baseline" && this.state.baseline) {
            asked.baseline = this.state.baseline;
        }
        return this.load(asked);
    }

    /** On paper: what is shown now. */
    async print() {
        const report = await this.action.loadAction(REPORT);
        const {department_id, kind, first, second, baseline} = this.state.found;
        const data = {department_id, kind, first, second, baseline};
        return this.action.doAction({...report, data});
    }

    setMode(mode) {
        this.state.mode = mode;
        const {periods} = this.state.found;
        if (mode === "baseline" && !this.state.baseline && periods.length) {
            this.state.baseline = periods[0].day;
        }
        return this.change({});
    }

    setBaseline(ev) {
        this.state.baseline = ev.target.value;
        return this.change({});
    }

    chooseDepartment(ev) {
        return this.change({
            department_id: Number(ev.target.value),
            first: null,
            second: null,
        });
    }

    get period() {
        const {kind, second, periods} = this.state.found;
        const {ends} = periods.find(({day}) => day === second) || {};
        return {kind, day: second, ends};
    }
}

registry.category("actions").add("icrm_scorecard_comparison", ScorecardComparison);
