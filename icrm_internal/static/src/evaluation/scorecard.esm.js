/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {points, share, signed} from "../access/figures.esm";
import {ScoreLegend} from "./performance_parts.esm";
import {scoreColor, trendColor, trendIcon} from "./scorecard_tools.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * A department's scorecard: the score and what moved it, then each indicator with its
 * past, its target and its place, which leads to the records behind it.
 */
export class Scorecard extends Component {
    static template = "icrm_internal.Scorecard";
    static components = {ScoreLegend};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        Object.assign(this, {points, share, signed, trendColor, trendIcon});
        this.scoreColor = (score, isCovered) =>
            scoreColor(score, this.state.card.colors, isCovered);
        this.state = useState({card: null, open: {}});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load(record) {
        this.state.card = record.resId
            ? await this.orm.call("icrm.scorecard", "get_card", [[record.resId]])
            : null;
    }

    // -- the head --

    get headLabel() {
        return this.state.card.history
            .map((point) => `${point.period}: ${points(point.score)}`)
            .join("\n");
    }

    get missingText() {
        return _t(
            "No data: %(names)s. Their weight goes to the others of their group; %(known)s % of the weight has data.",
            {
                names: this.state.card.missing.join(", "),
                known: share(this.state.card.known),
            }
        );
    }

    // -- the lines, by group --

    get groups() {
        const {lines} = this.state.card;
        const heads = lines.filter((line) => line.is_group);
        const groups = heads.map((head) => ({
            head,
            key: head.id,
            lines: lines.filter(
                (line) => !line.is_group && line.parent_id === head.kpi_id
            ),
        }));
        const ids = new Set(
            groups.flatMap((group) => group.lines.map((line) => line.id))
        );
        const parents = new Map(lines.map((line) => [line.kpi_id, line]));
        // Parts of an indicator that is no group are listed with their parent.
        const findGroup = ({parent_id}) => {
            const parent = parents.get(parent_id);
            if (!parent || parent.is_group) {
                return null;
            }
            return (
                groups.find((group) => group.lines.includes(parent)) ||
                findGroup(parent)
            );
        };
        for (const line of lines) {
            const group = !line.is_group && !ids.has(line.id) && findGroup(line);
            if (group) {
                group.lines.push({...line, detail: true});
                ids.add(line.id);
            }
        }
        const rest = lines.filter((line) => !line.is_group && !ids.has(line.id));
        return [...groups, {head: null, key: "rest", lines: rest}]
            .map((group) => ({
                ...group,
                known: group.lines.filter((line) => line.has_value),
            }))
            .filter((group) => group.known.length);
    }

    curveLabel(line) {
        return line.history
            .map((point) => `${point.period}: ${point.text || "–"}`)
            .join("\n");
    }

    placeText(ranked) {
        return _t("%(rank)s of %(count)s", {rank: ranked.rank, count: ranked.rank_of});
    }

    toggle(line) {
        this.state.open[line.id] = !this.state.open[line.id];
    }

    async openRecords(line) {
        const action = await this.orm.call(
            "icrm.scorecard.line",
            "action_open_records",
            [[line.id]]
        );
        this.action.doAction(action);
    }

    async setOwnTarget(line) {
        const action = await this.orm.call(
            "icrm.scorecard.line",
            "action_set_own_target",
            [[line.id]]
        );
        this.action.doAction(action, {onClose: () => this.load(this.props.record)});
    }

    async openCourse(line) {
        const action = await this.orm.call(
            "icrm.scorecard.line",
            "action_open_history_graph",
            [[line.id]]
        );
        this.action.doAction(action);
    }
}

registry.category("view_widgets").add("icrm_scorecard", {
    component: Scorecard,
    extractProps: () => ({}),
});
