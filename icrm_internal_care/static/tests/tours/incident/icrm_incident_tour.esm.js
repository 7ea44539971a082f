import {registry} from "@web/core/registry";

// An agent gathers requests with one cause under a new incident.
registry.category("web_tour.tours").add("icrm_incident_gather", {
    steps: () => [
        {trigger: ".o_list_view thead .o_list_record_selector input", run: "click"},
        {
            trigger: ".o_control_panel button:contains('Link to Incident')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=incident_name] input",
            run: "edit Mail server down",
        },
        {trigger: ".modal button[name=action_apply]:contains('Link')", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

registry.category("web_tour.tours").add("icrm_incident_open", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Mail server down') td[name=name]",
            run: "click",
        },
        {
            content: "Both requests are under it",
            trigger: ".oe_stat_button:contains('2'):contains('Requests')",
        },
    ],
});
