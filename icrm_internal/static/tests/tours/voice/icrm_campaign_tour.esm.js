import {registry} from "@web/core/registry";

// An officer designs a campaign, looks at the preview, and opens it. Starts on the
// campaigns.
registry.category("web_tour.tours").add("icrm_officer_campaign", {
    steps: () => [
        {
            trigger: ".o-kanban-button-new, .o_list_button_add",
            run: "click",
        },
        {
            content: "The form says what comes first",
            trigger: ".o_field_widget[name=next_step]:contains('Choose a survey')",
        },
        {
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit How IT serves us",
        },
        {
            trigger: ".o_field_widget[name=survey_id] input",
            run: "edit How do you like it",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('How do you like it?')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=next_step]:contains('closing date')",
        },
        {
            trigger:
                ".o_field_widget[name=closes_on] button, .o_field_widget[name=closes_on] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=closes_on] input",
            run: "edit 12/31/2098",
        },
        {
            trigger: ".o_field_widget[name=about_department_ids] input",
            run: "edit IT",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('IT')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=next_step]:contains('Check the preview')",
        },
        {
            trigger: ".nav-link:contains('Anonymity')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=protection_sentence]:contains('not what')",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible",
        },
        {
            trigger: ".nav-link:contains('Preview')",
            run: "click",
        },
        {
            trigger: ".o_icrm_campaign_preview:contains('to invite'):contains('10')",
        },
        {
            trigger: "button[name=action_ask_open]",
            run: "click",
        },
        {
            content: "Once open, it cannot be less protected",
            trigger: ".modal-footer button:contains('Open and Send')",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Running')",
        },
        {
            trigger: ".o_field_widget[name=turnout]:contains('Finance')",
        },
    ],
});
