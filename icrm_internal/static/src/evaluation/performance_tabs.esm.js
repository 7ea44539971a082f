/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** The screens of the scorecards, as tabs: one menu entry for all of them. */
export class PerformanceTabs extends Component {
    static template = "icrm_internal.PerformanceTabs";
    static props = {
        current: String,
        // {kind, day, ends}: which the next tab shows, too
        period: {type: Object, optional: true},
    };

    setup() {
        this.action = useService("action");
        this.tabs = [
            {name: "icrm_scorecard_action_overview", label: _t("Heat Map")},
            {name: "icrm_scorecard_action_comparison", label: _t("Period Comparison")},
            {name: "icrm_scorecard_action", label: _t("Scorecards")},
            {name: "icrm_evaluation_score_action", label: _t("Evaluation Results")},
            {name: "icrm_kpi_value_action", label: _t("Indicator Results")},
            {name: "icrm_employee_outcome_action", label: _t("Employee Outcome")},
        ];
    }

    /** The chosen period goes along. */
    getContext(name) {
        const {kind, day, ends} = this.props.period || {};
        if (!day) {
            return {};
        }
        if (name === "icrm_scorecard_action") {
            return {[`search_default_${kind}s`]: 1, search_default_date_to: ends};
        }
        return {icrm_kind: kind, icrm_day: day};
    }

    open({name}) {
        if (name !== this.props.current) {
            this.action.doAction(`icrm_internal.${name}`, {
                additionalContext: this.getContext(name),
            });
        }
    }
}
