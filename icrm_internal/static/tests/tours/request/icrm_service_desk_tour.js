import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const row = (subject) => `.o_data_row:contains('${subject}')`;
const state = (name) => `.o_statusbar_status button:visible:contains('${name}')`;

// The agent finds the request in the queue, takes it and asks the customer something.
registry.category("web_tour.tours").add("icrm_agent_asks", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='icrm_internal.icrm_menu_root']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='icrm_internal.icrm_menu_desk']",
            run: "click",
        },
        {
            content: "What is open and mine to serve, and nothing else",
            trigger: ".o_facet_value:contains('My Teams')",
        },
        {
            content: "What falls due first stands first",
            trigger: `.o_data_row:first:contains('Broken screen')`,
        },
        {
            trigger: `${row("Broken screen")} td[name=name]`,
            run: "click",
        },
        {
            content: "The customer's context stands beside the request",
            trigger: ".o_field_widget[name=icrm_beneficiary_id]:contains('Staff')",
        },
        {
            trigger: "button[name=action_icrm_take]",
            run: "click",
        },
        {
            trigger: state("In Progress"),
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Ask')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Which screen is it?",
        },
        {
            trigger: ".modal-footer button:contains('Ask')",
            run: "click",
        },
        {
            trigger: state("Awaiting"),
        },
        {
            trigger: ".o-mail-Message:contains('Which screen is it?')",
        },
    ],
});

// The customer has answered: the agent reads it and resolves.
registry.category("web_tour.tours").add("icrm_agent_resolves", {
    steps: () => [
        {
            trigger: `${row("Broken screen")} td[name=name]`,
            run: "click",
        },
        {
            trigger: ".o-mail-Message:contains('The left one')",
        },
        {
            trigger: state("In Progress"),
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Resolve')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor A new cable did it.",
        },
        {
            trigger: ".modal-footer button:contains('Resolve')",
            run: "click",
        },
        {
            trigger: state("Done"),
        },
        {
            content: "Back in the queue it is gone",
            trigger:
                ".o_breadcrumb .o_back_button a, .o_breadcrumb a:contains('Service Desk')",
            run: "click",
        },
        {
            trigger: ".o_view_nocontent:contains('all caught up')",
        },
    ],
});

// On the board a request is taken with one click.
registry.category("web_tour.tours").add("icrm_agent_board", {
    steps: () => [
        {
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_group:contains('New') .o_kanban_record:contains('Broken screen') button[name=action_icrm_take]",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_group:contains('In Progress') .o_kanban_record:contains('Broken screen'):not(:has(button[name=action_icrm_take]))",
        },
    ],
});

// The head of a department sees both sides, and what is behind a figure.
registry.category("web_tour.tours").add("icrm_manager_overview", {
    steps: () => [
        {
            trigger: "[data-menu-xmlid='icrm_internal.icrm_menu_department']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='icrm_internal.icrm_menu_overview']",
            run: "click",
        },
        {
            content: "Only the own department",
            trigger:
                ".o_kanban_record:not(.o_kanban_ghost):contains('IT'):contains('Most requested')",
        },
        {
            trigger: ".o_kanban_record tr:contains('Open') td:eq(1) a:contains('1')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Broken screen')",
        },
        {
            trigger: ".o_data_row:contains('Broken screen') td[name=name]",
            run: "click",
        },
        {
            content: "The figure has led to the request",
            trigger:
                ".o_form_view .o_field_widget[name=name]:contains('Broken screen')",
        },
    ],
});

// The administrator is greeted by the checklist and grants the roles.
registry.category("web_tour.tours").add("icrm_admin_setup", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='icrm_internal.icrm_menu_root']",
            run: "click",
        },
        {
            trigger: "div[name=departments]:contains('without a head')",
        },
        {
            trigger: "div[name=roles] .o_field_tags:contains('Newcomer')",
        },
        {
            trigger: "div[name=roles] button[name=action_grant_roles]",
            run: "click",
        },
        {
            trigger: "div[name=roles] .fa-check-circle",
        },
        {
            trigger: "div[name=teams] button:contains('Open Teams')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('IT desk')",
        },
        {
            trigger: ".o_breadcrumb a:contains('Getting Started')",
            run: "click",
        },
        {
            trigger: "div[name=teams]",
        },
    ],
});
