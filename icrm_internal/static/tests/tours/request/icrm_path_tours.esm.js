/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {aside, path, pressInHeader} from "./click_counter.esm";
import {registry} from "@web/core/registry";

// The main paths of each role, counted. They run at every width and in both languages:
// no selector holds a word of ours, only those that the tests wrote.

const tours = registry.category("web_tour.tours");
const ANSWER = ".o_icrm_task[data-kind=answer]";
const DIALOG = ".modal .o_icrm_request_create";
const EDITOR = ".modal .o_field_widget[name=body] .odoo-editor-editable";
const MINE = ".o_icrm_my_request";
const REGISTER = ".o_control_panel button[data-hotkey='c']";
const UNDO = ".o_icrm_undo .o_notification_buttons button";
const WITHDRAW = "[name='action_icrm_open_withdraw']";
const card = (text) =>
    `.o_data_row:contains(${text}) [name=name], .o_kanban_record:contains(${text})`;

const toDesk = [
    {
        isActive: [`body:not(:has(${REGISTER}))`],
        trigger: "[data-block=desk] .o_icrm_home_more",
        run: "click",
    },
];

tours.add("icrm_path_customer", {
    steps: () => [
        ...path(1, [
            {
                content: "The question is quoted where one lands",
                trigger: `${ANSWER} .o_icrm_task_question:contains(Which screen?)`,
            },
            {trigger: `${ANSWER} textarea`, run: "edit The left one"},
            {trigger: `${ANSWER} .o_icrm_task_reply:enabled`, run: "click"},
            {trigger: `body:not(:has(${ANSWER})) .o_notification`},
        ]),
        ...path(1, [
            {
                trigger: ".o_icrm_home_request:contains(Weekly report)",
                run: "click",
            },
            {trigger: `${MINE} [name=name]:contains(Weekly report)`},
        ]),
        ...path(4, [
            {
                isActive: ["mobile", "body:not(:has(.o_searchview_input))"],
                trigger: ".o_control_panel button:has(.fa-search)",
                run: "click",
            },
            {
                content: "Two words, one of them misspelt",
                trigger: ".o_searchview_input",
                run: "edit new lapptop",
            },
            {trigger: ".o_searchview_input", run: "press Enter"},
            {
                trigger:
                    ".o_kanban_record:first:contains(New laptop) button[name=action_open_request]",
                run: "click",
            },
            {
                content: "What is promised stands above the questions",
                trigger: `${DIALOG} [name=promise_text]`,
            },
            {trigger: `${DIALOG} [name=name] input`, run: "edit Mine is broken today"},
            {
                content: "Sent too early: what is missing is marked, nothing is lost",
                trigger: ".modal footer button[name=action_submit]",
                run: "click",
            },
            {trigger: `${DIALOG} [data-question=why].o_icrm_form_invalid`},
            {trigger: `${DIALOG} [data-question=model] select`, run: "selectByIndex 1"},
            {trigger: `${DIALOG} [data-question=why] textarea`, run: "edit It burns"},
            {
                content: "Pressed twice, sent once",
                trigger: ".modal footer button[name=action_submit]",
                run: "dblclick",
            },
            {trigger: `${MINE} [name=name]:contains(Mine is broken today)`},
            {trigger: `${MINE} [name=icrm_promise_text]`},
            {trigger: `${MINE} [name=icrm_holder_name]:contains(IT desk)`},
        ]),
        ...aside([
            ...pressInHeader(WITHDRAW),
            {
                trigger: ".modal [name=reason] textarea",
                run: "edit Solved by a restart",
            },
            {
                trigger: ".modal footer .btn-primary:visible",
                run: "click",
            },
            {trigger: UNDO, run: "click"},
            {trigger: `body:not(:has(.modal)) .o_statusbar_buttons button${WITHDRAW}`},
        ]),
    ],
});

tours.add("icrm_path_agent", {
    steps: () => [
        ...path(6, [
            ...toDesk,
            {trigger: REGISTER, run: "click"},
            {
                content: "The caller is found by telephone number",
                trigger: ".modal .o_field_widget[name=beneficiary_id] input",
                run: "edit 138-0013 8000",
            },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(Staff)",
                run: "click",
            },
            {
                content: "Whose call it is, at a glance",
                trigger: ".modal .o_field_widget[name=caller_text]:contains(Finance)",
            },
            {
                trigger: ".modal .o_field_widget[name=service_id] input",
                run: "edit Password",
            },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(Password)",
                run: "click",
            },
            {
                trigger: ".modal .o_field_widget[name=answer] textarea",
                run: "edit Turned it off and on.",
            },
            {
                trigger: ".modal-footer button[name=action_register_resolved]",
                run: "click",
            },
            {trigger: "body:not(:has(.modal)) .o_notification"},
        ]),
        ...path(11, [
            ...toDesk,
            {
                content: "What is open and falls due first",
                trigger: card("Broken screen"),
                run: "click",
            },
            ...pressInHeader("[name='action_icrm_take']"),
            {trigger: ".o_statusbar_buttons button[data-hotkey=r]"},
            ...pressInHeader("[data-hotkey='k']"),
            {trigger: EDITOR, run: "editor Which screen is it?"},
            {trigger: ".modal-footer .btn-primary:visible", run: "click"},
            {
                trigger:
                    "body:not(:has(.modal)) .o_statusbar_buttons button[name='action_icrm_resume']",
            },
            ...pressInHeader("[data-hotkey='r']"),
            {trigger: EDITOR, run: "editor A new cable did it."},
            {trigger: ".modal-footer .btn-primary:visible", run: "click"},
            {trigger: UNDO, run: "click"},
            {
                content: "It waits again, as before",
                trigger:
                    "body:not(:has(.modal)) .o_statusbar_buttons button[name='action_icrm_resume']",
            },
        ]),
    ],
});

const approval = (subject) => `.o_icrm_task[data-kind=approve]:contains(${subject})`;

tours.add("icrm_path_approver", {
    steps: () => [
        ...path(1, [
            {
                trigger: `${approval("Big screen")} button[name=action_approve]`,
                run: "click",
            },
            {trigger: `body:not(:has(${approval("Big screen")}))`},
        ]),
        ...path(2, [
            {
                content: "In whose place one decides",
                trigger: `${approval("Small screen")} .o_icrm_task_status:contains(Approve Head)`,
            },
            {
                trigger: `${approval("Small screen")} button[name=action_open_refuse]`,
                run: "click",
            },
            {trigger: ".modal [name=reason] textarea", run: "edit Too dear"},
            {trigger: ".modal footer .btn-primary:visible", run: "click"},
            {trigger: `body:not(:has(.modal)):not(:has(${approval("Small screen")}))`},
        ]),
    ],
});
