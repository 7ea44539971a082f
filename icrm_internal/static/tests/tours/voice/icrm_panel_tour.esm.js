/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const WHY = ".o_icrm_panel_sheet [data-question=panel_why]";

// A volunteer fills in the draft, finds one question unclear and says why.
tours.add("icrm_panel_member", {
    steps: () => [
        {
            content: "The line on the home page",
            trigger: ".o_icrm_task[data-kind='icrm.panel.trial'] .o_icrm_task_title",
            run: "click",
        },
        {
            content: "It is a trial",
            trigger: ".o_icrm_panel_sheet .alert:contains(neither sent nor stored)",
        },
        {
            content: "Try the question",
            trigger: `${WHY} .o_icrm_form_input textarea`,
            run: "edit Mine is broken",
        },
        {
            content: "One click",
            trigger: `${WHY} button[data-verdict=unclear]`,
            run: "click",
        },
        {
            content: "In words",
            trigger: `${WHY} .o_icrm_panel_comment textarea`,
            run: "edit How many words?",
        },
        {content: "Store", trigger: `${WHY} .o_icrm_panel_save`, run: "click"},
        {content: "Stored", trigger: `${WHY} .o_icrm_panel_saved`},
    ],
});

// The head reads the comment, declines it with a reason, and publishes the service.
tours.add("icrm_panel_head", {
    steps: () => [
        {
            content: "Open the trial from the service",
            trigger: "button[name=action_open_panel_trial]",
            run: "click",
        },
        {
            content: "The comment",
            trigger: ".o_field_widget[name=comment_ids] td:contains(How many words?)",
        },
        {
            content: "It is not taken up",
            trigger:
                ".o_field_widget[name=comment_ids] button[name=action_icrm_ask_reason]",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit As many as you like.",
        },
        {
            content: "Save the reason",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Decided",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=comment_ids] td:contains(Not taken up)",
        },
        {
            content: "Back to the service",
            trigger:
                ".o_breadcrumb .o_back_button a:contains(Laptop), .o_breadcrumb a:contains(Laptop)",
            run: "click",
        },
        {
            content: "Publish",
            trigger: "button[name=action_publish]:contains(Publish Changes)",
            run: "click",
        },
        {
            content: "In force",
            trigger:
                ".o_form_view:not(:has(button[name=action_publish]:contains(Publish Changes)))",
        },
    ],
});

// The volunteer reads what changed, and what became of the comment.
tours.add("icrm_panel_changes", {
    steps: () => [
        {
            content: "Old and new",
            trigger:
                ".o_icrm_panel_change:contains(Before):contains(Why):contains(In a few words)",
        },
        {
            content: "The answer",
            trigger: ".o_icrm_panel_change:contains(As many as you like.)",
        },
    ],
});
