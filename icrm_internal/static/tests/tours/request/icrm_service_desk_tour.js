import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

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
