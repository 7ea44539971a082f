/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Requests a week, those expected, and the band they probably lie in. Points and
 * sentences come from the server; the table below says the same in numbers.
 */
export class ForecastField extends Component {
    static template = "icrm_internal.ForecastField";
    static props = {...standardFieldProps, small: {type: Boolean, optional: true}};

    get chart() {
        return this.props.record.data[this.props.name] || {};
    }

    get drawing() {
        return this.props.small ? this.chart.small : this.chart.large;
    }
}

export const forecastField = {
    component: ForecastField,
    supportedTypes: ["json"],
    extractProps: ({options}) => ({small: Boolean(options.small)}),
};

/** How often what was said came true: of both halves, the one tried on first. */
export class ReliabilityField extends Component {
    static template = "icrm_internal.ReliabilityField";
    static props = {...standardFieldProps};

    get table() {
        return this.props.record.data[this.props.name] || {halves: []};
    }
}

export const reliabilityField = {
    component: ReliabilityField,
    supportedTypes: ["json"],
};

registry.category("fields").add("icrm_forecast", forecastField);
registry.category("fields").add("icrm_reliability", reliabilityField);
