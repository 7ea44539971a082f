/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillUpdateProps, useEffect, useRef, useState} from "@odoo/owl";
import {
    evaluateForm,
    findInvalid,
    findMissing,
    findProblem,
    isAnswered,
    isAsked,
} from "./form_logic.esm";
import {describeProblem, formatAnswer} from "./form_text.esm";
import {FormInput} from "./form_input.esm";
import {_t} from "@web/core/l10n/translation";

let lastFormId = 0;

/** The answers to begin with: those given, and the defaults of the other questions. */
export function withDefaults({questions}, answers) {
    const filled = {...answers};
    for (const {name, default: value} of questions) {
        if (!(name in filled) && value !== undefined && value !== null) {
            filled[name] = value;
        }
    }
    return filled;
}

/** {name: {label, text}} of what is answered, as the person sees it. */
export function describeAnswers({questions}, answers, names) {
    const {shown} = evaluateForm(questions, answers);
    const described = {};
    for (const question of questions) {
        const {name, label, type} = question;
        if (
            shown.has(name) &&
            isAsked(question) &&
            type !== "boolean" &&
            isAnswered(question, answers[name])
        ) {
            described[name] = {
                label,
                text: formatAnswer(question, answers[name], names),
            };
        }
    }
    return described;
}

/**
 * The questions of a request form, to answer or to read: one renderer for the web
 * client, the portal and the preview of the editor.
 *
 * It holds the answers itself: what a parent does with them, and how long that takes,
 * loses nothing. A changed schema (another beneficiary; a form published meanwhile)
 * keeps them too; those that have no place in a changed form are shown as text.
 */
export class ServiceForm extends Component {
    static template = "icrm_internal.ServiceForm";
    static components = {FormInput};
    static props = {
        schema: Object, // {digest, questions}
        answers: {type: Object, optional: true},
        names: {type: Object, optional: true}, // {model: {id: name}}
        readonly: {type: Boolean, optional: true},
        // Called with (answers, names) for each change, typing included.
        onChange: {type: Function, optional: true},
        // Whether the person tried to send: from then on gaps are marked.
        showErrors: {type: Boolean, optional: true},
        // Raised by one to lead to the first answer that is missing or wrong.
        jump: {type: Number, optional: true},
        // {path: sentence} of the server, each until its answer is changed.
        errors: {type: Object, optional: true},
        // [{label, text}] typed into questions that are no longer asked.
        lost: {type: Array, optional: true},
        searchRecords: {type: Function, optional: true},
        className: {type: String, optional: true},
        // "question" is drawn below each question
        slots: {type: Object, optional: true},
    };
    static defaultProps = {
        answers: {},
        names: {},
        readonly: false,
        onChange: () => undefined,
        showErrors: false,
        jump: 0,
        errors: {},
        lost: [],
        className: "",
    };

    setup() {
        this.formId = `icrm_form_${++lastFormId}`;
        this.root = useRef("root");
        this.state = useState({
            answers: withDefaults(this.props.schema, this.props.answers),
            names: this.props.names,
            left: {}, // paths whose input was left
            changed: {}, // names of questions whose answer was changed
            lost: this.props.lost,
            isChanged: false,
        });
        onWillUpdateProps((nextProps) => {
            if (nextProps.schema !== this.props.schema && !nextProps.readonly) {
                this.onSchema(nextProps);
            }
        });
        useEffect(
            (jump) => {
                if (jump) {
                    this.focusProblem(Object.keys(this.problems)[0]);
                }
            },
            () => [this.props.jump]
        );
    }

    // ------------------------------------------------------------------
    // Schema
    // ------------------------------------------------------------------
    onSchema({schema, onChange}) {
        const before = this.props.schema;
        const {answers: kept, names} = this.state;
        if (schema.digest !== before.digest) {
            const described = describeAnswers(
                before,
                this.state.answers,
                this.state.names
            );
            const byName = Object.fromEntries(
                schema.questions.map((question) => [question.name, question])
            );
            const answers = {...this.state.answers};
            for (const {name, type} of before.questions) {
                const now = byName[name];
                const fits =
                    now && now.type === type && !findProblem(now, answers[name]);
                if (described[name] && !fits) {
                    this.state.lost = [...this.state.lost, described[name]];
                    delete answers[name];
                }
            }
            this.state.answers = answers;
            this.state.isChanged = true;
        }
        const answers = withDefaults(schema, this.state.answers);
        this.state.answers = answers;
        if (JSON.stringify(answers) !== JSON.stringify(kept)) {
            // Not while the parent is being drawn.
            Promise.resolve().then(() => onChange(answers, names));
        }
    }

    get answers() {
        return this.props.readonly ? this.props.answers : this.state.answers;
    }

    get evaluation() {
        return evaluateForm(this.props.schema.questions, this.answers);
    }

