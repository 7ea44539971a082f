/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {NavBar} from "@web/webclient/navbar/navbar";
import {browser} from "@web/core/browser/browser";
import {patch} from "@web/core/utils/patch";
import {reactive, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";

const ROOT = "icrm_internal.icrm_menu_root";
// Counts older than this are asked for again when the application is opened.
const FRESH = 60 * 1000;
// So long the home page has to say that it brings them along.
const WAIT = 500;

/** How much needs the reader, by menu entry; the home page brings them along. */
export const menuBadgesService = {
    dependencies: ["menu", "orm"],
    start(env, {menu, orm}) {
        const state = reactive({counts: {}});
        let at = 0;
        const claim = () => {
            at = Date.now();
        };
        const set = (counts) => {
            claim();
            state.counts = counts;
        };
        const load = async () => {
            if (menu.getCurrentApp()?.xmlid !== ROOT || Date.now() - at < FRESH) {
                return;
            }
            // At once: two changes of the application ask once.
            claim();
            set(await orm.silent.call("icrm.home", "get_badges", []));
        };
        env.bus.addEventListener("MENUS:APP-CHANGED", () =>
            browser.setTimeout(load, WAIT)
        );
        return {state, claim, set};
    },
};
registry.category("services").add("icrm_menu_badges", menuBadgesService);

/** Return the menu with the counts behind the names, those of sections added up. */
export function withCounts(menu, counts) {
    const children = menu.childrenTree.map((child) => withCounts(child, counts));
    const count = children.reduce(
        (sum, child) => sum + (child.icrmCount || 0),
        children.length ? 0 : counts[menu.xmlid] || 0
    );
    return {
        ...menu,
        childrenTree: children,
        icrmCount: count,
        name: count ? `${menu.name} (${count})` : menu.name,
    };
}

patch(NavBar.prototype, {
    setup() {
        super.setup();
        // Without our services where only a part of the web client is there (tests)
        const badges = this.env.services.icrm_menu_badges;
        this.icrmBadges = badges && useState(badges.state);
    },

    get currentAppSections() {
        const sections = super.currentAppSections;
        if (!this.icrmBadges || this.currentApp?.xmlid !== ROOT) {
            return sections;
        }
        const {counts} = this.icrmBadges;
        return sections.map((section) => withCounts(section, counts));
    },

    set currentAppSections(_) {
        // As in the web client: nothing to set
    },
});
