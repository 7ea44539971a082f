import {registry} from "@web/core/registry";

// A head has a process drawn from what happened, and makes it the standard. Starts on
// the list of processes.
registry.category("web_tour.tours").add("icrm_process_from_history", {
    steps: () => [
        {trigger: ".o-kanban-button-new, .o_list_button_add", run: "click"},
        {trigger: ".o_field_widget[name=name] textarea", run: "edit New laptop"},
        {trigger: ".o_field_widget[name=service_id] input", run: "edit Laptop"},
        {trigger: ".ui-autocomplete .dropdown-item:contains('Laptop')", run: "click"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_view button[name=action_draft_from_history]"},
        {trigger: "button[name=action_draft_from_history]", run: "click"},
        {
            content: "The steps are drawn, the slowest one is marked",
            trigger:
                ".o_icrm_process_node.o_icrm_process_node_bottleneck:contains('customer')",
            run: "click",
        },
        {
            content: "... and explained",
            trigger: ".o_icrm_process_sentences:contains('Bottleneck:')",
        },
        {trigger: ".o_icrm_process_card:contains('Share of total time')"},
        {trigger: "button:contains('3 months')", run: "click"},
        {trigger: ".o_icrm_process button.btn-primary:contains('3 months')"},
        {trigger: "button[name=action_publish]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_statusbar_status .o_arrow_button_current:contains('Standard')"},
        {trigger: ".o_form_view:contains('standard since')"},
    ],
});

// The same head takes the standard path from history and sees who leaves it. Starts on
// the draft.
registry.category("web_tour.tours").add("icrm_process_conformance", {
    steps: () => [
        {trigger: ".nav-link[name=path]", run: "click"},
        {
            trigger: ".o_icrm_conformance_sentences:contains('No standard path yet')",
        },
        {trigger: "button[name=action_path_from_history]", run: "click"},
        {
            content: "Real paths are drawn over the standard one",
            trigger:
                ".o_icrm_conformance_node_beside:contains('Waiting for the customer'):contains('25%')",
        },
        {
            trigger:
                ".o_icrm_conformance_sentences:contains('75% of 20 requests followed')",
        },
        {
            trigger: ".o_icrm_conformance_table tr[data-kind=inserted] button",
            run: "click",
        },
        {
            content: "... and lead to the requests",
            trigger: ".o_breadcrumb:contains('Inserted: Waiting for the customer')",
        },
        {trigger: ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"},
    ],
});

// A head reads what many ask about, and puts it down among the needs. Starts on the list
// of recurring problems.
registry.category("web_tour.tours").add("icrm_recurring_to_need", {
    steps: () => [
        {trigger: ".o_data_row .o_data_cell:contains('vpn')", run: "click"},
        {trigger: ".o_field_widget[name=example_ids] .o_data_row:contains('VPN')"},
        {trigger: "button[name=action_make_need]", run: "click"},
        {trigger: ".o_breadcrumb:contains('vpn')"},
        {trigger: ".o_form_view .o_field_widget[name=mentions]"},
    ],
});

// A head writes a risk down, and activates its plan. Starts on the list of risks.
registry.category("web_tour.tours").add("icrm_risk_to_activation", {
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit The mail server dies",
        },
        {trigger: ".o_field_widget[name=likelihood] input", run: "click"},
        {trigger: ".o-dropdown-item:contains('2 Every')", run: "click"},
        {trigger: ".o_field_widget[name=impact] input", run: "click"},
        {trigger: ".o-dropdown-item:contains('5 Threatens')", run: "click"},
        {trigger: ".o_field_widget[name=score]:contains('10')"},
        {
            trigger:
                ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=step_ids] .o_selected_row [name=name] input",
            run: "edit Call the provider",
        },
        {
            trigger: ".o_field_widget[name=step_ids] .o_selected_row [name=kind] input",
            run: "click",
        },
        {trigger: ".o-dropdown-item:contains('Emergency')", run: "click"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: "button[name=action_open_activation]", run: "click"},
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit No mail since eight",
        },
        {trigger: ".modal button[name=action_apply]", run: "click"},
        {
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains('Plan Active')",
        },
        {trigger: ".nav-link:contains('Activations')", run: "click"},
        {
            trigger:
                ".o_field_widget[name=log_ids] .o_data_row:contains('No mail since eight')",
        },
    ],
});

// The same head finds it on the map, and goes from there to the risk.
registry.category("web_tour.tours").add("icrm_risk_on_the_map", {
    steps: () => [
        {trigger: ".o_icrm_risk_cell[data-cell='2-5']:contains('1')", run: "click"},
        {trigger: ".o_list_view .o_data_row:contains('The mail server dies')"},
    ],
});

// Somebody reads a published journey: its curve, and what lies behind a touch point.
registry.category("web_tour.tours").add("icrm_journey_is_read", {
    steps: () => [
        {trigger: ".o_kanban_record:contains('My first month')", run: "click"},
        {trigger: ".o_icrm_journey_label:contains('Silence')", run: "click"},
        {trigger: ".o_icrm_journey_card:contains('Nobody writes')"},
        {trigger: ".o_icrm_journey_sentences:contains('Peak-end score 3.0 of 5')"},
        {trigger: "body:not(:has(.o_icrm_journey_start_improvement))"},
    ],
});
