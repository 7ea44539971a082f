import {registry} from "@web/core/registry";

// An agent requests a customer from its account manager.
registry.category("web_tour.tours").add("icrm_account_request", {
    steps: () => [
        {
            content: "Request the customer",
            trigger: ".o_form_statusbar button[name=action_icrm_ask_account]:enabled",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_dialog .o_field_widget[name=reason] textarea",
            run: "edit I work with them every day",
        },
        {
            content: "Send it",
            trigger: ".o_dialog footer .btn-primary:contains(Send)",
            run: "click",
        },
        {
            content: "The transfer is counted; nothing else has changed",
            trigger:
                "body:not(:has(.o_dialog)) button[name=action_icrm_open_transfers]:contains(1)",
        },
    ],
});

// The account manager finds the request and accepts it.
registry.category("web_tour.tours").add("icrm_account_accept", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_data_row:contains(I work with them every day) .o_data_cell",
            run: "click",
        },
        {
            content: "Accept",
            trigger: ".o_form_statusbar button[name=action_accept]:enabled",
            run: "click",
        },
        {
            content: "It is closed",
            trigger: ".o_arrow_button_current:contains(Accepted)",
        },
    ],
});
