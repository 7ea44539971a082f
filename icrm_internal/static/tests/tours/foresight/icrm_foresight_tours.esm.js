import {registry} from "@web/core/registry";

function record(text) {
    return (
        `.o_data_row .o_data_cell[name=name]:contains('${text}'), ` +
        `.o_kanban_record:not(.o_kanban_ghost):contains('${text}')`
    );
}

// A head reads what a team has to expect: the band, and work beside capacity. Starts on
// the forecasts.
registry.category("web_tour.tours").add("icrm_forecast_read", {
    steps: () => [
        {trigger: record("All of IT desk"), run: "click"},
        {
            content: "How far off it was before",
            trigger: ".o_icrm_forecast:contains('Four of five weeks lie in the band')",
        },
        {trigger: ".o_icrm_forecast_chart:has(.o_icrm_forecast_band)"},
        {
            content: "The band of a week",
            trigger: ".o_icrm_forecast_table tbody tr:first td:contains('8 – 14')",
        },
        {
            content: "More work than capacity",
            trigger:
                ".o_icrm_forecast_table tbody tr:first td.text-danger:contains('38')",
        },
    ],
});

// An agent sorts the queue by risk, and reads why. Starts on the desk.
registry.category("web_tour.tours").add("icrm_risk_desk", {
    steps: () => [
        {trigger: "th[data-name=icrm_shown_risk]", run: "click"},
        {trigger: ".o_data_row:first:contains('Hardly at risk')"},
        {trigger: "th[data-name=icrm_shown_risk]", run: "click"},
        {
            content: "The riskiest is the first",
            trigger: ".o_data_row:first:contains('Most at risk'):contains('90%')",
        },
        {trigger: ".o_data_row:first .o_data_cell[name=name]", run: "click"},
        {
            trigger:
                ".o_form_view .o_field_widget[name=icrm_risk_text]:contains('Share of the promise used')",
        },
    ],
});

// The same on a phone, where the queue is a list of cards: the filter finds them.
registry.category("web_tour.tours").add("icrm_risk_phone", {
    steps: () => [
        {trigger: record("Most at risk"), run: "click"},
        {trigger: ".o_form_view .o_field_widget[name=icrm_shown_risk]:contains('90%')"},
        {
            trigger:
                ".o_form_view .o_field_widget[name=icrm_risk_text]:contains('Share of the promise used')",
        },
    ],
});
