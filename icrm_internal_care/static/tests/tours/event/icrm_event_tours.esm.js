import {registry} from "@web/core/registry";

function fill(name, text, tag = "textarea") {
    return {
        content: `Fill in ${name}`,
        trigger: `.o_field_widget[name=${name}] ${tag}`,
        run: `edit ${text}`,
    };
}

function press(name) {
    return {trigger: `.o_form_statusbar button[name=${name}]:enabled`, run: "click"};
}

const SAVE = [
    {trigger: ".o_form_button_save", run: "click"},
    {trigger: ".o_form_saved"},
];

// A head plans a review from the relationship, invites, decides and sends the minutes.
registry.category("web_tour.tours").add("icrm_meeting_review", {
    steps: () => [
        press("action_plan_review"),
        {
            trigger: ".o_field_widget[name=item_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=item_ids] .o_selected_row [name=name] input",
            run: "edit Waiting for laptops",
        },
        ...SAVE,
        {trigger: ".nav-link:contains('Key Figures')", run: "click"},
        {trigger: ".o_field_widget[name=figures_html]:contains('Requests')"},
        press("action_invite"),
        {trigger: ".o_arrow_button_current:contains('Planned')"},
        {trigger: ".nav-link:contains('Agenda')", run: "click"},
        {
            trigger: ".o_field_widget[name=item_ids] .o_data_cell[name=decision]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=item_ids] .o_selected_row [name=decision] textarea",
            run: "edit Ten are kept in stock",
        },
        {trigger: ".nav-link:contains('Actions')", run: "click"},
        {
            trigger:
                ".o_field_widget[name=action_item_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=action_item_ids] .o_selected_row [name=name] input",
            run: "edit Order ten laptops",
        },
        {
            trigger:
                ".o_field_widget[name=action_item_ids] .o_selected_row [name=due_date] input, .o_field_widget[name=action_item_ids] .o_selected_row [name=due_date] button",
            run: "click",
        },
        {
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        ...SAVE,
        press("action_send_minutes"),
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_arrow_button_current:contains('Held')"},
    ],
});

// Whoever is to do it marks it as done.
registry.category("web_tour.tours").add("icrm_meeting_action_done", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Order ten laptops') [name=name]",
            run: "click",
        },
        fill("result", "Ordered"),
        ...SAVE,
        press("action_done"),
        {trigger: ".o_arrow_button_current:contains('Done')"},
    ],
});

registry.category("web_tour.tours").add("icrm_dispute_raise", {
    steps: () => [
        press("action_raise_dispute"),
        fill("statement", "We pay for what you broke."),
        ...SAVE,
        press("action_raise"),
        {trigger: ".o_arrow_button_current:contains('Raised')"},
    ],
});

registry.category("web_tour.tours").add("icrm_dispute_answer", {
    steps: () => [
        fill("answer", "You dropped it."),
        ...SAVE,
        press("action_answer"),
        {trigger: ".o_arrow_button_current:contains('Answered')"},
        fill("settlement", "Half each"),
        ...SAVE,
        press("action_agree"),
        {trigger: ".o_field_widget[name=other_agreed] input:checked"},
    ],
});

registry.category("web_tour.tours").add("icrm_dispute_settle", {
    steps: () => [
        press("action_agree"),
        {trigger: ".o_arrow_button_current:contains('Settled')"},
        fill("lesson", "Insure it"),
        ...SAVE,
    ],
});

// An officer of neither side decides what both could not agree on.
registry.category("web_tour.tours").add("icrm_dispute_decide", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button:contains('Decide'):enabled",
            run: "click",
        },
        {trigger: ".modal [name=reason] textarea", run: "edit Each pays half."},
        {
            trigger: ".modal footer button:contains('Send decision')",
            run: "click",
        },
        {trigger: ".o_arrow_button_current:contains('Decided')"},
        {trigger: ".o_field_widget[name=decision]:contains('Each pays half.')"},
    ],
});

// A consultant from outside reads the record in the portal and does their action.
registry.category("web_tour.tours").add("icrm_group_portal", {
    steps: () => [
        {
            trigger: "a[href*='/my/groups/']",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_icrm_portal:contains('Machine down')"},
        {trigger: "textarea[name=result]", run: "edit A valve"},
        {
            trigger: ".o_icrm_portal button:contains('Done')",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_icrm_portal .card:contains('A valve'):not(:has(textarea))"},
    ],
});

// Who is invited to a meeting answers in the calendar. Starts on it.
registry.category("web_tour.tours").add("icrm_meeting_answer", {
    steps: () => [
        {trigger: ".o_event:contains('Quarter talk')", run: "click"},
        {
            trigger:
                ".o_cw_popover .btn-group .btn:contains('Yes'), .modal .btn-group .btn:contains('Yes')",
            run: "click",
        },
        {
            content: "Answered: it closes by itself",
            trigger: "body:not(:has(.o_cw_popover, .modal))",
        },
    ],
});
