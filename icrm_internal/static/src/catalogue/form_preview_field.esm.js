/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {ServiceForm} from "./form/service_form.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** A service's request form as customers see it, to be tried while it is edited. */
export class FormPreviewField extends Component {
    static template = "icrm_internal.FormPreviewField";
    static components = {ServiceForm};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
    }

    get schema() {
        return this.props.record.data[this.props.name] || {questions: []};
    }

    async searchRecords(questionName, text) {
        const {resId} = this.props.record;
        return resId
            ? this.orm.call("icrm.service", "search_form_records", [
                  [resId],
                  questionName,
                  text,
              ])
            : [];
    }
}

registry.category("fields").add("icrm_form_preview", {
    component: FormPreviewField,
    supportedTypes: ["json"],
});
