/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {_t} from "@web/core/l10n/translation";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// How long a search that found nothing is remembered, in this page alone
const REMEMBERED = 15 * 60 * 1000;
const missed = {query: "", at: 0};

/** What is typed in the search box, as one text. */
export function typedQuery(searchModel) {
    const query = searchModel?.context.icrm_query;
    return (Array.isArray(query) ? query.join(" ") : query || "").trim();
}

/**
 * Remember a search that found nothing, until a service is chosen. What is taken away
 * letter by letter afterwards says less than the whole.
 */
export function rememberMissed(query, now = Date.now()) {
    const isPart = missed.query.startsWith(query) && now - missed.at < REMEMBERED;
    Object.assign(missed, {query: isPart ? missed.query : query, at: now});
}

/** Return the search that found nothing shortly before, and forget it. */
export function takeMissed(now = Date.now()) {
    const {query, at} = missed;
    Object.assign(missed, {query: "", at: 0});
    return now - at < REMEMBERED ? query : "";
}

export class ServiceCardsRenderer extends KanbanRenderer {
    static template = "icrm_internal.ServiceCardsRenderer";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        // What is looked for here and has a screen of its own
        this.pages = useState([]);
        this.pagesQuery = "";
        onWillStart(() => this.loadPages());
        onWillUpdateProps(() => this.loadPages());
    }

    async loadPages() {
        const query = this.query;
        if (query === this.pagesQuery) {
            return;
        }
        this.pagesQuery = query;
        const pages = query
            ? await this.orm.silent.call("icrm.search", "find_pages", [query])
            : [];
        if (query === this.pagesQuery) {
            this.pages.splice(0, this.pages.length, ...pages);
        }
    }

    openPage({action}) {
        return this.action.doAction(action);
    }

    get query() {
        return typedQuery(this.env.searchModel);
    }

    /** The search that found nothing; remembered for the choice that follows. */
    get missedQuery() {
        const query = this.query;
        if (query) {
            rememberMissed(query);
        }
        return query;
    }

    get nothingFound() {
        return _t("Nothing found for “%s”", this.query);
    }

    async askAnyway() {
        const action = await this.orm.call("icrm.service", "action_ask_anyway", [
            this.query,
        ]);
        await this.action.doAction(action);
    }
}

export class ServiceCardsController extends KanbanController {
    async beforeExecuteActionButton(clickParams) {
        const query = clickParams.name === "action_open_request" && takeMissed();
        if (query) {
            clickParams.buttonContext = {
                ...clickParams.buttonContext,
                icrm_missed_query: query,
            };
        }
        return super.beforeExecuteActionButton(...arguments);
    }
}

registry.category("views").add("icrm_service_cards", {
    ...kanbanView,
    Controller: ServiceCardsController,
    Renderer: ServiceCardsRenderer,
});
