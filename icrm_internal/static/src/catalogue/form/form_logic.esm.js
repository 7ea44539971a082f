/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/**
 * What the answers to a request form make of it: which questions are shown, which are
 * required, what is missing, what is wrong. Pure functions of a form's schema and its
 * answers, mirrored by `measures/form_logic.py`; both are tested against
 * `static/tests/catalogue/form_cases.json`. The server's check decides.
 */
const MAX_TEXT = 5000;
const MAX_INTEGER = 2 ** 31 - 1;
const MAX_FLOAT = 1e15;

/** Whether a question of that type asks for an answer; else it only shows something. */
export function isAsked({type}) {
    return type !== "section" && type !== "total";
}

function isGiven(type, value) {
    if (type === "boolean") {
        return value === true;
    }
    if (value === undefined || value === null || value === false) {
        return false;
    }
    if (typeof value === "string") {
        return value.trim() !== "";
    }
    return !Array.isArray(value) || value.length > 0;
}

export function isEmptyRow(columns, row) {
    return !columns.some(({name, type}) => isGiven(type, row[name]));
}

export function isAnswered({type, columns}, value) {
    return type === "lines" && Array.isArray(value)
        ? value.some((row) => !isEmptyRow(columns, row))
        : isGiven(type, value);
}

function isNumber(value) {
    return typeof value === "number" && Number.isFinite(value);
}

/** Six decimals, halves away from zero: sums of prices stay what they look like. */
function round(value) {
    return Number(value.toFixed(6));
}

function computeTotal({formula}, values) {
    if (!formula) {
        return null;
    }
    if (formula.lines) {
        const rows = values[formula.lines];
        const products = (Array.isArray(rows) ? rows : [])
            .filter((row) => formula.columns.every((name) => isNumber(row[name])))
            .map((row) =>
                formula.columns.reduce((product, name) => product * row[name], 1)
            );
        return products.length
            ? round(products.reduce((sum, product) => sum + product, 0))
            : null;
    }
    const numbers = formula.questions.map((name) => values[name]).filter(isNumber);
    return numbers.length
        ? round(numbers.reduce((sum, number) => sum + number, 0))
        : null;
}

function areEqual(value, wanted) {
    return typeof value === "string" && typeof wanted === "string"
        ? value.trim() === wanted.trim()
        : value === wanted;
}

function isOneOf(value, wanted) {
    return Array.isArray(value)
        ? value.some((item) => wanted.some((other) => areEqual(item, other)))
        : wanted.some((other) => areEqual(value, other));
}

function isBetween(value, wanted, operator) {
    if (
        typeof value !== typeof wanted ||
        !["number", "string"].includes(typeof value)
    ) {
        return false;
    }
    return operator === ">=" ? value >= wanted : value <= wanted;
}

function isMet({question: name, operator, value: wanted}, questions, values) {
    const question = questions[name];
    const value = values[name];
    const isSet = Boolean(question) && isAnswered(question, value);
    if (operator === "set" || operator === "not_set") {
        return isSet === (operator === "set");
    }
    // A shown box that is not ticked says no; everything else unset says nothing.
    const says = isSet || (question?.type === "boolean" && value === false);
    const list = Array.isArray(wanted) ? wanted : [wanted];
    if (operator === "!=") {
        return !says || !isOneOf(value, list);
    }
    if (operator === "=" || operator === "in") {
        return says && isOneOf(value, list);
    }
    return says && isBetween(value, wanted, operator);
}

function areMet(rule, questions, values) {
    const check = (condition) => isMet(condition, questions, values);
    return rule.mode === "any"
        ? rule.conditions.some(check)
        : rule.conditions.every(check);
}

/**
 * @param {object[]} questions the questions of a schema
 * @param {object} answers values by the names of the questions
 * @returns {{shown: Set, required: Set, totals: object}} names of the questions shown
 *  (sections included) and of those that need an answer; what totals add up to
 */
export function evaluateForm(questions, answers) {
    const byName = Object.fromEntries(
        questions.map((question) => [question.name, question])
    );
    const hidden = new Set();
    const values = {};
    const totals = {};
    const setValue = (question) => {
        const {name, type} = question;
        if (type === "total") {
            totals[name] = hidden.has(name) ? null : computeTotal(question, values);
            values[name] = totals[name];
        } else if (hidden.has(name)) {
            delete values[name];
        } else {
            values[name] = type === "boolean" ? answers[name] === true : answers[name];
        }
    };
    questions.forEach(setValue);
    // A hidden question has no answer, which may hide others: until nothing changes.
    // Forms whose questions hide each other in a circle are not published.
    for (let pass = 0; pass <= questions.length; pass++) {
        let changed = false;
        let sectionHidden = false;
        for (const question of questions) {
            const met = !question.show_if || areMet(question.show_if, byName, values);
            if (question.type === "section") {
                sectionHidden = !met;
            }
            const hide = !met || sectionHidden;
            const before = values[question.name];
            if (hide !== hidden.has(question.name)) {
                hidden[hide ? "add" : "delete"](question.name);
                changed = true;
            }
            setValue(question);
            changed = changed || before !== values[question.name];
        }
        if (!changed) {
            break;
        }
    }
    const shown = questions.filter(({name}) => !hidden.has(name));
    const required = shown.filter(
        (question) =>
            isAsked(question) &&
            (question.required ||
                (question.require_if && areMet(question.require_if, byName, values)))
    );
    return {
        shown: new Set(shown.map(({name}) => name)),
        required: new Set(required.map(({name}) => name)),
        totals,
    };
}

