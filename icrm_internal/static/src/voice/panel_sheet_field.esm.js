/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {ServiceForm} from "../catalogue/form/service_form.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

let lastId = 0;

/** Whether one question is good, and why: an opinion is stored with the click. */
export class PanelComment extends Component {
    static template = "icrm_internal.PanelComment";
    static props = {
        label: String,
        limit: Number,
        comment: {type: Object, optional: true}, // {verdict, body}
        save: Function, // (verdict, body)
    };

    setup() {
        this.textId = `icrm_panel_comment_${++lastId}`;
        this.state = useState({body: this.props.comment?.body || "", isBusy: false});
    }

    get verdicts() {
        return [
            {name: "good", label: _t("Good"), icon: "fa-thumbs-o-up"},
            {name: "unclear", label: _t("Needs work"), icon: "fa-pencil-square-o"},
        ];
    }

    get isStored() {
        return this.state.body.trim() === (this.props.comment?.body || "");
    }

    /** The same opinion again takes the comment back. */
    async choose(verdict) {
        const isAgain = this.props.comment?.verdict === verdict;
        if (isAgain) {
            this.state.body = "";
        }
        await this.store(isAgain ? false : verdict);
    }

    async store(verdict) {
        this.state.isBusy = true;
        try {
            await this.props.save(verdict, this.state.body);
        } finally {
            this.state.isBusy = false;
        }
    }
}

/** A draft form to be filled in and commented on; what is filled in goes nowhere. */
export class PanelSheetField extends Component {
    static template = "icrm_internal.PanelSheetField";
    static components = {PanelComment, ServiceForm};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({comments: null});
    }

    get sheet() {
        return this.props.record.data[this.props.name];
    }

    get comments() {
        return this.state.comments || this.sheet.comments;
    }

    get wholeLabel() {
        return _t("The form as a whole");
    }

    get promiseLabel() {
        return _t("Promise");
    }

    async save(question, verdict, body) {
        const sheet = await this.orm.call("icrm.panel.trial", "action_comment", [
            [this.sheet.id],
            question,
            verdict,
            body,
        ]);
        this.state.comments = sheet.comments;
    }

    searchRecords(questionName, text) {
        return this.orm.call("icrm.panel.trial", "search_form_records", [
            [this.sheet.id],
            questionName,
            text,
        ]);
    }
}

registry.category("fields").add("icrm_panel_sheet", {
    component: PanelSheetField,
    supportedTypes: ["json"],
});
