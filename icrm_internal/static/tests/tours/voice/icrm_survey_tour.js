import {registry} from "@web/core/registry";

// An officer makes an own survey of a template: another title, a standard question in
// two clicks, and a question of her own. Starts on the templates.
registry.category("web_tour.tours").add("icrm_officer_survey", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:contains('Satisfaction with a department') button:contains('Use Template')",
            run: "click",
        },
        {
            content: "The copy may be changed, the template not",
            trigger:
                ".o_field_widget[name=title] textarea:value('Satisfaction with a department (CSAT)')",
            run: "edit How satisfied are you with IT?",
        },
        {
            trigger: "button:contains('Add NPS')",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_add]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains('How likely are you to recommend')",
        },
        {
            trigger: ".o_field_x2many_list_row_add a:contains('Add a question')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=title] textarea",
            run: "edit Do we keep our word?",
        },
        {
            trigger: ".modal .o_field_widget[name=icrm_measure] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Single item')",
            run: "click",
        },
        {
            content: "The measure has chosen a scale, and that an answer is needed",
            trigger:
                ".modal:has(.o_field_widget[name=constr_mandatory] input:checked) .o_field_widget[name=scale_max] input:value('5')",
        },
        {
            trigger:
                ".modal .o_form_button_save, .modal .modal-footer button:contains('Save')",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains('Do we keep our word?')",
        },
        {
            content: "Complete: it can be sent",
            trigger: "button[name=action_icrm_send]:contains('Send')",
        },
    ],
});
