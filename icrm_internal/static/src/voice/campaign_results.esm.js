/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    bars,
    comparison,
    dots,
    participation,
    radar,
    trend,
} from "@icrm_internal/voice/campaign_charts.esm";
import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {ChartCanvas} from "@icrm_internal/charts/chart_canvas.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {mean, points, share, value} from "../access/figures.esm";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const ROW = 34;

/** A campaign's results: what was asked, found and moved, chart by chart. */
export class CampaignResults extends Component {
    static template = "icrm_internal.CampaignResults";
    static components = {ChartCanvas, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.keepLast = new KeepLast();
        this.state = useState({
            results: null,
            subjects: [],
            groups: [],
            canAnswer: false,
        });
        // In the address: /odoo/internal-campaigns/<id>/campaign-results
        this.campaignId = this.props.action.context.active_id;
        onWillStart(async () => {
            this.state.canAnswer = await user.hasGroup(
                "icrm_internal.group_icrm_manager"
            );
            await this.load();
        });
    }

    /** What is chosen becomes state once its results are there. */
    async load({campaignId = this.campaignId, subjects = [], groups = []} = {}) {
        if (!campaignId) {
            // Somebody typed the address: there is nothing to show yet.
            return this.action.doAction("icrm_internal.icrm_campaign_action", {
                stackPosition: "replaceCurrentAction",
            });
        }
        const results = await this.keepLast.add(
            this.orm.call("icrm.campaign", "get_results", [[campaignId]], {
                filters: {
                    ...(subjects.length && {subject_ids: subjects}),
                    ...(groups.length && {group_ids: groups}),
                },
            })
        );
        this.campaignId = campaignId;
        this.charts = this.draw(results);
        Object.assign(this.state, {results, subjects, groups});
        this.env.config.setDisplayName?.(results.campaign.name);
    }

    draw(found) {
        const {charts} = found;
        const shown = charts.dimensions.map((place) => found.dimensions[place]);
        const waves = found.trend.length > 1 ? found.trend : [];
        const lines = [
            ["csat", _t("Satisfaction (CSAT), % satisfied"), {bounds: [0, 100]}],
            ["nps", _t("Net Promoter Score (NPS)"), {bounds: [-100, 100]}],
            ["enps", _t("Employee Net Promoter Score (eNPS)"), {bounds: [-100, 100]}],
            ["servqual", _t("Service quality (SERVQUAL)"), {bounds: [-2, 0]}],
            ["ces", _t("Ease (CES), 1 to 7"), {bounds: [1, 7]}],
        ].filter(
            ([key]) => waves.filter((wave) => Number.isFinite(wave[key])).length > 1
        );
        return {
            dimensions: shown,
            weighted: shown.some((dimension) => dimension.weight !== null),
            radar: charts.radar && radar(charts.radar),
            bars: charts.bars && bars(charts.bars),
            kano: charts.kano && dots(charts.kano),
            drivers: charts.drivers && dots(charts.drivers),
            lines: lines.map(([key, label, look]) => ({
                key,
                label,
                config: trend(waves, key, label, look),
            })),
            participation:
                found.participation.departments.length &&
                participation(found.participation.departments),
            comparisons: [
                ["subject", _t("Rated departments and services")],
                ["group", _t("Respondents")],
            ]
                .map(([kind, label]) => ({
                    kind,
                    label,
                    rows: found.comparison
                        .filter((row) => row.kind === kind && row.score !== null)
                        .sort((a, b) => b.score - a.score),
                }))
                .filter(({rows}) => rows.length > 1)
                .map((group) => ({...group, config: comparison(group.rows)})),
        };
    }

    // -- words --

    number(number) {
        return mean(number);
    }

    percent(part) {
        return `${share(100 * part)} %`;
    }

    /** The tiles on top: each a value, how sure it is, and what it was before. */
    get tiles() {
        const {overall, participation: asked} = this.state.results;
        const tile = (key, label, value, detail) => ({key, label, value, detail});
        const hasValue = (figure) =>
            figure && figure.value !== null && figure.value !== undefined;
        const tiles = [
            tile(
                "participation",
                _t("Answered"),
                `${points(100 * asked.rate)} %`,
                _t("%(answered)s of %(invited)s answered", asked)
            ),
        ];
        if (hasValue(overall.servqual)) {
            tiles.push(
                tile(
                    "servqual",
                    _t("Service quality (gap)"),
                    value(overall.servqual.value),
                    this.detail(overall.servqual)
                )
            );
        }
        if (hasValue(overall.csat)) {
            tiles.push(
                tile(
                    "csat",
                    _t("Satisfied"),
                    `${value(overall.csat.value)} %`,
                    this.detail(overall.csat)
                )
            );
        }
        if (hasValue(overall.nps)) {
            tiles.push(
                tile(
                    "nps",
                    _t("Recommendation (NPS)"),
                    value(overall.nps.value),
                    this.detail(overall.nps)
                )
            );
        }
        if (hasValue(overall.enps)) {
            tiles.push(
                tile(
                    "enps",
                    _t("Recommendation as an employer (eNPS)"),
                    value(overall.enps.value),
                    this.detail(overall.enps)
                )
            );
        }
        if (hasValue(overall.ces)) {
            tiles.push(
                tile(
                    "ces",
                    _t("Ease (1 to 7)"),
                    value(overall.ces.value),
                    this.detail(overall.ces)
                )
            );
        }
        return tiles;
    }

