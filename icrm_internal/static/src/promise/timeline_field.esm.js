/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * One bar per promise: who held the request when. The words come from the server, in
 * the reader's language; the same sentences stand below for those who cannot see bars.
 */
export class TimelineField extends Component {
    static template = "icrm_internal.TimelineField";
    static props = {...standardFieldProps};

    get clocks() {
        return this.props.record.data[this.props.name] || [];
    }

    badge(state) {
        return {
            running: "text-bg-info",
            paused: "text-bg-secondary",
            met: "text-bg-success",
            missed: "text-bg-danger",
            cancelled: "text-bg-light",
        }[state];
    }
}

export const timelineField = {
    component: TimelineField,
    supportedTypes: ["json"],
};

registry.category("fields").add("icrm_timeline", timelineField);
