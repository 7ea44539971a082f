import {registry} from "@web/core/registry";

// A head tries fewer hours, sees what would be met, and drafts the agreement with them.
// Starts on the relationship.
registry.category("web_tour.tours").add("icrm_simulate_promises", {
    steps: () => [
        {
            trigger: "button[name=action_open_simulations]",
            run: "click",
        },
        {
            content: "The promises of today are proposed",
            trigger: ".o_field_widget[name=line_ids] .o_data_row td[name=hours_then]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] td[name=hours_then] input",
            run: "edit 2",
        },
        {
            trigger: "button[name=action_simulate]:contains('Simulate')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=summary]:contains('66.7% of 3 requests')",
        },
        {
            trigger: "button[name=action_use]",
            run: "click",
        },
        {
            content: "The draft of the agreement",
            trigger:
                ".o_form_view:has(button[name=action_propose]) td[name=resolution_hours]:contains('2')",
        },
    ],
});
