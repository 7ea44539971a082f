/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {Domain} from "@web/core/domain";
import {ListController} from "@web/views/list/list_controller";
import {_t} from "@web/core/l10n/translation";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const LIMIT = 100;

/** What is typed, and the filters that may hide it. */
export function splitFacets(searchModel) {
    const facets = searchModel.facets;
    return {
        typed: facets.filter((facet) => facet.type === "field" && facet.domain),
        filters: facets.filter((facet) => ["filter", "favorite"].includes(facet.type)),
    };
}

/**
 * Says how many records match what was typed, but not the filters, and takes the
 * filters away: who types a number looks for it, whatever was preset.
 */
export class BeyondFilters extends Component {
    static template = "icrm_internal.BeyondFilters";
    static props = {resModel: String, count: Number, searchKey: String};

    setup() {
        this.orm = useService("orm");
        this.state = useState({hidden: 0, isMore: false});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((nextProps) => {
            if (
                nextProps.searchKey !== this.props.searchKey ||
                nextProps.count !== this.props.count
            ) {
                return this.load(nextProps);
            }
        });
    }

    async load({resModel, count}) {
        const {searchModel} = this.env;
        const {typed, filters} = splitFacets(searchModel);
        this.state.hidden = 0;
        if (!typed.length || !filters.length || count >= LIMIT) {
            return;
        }
        const domain = Domain.and([
            searchModel.globalDomain,
            ...typed.map((facet) => facet.domain),
        ]).toList(searchModel.domainEvalContext);
        const all = await this.orm.searchCount(resModel, domain, {limit: LIMIT});
        this.state.isMore = all >= LIMIT;
        this.state.hidden = Math.max(0, all - count);
    }

    get text() {
        const {hidden, isMore} = this.state;
        return _t("%s more outside the filters.", isMore ? `${hidden}+` : hidden);
    }

    showAll() {
        const {searchModel} = this.env;
        for (const {groupId} of splitFacets(searchModel).filters) {
            searchModel.deactivateGroup(groupId);
        }
    }
}

export class DeskListController extends ListController {
    static template = "icrm_internal.DeskListView";
    static components = {...ListController.components, BeyondFilters};

    get searchKey() {
        return JSON.stringify(
            this.env.searchModel.facets.map(({domain}) => domain || "")
        );
    }
}

registry.category("views").add("icrm_desk_list", {
    ...listView,
    Controller: DeskListController,
});
