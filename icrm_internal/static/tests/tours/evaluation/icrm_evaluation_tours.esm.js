/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// An officer lets evaluators be proposed, looks at them, and opens the cycle.
// Starts on the cycle's form.
tours.add("icrm_evaluation_open", {
    steps: () => [
        {trigger: ".alert:contains('Propose evaluators from')"},
        {trigger: "button[name=action_propose]", run: "click"},
        {
            content: "The list, by department",
            trigger: ".o_group_header:contains('IT')",
        },
        {trigger: ".o_breadcrumb a:contains('This month')", run: "click"},
        {trigger: "button[name=action_open]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {
            content: "It is open",
            trigger: ".o_arrow_button_current:contains('Running')",
        },
    ],
});

// On a phone: an employee finds what is to do, answers, leaves, comes back, submits.
// Starts on the list.
tours.add("icrm_evaluation_answer", {
    steps: () => [
        {trigger: ".o_kanban_record:contains('IT')", run: "click"},
        {trigger: ".o_icrm_evaluation_facts:contains('Requests of your department')"},
        {
            trigger: "[data-question='Keeping promises'] button[data-score='2']",
            run: "click",
        },
        {
            trigger: "[data-question='Keeping promises'] .o_icrm_scores_comment",
            run: "click",
        },
        {
            trigger: "[data-question='Keeping promises'] textarea",
            run: "edit Late twice && press Tab",
        },
        {trigger: ".o_icrm_scores_done:contains('1 of 7')"},
        {
            content: "Away, which saves, and back",
            trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {trigger: ".o_kanban_record:contains('1 of 7 questions')", run: "click"},
        {trigger: "[data-question='Keeping promises'] .btn-primary:contains('2')"},
        ...["Quality of the work", "Speed", "Communication", "Willingness to help"].map(
            (question) => ({
                trigger: `[data-question='${question}'] button[data-score='4']`,
                run: "click",
            })
        ),
        {
            trigger: "[data-question='Problem solving'] .o_icrm_scores_skip",
            run: "click",
        },
        {
            content: "What is missing is said before it is asked whether to submit",
            trigger: "button[name=action_check]",
            run: "click",
        },
        {trigger: ".o_notification:contains('Trust and common goals')"},
        {
            trigger: "[data-question='Trust and common goals'] button[data-score='5']",
            run: "click",
        },
        {trigger: ".o_icrm_scores_done:contains('7 of 7')"},
        {trigger: "button[name=action_submit]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_kanban_record:contains('Submitted'):contains('1 of 1 done')"},
    ],
});

// The officer closes the cycle, looks at who rates whom, and publishes.
tours.add("icrm_evaluation_publish", {
    steps: () => [
        {trigger: "button[name=action_close]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: "button[name=action_open_matrix]", run: "click"},
        {trigger: ".o_icrm_rates_table:contains('Research')"},
        {trigger: ".o_icrm_rates_compare", run: "click"},
        {trigger: ".o_icrm_rates_cell:contains('+')"},
        {trigger: ".o_breadcrumb a:contains('This month')", run: "click"},
        {trigger: "button[name=action_publish]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_arrow_button_current:contains('Published')"},
    ],
});

// The head finds the own department's result.
tours.add("icrm_evaluation_read", {
    steps: () => [
        {trigger: ".o_kanban_record:contains('IT')", run: "click"},
        {trigger: ".o_icrm_evaluation_criteria:contains('Keeping promises')"},
        {trigger: ".o_field_widget[name=group_table]:contains('Finance')"},
    ],
});
