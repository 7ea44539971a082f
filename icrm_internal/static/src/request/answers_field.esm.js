/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {
    ServiceForm,
    withDefaults,
} from "@icrm_internal/catalogue/form/service_form.esm";
import {
    cleanAnswers,
    findInvalid,
    findMissing,
} from "@icrm_internal/catalogue/form/form_logic.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useBus, useService} from "@web/core/utils/hooks";

const EMPTY = {digest: "", questions: []};

/**
 * The questions of a service.
 *
 * To answer: the field holds `{form: digest, answers}`, the one named in the option
 * `form` the schema, which changes with the beneficiary. To read: the field holds
 * schema, answers and names, as `get_form_answers` returns them.
 */
export class AnswersField extends Component {
    static template = "icrm_internal.AnswersField";
    static components = {ServiceForm};
    static props = {...standardFieldProps, formField: {type: String, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.state = useState({showErrors: false, jump: 0});
        const {answers = {}, names = {}} = this.value;
        this.answers = withDefaults(this.schema, this.isOfThisForm ? answers : {});
        // Of the records chosen, for a draft that comes back
        this.names = names;
        this.updates = new Set();
        // Triggered, and awaited, just before a record is saved: the other fields hand
        // over what is typed, this one says what is missing.
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.commit())
        );
    }

    get value() {
        return this.props.record.data[this.props.name] || {};
    }

    get isReadonly() {
        return this.props.readonly || !this.props.formField;
    }

    get schema() {
        const {record, formField} = this.props;
        const schema = formField ? record.data[formField] : this.value;
        return schema && schema.questions ? schema : EMPTY;
    }

    /** Whether the answers given are to the form shown: a draft may be of an older one. */
    get isOfThisForm() {
        const {form} = this.value;
        return !form || form === this.schema.digest;
    }

    searchRecords(questionName, text) {
        const {service_id: service} = this.props.record.data;
        return this.orm.call("icrm.service", "search_form_records", [
            [service.id],
            questionName,
            text,
        ]);
    }

    onChange(answers, names = {}) {
        this.answers = answers;
        this.names = names;
        this.update();
    }

    /**
     * An update waits for the onchange under way, and carries all answers: made from
     * the record alone it would lose those that wait beside it.
     */
    update() {
        const {questions, digest} = this.schema;
        const update = Promise.resolve(
            this.props.record.update({
                [this.props.name]: {
                    form: digest,
                    answers: cleanAnswers(questions, this.answers),
                    ...(Object.keys(this.names).length ? {names: this.names} : {}),
                },
            })
        ).finally(() => this.updates.delete(update));
        this.updates.add(update);
        if (this.state.showErrors) {
            this.check();
        }
    }

    async commit() {
        if (this.isReadonly || !this.schema.questions.length) {
            return;
        }
        this.update();
        await Promise.all(this.updates);
        this.state.showErrors = true;
        if (!(await this.check())) {
            this.state.jump++;
        }
    }

    async check() {
        const {record, name} = this.props;
        const {questions} = this.schema;
        const isFine =
            !findMissing(questions, this.answers).length &&
            !Object.keys(findInvalid(questions, this.answers)).length;
        if (isFine) {
            await record.resetFieldValidity(name);
        } else {
            await record.setInvalidField(name);
        }
        return isFine;
    }
}

registry.category("fields").add("icrm_answers", {
    component: AnswersField,
    supportedTypes: ["json"],
    extractProps: ({options}) => ({formField: options.form}),
});
