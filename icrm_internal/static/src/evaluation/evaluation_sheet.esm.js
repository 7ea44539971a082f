/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/**
 * All departments that one evaluates in a cycle: criteria down, departments across; on a
 * phone one department below the other. Each choice is saved at once; a department is
 * submitted when it is complete, or declined in one tap.
 */
export class EvaluationSheet extends Component {
    static template = "icrm_internal.EvaluationSheet";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.display = {controlPanel: {}};
        this.state = useState({cycles: [], missing: {}});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.cycles = await this.orm.call("icrm.evaluation", "get_sheet", []);
    }

    scores(cycle) {
        return Array.from({length: cycle.scale_max}, (_one, index) => index + 1);
    }

    line(evaluation, criterion) {
        return evaluation.lines[criterion.id];
    }

    isOpen(evaluation) {
        return evaluation.is_open;
    }

    gaps(cycle, evaluation) {
        return cycle.criteria.filter((criterion) => {
            const line = this.line(evaluation, criterion);
            return line && !line.score && !line.is_skipped;
        });
    }

    isMissing(evaluation, criterion) {
        const line = this.line(evaluation, criterion);
        return (
            this.state.missing[evaluation.id] && line && !line.score && !line.is_skipped
        );
    }

    doneText(cycle) {
        return _t("%(done)s of %(all)s done", {
            done: cycle.evaluations.filter((one) => one.state !== "todo").length,
            all: cycle.evaluations.length,
        });
    }

    gapText(cycle, evaluation) {
        const count = this.gaps(cycle, evaluation).length;
        return count ? _t("Missing: %s", count) : _t("Complete");
    }

    async choose(evaluation, criterion, value) {
        const line = this.line(evaluation, criterion);
        const before = {...line};
        if (value === "skip") {
            Object.assign(line, {score: 0, is_skipped: true});
        } else {
            Object.assign(line, {score: parseInt(value) || 0, is_skipped: false});
        }
        try {
            await this.orm.write("icrm.evaluation.line", [line.id], {
                score: line.score,
                is_skipped: line.is_skipped,
            });
        } catch (error) {
            Object.assign(line, before);
            throw error;
        }
    }

    value(line) {
        return line.is_skipped ? "skip" : `${line.score || ""}`;
    }

    submit(cycle, evaluation) {
        const gaps = this.gaps(cycle, evaluation);
        const given = Object.values(evaluation.lines).some((line) => line.score);
        if (gaps.length || !given) {
            this.state.missing[evaluation.id] = true;
            this.notification.add(
                gaps.length
                    ? _t("%(department)s: %(names)s", {
                          department: evaluation.name,
                          names: gaps.map((criterion) => criterion.name).join(", "),
                      })
                    : _t("Give at least one score, or choose “No contact”."),
                {title: _t("Not complete yet"), type: "warning"}
            );
            return;
        }
        this.dialog.add(ConfirmationDialog, {
            title: evaluation.name,
            body: _t("You cannot change this after submitting. Submit?"),
            confirmLabel: _t("Submit"),
            confirm: () => this.run(cycle, evaluation, "action_submit"),
            cancel: () => undefined,
        });
    }

    async run(cycle, evaluation, method) {
        await this.orm.call("icrm.evaluation", method, [[evaluation.id]]);
        await this.load();
        const now = this.state.cycles.find((one) => one.id === cycle.id);
        if (now && method !== "action_resume") {
            const next = now.evaluations.find((one) => one.is_open);
            this.notification.add(
                next
                    ? _t("Thank you. %(progress)s, next: %(department)s", {
                          progress: this.doneText(now),
                          department: next.name,
                      })
                    : _t("Thank you. %(progress)s", {progress: this.doneText(now)}),
                {type: "success"}
            );
        }
    }

    open(evaluation) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "icrm.evaluation",
            res_id: evaluation.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("icrm_evaluation_sheet", EvaluationSheet);
