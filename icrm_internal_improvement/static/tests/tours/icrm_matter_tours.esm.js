/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    aside,
    pressInHeader,
} from "@icrm_internal/../tests/tours/request/click_counter.esm";
import {registry} from "@web/core/registry";

// They run at every width and in both languages: no selector holds a word of ours, only
// those that the tests wrote.

const tours = registry.category("web_tour.tours");
const row = (text) =>
    `.o_data_row:contains(${text}) [name=name], .o_kanban_record:contains(${text})`;
const HEARD = "Laptops in stock";
// "Changed" is the fifth of the filters
const CHANGED = ".o_filter_menu .o_menu_item:eq(4)";

function filterChanged() {
    return [
        {
            isActive: ["mobile"],
            trigger: ".o_control_panel button:has(.fa-search)",
            run: "click",
        },
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {trigger: CHANGED, run: "click"},
        {
            isActive: ["desktop"],
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
    ];
}

// From the improvements to what was heard, to the change, to its effect.
tours.add("icrm_matters_chain", {
    steps: () =>
        aside([
            {
                content: "The list is one click away from the improvements",
                isActive: ["desktop", "html[lang=en-US]"],
                trigger: ".o_control_panel button:contains(Heard and Changed)",
                run: "click",
            },
            {
                isActive: ["body:not(:has(.o_breadcrumb:contains(Heard and Changed)))"],
                trigger: ".o_control_panel",
                run: () => {
                    window.location = "/odoo/internal-matters-heard";
                },
                expectUnloadPage: true,
            },
            {content: "What is not decided yet", trigger: row("Quiet printers")},
            ...filterChanged(),
            {
                content: "What changed alone is left",
                trigger: `body:not(:has(.o_content :contains(Quiet printers)))`,
            },
            {trigger: row(HEARD), run: "click"},
            {
                content: "It is the idea",
                trigger: `.o_form_view .o_field_widget[name=name]`,
            },
            {
                isActive: ["mobile"],
                trigger: ".o_control_panel button:has(.fa-bolt)",
                run: "click",
            },
            {
                content: "What it led to",
                trigger: "button[name=action_open_improvements]",
                run: "click",
            },
            {trigger: row(HEARD), run: "click"},
            {trigger: ".o_form_view .o_field_widget[name=next_step]"},
            ...pressInHeader("[name=action_prove]"),
            {trigger: ".nav-link[name=check]", run: "click"},
            {
                content: "The verdict, with its interval",
                trigger: ".o_field_widget[name=proof_text]:contains(+65)",
            },
            ...pressInHeader("[name=action_publish]"),
            {trigger: ".modal footer .btn-primary", run: "click"},
            {trigger: "body:not(:has(.modal)) .o_form_view"},
        ]),
});

// When everybody who raised it was notified, the row says so.
tours.add("icrm_matters_told", {
    steps: () =>
        aside([
            {
                content: "The verdict",
                trigger: [
                    `.o_data_row:contains(${HEARD}) [name=verdict] .badge`,
                    `.o_kanban_record:contains(${HEARD}) [name=verdict] .badge`,
                ].join(", "),
            },
            {
                content: "When they were notified",
                trigger: [
                    `.o_data_row:contains(${HEARD}) [name=told_on]:not(:empty)`,
                    `.o_kanban_record:contains(${HEARD}) .o_icrm_matter_told`,
                ].join(", "),
            },
            {trigger: row(HEARD), run: "click"},
            {trigger: ".o_form_view"},
        ]),
});

// Everybody reads what a department made of what it heard, nothing of one matter.
tours.add("icrm_matters_line", {
    steps: () =>
        aside([
            {
                content: "Steps of five",
                trigger: ".o_kanban_record:contains(People waited.):contains(5+)",
            },
            {trigger: ".o_kanban_record:contains(People waited.)", run: "click"},
            {trigger: ".o_form_view .o_field_widget[name=matter_text]:contains(5+)"},
        ]),
});
