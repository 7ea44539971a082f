/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** The closing checklist of a request: a tick is stored at once, without saving. */
export class ChecklistField extends Component {
    static template = "icrm_internal.ChecklistField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({stored: null, isBusy: false, attempt: 0});
        onWillUpdateProps((next) => {
            if (next.record.data[next.name] !== this.value) {
                this.state.stored = null;
            }
        });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get checklist() {
        return this.state.stored || this.value || {lines: []};
    }

    get done() {
        return this.checklist.lines.filter((line) => line.done).length;
    }

    async toggle(line) {
        this.state.isBusy = true;
        try {
            this.state.stored = await this.orm.call(
                "helpdesk.ticket",
                "action_icrm_check",
                [[this.checklist.ticket], line.id, !line.done]
            );
        } finally {
            // Draws the boxes again: the one clicked shows what is stored
            this.state.attempt++;
            this.state.isBusy = false;
        }
    }
}

registry.category("fields").add("icrm_checklist", {
    component: ChecklistField,
    supportedTypes: ["json"],
});
