import {registry} from "@web/core/registry";

// The head of a department describes a service, asks a question in its form, tries the
// dialog and publishes it. Starts on the department's catalogue.
registry.category("web_tour.tours").add("icrm_manager_service", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The own department and its team are there already",
            trigger: ".o_field_widget[name=team_id] input:value('IT desk')",
        },
        {
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit Headset",
        },
        {
            trigger: ".o_field_widget[name=category_id] input",
            run: "edit Computers",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Computers')",
            run: "click",
        },
        {
            trigger: ".nav-link:contains('Request Form')",
            run: "click",
        },
        {
            trigger: ".tab-pane.active:contains('Save the service before')",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_field_x2many_list_row_add a:contains('Add a question')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=label] input:visible",
            run: "edit Which colour?",
        },
        {
            trigger: ".modal .o_field_widget[name=required] input",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved, and shown as customers see it",
            trigger:
                "body:not(:has(.modal)) .o_icrm_form_preview label:contains('Which colour?'):contains('required')",
        },
        {
            trigger: ".o_field_x2many_list_row_add a:contains('Add a question')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=label] input:visible",
            run: "edit Which other one?",
        },
        {
            content: "Only asked if the first is answered",
            trigger: ".modal a:contains('Add a condition')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=other_question_id] input",
            run: "edit Which colour",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Which colour?')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit Red",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Hidden in the preview until then",
            trigger:
                "body:not(:has(.modal)) .o_icrm_form_preview:not(:contains('Which other one?')) [data-question] input",
            run: "edit Red",
        },
        {
            trigger: ".o_icrm_form_preview:contains('Which other one?')",
        },
        {
            trigger: ".o_field_widget[name=summary] input",
            run: "edit For calls without a phone",
        },
        {
            content: "The preview: the dialog as customers see it",
            trigger: "button[name=action_open_request]",
            run: "click",
        },
        {
            trigger: ".modal:contains('Preview only'):contains('Which colour?')",
        },
        {
            trigger: ".modal button[special=cancel], .modal .btn-close",
            run: "click",
        },
        {
            content: "A promise was proposed",
            trigger: "body:not(:has(.modal)) .nav-link:contains('Promises')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=promise_text]:contains('Reply in 4 hours')",
        },
        {
            trigger: "button[name=action_publish]:visible",
            run: "click",
        },
        {
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Published')",
        },
        {
            trigger: ".nav-link:contains('Versions')",
        },
    ],
});

// Staff: two words with a slip of the keyboard find the service; its page opens; pinned
// it comes first.
registry.category("web_tour.tours").add("icrm_staff_catalogue", {
    steps: () => [
        {
            trigger: ".o_icrm_services .o_kanban_record:contains('Laptop')",
        },
        {
            trigger: ".o_searchview_input",
            run: "edit small laptp",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains('Service')",
            run: "click",
        },
        {
            trigger:
                ".o_icrm_services:not(:has(.o_kanban_record:contains('Zebra crossing'))) .o_kanban_record:contains('Laptop') strong",
            run: "click",
        },
        {
            trigger: ".o_icrm_service_page:contains('Our promise')",
        },
        {
            content: "An article answers the question: one request less",
            trigger:
                ".o_field_widget[name=article_ids] .o_kanban_record:contains('Which one suits me')",
            run: "click",
        },
        {
            trigger:
                ".modal:contains('Light ones for travellers') button[name=action_helped]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) button[name=action_pin]:contains('Pin')",
            run: "click",
        },
        {
            trigger: "button[name=action_pin]:contains('Pinned')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: ".o_facet_remove",
            run: "click",
        },
        {
            content: "Pinned ones come first",
            trigger: ".o_kanban_record:contains('Zebra crossing')",
        },
        {
            trigger: ".o_kanban_record:first:contains('Laptop'):has(.fa-star)",
        },
    ],
});
