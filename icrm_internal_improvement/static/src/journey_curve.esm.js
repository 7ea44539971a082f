/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {decimal} from "@icrm_internal/access/figures.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

// Left to right: one column per touch point, delighted above, angry below.
const WIDE = {step: 102, start: 74, top: 66, range: 150, labels: 236, end: 308};
// On a phone from top to bottom: angry left, delighted right, words beside.
const NARROW = {step: 78, start: 62, left: 18, range: 110, labels: 146};

/** The emotion curve of a customer journey: how each touch point feels. */
export class JourneyCurve extends Component {
    static template = "icrm_internal_improvement.JourneyCurve";
    static props = {...standardFieldProps};

    setup() {
        this.decimal = decimal;
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({chosen: null});
        this.scale = [
            {score: 5, label: _t("Delighted"), icon: "fa-smile-o"},
            {score: 3, label: _t("Neutral"), icon: "fa-meh-o"},
            {score: 1, label: _t("Angry"), icon: "fa-frown-o"},
        ];
    }

    get data() {
        return this.props.record.data[this.props.name] || null;
    }

    get isDown() {
        return this.ui.isSmall;
    }

    get chosen() {
        return this.data.nodes.find((node) => node.id === this.state.chosen);
    }

    // -- geometry --

    at(place, score) {
        const share = (score - 1) / 4;
        return this.isDown
            ? {
                  x: NARROW.left + share * NARROW.range,
                  y: NARROW.start + place * NARROW.step,
              }
            : {
                  x: WIDE.start + (place + 0.5) * WIDE.step,
                  y: WIDE.top + (1 - share) * WIDE.range,
              };
    }

    get size() {
        const count = this.data.nodes.length;
        return this.isDown
            ? {width: NARROW.labels, height: NARROW.start + count * NARROW.step - 30}
            : {width: WIDE.start + count * WIDE.step + 10, height: WIDE.end};
    }

    /** Lines of the scale: where 1, 3 and 5 lie. */
    get grid() {
        const {width, height} = this.size;
        return this.scale.map((level) => {
            const {x, y} = this.at(0, level.score);
            return this.isDown
                ? {
                      ...level,
                      x1: x,
                      x2: x,
                      y1: 30,
                      y2: height,
                      style: `left:${x - 9}px; top:4px;`,
                  }
                : {
                      ...level,
                      x1: WIDE.start,
                      x2: width,
                      y1: y,
                      y2: y,
                      style: `left:0; top:${y - 18}px; width:${WIDE.start - 6}px;`,
                  };
        });
    }

    get stages() {
        let place = 0;
        return this.data.stages.map(([name, count], index) => {
            const from = place;
            place += count;
            const style = this.isDown
                ? ""
                : `left:${WIDE.start + from * WIDE.step}px; width:${count * WIDE.step}px; height:${
                      WIDE.end
                  }px;`;
            return {name, style, key: index, isOdd: index % 2 === 1};
        });
    }

    /** The parts of a curve: it breaks off where a score is not known. */
    paths(pick) {
        const parts = [];
        let part = [];
        this.data.nodes.forEach((node, place) => {
            const score = pick(node);
            if (score) {
                part.push(this.at(place, score));
            } else if (part.length) {
                parts.push(part);
                part = [];
            }
        });
        parts.push(part);
        return parts
            .filter((points) => points.length > 1)
            .map((points) =>
                points
                    .map(({x, y}, index) => {
                        if (!index) {
                            return `M ${x} ${y}`;
                        }
                        const before = points[index - 1];
                        if (this.isDown) {
                            const middle = (before.y + y) / 2;
                            return `C ${before.x} ${middle} ${x} ${middle} ${x} ${y}`;
                        }
                        const middle = (before.x + x) / 2;
                        return `C ${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
                    })
                    .join(" ")
            );
    }

    get curve() {
        return this.paths((node) => node.score);
    }

    get expected() {
        return this.paths((node) => node.expected);
    }

    get points() {
        return this.data.nodes.map((node, place) => {
            const {x, y} = this.at(place, node.score || this.data.neutral);
            const style = this.isDown
                ? `left:${NARROW.labels}px; top:${y - NARROW.step / 2 + 4}px; right:0; height:${
                      NARROW.step - 8
                  }px;`
                : `left:${x - WIDE.step / 2 + 3}px; top:${WIDE.labels}px; width:${
                      WIDE.step - 6
                  }px; height:${WIDE.end - WIDE.labels - 4}px;`;
            const wanted = node.expected ? this.at(place, node.expected) : null;
            const previous = this.data.nodes[place - 1];
            const isNewStage =
                node.stage && (!previous || previous.stage !== node.stage);
            return {...node, x, y, style, wanted, isNewStage, mood: this.mood(node)};
        });
    }

    mood(node) {
        if (node.score === null) {
            return "none";
        }
        return node.score < 2.5 ? "bad" : node.score < 3.5 ? "neutral" : "good";
    }

    // -- what one can do --

    choose(node) {
        this.state.chosen = this.state.chosen === node.id ? null : node.id;
    }

    async call(method) {
        this.action.doAction(
            await this.orm.call("icrm.journey.touchpoint", method, [
                [this.state.chosen],
            ])
        );
    }
}

export const journeyCurve = {
    component: JourneyCurve,
    supportedTypes: ["json"],
};

registry.category("fields").add("icrm_journey_curve", journeyCurve);
