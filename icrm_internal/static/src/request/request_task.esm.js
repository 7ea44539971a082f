/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, markup, onWillStart, useState} from "@odoo/owl";
import {
    clearDraft,
    readDraft,
    writeDraft,
} from "@icrm_internal/catalogue/form/drafts.esm";
import {_t} from "@web/core/l10n/translation";
import {follow} from "./home/home_target.esm";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const UNHAPPY = 2;
const SHOWN_TASKS = 2;

/**
 * What one can do about one's own request, in one place: answer the question, or
 * confirm, rate and reopen. What is typed is kept as a draft until it is sent.
 *
 * The task is `icrm_task` of a request, or one of `get_icrm_tasks`, where it may bring
 * its own buttons.
 */
export class RequestTask extends Component {
    static template = "icrm_internal.RequestTask";
    static props = {
        task: Object,
        onDone: Function,
        // In a list of tasks: with number and title, which lead to the request.
        hasTitle: {type: Boolean, optional: true},
        // In a long list: one line, opened by its button.
        isCompact: {type: Boolean, optional: true},
    };
    static defaultProps = {hasTitle: false, isCompact: false};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        const {task} = this.props;
        this.scope = `request-${task.id}-${task.kind}`;
        const draft = (task.kind && readDraft(this.scope)) || {};
        this.state = useState({
            text: draft.text || "",
            score: draft.score || task.score || 0,
            comment: draft.comment || task.comment || "",
            isReopening: Boolean(draft.reason),
            reason: draft.reason || (task.is_unhappy && task.comment) || "",
            isRating: Boolean(draft.score),
            isSending: false,
            // What was begun is not hidden.
            isExpanded: !this.props.isCompact || Object.keys(draft).length > 0,
        });
    }

    get question() {
        return markup(this.props.task.question);
    }

    get stars() {
        return [1, 2, 3, 4, 5].map((score) => ({
            score,
            label: _t("%s of 5 stars", score),
        }));
    }

    get requiredComment() {
        return _t("What went wrong? (required)");
    }

    get optionalComment() {
        return _t("Comment (optional)");
    }

    get isCommentRequired() {
        return this.state.score > 0 && this.state.score <= UNHAPPY;
    }

    /** After one or two stars: whether it is to be reopened is asked. */
    get asksToReopen() {
        const {task} = this.props;
        return task.is_unhappy && task.can_reopen && !this.state.isRating;
    }

    get showsStars() {
        const {task} = this.props;
        return task.can_rate && (!task.score || this.state.isRating);
    }

    get finishLabel() {
        const {task} = this.props;
        if (!this.showsStars || !this.state.score) {
            return _t("Confirm");
        }
        return task.can_confirm && !this.isCommentRequired
            ? _t("Confirm and Rate")
            : _t("Send Rating");
    }

    get canFinish() {
        const {text, score, comment} = this.state;
        if (this.props.task.kind === "answer") {
            return Boolean(text.trim());
        }
        if (this.showsStars && score) {
            return !this.isCommentRequired || Boolean(comment.trim());
        }
        return this.props.task.can_confirm;
    }

    // ------------------------------------------------------------------
    // Typing
    // ------------------------------------------------------------------
    onInput(name, ev) {
        this.state[name] = ev.target.value;
        this.saveDraft();
    }

    saveDraft() {
        const {text, score, comment, reason, isReopening} = this.state;
        const {task} = this.props;
        const draft = {text};
        if (score !== task.score) {
            draft.score = score;
        }
        if (comment !== task.comment) {
            draft.comment = comment;
        }
        if (isReopening) {
            draft.reason = reason;
        }
        writeDraft(this.scope, draft);
    }

    onKeydown(ev, send) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            send();
        }
    }

    chooseScore(score) {
        this.state.score = score;
        this.state.isRating = true;
        this.saveDraft();
    }

    expand() {
        this.state.isExpanded = true;
    }

    toggleReopen() {
        this.state.isReopening = !this.state.isReopening;
        this.saveDraft();
    }

    changeRating() {
        this.state.isRating = true;
    }

    // ------------------------------------------------------------------
    // Sending
    // ------------------------------------------------------------------
    async call(method, args, message) {
        if (this.state.isSending) {
            return;
        }
        this.state.isSending = true;
        try {
            await this.orm.call("helpdesk.ticket", method, [
                [this.props.task.id],
                ...args,
            ]);
            clearDraft(this.scope);
        } finally {
            this.state.isSending = false;
        }
        if (message) {
            this.notification.add(message, {type: "success"});
        }
        await this.props.onDone();
    }

    async reply() {
        if (this.canFinish) {
            await this.call(
                "action_icrm_comment",
                [this.state.text],
                _t("Answer sent.")
            );
        }
    }

    async finish() {
        const {score, comment} = this.state;
        if (!this.canFinish) {
            return;
        }
        const rating = this.showsStars && score ? [score, comment] : [];
        await this.call(
            "action_icrm_finish",
            rating,
            rating.length && !this.isCommentRequired
                ? _t("Thank you for your feedback.")
                : ""
        );
    }

    async confirm() {
        await this.call("action_icrm_finish", [], _t("Thank you for your feedback."));
    }

    async reopen() {
        if (this.state.reason.trim()) {
            await this.call(
                "action_icrm_reopen",
                [this.state.reason],
                _t("Reopened. Work continues.")
            );
        }
    }

    async press({model, method, id}) {
        if (this.state.isSending) {
            return;
        }
        this.state.isSending = true;
        try {
            const action = await this.orm.call(model, method, [[id]]);
            if (action && typeof action === "object") {
                await this.action.doAction(action, {
                    // Not awaited: a dialog stays open until then, and what it leads to
                    // may draw the screen anew, where this component's calls never end.
                    onClose: () => {
                        this.props.onDone();
                    },
                });
                return;
            }
        } finally {
            this.state.isSending = false;
        }
        await this.props.onDone();
    }

    open() {
        const {task} = this.props;
        if (task.opens) {
            follow(this, task.opens, {onClose: this.props.onDone});
            return;
        }
        if (task.action) {
            this.action.doAction(task.action);
            return;
        }
        // By name, as after sending: the list stays behind the form.
        this.action.doAction("icrm_internal.helpdesk_ticket_action_my", {
            viewType: "form",
            props: {resId: task.id},
        });
    }
}

