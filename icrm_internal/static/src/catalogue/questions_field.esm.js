/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {useOpenX2ManyRecord, useX2ManyCrud} from "@web/views/fields/relational_utils";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";

/**
 * The questions of a service's request form.
 *
 * A question is saved as soon as its dialog is closed: the next one's conditions can name
 * it. With the questions goes the state of the form they were edited on, so that nobody
 * overwrites what somebody else changed meanwhile.
 */
export class QuestionsField extends X2ManyField {
    setup() {
        super.setup();
        const {saveRecord, updateRecord} = useX2ManyCrud(() => this.list, false);
        const openRecord = useOpenX2ManyRecord({
            resModel: this.list.resModel,
            activeField: this.activeField,
            activeActions: this.activeActions,
            getList: () => this.list,
            saveRecord,
            updateRecord,
            isMany2Many: false,
        });
        this._openRecord = async (params) => {
            // Saving makes new records of those in the list.
            const index = this.list.records.findIndex(
                ({id}) => id === params.record?.id
            );
            await this.saving;
            const record = this.list.records[index];
            return openRecord({...params, record, onClose: () => this.saveForm()});
        };
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.sendToken())
        );
    }

    async saveForm() {
        const {record} = this.props;
        if (record.dirty) {
            const saved = record.save();
            this.saving = saved.catch(() => false);
            await saved; // what is refused is told, and stays in the form
        }
    }

    async sendToken() {
        const {record} = this.props;
        if (record.dirty && !record.isNew) {
            await record.update({form_token: record.data.form_token});
        }
    }
}

registry.category("fields").add("icrm_questions", {
    ...x2ManyField,
    component: QuestionsField,
    additionalClasses: ["o_field_one2many"],
});
