/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    clearDraft,
    readDraft,
    writeDraft,
} from "@icrm_internal/catalogue/form/drafts.esm";
import {FormController} from "@web/views/form/form_controller";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

const TEXTS = ["name", "description"];

/**
 * The request dialog. What was typed comes back after X, Back or an expired session;
 * it is gone once it was sent or discarded.
 */
export class RequestCreateController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
        this.typed = {};
        this.isOver = false;
        const onInput = this.onInput.bind(this);
        useEffect(
            (el) => {
                el?.addEventListener("input", onInput);
                return () => el?.removeEventListener("input", onInput);
            },
            () => [this.rootRef.el]
        );
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = this.restoreDraft.bind(this);
        params.hooks.onRecordChanged = this.saveDraft.bind(this);
        return params;
    }

    /** A draft of one service, of a sub-request, of a call: each its own. */
    getScope({data}) {
        const {context} = this.props;
        return [
            "service",
            data.service_id?.id,
            context.default_parent_id,
            context.default_beneficiary_id,
        ].join("-");
    }

    async restoreDraft(root) {
        this.scope = this.getScope(root);
        const draft = !root.resId && readDraft(this.scope);
        if (!draft) {
            return;
        }
        const changes = {};
        for (const name of TEXTS) {
            if (draft[name]) {
                changes[name] = draft[name];
            }
        }
        if (draft.answers) {
            changes.answers = draft.answers;
        }
        if (draft.beneficiary_id && !this.props.context.default_beneficiary_id) {
            Object.assign(changes, {
                for_other: true,
                beneficiary_id: draft.beneficiary_id,
            });
        }
        await root.update(changes);
        const close = this.notification.add(_t("Your draft was restored."), {
            type: "info",
            buttons: [
                {
                    name: _t("Start Over"),
                    onClick: () => {
                        close();
                        return this.startOver();
                    },
                },
            ],
        });
    }

    async startOver() {
        this.typed = {};
        clearDraft(this.scope);
        await this.model.load();
    }

    /** A text reaches the record when its input is left: the draft is earlier. */
    onInput(ev) {
        const name = ev.target.closest(".o_field_widget[name]")?.getAttribute("name");
        if (TEXTS.includes(name)) {
            this.typed[name] = ev.target.value;
            this.saveDraft(this.model.root);
        }
    }

    saveDraft(record) {
        if (this.isOver || record.resId) {
            return;
        }
        const {data} = record;
        const draft = {};
        for (const name of TEXTS) {
            draft[name] = this.typed[name] ?? data[name];
        }
        if (data.answers && Object.keys(data.answers.answers || {}).length) {
            draft.answers = data.answers;
        }
        const person = data.for_other && data.beneficiary_id;
        if (person) {
            draft.beneficiary_id = {id: person.id, display_name: person.display_name};
        }
        writeDraft(this.scope, draft);
    }

    async beforeExecuteActionButton(clickParams) {
        if (clickParams.special === "cancel") {
            this.isOver = true;
            clearDraft(this.scope);
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    async afterExecuteActionButton(clickParams) {
        if (clickParams.name === "action_submit") {
            this.isOver = true;
            clearDraft(this.scope);
        }
        return super.afterExecuteActionButton(clickParams);
    }
}

registry.category("views").add("icrm_request_create", {
    ...formView,
    Controller: RequestCreateController,
});
