/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {points, share} from "../access/figures.esm";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {moveBetweenCells} from "../access/cell_keys.esm";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const CELL = 44;
const HEAD_WIDTH = 180;
const HEAD_HEIGHT = 130;
// Rows and columns drawn beyond what is seen, so that scrolling shows no gaps.
const MARGIN = 4;
const LIST_STEP = 60;

/**
 * Who serves whom: providers down, customers across, one cell per relationship. Only the
 * cells in sight are drawn; 200 departments scroll as lightly as ten. On a phone the same
 * relationships stand in a list, the worst first.
 */
export class RelationshipMatrix extends Component {
    static template = "icrm_internal.RelationshipMatrix";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.scroller = useRef("scroller");
        this.card = useRef("card");
        this.display = {controlPanel: {}};
        this.measures = [
            {key: "health", label: _t("Health")},
            {key: "met", label: _t("Promises Met")},
            {key: "satisfaction", label: _t("Satisfaction")},
            {key: "volume", label: _t("Requests")},
        ];
        this.state = useState({
            measure: "health",
            chosen: null,
            text: "",
            shown: LIST_STEP,
            view: {top: 0, left: 0, width: 1400, height: 800},
        });
        onWillStart(() => this.load());
        this.look = () => {
            const element = this.scroller.el;
            if (element) {
                this.state.view = {
                    top: element.scrollTop,
                    left: element.scrollLeft,
                    width: element.clientWidth,
                    height: element.clientHeight,
                };
            }
        };
        onMounted(() => {
            this.look();
            window.addEventListener("resize", this.look);
        });
        onWillUnmount(() => window.removeEventListener("resize", this.look));
        // Who works with keys goes on in the card, and comes back where they were.
        useEffect(
            (chosen) => {
                if (chosen) {
                    this.origin = document.activeElement;
                    this.card.el.focus();
                } else {
                    this.origin?.focus();
                }
            },
            () => [this.state.chosen]
        );
    }

    async load() {
        const matrix = await this.orm.call("icrm.relationship", "get_matrix", []);
        this.providers = matrix.providers;
        this.customers = matrix.customers;
        this.minimum = matrix.rating_min_count;
        this.relationships = matrix.cells.map((row) =>
            Object.fromEntries(matrix.columns.map((name, place) => [name, row[place]]))
        );
        this.byPlace = new Map(
            this.relationships.map((one) => [`${one.provider},${one.customer}`, one])
        );
        this.most = Math.max(1, ...this.relationships.map((one) => one.request_count));
    }

    // -- what is in sight --

    /** Departments whose name has the typed text, with their place in the data. */
    find(departments) {
        const text = this.state.text.trim().toLowerCase();
        return departments
            .map(([id, name], place) => ({id, name: name || "", place}))
            .filter(({name}) => !text || name.toLowerCase().includes(text));
    }

    /** A search narrows the rows; if no provider matches, the columns. */
    get axes() {
        const rows = this.find(this.providers);
        const all = (departments) =>
            departments.map(([id, name], place) => ({id, name: name || "", place}));
        if (rows.length) {
            return {rows, columns: all(this.customers)};
        }
        return {rows: all(this.providers), columns: this.find(this.customers)};
    }

    get grid() {
        const {rows, columns} = this.axes;
        const {top, left, width, height} = this.state.view;
        const slice = (list, offset, length) => {
            const first = Math.max(0, Math.floor(offset / CELL) - MARGIN);
            const last = Math.ceil((offset + length) / CELL) + MARGIN;
            return list
                .slice(first, last)
                .map((one, index) => ({...one, at: (first + index) * CELL}));
        };
        const seenRows = slice(rows, top, height);
        const seenColumns = slice(columns, left, width);
        const cells = [];
        for (const row of seenRows) {
            for (const column of seenColumns) {
                const one = this.byPlace.get(`${row.place},${column.place}`);
                if (one) {
                    cells.push({one, top: row.at, left: column.at});
                }
            }
        }
        return {
            cells,
            rows: seenRows,
            columns: seenColumns,
            width: columns.length * CELL,
            height: rows.length * CELL,
            headWidth: HEAD_WIDTH,
            headHeight: HEAD_HEIGHT,
        };
    }

    /** For phones: the same, the worst (or most) first, what is not known last. */
    get list() {
        const found = (departments) =>
            new Set(this.find(departments).map(({place}) => place));
        const providers = found(this.providers);
        const customers = found(this.customers);
        const share = (one) => this.share(one) ?? 2;
        const sign = this.state.measure === "volume" ? -1 : 1;
        return this.relationships
            .filter((one) => providers.has(one.provider) || customers.has(one.customer))
            .sort((a, b) => sign * (share(a) - share(b)));
    }

    get shownList() {
        return this.list.slice(0, this.state.shown);
    }

    // -- one relationship --

    /** From 0 (bad, or few) to 1; null where nothing is known or may be shown. */
    share(one) {
        switch (this.state.measure) {
            case "met":
                return one.resolution_met;
            case "satisfaction":
                return one.rating_avg === null ? null : (one.rating_avg - 1) / 4;
            case "volume":
                // Most pairs have few requests: the root tells those apart, too.
                return Math.sqrt(one.request_count / this.most);
            default:
                return one.health === null ? null : one.health / 100;
        }
    }

    text(one) {
        if (this.share(one) === null) {
            return "–";
        }
        switch (this.state.measure) {
            case "met":
                return `${share(100 * one.resolution_met)}%`;
            case "satisfaction":
                return points(one.rating_avg);
            case "volume":
                return `${one.request_count}`;
            default:
                return `${one.health}`;
        }
    }

    /** Red to green for what is good or bad, blue for how much. */
    color(one) {
        const share = this.share(one);
        if (share === null) {
            return "background-color: rgba(128, 128, 128, 0.15)";
        }
        if (this.state.measure === "volume") {
            const light = Math.round(92 - 50 * share);
            const ink = light < 60 ? "white" : "#222";
            return `background-color: hsl(212, 65%, ${light}%); color: ${ink}`;
        }
        // Half of the scale is bad: what matters lies between 40 and 100.
        const hue = Math.round(130 * Math.max(0, Math.min(1, (share - 0.4) / 0.55)));
        return `background-color: hsl(${hue}, 62%, 76%); color: #222`;
    }

    title(one) {
        return _t("%(provider)s serves %(customer)s", {
            provider: this.providers[one.provider][1],
            customer: this.customers[one.customer][1],
        });
    }

    percent(part) {
        return part === null ? _t("no data yet") : `${share(100 * part)} %`;
    }

    facts(one) {
        return [
            {
                label: _t("Health"),
                value: one.health === null ? _t("no data yet") : one.health,
            },
            {label: _t("Requests in 12 months"), value: one.request_count},
            {
                label: _t("Open, overdue"),
                value: `${one.open_count}, ${one.overdue_count}`,
            },
            {label: _t("First response met"), value: this.percent(one.response_met)},
            {label: _t("Promises met"), value: this.percent(one.resolution_met)},
            {
                label: _t("Satisfaction"),
                value:
                    one.rating_avg === null
                        ? _t("fewer than %s ratings", this.minimum)
                        : _t("%(average)s of 5, %(count)s ratings", {
                              average: points(one.rating_avg),
                              count: one.rating_count,
                          }),
            },
            {label: _t("Reopened"), value: one.reopened_count},
        ];
    }

    tooltip(one) {
        const lines = this.facts(one).map(({label, value}) => `${label}: ${value}`);
        return [this.title(one), ...lines].join("\n");
    }

    // -- what one can do --

    measure(key) {
        this.state.measure = key;
    }

    search(ev) {
        this.state.text = ev.target.value;
        this.state.shown = LIST_STEP;
        if (this.scroller.el) {
            this.scroller.el.scrollTop = 0;
            this.scroller.el.scrollLeft = 0;
        }
    }

    more() {
        this.state.shown += LIST_STEP;
    }

    choose(one) {
        this.state.chosen = one;
    }

    press(ev) {
        if (ev.key === "Escape" && this.state.chosen) {
            ev.stopPropagation();
            this.choose(null);
        } else {
            moveBetweenCells(ev, ".o_icrm_matrix_cell");
        }
    }

    openList() {
        this.action.doAction("icrm_internal.icrm_relationship_action");
    }

    openRelationship() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "icrm.relationship",
            res_id: this.state.chosen.id,
            views: [[false, "form"]],
        });
    }

    async openRequests(filter) {
        const action = await this.orm.call(
            "icrm.relationship",
            "action_open_requests",
            [[this.state.chosen.id]],
            {context: {icrm_filter: filter}}
        );
        this.action.doAction(action);
    }
}

registry.category("actions").add("icrm_relationship_matrix", RelationshipMatrix);
