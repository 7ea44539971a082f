/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** One to five stars. Odoo's priority widget hovers one star less than it has values. */
export class StarsField extends Component {
    static template = "icrm_internal.StarsField";
    static props = {...standardFieldProps};

    get score() {
        return parseInt(this.props.record.data[this.props.name]) || 0;
    }

    get stars() {
        const labels = Object.fromEntries(
            this.props.record.fields[this.props.name].selection
        );
        return [1, 2, 3, 4, 5].map((score) => ({
            score,
            label: labels[String(score)] || _t("%s of 5 stars", score),
        }));
    }

    choose(score) {
        this.props.record.update({[this.props.name]: String(score)});
    }
}

registry.category("fields").add("icrm_stars", {
    component: StarsField,
    supportedTypes: ["selection"],
});
