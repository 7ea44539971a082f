/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** The period that a screen is about, chosen from those that have scorecards. */
export class PeriodChooser extends Component {
    static template = "icrm_internal.PeriodChooser";
    static props = {
        periods: Array,
        kind: String,
        day: {type: [String, {value: null}], optional: true},
        // Of a period that is not among them
        name: {type: String, optional: true},
        label: {type: String, optional: true},
        onChoose: Function,
    };

    get label() {
        return this.props.label || _t("Period");
    }

    get chosen() {
        return `${this.props.kind}/${this.props.day}`;
    }

    get isListed() {
        return this.props.periods.some(
            ({kind, day}) => `${kind}/${day}` === this.chosen
        );
    }

    choose(ev) {
        const [kind, day] = ev.target.value.split("/");
        this.props.onChoose(kind, day);
    }
}

/** What the colours and arrows of scores say. */
export class ScoreLegend extends Component {
    static template = "icrm_internal.ScoreLegend";
    static props = {colors: Array};

    get steps() {
        return this.props.colors.map(([least, color], place) => ({
            color,
            text: place
                ? _t("%(low)s to below %(high)s", {
                      low: least,
                      high: this.props.colors[place - 1][0],
                  })
                : _t("%s or more", least),
        }));
    }
}
