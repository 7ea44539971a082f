/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillUnmount, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const TYPING = 500;

/** The steps of a plan from left to right, each in its box; the server has drawn them. */
export class PlanPicture extends Component {
    static template = "icrm_internal.PlanPicture";
    static props = {picture: Object};
}

/** One line that says how far a request is, and the picture of its steps. */
export class PlanField extends Component {
    static template = "icrm_internal.PlanField";
    static components = {PlanPicture};
    static props = {...standardFieldProps};

    get plan() {
        return this.props.record.data[this.props.name];
    }
}

/** In the request dialog: the steps that will run with what is answered so far. */
export class PlanPreviewField extends Component {
    static template = "icrm_internal.PlanPreviewField";
    static components = {PlanPicture};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({plan: null});
        this.asked = null;
        useRecordObserver((record) => {
            const {answers, service_id: service} = record.data;
            if (record.data[this.props.name] && service) {
                this.ask(service.id, (answers && answers.answers) || {});
            }
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    ask(serviceId, answers) {
        const key = JSON.stringify(answers);
        if (key === this.asked) {
            return;
        }
        const isFirst = this.asked === null;
        this.asked = key;
        clearTimeout(this.timer);
        this.timer = setTimeout(
            async () => {
                const plan = await this.orm.call("icrm.service", "get_plan", [
                    [serviceId],
                    answers,
                ]);
                if (key === this.asked) {
                    this.state.plan = plan;
                }
            },
            isFirst ? 0 : TYPING
        );
    }
}

registry.category("fields").add("icrm_plan", {
    component: PlanField,
    supportedTypes: ["json"],
});
registry.category("fields").add("icrm_plan_preview", {
    component: PlanPreviewField,
    supportedTypes: ["boolean"],
});
