/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {decimal, points, signed} from "../access/figures.esm";
import {scoreColor} from "./scorecard_tools.esm";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/**
 * Who rates whom how in one cycle: evaluating departments down, providers across; beside
 * each one how much milder or stricter than the others it is, below the pairs that
 * rated each other. Released figures only, and none of it changes a score.
 */
export class EvaluationMatrix extends Component {
    static template = "icrm_internal.EvaluationMatrix";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.keepLast = new KeepLast();
        Object.assign(this, {signed});
        // Scores of evaluations are whole.
        this.whole = (score) => decimal(score, 0);
        this.state = useState({
            matrix: null,
            cycles: [],
            cycleId: false,
            compare: false,
        });
        onWillStart(async () => {
            this.state.cycles = await this.orm.searchRead(
                "icrm.evaluation.cycle",
                [["state", "in", ["closed", "published", "archived"]]],
                ["name"]
            );
            const wanted = this.props.action.context?.active_id;
            const ids = this.state.cycles.map((cycle) => cycle.id);
            await this.load(ids.includes(wanted) ? wanted : ids[0]);
        });
    }

    async load(cycleId = false) {
        const matrix = cycleId
            ? await this.keepLast.add(
                  this.orm.call("icrm.evaluation.cycle", "get_matrix", [[cycleId]])
              )
            : null;
        this.cells = new Map(
            (matrix?.cells || []).map((cell) => [
                `${cell.evaluator}/${cell.provider}`,
                cell,
            ])
        );
        Object.assign(this.state, {cycleId, matrix});
    }

    async choose(ev) {
        try {
            await this.load(parseInt(ev.target.value));
        } finally {
            // After an error, the figures are still those of the cycle before.
            ev.target.value = this.state.cycleId;
        }
    }

    cell(evaluator, provider) {
        return this.cells.get(`${evaluator.id}/${provider.id}`);
    }

    difference(cell) {
        return cell.others === null ? null : cell.score - cell.others;
    }

    text(cell) {
        return this.state.compare
            ? signed(this.difference(cell))
            : this.whole(cell.score);
    }

    /** Red to green for scores; blue for milder, orange for stricter than the others. */
    color(cell) {
        if (!this.state.compare) {
            return scoreColor(cell.score, this.state.matrix.colors);
        }
        const difference = this.difference(cell);
        if (difference === null) {
            return "background-color: rgba(128, 128, 128, 0.15)";
        }
        const light = 96 - Math.min(36, Math.abs(difference) * 1.8);
        return `background-color: hsl(${difference < 0 ? 28 : 212}, 75%, ${light}%); color: #222`;
    }

    title(evaluator, provider, cell) {
        return _t(
            "%(evaluator)s on %(provider)s: %(score)s of 100 (%(n)s evaluations); others: %(others)s",
            {
                evaluator: cell.group || evaluator.name,
                provider: provider.name,
                score: this.whole(cell.score),
                n: cell.n,
                others: points(cell.others),
            }
        );
    }

    lenient({leniency}) {
        if (leniency === null) {
            return _t("no comparison");
        }
        if (Math.abs(leniency) < 3) {
            return _t("as others");
        }
        return leniency > 0
            ? _t("more lenient than others")
            : _t("stricter than others");
    }
}

registry.category("actions").add("icrm_evaluation_matrix", EvaluationMatrix);
