/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const box = (name) => `.o_icrm_plan_box:contains('${name}')`;
const question = (name) => `.modal .o_icrm_form_question[data-question='${name}']`;

// A service of several steps: each tour is one person's turn, on a phone as well.

tours.add("icrm_fulfilment_1_staff_asks", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:contains('Welcome') button[name=action_open_request]",
            run: "click",
        },
        {
            content: "Without answers there is one step less",
            trigger: ".modal .o_icrm_plan_summary:contains('2 steps')",
        },
        {trigger: `${question("name")} input`, run: "edit Li"},
        {trigger: `${question("needs")} input[type=checkbox]`, run: "click"},
        {
            content: "What is answered adds a step",
            trigger: ".modal .o_icrm_plan_summary:contains('3 steps, done by')",
        },
        {trigger: `.modal ${box("Account")}:contains('IT')`},
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {
            content: "One line, and the picture",
            trigger:
                ".o_icrm_my_request .o_icrm_plan_summary:contains('0 of 3 steps done'):contains('now with Finance')",
        },
        {trigger: `.o_icrm_my_request ${box("Buy a laptop")}.o_icrm_plan_now`},
    ],
});

tours.add("icrm_fulfilment_2_agent_decides", {
    steps: () => [
        {trigger: ".o_icrm_plan_summary:contains('0 of 3 steps done')"},
        {
            trigger:
                ".o_field_widget[name=icrm_step_ids] .o_data_row:contains('Welcome talk') button[name=action_done]",
            run: "click",
        },
        {trigger: ".o_icrm_plan_summary:contains('1 of 3 steps done')"},
        {
            trigger:
                ".o_field_widget[name=icrm_step_ids] .o_data_row:contains('Buy a laptop') button[name=action_icrm_ask_reason]:first",
            run: "click",
        },
        {trigger: ".modal [name=reason] textarea", run: "edit Has one already"},
        {trigger: ".modal-footer button:contains('Skip')", run: "click"},
        {
            content: "The next step has begun",
            trigger: `${box("Account")}.o_icrm_plan_now`,
        },
        {trigger: `${box("Buy a laptop")}.o_icrm_plan_skipped`},
    ],
});

tours.add("icrm_fulfilment_3_staff_reads", {
    steps: () => [
        {
            trigger:
                ".o_icrm_my_request .o_icrm_plan_summary:contains('1 of 2 steps done'):contains('now with IT')",
        },
    ],
});

// On the portal the same steps, by the answers given.
tours.add("icrm_fulfilment_portal_steps", {
    steps: () => [
        {trigger: ".o_icrm_portal_plan:contains('2 steps, done by')"},
        {
            trigger:
                ".o_icrm_form_question[data-question='needs'] input[type=checkbox]",
            run: "click",
        },
        {trigger: ".o_icrm_portal_plan li:contains('Account'):contains('IT')"},
        {trigger: ".o_icrm_portal_plan:contains('3 steps, done by')"},
        {
            trigger: ".o_icrm_form_question[data-question='start'] input",
            run: `edit ${luxon.DateTime.now().plus({days: 40}).toFormat("MM/dd/yyyy")} && press Enter`,
        },
        {
            content: "The talk is on the first day",
            trigger:
                ".o_icrm_portal_plan li:contains('Welcome talk'):contains('from ')",
        },
    ],
});

// HR created an employee: the form is filled, one click sends it, nothing is offered
// again.
tours.add("icrm_fulfilment_hr_offer", {
    steps: () => [
        {trigger: ".o_icrm_hr_offer:contains('Joining'):contains('Join us')"},
        {trigger: ".o_icrm_hr_offer button:contains('Start')", run: "click"},
        {
            content: "The name is there",
            trigger: `${question("name")} input:value("Li Na")`,
        },
        {trigger: ".modal [name=beneficiary_id] input:value('Li Na')"},
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {trigger: ".o_icrm_my_request"},
    ],
});
