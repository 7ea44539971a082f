/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {points, share, signed} from "../access/figures.esm";
import {PeriodChooser, ScoreLegend} from "./performance_parts.esm";
import {scoreColor, trendColor, trendIcon} from "./scorecard_tools.esm";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {PerformanceTabs} from "./performance_tabs.esm";
import {_t} from "@web/core/l10n/translation";
import {moveBetweenCells} from "../access/cell_keys.esm";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/**
 * All departments of a period: one row each, one column per group or indicator. Officers
 * compute, freeze and publish the period here. On a phone the departments are in a
 * list, the weakest first.
 */
export class ScorecardOverview extends Component {
    static template = "icrm_internal.ScorecardOverview";
    static components = {Layout, PerformanceTabs, PeriodChooser, ScoreLegend};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.display = {controlPanel: {}};
        this.keepLast = new KeepLast();
        this.moveBetweenCells = moveBetweenCells;
        Object.assign(this, {points, share, signed, trendColor, trendIcon});
        this.scoreColor = (score, isCovered) =>
            scoreColor(score, this.state.found.colors, isCovered);
        this.coverText = (row) => _t("%s % of the weight has data", share(row.known));
        this.state = useState({
            found: null,
            all: false,
            steps: false,
            text: "",
            kind: "",
            day: "",
        });
        const {icrm_kind: kind, icrm_day: day} = this.props.action.context || {};
        onWillStart(() => this.load(kind, day));
    }

    async load(kind = null, day = null) {
        this.state.found = await this.keepLast.add(
            this.orm.call("icrm.scorecard", "get_overview", [], {kind, day})
        );
        this.state.kind = this.state.found.kind;
        this.state.day = this.state.found.day;
    }

    // -- what is shown --

    get columns() {
        const {kpis} = this.state.found;
        const groups = kpis.filter((kpi) => kpi.is_group);
        return this.state.all || !groups.length ? kpis : groups;
    }

    get rows() {
        const text = this.state.text.trim().toLowerCase();
        return this.state.found.departments.filter(
            (row) => !text || (row.name || "").toLowerCase().includes(text)
        );
    }

    get list() {
        const rows = [...this.rows].sort((a, b) => (a.score ?? 101) - (b.score ?? 101));
        return [...this.companyRows, ...rows];
    }

    /** The company stands above its departments. */
    get companyRows() {
        const {company} = this.state.found;
        return company ? [company] : [];
    }

    get counts() {
        const counts = {draft: 0, frozen: 0, published: 0};
        for (const {state} of this.state.found.departments) {
            counts[state] += 1;
        }
        return counts;
    }

    get stateText() {
        const {draft, frozen, published} = this.counts;
        return [
            draft && _t("%s drafts", draft),
            frozen && _t("%s frozen, not published", frozen),
            published && _t("%s published", published),
        ]
            .filter(Boolean)
            .join(", ");
    }

    get endsOn() {
        return formatDate(deserializeDate(this.state.found.ends));
    }

    /** A period that runs can be looked at; freezing is offered once it has ended. */
    get isFreezable() {
        const {found, kind, day} = this.state;
        return found.is_over || kind !== found.kind || day !== found.day;
    }

    /** Whose scorecard hardly measures anything: named before it becomes final. */
    get missingText() {
        const {found, kind, day} = this.state;
        const rows = found.departments.filter((row) => !row.is_covered);
        if (!rows.length || kind !== found.kind || day !== found.day) {
            return "";
        }
        return _t(
            "Too little data for a total: %s.",
            rows.map((row) => `${row.name} (${share(row.known)} %)`).join(", ")
        );
    }

    cellTitle(row, kpi, cell) {
        return [
            `${row.name}: ${kpi.name}`,
            cell.value === null ? _t("no data") : cell.value,
            cell.score === null ? _t("no score") : _t("Score %s", points(cell.score)),
        ].join("\n");
    }

    // -- what one can do --

    /** On paper: the departments with their groups, logged as an export. */
    print() {
        return this.action.doAction(
            "icrm_internal.icrm_scorecard_action_overview_report",
            {
                additionalContext: {
                    active_ids: this.state.found.departments.map(({id}) => id),
                },
            }
        );
    }

    look() {
        return this.load(this.state.kind, this.state.day);
    }

    /** Do one step with the period that was typed, or with the one shown. */
    async run(method, text, {kind, day} = this.state) {
        const count = await this.orm.call("icrm.scorecard", method, [kind, day]);
        await this.load(kind, day);
        this.notification.add(text(count), {type: "success"});
    }

    preview() {
        return this.run("action_preview", (count) => _t("%s drafts computed.", count));
    }

    freeze() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Freeze this period?"),
            body: [
                this.missingText,
                _t(
                    "Indicators are computed a last time and closed. Later changes need a correction."
                ),
            ]
                .filter(Boolean)
                .join(" "),
            confirmLabel: _t("Freeze"),
            confirm: () =>
                this.run("action_freeze", (count) =>
                    count
                        ? _t("%s scorecards frozen.", count)
                        : _t("Already frozen; nothing changed.")
                ),
            cancel: () => undefined,
        });
    }

    publish() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Publish this period?"),
            body: [
                this.missingText,
                _t("Publish to the heads of the departments and notify them by email?"),
            ]
                .filter(Boolean)
                .join(" "),
            confirmLabel: _t("Publish"),
            confirm: () =>
                this.run(
                    "action_publish_period",
                    (count) => _t("%s scorecards published.", count),
                    this.state.found
                ),
            cancel: () => undefined,
        });
    }

    download() {
        this.action.doAction({
            type: "ir.actions.act_url",
            url: `/icrm/scorecards/${this.state.found.kind}/${this.state.found.day}.xlsx`,
            target: "download",
        });
    }

    openCard(row) {
        if (!row.id) {
            // The company has results of indicators, and no scorecard of its own.
            return;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "icrm.scorecard",
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /** The records behind a cell; the company's cells are results of indicators. */
    async openCell(row, cell) {
        const action = await this.orm.call(
            row.id ? "icrm.scorecard.line" : "icrm.kpi.value",
            row.id ? "action_open_records" : "action_open",
            [[cell.id]]
        );
        this.action.doAction(action);
    }
}

registry.category("actions").add("icrm_scorecard_overview", ScorecardOverview);
