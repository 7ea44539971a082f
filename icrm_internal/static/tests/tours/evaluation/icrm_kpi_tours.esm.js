/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function lookUp(name) {
    return [
        {trigger: ".o_searchview_input", run: `edit ${name}`},
        {
            trigger:
                ".o_searchview_autocomplete .o-dropdown-item:contains('Indicator')",
            run: "click",
        },
        {trigger: ".o_searchview_facet:contains('Indicator')"},
        {trigger: `.o_data_row .o_data_cell:contains('${name}')`, run: "click"},
    ];
}

// The officer looks an indicator up, asks for more from now on, computes, opens a
// result and what is behind it. Starts on the list of indicators.
tours.add("icrm_kpi_officer", {
    steps: () => [
        {
            content: "Indicators under what they are part of",
            trigger: ".o_group_header:contains('Internal Service Quality')",
        },
        ...lookUp("Promises Met"),
        {trigger: ".o_field_widget[name=definition] textarea"},
        {
            trigger: ".o_inner_group .o_field_widget[name=target] input",
            run: "edit 97 && press Tab",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {
            content: "What was asked for before stays beside it",
            trigger: ".o_field_widget[name=target_ids] .o_data_row:contains('97.00')",
        },
        {trigger: ".o_field_widget[name=target_ids] .o_data_row:contains('95.00')"},
        {trigger: "button[name=action_open_values]", run: "click"},
        {trigger: ".o_graph_view"},
        {trigger: ".o_switch_view.o_list", run: "click"},
        {
            trigger: ".o_control_panel button:contains('Compute Now')",
            run: "click",
        },
        {
            content: "Judged by the new target",
            trigger: ".o_data_row:contains('97 %') .o_data_cell:contains('IT')",
            run: "click",
        },
        {trigger: ".o_field_widget[name=explanation]:contains('Target (score 100)')"},
        {trigger: "button[name=action_open_records]", run: "click"},
        {trigger: ".o_list_view .o_data_row:contains('Something')"},
    ],
});

// The owner of an indicator that nothing computes enters a result.
tours.add("icrm_kpi_owner", {
    steps: () => [
        ...lookUp("Sales"),
        {trigger: "button[name=action_enter]", run: "click"},
        {trigger: ".o_list_button_add", run: "click"},
        {
            trigger: ".o_selected_row .o_field_widget[name=value] input",
            run: "edit 150 && press Tab",
        },
        {trigger: ".o_list_button_save", run: "click"},
        {
            content: "Scored between the floor of 100 and the target of 200",
            trigger:
                ".o_data_row:not(.o_selected_row):contains('150.00') .o_progressbar:contains('50')",
        },
    ],
});
