/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {RequestTask} from "../request_task.esm";
import {arrange, move, toggle} from "./home_layout.esm";
import {_t} from "@web/core/l10n/translation";
import {follow} from "./home_target.esm";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const SHOWN_TASKS = 5;

/** One block: its figures in a row, its lines below; each leads to its records. */
export class HomeBlock extends Component {
    static template = "icrm_internal.HomeBlock";
    static props = {
        block: Object,
        follow: Function,
        move: {type: Function, optional: true},
        hide: {type: Function, optional: true},
    };

    trendIcon({trend}) {
        return trend > 0 ? "fa-arrow-up" : "fa-arrow-down";
    }

    trendLabel({trend}) {
        return trend > 0 ? _t("risen") : _t("fallen");
    }

    curveLabel({label, value, note}) {
        return _t("%(label)s over time, now %(value)s. %(note)s", {label, value, note});
    }

    toneClass({tone}) {
        return {good: "text-success", bad: "text-danger"}[tone] || "";
    }
}

/**
 * What needs the reader, the figures of the reader's roles and their own requests: above
 * the services, in one call.
 */
export class Home extends Component {
    static template = "icrm_internal.Home";
    static components = {RequestTask, HomeBlock};
    static props = {onChange: Function};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.badges = useService("icrm_menu_badges");
        this.state = useState({
            home: null,
            showsAll: false,
            isArranging: false,
            layout: user.settings.icrm_home_layout || null,
        });
        this.follow = (target) => follow(this, target, {onClose: () => this.load()});
        onWillStart(() => {
            // Not awaited: the services do not wait for it.
            this.load();
        });
    }

    async load() {
        this.badges.claim();
        const home = await this.orm.call("icrm.home", "get_home", []);
        this.badges.set(home.badges);
        this.state.home = home;
    }

    async hideAnnouncement({id, hides}) {
        await this.orm.call(hides.model, hides.method, [hides.ids]);
        const {home} = this.state;
        home.announcements = home.announcements.filter((shown) => shown.id !== id);
    }

    async onDone() {
        await this.load();
        await this.props.onChange();
    }

    get tasks() {
        const {home, showsAll} = this.state;
        return showsAll ? home.tasks : home.tasks.slice(0, SHOWN_TASKS);
    }

    get moreLabel() {
        return _t("Show %s more", this.state.home.tasks.length - SHOWN_TASKS);
    }

    get links() {
        return this.state.home.links;
    }

    // -- how the reader has arranged it --

    get parts() {
        return arrange(this.state.home.blocks, this.state.layout);
    }

    /** What stands beside the blocks can be hidden, too. */
    get sideParts() {
        const parts = [
            {name: "services", title: this.servicesTitle},
            {name: "requests", title: _t("My Requests")},
            {name: "links", title: _t("More screens")},
        ];
        return arrange(parts, this.state.layout);
    }

    get servicesTitle() {
        return _t("Often requested in your department");
    }

    get hiddenParts() {
        return [...this.parts.hidden, ...this.sideParts.hidden];
    }

    isShown(name) {
        return this.sideParts.shown.some((part) => part.name === name);
    }

    async arrange(layout) {
        this.state.layout = layout;
        await user.setUserSettings("icrm_home_layout", layout);
    }

    move(name, step) {
        const {home, layout} = this.state;
        return this.arrange(move(home.blocks, layout, name, step));
    }

    toggle(name) {
        return this.arrange(toggle(this.state.layout, name));
    }

    showAll() {
        this.state.showsAll = true;
    }

    /** The first is open where it can be answered here; the others are lines. */
    isForm({kind}) {
        return ["answer", "finish"].includes(kind);
    }

    getKey({id, kind, score, asked}) {
        return [kind, id, score, asked].join("-");
    }

    openRequests() {
        this.follow({xmlid: "icrm_internal.helpdesk_ticket_action_my"});
    }
}
