/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;
const SOON_HOURS = 4;

/**
 * How long until an instant, to the hour: promises fall due within a day, where
 * Odoo's own remaining_days says no more than "Today".
 */
export class RemainingTimeField extends RemainingDaysField {
    get value() {
        return this.props.record.data[this.props.name];
    }

    get hours() {
        return this.value.diff(DateTime.now(), "hours").hours;
    }

    get diffString() {
        if (!this.value) {
            return "";
        }
        // "In 1 day" would be anything from 24 to 48 hours.
        const unit = Math.abs(this.hours) > 1 && Math.abs(this.hours) < 48 && "hours";
        return this.value.toRelative(unit ? {unit} : {});
    }

    get numericValue() {
        return this.value ? formatDateTime(this.value) : "";
    }

    get classNames() {
        if (!this.value) {
            return null;
        }
        return {
            "text-nowrap": true,
            "fw-bold text-danger": this.hours < 0,
            "text-warning": this.hours >= 0 && this.hours < SOON_HOURS,
        };
    }
}

export const remainingTimeField = {
    ...remainingDaysField,
    component: RemainingTimeField,
    displayName: _t("Remaining Time"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("icrm_remaining_time", remainingTimeField);
