/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const TASK = ".o_icrm_task[data-kind=answer]";

// What was typed survives Back and a reload, and is gone once it was sent.
tours.add("icrm_draft_tour", {
    steps: () => [
        {trigger: `${TASK} textarea`, run: "edit I am still wri"},
        {
            trigger: `${TASK} .o_icrm_task_title`,
            run: "click",
        },
        {
            content: "The same words in the request itself",
            trigger: `.o_icrm_my_request ${TASK} textarea`,
            run() {
                if (this.anchor.value !== "I am still wri") {
                    throw new Error(`Lost: “${this.anchor.value}”`);
                }
            },
        },
        {trigger: `${TASK} textarea`, run: "edit Written in the end"},
        {trigger: `${TASK} .o_icrm_task_reply:enabled`, run: "click"},
        {
            trigger: `.o_icrm_my_request:not(:has(${TASK}))`,
            run() {
                const left = Object.keys(localStorage).filter((key) =>
                    key.startsWith("icrm_draft")
                );
                if (left.length) {
                    throw new Error(`Left behind: ${left}`);
                }
            },
        },
    ],
});

// Two stars: the reason is asked, then whether to reopen.
tours.add("icrm_unhappy_tour", {
    steps: () => [
        {
            trigger: ".o_icrm_task[data-kind=finish] .o_icrm_stars:not(:has(.fa-star))",
        },
        {
            trigger: ".o_icrm_task[data-kind=finish] .o_icrm_stars button:eq(1)",
            run: "click",
        },
        {
            trigger: ".o_icrm_task .o_icrm_task_confirm:disabled",
        },
        {
            trigger: ".o_icrm_task .o_icrm_task_comment",
            run: "edit It took a week",
        },
        {trigger: ".o_icrm_task .o_icrm_task_confirm:enabled", run: "click"},
        {
            trigger:
                ".o_icrm_task_unhappy:contains(Shall we reopen it?):contains(It took a week)",
        },
        {trigger: ".o_icrm_task_reopen", run: "click"},
        {trigger: ".o_notification:contains(Reopened)"},
    ],
});

// The request dialog: X loses nothing, sending does.
const DIALOG = ".modal .o_icrm_request_create";

tours.add("icrm_dialog_draft_tour", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:contains(New laptop) button[name=action_open_request]",
            run: "click",
        },
        {trigger: `${DIALOG} [name=name] input`, run: "edit Half a subj"},
        {trigger: `${DIALOG} [data-question=model] select`, run: "selectByIndex 2"},
        {trigger: `${DIALOG} [data-question=why] textarea`, run: "edit Half a reason"},
        {trigger: ".modal header .btn-close", run: "click"},
        {
            trigger:
                "body:not(:has(.modal)) .o_kanban_record:contains(New laptop) button[name=action_open_request]",
            run: "click",
        },
        {trigger: ".o_notification:contains(draft was restored)"},
        {
            trigger: `${DIALOG} [data-question=why] textarea`,
            run() {
                const found = [
                    document.querySelector(`${DIALOG} [name=name] input`).value,
                    document.querySelector(`${DIALOG} [data-question=model] select`)
                        .value,
                    this.anchor.value,
                ].join("|");
                if (found !== "Half a subj|big|Half a reason") {
                    throw new Error(`Lost: ${found}`);
                }
            },
        },
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {
            trigger: ".o_icrm_my_request [name=name]:contains(Half a subj)",
            run() {
                if (
                    Object.keys(localStorage).some((key) =>
                        key.startsWith("icrm_draft")
                    )
                ) {
                    throw new Error("A draft was left behind.");
                }
            },
        },
    ],
});