    /** What is drawn, from top to bottom. */
    get items() {
        const {shown, required, totals} = this.evaluation;
        const problems = this.problems;
        const items = this.props.schema.questions
            .filter((question) => this.isDrawn(question, shown))
            .map((question) => {
                const {name} = question;
                const id = this.getId(name);
                const problem = problems[name];
                return {
                    question,
                    id,
                    value:
                        question.type === "total" && !this.props.readonly
                            ? totals[name]
                            : this.answers[name],
                    required: !this.props.readonly && required.has(name),
                    problem,
                    describedBy:
                        [question.help && `${id}_help`, problem && `${id}_problem`]
                            .filter(Boolean)
                            .join(" ") || undefined,
                };
            });
        // A heading above nothing is left out.
        return items.filter(
            (item, index) =>
                item.question.type !== "section" ||
                (items[index + 1] && items[index + 1].question.type !== "section")
        );
    }

    isDrawn(question, shown) {
        const {name, type} = question;
        if (!this.props.readonly) {
            return shown.has(name);
        }
        const value = this.answers[name];
        return (
            type === "section" ||
            (type === "boolean"
                ? typeof value === "boolean"
                : isAnswered(question, value))
        );
    }

    // ------------------------------------------------------------------
    // What is missing or wrong
    // ------------------------------------------------------------------
    get problems() {
        const {schema, readonly, showErrors, errors} = this.props;
        if (readonly) {
            return {};
        }
        const {answers, left, changed} = this.state;
        const found = {};
        const invalid = findInvalid(schema.questions, answers);
        for (const [path, code] of Object.entries(invalid)) {
            if (showErrors || left[path]) {
                found[path] = describeProblem(this.getQuestion(path), code);
            }
        }
        for (const path of showErrors ? findMissing(schema.questions, answers) : []) {
            found[path] = _t("Required.");
        }
        for (const [path, sentence] of Object.entries(errors)) {
            if (!changed[path.split(".")[0]]) {
                found[path] = sentence;
            }
        }
        // In the order of the form.
        const rank = Object.fromEntries(
            schema.questions.map(({name}, index) => [name, index])
        );
        return Object.fromEntries(
            Object.entries(found)
                .filter(([path]) => path.split(".")[0] in rank)
                .sort(
                    ([one], [other]) =>
                        rank[one.split(".")[0]] - rank[other.split(".")[0]]
                )
        );
    }

    getQuestion(path) {
        const [name, , column] = path.split(".");
        const question = this.props.schema.questions.find(
            (candidate) => candidate.name === name
        );
        return column
            ? question.columns.find((candidate) => candidate.name === column)
            : question;
    }

    /** The list above the form: each leads to its question. */
    get summary() {
        return Object.keys(this.props.showErrors ? this.problems : {}).map((path) => ({
            path,
            label: this.getQuestion(path).label,
        }));
    }

    focusProblem(path) {
        const item = path && this.root.el.querySelector(`[data-path="${path}"]`);
        const input = item?.querySelector("input, select, textarea, button");
        item?.scrollIntoView({block: "center"});
        input?.focus({preventScroll: true});
    }

    // ------------------------------------------------------------------
    // Answers
    // ------------------------------------------------------------------
    getId(path) {
        return `${this.formId}_${path.replaceAll(".", "_")}`;
    }

    getName(question, id) {
        return formatAnswer({...question, type: "many2one"}, id, this.names);
    }

    get names() {
        return this.props.readonly ? this.props.names : this.state.names;
    }

    getText(question, value) {
        return formatAnswer(question, value, this.names);
    }

    setAnswer(question, value, picked) {
        this.state.answers = {...this.state.answers, [question.name]: value};
        this.state.changed[question.name] = true;
        if (picked) {
            const {comodel} = question;
            const names = this.state.names;
            this.state.names = {...names, [comodel]: {...names[comodel], ...picked}};
        }
        this.props.onChange(this.state.answers, this.state.names);
    }

    onLeave(path) {
        this.state.left[path] = true;
    }

    search(question, text) {
        return this.props.searchRecords?.(question.name, text);
    }

    dismissLost() {
        this.state.lost = [];
        this.state.isChanged = false;
    }

    // ------------------------------------------------------------------
    // Repeated lines
    // ------------------------------------------------------------------
    /** At least one row, to begin with. */
    getRows({name}) {
        const rows = this.answers[name];
        return Array.isArray(rows) && rows.length ? rows : [{}];
    }

    setCell(question, index, column, value) {
        const rows = this.getRows(question).map((row, position) =>
            position === index ? {...row, [column.name]: value} : row
        );
        this.setAnswer(question, rows);
    }

    getRemoveLabel(number) {
        return _t("Remove line %s", number);
    }

    addRow(question) {
        const rows = this.getRows(question);
        this.setAnswer(question, [...rows, {}]);
    }

    removeRow(question, index) {
        this.setAnswer(
            question,
            this.getRows(question).filter((row, position) => position !== index)
        );
    }
}
