/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {_t} from "@web/core/l10n/translation";
import {formatNumber} from "./form_text.esm";
import {localization} from "@web/core/l10n/localization";
import {parseNumber} from "./form_logic.esm";

const {DateTime} = luxon;

/**
 * The input of one question, or of one cell of repeated lines. What cannot be read as
 * an answer (letters in a number) is handed over as typed: it is kept, and found wrong.
 */
export class FormInput extends Component {
    static template = "icrm_internal.FormInput";
    static components = {AutoComplete, DateTimeInput};
    static props = {
        id: String,
        question: Object,
        value: {optional: true},
        name: {type: Function},
        required: {type: Boolean, optional: true},
        invalid: {type: Boolean, optional: true},
        describedBy: {type: String, optional: true},
        onChange: Function,
        onBlur: Function,
        search: {type: Function, optional: true},
    };

    setup() {
        this.root = useRef("root");
        this.typed = useState({number: null});
        // The components of core know nothing of these.
        useEffect(
            (id, required, invalid, describedBy) => {
                const input = this.root.el.querySelector(`[id="${id}"]`);
                for (const [name, value] of Object.entries({
                    "aria-required": required && "true",
                    "aria-invalid": invalid && "true",
                    "aria-describedby": describedBy,
                })) {
                    if (value) {
                        input?.setAttribute(name, value);
                    } else {
                        input?.removeAttribute(name);
                    }
                }
                input?.classList.toggle("is-invalid", Boolean(invalid));
            },
            () => [
                this.props.id,
                this.props.required,
                this.props.invalid,
                this.props.describedBy,
            ]
        );
    }

    get type() {
        return this.props.question.type;
    }

    get isNumber() {
        return ["integer", "float"].includes(this.type);
    }

    // ------------------------------------------------------------------
    // Text and numbers
    // ------------------------------------------------------------------
    get text() {
        const {value} = this.props;
        if (this.isNumber) {
            const {number} = this.typed;
            if (number !== null && this.readNumber(number) === value) {
                return number; // "5." on the way to "5.2"
            }
            return typeof value === "number" ? formatNumber(value) : value || "";
        }
        return value || "";
    }

    readNumber(text) {
        return text.trim() ? (parseNumber(text, localization) ?? text) : null;
    }

    onTextInput(ev) {
        const text = ev.target.value;
        if (this.isNumber) {
            this.typed.number = text;
            this.props.onChange(this.readNumber(text));
        } else {
            this.props.onChange(text);
        }
    }

    // ------------------------------------------------------------------
    // Choices
    // ------------------------------------------------------------------
    onToggle(key, isChosen) {
        const chosen = new Set(this.props.value || []);
        chosen[isChosen ? "add" : "delete"](key);
        // In the order of the form, not of the clicks.
        this.props.onChange(
            this.props.question.options
                .map((option) => option[0])
                .filter((option) => chosen.has(option))
        );
    }

    // ------------------------------------------------------------------
    // Dates
    // ------------------------------------------------------------------
    get date() {
        const {value} = this.props;
        if (!value) {
            return false;
        }
        const date =
            this.type === "date" ? deserializeDate(value) : deserializeDateTime(value);
        return date.isValid && date;
    }

    /** Asked about, not refused: a form may well ask when something was seen last. */
    get isPastDay() {
        return (
            Boolean(this.date) &&
            this.date.startOf("day") < DateTime.now().startOf("day")
        );
    }

    onDateChange(date) {
        const serialize = this.type === "date" ? serializeDate : serializeDateTime;
        this.props.onChange(date ? serialize(date) : null);
        this.props.onBlur();
    }

    // ------------------------------------------------------------------
    // Records
    // ------------------------------------------------------------------
    get recordName() {
        const {value} = this.props;
        if (this.type === "many2many" || !value) {
            return "";
        }
        return typeof value === "string" ? value : this.props.name(value);
    }

    get choosePlaceholder() {
        return _t("Please choose");
    }

    getRemoveLabel(id) {
        return _t("Remove %s", this.props.name(id));
    }

    get searchPlaceholder() {
        return _t("Type to search");
    }

    get recordSources() {
        return [
            {
                placeholder: _t("Searching..."),
                options: async (text) => {
                    const found = (await this.props.search?.(text)) || [];
                    return found.length
                        ? found.map((record) => ({
                              label: record.name,
                              onSelect: () => this.onSelectRecord(record),
                          }))
                        : [{label: _t("Nothing found"), cssClass: "fst-italic"}];
                },
            },
        ];
    }

    onSelectRecord({id, name}) {
        const {value, onChange} = this.props;
        if (this.type === "many2one") {
            onChange(id, {[id]: name});
        } else {
            const ids = Array.isArray(value) ? value : [];
            onChange(ids.includes(id) ? ids : [...ids, id], {[id]: name});
        }
    }

    /** Text in the box without a choice made is no answer, but it is kept. */
    onRecordInput(inputValue) {
        if (this.type === "many2one" && inputValue !== this.recordName) {
            this.props.onChange(inputValue.trim() || null);
        }
    }

    onRemoveRecord(id) {
        this.props.onChange(this.props.value.filter((other) => other !== id));
    }
}