    detail(figure) {
        const parts = [];
        if (figure.low !== null && figure.low !== undefined) {
            parts.push(
                _t("%(low)s to %(high)s", {
                    low: value(figure.low),
                    high: value(figure.high),
                })
            );
        }
        parts.push(this.people(figure.n));
        if (figure.previous && figure.previous.value !== null) {
            parts.push(_t("previously: %s", value(figure.previous.value)));
        }
        if (figure.company && figure.company.value !== null) {
            parts.push(_t("all: %s", value(figure.company.value)));
        }
        if (figure.external) {
            parts.push(
                _t("%(source)s: %(value)s", {
                    source: figure.external.source,
                    value: value(figure.external.value),
                })
            );
        }
        return parts.join(" · ");
    }

    /** n is people; who rated several subjects gave several ratings. */
    people(n) {
        const {people} = this.state.results;
        if (people === null || people === undefined) {
            return _t("%s ratings", n);
        }
        return n > people
            ? _t("%(n)s ratings by %(people)s people", {n, people})
            : _t("%s people", n);
    }

    /** What the column n of the dimensions counts. */
    get unit() {
        const {people} = this.state.results;
        const isKnown = people !== null && people !== undefined;
        return isKnown && this.charts.dimensions.every(({n}) => n <= people)
            ? _t("People")
            : _t("Ratings");
    }

    /** The bar that people know: who would recommend, and who would not. */
    get npsBar() {
        const {overall} = this.state.results;
        const nps = overall.nps || overall.enps;
        if (!nps || !nps.n) {
            return [];
        }
        return [
            ["detractors", _t("Detractors (0 to 6)"), "text-bg-danger"],
            ["passives", _t("Passives (7, 8)"), "text-bg-secondary"],
            ["promoters", _t("Promoters (9, 10)"), "text-bg-success"],
        ].map(([key, label, look]) => ({
            key,
            label,
            look,
            n: nps[key],
            share: (100 * nps[key]) / nps.n,
            text: `${share((100 * nps[key]) / nps.n)} %`,
        }));
    }

    /** From red, the worst of the map, over white to green, the best. */
    heat(share) {
        if (share === null) {
            return "";
        }
        const strength = Math.abs(share - 0.5) * 0.9;
        const color = share < 0.5 ? "206, 66, 87" : "0, 167, 141";
        return `background-color: rgba(${color}, ${strength.toFixed(2)})`;
    }

    get protection() {
        return {
            anonymous: _t("Anonymous: no one can find out who answered what."),
            confidential: _t(
                "Confidential: names are stored separately and only groups are shown."
            ),
            identified: _t("Identified: officers can see who answered what."),
        }[this.state.results.campaign.protection];
    }

    get withheld() {
        const {campaign, withheld} = this.state.results;
        if (!withheld.sheets && !withheld.subjects.length) {
            return "";
        }
        return withheld.subjects.length
            ? _t("Too few answers (below %(minimum)s): %(subjects)s.", {
                  minimum: campaign.anonymity_threshold,
                  subjects: withheld.subjects.join(", "),
              })
            : _t("%(sheets)s responses from groups below %(minimum)s are excluded.", {
                  sheets: withheld.sheets,
                  minimum: campaign.anonymity_threshold,
              });
    }

    waveName(wave) {
        return wave.date
            ? `${wave.name} (${formatDate(deserializeDate(wave.date))})`
            : wave.name;
    }

    height(rows) {
        return Math.max(160, 70 + rows * ROW);
    }

    // -- what one can do --

    toggle(kind, id) {
        const chosen = this.state[kind];
        const ids = chosen.includes(id)
            ? chosen.filter((chosenId) => chosenId !== id)
            : [...chosen, id];
        // Groups belong to a subject each: another choice of subjects drops them.
        const {subjects} = this.state;
        return this.load(
            kind === "subjects" ? {subjects: ids} : {subjects, groups: ids}
        );
    }

    showAll() {
        return this.load();
    }

    async openWave(ev) {
        try {
            await this.load({campaignId: Number(ev.target.value)});
        } finally {
            // After an error, the figures are still those of the wave before.
            ev.target.value = this.campaignId;
        }
    }

    async run(method) {
        this.action.doAction(
            await this.orm.call("icrm.campaign", method, [[this.campaignId]])
        );
    }
}

registry.category("actions").add("icrm_internal.campaign_results", CampaignResults);
