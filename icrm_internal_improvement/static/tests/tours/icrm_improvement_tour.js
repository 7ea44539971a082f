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

// A head plans an improvement and is shown what is missing.
registry.category("web_tour.tours").add("icrm_improvement_plan", {
    steps: () => [
        {trigger: ".o_control_panel .o-kanban-button-new", run: "click"},
        fill(
            "name",
            "Laptops are ready sooner",
            "textarea, .o_field_widget[name=name] input"
        ),
        fill("problem", "New colleagues wait for a laptop."),
        {trigger: ".o_form_button_save", run: "click"},
        {
            content: "All that is missing is named",
            trigger: ".o_field_widget[name=missing_text]:contains('measurable')",
        },
        {
            content: "Until then it cannot be approved",
            trigger: ".o_form_statusbar:not(:has(button[name=action_start]))",
        },
        fill("cause", "They are ordered one by one."),
        fill("goal", "A laptop lies on the desk on the first day."),
        fill("indicator", "Days until a laptop is ready", "input"),
        {
            trigger:
                ".o_field_widget[name=direction] input, .o_field_widget[name=direction] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Less is better')",
            run: "click",
        },
        fill("unit", "days", "input"),
        fill("baseline_value", "9", "input"),
        fill("target_value", "3", "input"),
        fill("resources_needed", "Ten laptops in stock."),
        fill("relevance", "Three days of work each."),
        {
            content: "Nothing but the dates is missing now",
            trigger: ".o_field_widget[name=missing_text]:contains('timed')",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});

// With its dates set it is begun, put in place, measured again and closed.
registry.category("web_tour.tours").add("icrm_improvement_prove", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=next_step]:contains('complete')",
        },
        press("action_start"),
        {trigger: ".o_arrow_button_current:contains('Do')"},
        {trigger: ".nav-link:contains('2 Do')", run: "click"},
        fill("change", "Ten laptops in stock."),
        press("action_mark_implemented"),
        {trigger: ".o_arrow_button_current:contains('Check')"},
        {trigger: ".nav-link:contains('3 Check')", run: "click"},
        fill("after_value", "2", "input"),
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});

registry.category("web_tour.tours").add("icrm_improvement_close", {
    steps: () => [
        press("action_measure"),
        {trigger: ".o_field_widget[name=next_step]:contains('It worked')"},
        {trigger: ".nav-link:contains('4 Act')", run: "click"},
        fill("standard", "There are always ten in stock."),
        {trigger: ".o_form_button_save", run: "click"},
        press("action_close"),
        {trigger: ".ribbon:contains('Success')"},
    ],
});
