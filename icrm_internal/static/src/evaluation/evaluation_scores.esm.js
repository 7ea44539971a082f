/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The questions of an evaluation, one card each: a button a score, large enough for a
 * thumb, "cannot judge", and a comment on demand. It writes into the lines of the form,
 * which is saved as a whole.
 */
export class EvaluationScores extends Component {
    static template = "icrm_internal.EvaluationScores";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({commented: {}});
    }

    /** The cards in order, with a heading where a person begins. */
    get cards() {
        let person = false;
        return this.props.record.data[this.props.name].records.map((line) => {
            const own = line.data.person_id ? line.data.person_id.display_name : "";
            const heading = own && own !== person ? own : "";
            person = own;
            return {line, data: line.data, heading, key: line.resId || line.id};
        });
    }

    scores(data) {
        return Array.from({length: data.scale_max}, (_one, index) => index + 1);
    }

    ends(score, data) {
        if (score === 1) {
            return _t("Poor");
        }
        return score === data.scale_max ? _t("Excellent") : `${score}`;
    }

    get done() {
        return this.cards.filter(({data}) => data.score || data.is_skipped).length;
    }

    get doneText() {
        return _t("%(done)s of %(all)s questions answered", {
            done: this.done,
            all: this.cards.length,
        });
    }

    get donePercent() {
        return this.cards.length
            ? Math.round((100 * this.done) / this.cards.length)
            : 0;
    }

    isCommented({data, key}) {
        return !data.person_id && (this.state.commented[key] || Boolean(data.comment));
    }

    choose({line, data}, score) {
        if (!this.props.readonly) {
            line.update({score: data.score === score ? 0 : score, is_skipped: false});
        }
    }

    skip({line, data}) {
        if (!this.props.readonly) {
            line.update({is_skipped: !data.is_skipped, score: 0});
        }
    }

    openComment({key}) {
        this.state.commented[key] = true;
    }

    comment({line}, ev) {
        line.update({comment: ev.target.value});
    }
}

export const evaluationScores = {
    component: EvaluationScores,
    supportedTypes: ["one2many"],
    // The list within the field's node names what is read of a line.
    useSubView: true,
};

registry.category("fields").add("icrm_evaluation_scores", evaluationScores);
