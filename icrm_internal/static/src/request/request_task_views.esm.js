/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Home} from "./home/home.esm";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {ListRenderer} from "@web/views/list/list_renderer";
import {RequestTasks} from "./request_task.esm";
import {ServiceCardsRenderer} from "../catalogue/service_cards.esm";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** Home and My Requests begin with what waits for the reader. */
export class TaskKanbanRenderer extends KanbanRenderer {
    static template = "icrm_internal.TaskKanbanRenderer";
    static components = {...KanbanRenderer.components, RequestTasks};

    onTasksChange() {
        return this.props.list.model.load();
    }
}

export class TaskListRenderer extends ListRenderer {
    static template = "icrm_internal.TaskListRenderer";
    static components = {...ListRenderer.components, RequestTasks};

    onTasksChange() {
        return this.props.list.model.load();
    }
}

export class TaskServiceCardsRenderer extends ServiceCardsRenderer {
    static template = "icrm_internal.TaskServiceCardsRenderer";
    static components = {...ServiceCardsRenderer.components, Home};

    /** Not while one searches: then only what is found counts. */
    get showsHome() {
        const {searchModel} = this.env;
        const chosen = searchModel.getSections(
            ({type, activeValueId}) => type === "category" && activeValueId
        );
        return (
            !this.props.list.isGrouped &&
            !this.query &&
            !searchModel.facets.length &&
            !chosen.length
        );
    }

    onTasksChange() {
        return this.props.list.model.load();
    }
}

const views = registry.category("views");
views.add("icrm_task_kanban", {...kanbanView, Renderer: TaskKanbanRenderer});
views.add("icrm_task_list", {...listView, Renderer: TaskListRenderer});
views.add("icrm_task_service_cards", {
    ...views.get("icrm_service_cards"),
    Renderer: TaskServiceCardsRenderer,
});