/** The task of the request that a form shows. */
export class RequestTaskWidget extends Component {
    static template = "icrm_internal.RequestTaskWidget";
    static components = {RequestTask};
    static props = {...standardWidgetProps};

    get task() {
        return this.props.record.data.icrm_task || {};
    }

    /** Another one when the request moves on: what was typed belongs to the last. */
    get key() {
        const {id, kind, score, can_confirm} = this.task;
        return [id, kind, score, can_confirm, this.task.asked].join("-");
    }

    async onDone() {
        await this.props.record.model.load();
    }
}

registry.category("view_widgets").add("icrm_request_task", {
    component: RequestTaskWidget,
    fieldDependencies: [{name: "icrm_task", type: "json"}],
});

/** What waits for the reader, above the services and above the list of requests. */
export class RequestTasks extends Component {
    static template = "icrm_internal.RequestTasks";
    static components = {RequestTask};
    static props = {onChange: {type: Function, optional: true}};
    static defaultProps = {onChange: () => undefined};

    setup() {
        this.orm = useService("orm");
        this.state = useState({tasks: [], showsAll: false});
        onWillStart(() => {
            // Not awaited: what one came for does not wait for it.
            this.load();
        });
    }

    async load() {
        this.state.tasks = await this.orm.call("helpdesk.ticket", "get_icrm_tasks", []);
    }

    async onDone() {
        await this.load();
        await this.props.onChange();
    }

    /** The rest on demand: one came for something else. */
    get tasks() {
        const {tasks, showsAll} = this.state;
        return showsAll ? tasks : tasks.slice(0, SHOWN_TASKS);
    }

    get moreLabel() {
        return _t("Show %s more", this.state.tasks.length - SHOWN_TASKS);
    }

    showAll() {
        this.state.showsAll = true;
    }

    getKey({id, kind, score, asked}) {
        return [kind, id, score, asked].join("-");
    }
}
