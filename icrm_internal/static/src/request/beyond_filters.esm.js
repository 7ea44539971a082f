/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {Domain} from "@web/core/domain";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {_t} from "@web/core/l10n/translation";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const LIMIT = 100;
const NUMBER = /^[A-Za-z]{0,8}[-/ ]?0*(\d{1,12})$/;

/** What is typed, and the filters that may hide it. */
export function splitFacets(searchModel) {
    const facets = searchModel.facets;
    return {
        typed: facets.filter((facet) => facet.type === "field" && facet.domain),
        filters: facets.filter((facet) => ["filter", "favorite"].includes(facet.type)),
    };
}

/** The digits of a request number without what people leave out, or "". */
export function numberOf(text) {
    const found = NUMBER.exec((text || "").trim());
    return found ? found[1] : "";
}

/**
 * Who types a number or a name looks for it, whatever was preset: what the filters hide
 * is shown, too, and it is said. Filters that one chose oneself stay, with an offer.
 */
export class BeyondFilters extends Component {
    static template = "icrm_internal.BeyondFilters";
    static props = {resModel: String, searchKey: String, openRequest: Function};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        // The filters taken away for what is typed now, and how to find with them
        this.removed = null;
        this.loadedKey = this.props.searchKey;
        this.state = useState({hidden: 0, isMore: false, isBeyond: false});
        onWillStart(() => this.load(this.props, false));
        onWillUpdateProps((nextProps) => {
            // Drawn again while it loads, the old properties are still there
            if (nextProps.searchKey !== this.loadedKey) {
                this.loadedKey = nextProps.searchKey;
                return this.load(nextProps, true);
            }
        });
    }

    async load({resModel}, isChanged) {
        const {searchModel} = this.env;
        const {typed, filters} = splitFacets(searchModel);
        const typedKey = JSON.stringify(typed.map(({domain}) => domain));
        const isTyped = isChanged && typedKey !== this.typedKey;
        this.typedKey = typedKey;
        if (this.removed && filters.length) {
            this.removed = null; // Others were chosen
        }
        Object.assign(this.state, {hidden: 0, isMore: false, isBeyond: false});
        if (!typed.length) {
            this.restore();
            return;
        }
        if (!filters.length && !this.removed) {
            if (isTyped) {
                await this.openTyped(resModel, typed);
            }
            return;
        }
        const filterDomains = this.getFilterDomains(filters);
        const all = await this.count(resModel, typed, []);
        const inside = await this.count(resModel, typed, filterDomains);
        const hidden = Math.max(0, all - inside);
        if (
            isChanged &&
            all &&
            (await this.openTyped(resModel, typed, hidden && !inside))
        ) {
            return;
        }
        if (!hidden) {
            this.restore();
            return;
        }
        if (!this.removed && this.arePreset(filters)) {
            this.remove(filters); // Then comes back here
            return;
        }
        Object.assign(this.state, {
            hidden,
            isMore: all >= LIMIT,
            isBeyond: Boolean(this.removed),
        });
    }

    getFilterDomains(filters) {
        return this.removed
            ? this.removed.domains
            : filters.map((facet) => facet.domain);
    }

    getDomain(typed, filterDomains) {
        const {searchModel} = this.env;
        return Domain.and([
            searchModel.globalDomain,
            ...typed.map((facet) => facet.domain),
            ...filterDomains.filter(Boolean),
        ]).toList(searchModel.domainEvalContext);
    }

    count(resModel, typed, filterDomains) {
        const domain = this.getDomain(typed, filterDomains);
        return this.orm.searchCount(resModel, domain, {limit: LIMIT});
    }

    /** Open the request whose number is typed; true if there is one. */
    async openTyped(resModel, typed, isOutside) {
        const values = typed.flatMap((facet) => facet.values);
        const number = values.length === 1 && numberOf(values[0]);
        if (!number) {
            return false;
        }
        const rows = await this.orm.searchRead(
            resModel,
            this.getDomain(typed, []),
            ["number"],
            {limit: LIMIT}
        );
        const found = rows.filter((row) => numberOf(row.number) === number);
        if (found.length !== 1) {
            return false;
        }
        if (isOutside) {
            this.notification.add(
                _t("%s was found outside your filters.", found[0].number),
                {type: "info"}
            );
        }
        this.props.openRequest(found[0].id);
        return true;
    }

    // The filters

    getItems(groupIds) {
        const {query, searchItems} = this.env.searchModel;
        return query
            .map(({searchItemId}) => searchItems[searchItemId])
            .filter((item) => item && groupIds.includes(item.groupId));
    }

    /** Whether the screen was opened with these filters. */
    arePreset(filters) {
        const items = this.getItems(filters.map((facet) => facet.groupId));
        return items.every((item) => item.isDefault);
    }

    remove(filters) {
        const {searchModel} = this.env;
        const groupIds = filters.map((facet) => facet.groupId);
        this.removed = {
            ids: this.getItems(groupIds).map((item) => item.id),
            domains: filters.map((facet) => facet.domain),
        };
        groupIds.forEach((groupId) => searchModel.deactivateGroup(groupId));
    }

    /** Set the filters again that were taken away. */
    restore() {
        const {searchModel} = this.env;
        const ids = this.removed ? this.removed.ids : [];
        this.removed = null;
        const active = searchModel.query.map(({searchItemId}) => searchItemId);
        ids.filter((id) => !active.includes(id)).forEach((id) =>
            searchModel.toggleSearchItem(id)
        );
    }

    get text() {
        const {hidden, isMore, isBeyond} = this.state;
        const count = isMore ? `${hidden}+` : hidden;
        return isBeyond
            ? _t("%s found outside your filters.", count)
            : _t("%s more outside the filters.", count);
    }

    showAll() {
        this.remove(splitFacets(this.env.searchModel).filters);
    }

    /** Leave what is typed, and look within the filters alone. */
    showFiltered() {
        const {searchModel} = this.env;
        splitFacets(searchModel).typed.forEach(({groupId}) =>
            searchModel.deactivateGroup(groupId)
        );
    }
}

const looksBeyond = (Controller) =>
    class extends Controller {
        static components = {...Controller.components, BeyondFilters};

        get searchKey() {
            return JSON.stringify(
                this.env.searchModel.facets.map(({domain}) => domain || "")
            );
        }

        openTypedRequest(id) {
            return this.props.selectRecord(id, {activeIds: [id]});
        }
    };

export class DeskListController extends looksBeyond(ListController) {
    static template = "icrm_internal.DeskListView";
}

export class DeskKanbanController extends looksBeyond(KanbanController) {
    static template = "icrm_internal.DeskKanbanView";
}

registry.category("views").add("icrm_desk_list", {
    ...listView,
    Controller: DeskListController,
});
registry.category("views").add("icrm_desk_kanban", {
    ...kanbanView,
    Controller: DeskKanbanController,
});