/** Call *visit(question, value, path)* for each cell of a row that is not empty. */
function visitCells({name, columns}, rows, visit) {
    (Array.isArray(rows) ? rows : []).forEach((row, index) => {
        if (!isEmptyRow(columns, row)) {
            for (const column of columns) {
                visit(column, row[column.name], `${name}.${index}.${column.name}`);
            }
        }
    });
}

/** The paths ("name", or "name.row.column") of what needs an answer and has none. */
export function findMissing(questions, answers) {
    const {shown, required} = evaluateForm(questions, answers);
    const missing = [];
    for (const question of questions) {
        const {name, type} = question;
        if (required.has(name) && !isAnswered(question, answers[name])) {
            missing.push(name);
        }
        if (type === "lines" && shown.has(name)) {
            visitCells(question, answers[name], (column, value, path) => {
                if (column.required && !isAnswered(column, value)) {
                    missing.push(path);
                }
            });
        }
    }
    return missing;
}

function isDate(value) {
    const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
    if (!match) {
        return false;
    }
    const [year, month, day] = match.slice(1).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDateTime(value) {
    const match = /^(\S+) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.exec(value);
    return Boolean(match) && isDate(match[1]);
}

function matches(pattern, text) {
    try {
        return new RegExp(`^(?:${pattern})$`).test(text);
    } catch {
        return true; // one that this browser does not know: the server judges
    }
}

function findTextProblem({pattern}, value) {
    if (typeof value !== "string") {
        return "text";
    }
    if (value.length > MAX_TEXT) {
        return "long";
    }
    return pattern && !matches(pattern, value.trim()) ? "pattern" : null;
}

function findNumberProblem({type}, value) {
    if (!isNumber(value)) {
        return "number";
    }
    if (type === "integer" && !Number.isInteger(value)) {
        return "integer";
    }
    return Math.abs(value) > (type === "integer" ? MAX_INTEGER : MAX_FLOAT)
        ? "range"
        : null;
}

const isOption = ({options}, key) => options.some((option) => option[0] === key);
const isId = (id) => Number.isInteger(id) && id > 0;

function findListProblem(value, isRight, code) {
    if (!Array.isArray(value)) {
        return "list";
    }
    return value.every(isRight) ? null : code;
}

const CHECKS = {
    char: findTextProblem,
    text: findTextProblem,
    integer: findNumberProblem,
    float: findNumberProblem,
    date: (question, value) => (isDate(value) ? null : "date"),
    datetime: (question, value) => (isDateTime(value) ? null : "datetime"),
    selection: (question, value) => (isOption(question, value) ? null : "option"),
    tags: (question, value) =>
        findListProblem(value, (key) => isOption(question, key), "option"),
    many2one: (question, value) => (isId(value) ? null : "link"),
    many2many: (question, value) => findListProblem(value, isId, "link"),
    lines: (question, value) => findListProblem(value, () => true),
};

/** What is wrong with the answer given to a question: a code, or null. */
export function findProblem(question, value) {
    return CHECKS[question.type]?.(question, value) || null;
}

/** {path: code} of the answers that are no answers to their questions. */
export function findInvalid(questions, answers) {
    const {shown} = evaluateForm(questions, answers);
    const invalid = {};
    const check = (question, value, path) => {
        const code = isAnswered(question, value) && findProblem(question, value);
        if (code) {
            invalid[path] = code;
        }
    };
    for (const question of questions) {
        const value = answers[question.name];
        if (shown.has(question.name) && isAsked(question)) {
            check(question, value, question.name);
            if (question.type === "lines") {
                visitCells(question, value, check);
            }
        }
    }
    return invalid;
}

function cleanAll(questions, answers) {
    const cleaned = {};
    for (const question of questions) {
        const {name, type, columns} = question;
        const value = answers[name];
        if (type === "boolean") {
            cleaned[name] = value === true;
        } else if (isAnswered(question, value)) {
            cleaned[name] = typeof value === "string" ? value.trim() : value;
            if (type === "lines" && Array.isArray(value)) {
                cleaned[name] = value
                    .filter((row) => !isEmptyRow(columns, row))
                    .map((row) => cleanAll(columns, row));
            }
        }
    }
    return cleaned;
}

/** The answers as they are sent: of what is shown and answered, nothing else. */
export function cleanAnswers(questions, answers) {
    const {shown} = evaluateForm(questions, answers);
    return cleanAll(
        questions.filter((question) => isAsked(question) && shown.has(question.name)),
        answers
    );
}

/**
 * Read a number as written in a language. Separators in wrong places make it no number:
 * "1,5" is not 15 where the comma separates thousands.
 *
 * @param {string} text
 * @param {{decimalPoint: string, thousandsSep: string}} l10n
 * @returns {number | null} null: not a number, or an ambiguous one
 */
export function parseNumber(text, {decimalPoint, thousandsSep}) {
    const plain = text
        .normalize("NFKC") // full-width digits of Chinese and Japanese keyboards
        .trim()
        .replace(/^\u2212/, "-");
    const [whole, decimals, ...more] = plain.split(decimalPoint || ".");
    const separator = (thousandsSep || "").normalize("NFKC");
    const groups =
        separator && whole.includes(separator) ? whole.split(separator) : [whole];
    const isGrouped =
        groups.length === 1 ||
        (/^[+-]?\d{1,3}$/.test(groups[0]) &&
            groups.slice(1).every((group) => /^\d{3}$/.test(group)));
    const digits = `${groups.join("")}.${decimals || "0"}`;
    if (more.length || !isGrouped || !/^[+-]?\d+\.\d+$/.test(digits)) {
        return null;
    }
    return Number(digits);
}
