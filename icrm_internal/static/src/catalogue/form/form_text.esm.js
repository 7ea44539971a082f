/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/** Answers and what is wrong with them, as text in the reader's language. */
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {insertThousandsSep} from "@web/core/utils/numbers";
import {localization} from "@web/core/l10n/localization";

/** Without separators of thousands, so that it can be typed again as it stands. */
export function formatNumber(value) {
    return String(value).replace(".", localization.decimalPoint);
}

/** With separators of thousands, as it is calculated. */
export function formatTotal(value) {
    const [whole, decimals] = String(value).split(".");
    const {decimalPoint, thousandsSep, grouping} = localization;
    const text = insertThousandsSep(whole, thousandsSep, grouping);
    return decimals ? `${text}${decimalPoint}${decimals}` : text;
}

function getOption({options}, key) {
    return options.find((option) => option[0] === key)?.[1] ?? String(key);
}

function getName({comodel}, id, names) {
    return names[comodel]?.[id] || (typeof id === "string" ? id : _t("(no access)"));
}

const FORMATS = {
    boolean: (question, value) => (value ? _t("Yes") : _t("No")),
    integer: (question, value) => formatNumber(value),
    float: (question, value) => formatNumber(value),
    total: (question, value) => formatTotal(value),
    date: (question, value) => formatDate(deserializeDate(value)),
    datetime: (question, value) =>
        formatDateTime(deserializeDateTime(value), {showSeconds: false}),
    selection: getOption,
    tags: (question, value) =>
        value.map((key) => getOption(question, key)).join(_t(", ")),
    many2one: getName,
    many2many: (question, value, names) =>
        value.map((id) => getName(question, id, names)).join(_t(", ")),
};

function formatValue(question, value, names) {
    if (value === undefined || value === null || value === "") {
        return "";
    }
    let text = String(value);
    try {
        text = FORMATS[question.type]?.(question, value, names) ?? text;
    } catch {
        return text; // typed, but no answer to this question
    }
    return question.suffix ? `${text} ${question.suffix}` : text;
}

/** An answer as text, with its unit; what cannot be read as what was typed. */
export function formatAnswer(question, value, names = {}) {
    if (question.type !== "lines" || !Array.isArray(value)) {
        return formatValue(question, value, names);
    }
    return value
        .map((row) =>
            question.columns
                .map((column) => formatValue(column, row[column.name], names))
                .filter(Boolean)
                .join(_t(", "))
        )
        .join("\n");
}

/** The sentence below a question for a code of `findInvalid`. */
export function describeProblem(question, code) {
    switch (code) {
        case "number":
            return _t("Enter a number, e.g. %s.", formatNumber(1234.5));
        case "integer":
            return _t("Enter a whole number.");
        case "range":
            return _t("The number is too large.");
        case "long":
            return _t("Enter at most 5,000 characters.");
        case "pattern":
            return question.pattern_message || _t("Check the format.");
        case "date":
        case "datetime":
            return _t("Enter a date.");
    }
    return _t("Select from the list.");
}
