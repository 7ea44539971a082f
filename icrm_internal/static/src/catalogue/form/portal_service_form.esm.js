/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {ServiceForm, describeAnswers, withDefaults} from "./service_form.esm";
import {cleanAnswers, findInvalid, findMissing} from "./form_logic.esm";
import {readDraft, writeDraft} from "./drafts.esm";
import {getDraftPlace} from "./portal_drafts.esm";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * The questions on a page of the portal: the answers go with the page's HTML form, as
 * JSON in a hidden input. What lacks is told before it is sent; the server checks again.
 */
export class PortalServiceForm extends Component {
    static template = "icrm_internal.PortalServiceForm";
    static components = {ServiceForm};
    static props = {
        serviceId: Number,
        schema: Object,
        answers: Object,
        names: Object,
        errors: Object,
        lost: Array,
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        const {schema, errors} = this.props;
        const hasErrors = Object.keys(errors).length > 0;
        const {answers, names} = this.readDraft();
        this.state = useState({
            answers: withDefaults(schema, answers),
            names,
            showErrors: hasErrors,
            jump: hasErrors ? 1 : 0,
        });
        const onSubmit = this.onSubmit.bind(this);
        onMounted(() => {
            this.form = this.root.el.closest("form");
            this.form?.addEventListener("submit", onSubmit);
        });
        onWillUnmount(() => this.form?.removeEventListener("submit", onSubmit));
    }

    get draftPlace() {
        const form = document.querySelector(".o_icrm_request_form[data-icrm-draft]");
        return getDraftPlace(form);
    }

    /** What the server sends back is newer than a draft; so is another form. */
    readDraft() {
        const {schema, answers, names} = this.props;
        const draft = this.draftPlace && readDraft(...this.draftPlace)?.answers;
        return draft && draft.form === schema.digest && !Object.keys(answers).length
            ? draft
            : {answers, names};
    }

    get json() {
        const {schema} = this.props;
        const {answers, names} = this.state;
        return JSON.stringify({
            form: schema.digest,
            answers: cleanAnswers(schema.questions, answers),
            asked: describeAnswers(schema, answers, names),
        });
    }

    onChange(answers, names) {
        Object.assign(this.state, {answers, names});
        // For what else on the page depends on them
        const detail = cleanAnswers(this.props.schema.questions, answers);
        this.root.el?.dispatchEvent(
            new CustomEvent("icrm-answers", {bubbles: true, detail})
        );
        if (this.draftPlace) {
            const [scope, owner] = this.draftPlace;
            const form = this.props.schema.digest;
            const draft = readDraft(scope, owner);
            writeDraft(scope, {...draft, answers: {form, answers, names}}, owner);
        }
    }

    onSubmit(ev) {
        const {questions} = this.props.schema;
        const {answers} = this.state;
        if (
            findMissing(questions, answers).length ||
            Object.keys(findInvalid(questions, answers)).length
        ) {
            ev.preventDefault();
            this.state.showErrors = true;
            this.state.jump++;
        }
    }

    searchRecords(questionName, text) {
        return this.orm.call("icrm.service", "search_form_records", [
            [this.props.serviceId],
            questionName,
            text,
        ]);
    }
}

registry
    .category("public_components")
    .add("icrm_internal.portal_service_form", PortalServiceForm);
