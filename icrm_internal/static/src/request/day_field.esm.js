/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";
import {_t} from "@web/core/l10n/translation";
import {capitalize} from "@web/core/utils/strings";
import {registry} from "@web/core/registry";

// Farther days are shown as dates
const NEAR_DAYS = 14;

/**
 * How many days until a day. Odoo's own remaining_days calls the 1st of December "next
 * month" on the 28th of November.
 */
export class DayField extends RemainingDaysField {
    get diffString() {
        if (this.diffDays === null) {
            return "";
        }
        if (Math.abs(this.diffDays) > NEAR_DAYS) {
            return this.formattedValue;
        }
        const value = this.props.record.data[this.props.name];
        return capitalize(value.toRelativeCalendar({unit: "days"}));
    }
}

registry.category("fields").add("icrm_day", {
    ...remainingDaysField,
    component: DayField,
    displayName: _t("Day"),
});
