/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** Likelihood upwards, impact to the right; a cell opens its risks. */
export class RiskMap extends Component {
    static template = "icrm_internal_improvement.RiskMap";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({map: null});
        onWillStart(async () => {
            this.state.map = await this.orm.call("icrm.risk", "get_map", []);
        });
    }

    get total() {
        return Object.values(this.state.map.cells).reduce(
            (sum, count) => sum + count,
            0
        );
    }

    get rows() {
        const {likelihoods, impacts, cells, limits} = this.state.map;
        const levels = Object.entries(limits);
        return [...likelihoods].reverse().map(([likelihood, label]) => ({
            key: likelihood,
            label,
            cells: impacts.map(([impact, impactLabel]) => {
                const count = cells[`${likelihood}-${impact}`] || 0;
                const score = likelihood * impact;
                const [level] = levels.find(([, limit]) => score <= limit);
                const values = {count, likelihood: label, impact: impactLabel};
                return {
                    key: `${likelihood}-${impact}`,
                    likelihood,
                    impact,
                    count,
                    level,
                    words:
                        count === 1
                            ? _t(
                                  "1 risk: likelihood %(likelihood)s, impact %(impact)s",
                                  values
                              )
                            : _t(
                                  "%(count)s risks: likelihood %(likelihood)s, impact %(impact)s",
                                  values
                              ),
                };
            }),
        }));
    }

    async openList(domain, name) {
        const action = await this.action.loadAction(
            "icrm_internal_improvement.icrm_risk_action"
        );
        this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain: [["state", "!=", "closed"], ...domain],
            context: {},
            path: false,
        });
    }

    openCell(cell) {
        if (cell.count) {
            this.openList(
                [
                    ["likelihood", "=", cell.likelihood],
                    ["impact", "=", cell.impact],
                ],
                cell.words
            );
        }
    }

    openLevel([level, label]) {
        this.openList([["level", "=", level]], label);
    }

    create() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "icrm.risk",
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("icrm_risk_map", RiskMap);
