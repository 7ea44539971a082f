import {registry} from "@web/core/registry";

// An officer builds a plan, sees it as a person would, and starts it.
registry.category("web_tour.tours").add("icrm_plan_build", {
    steps: () => [
        {trigger: ".o_control_panel .o-kanban-button-new", run: "click"},
        {
            content: "Name the plan",
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit News for everyone",
        },
        {
            content: "Add a step",
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=subject] textarea, .modal .o_field_widget[name=subject] input",
            run: "edit Something new, {name}",
        },
        {
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor We have news for {department}.",
        },
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        {trigger: ".o_form_statusbar button[name=action_preview]", run: "click"},
        {
            content: "See it as a person",
            trigger: ".modal .o_field_widget[name=customer_id] input",
            run: "edit Friend",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Friend')",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=preview]:contains('Something new, Friend')",
        },
        {trigger: ".modal .o_field_widget[name=preview]:contains('Call by Manager')"},
        {trigger: ".modal button:contains('Close')", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            trigger: ".o_form_statusbar button[name=action_start]:enabled",
            run: "click",
        },
        {trigger: ".o_arrow_button_current:contains('Running')"},
    ],
});

// The account manager reaches the customer who prefers the telephone.
registry.category("web_tour.tours").add("icrm_plan_call", {
    steps: () => [
        {trigger: ".o_data_row:contains('Friend'):contains('Something new')"},
        {
            trigger: ".o_data_row:contains('Friend') button[name=action_reached]",
            run: "click",
        },
        {
            content: "It is done, and leaves the list",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
    ],
});
