/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Count the clicks of a person from the landing page on, wherever they go. */
const startCounting = {
    content: "From here on clicks are counted",
    trigger: ".o_main_navbar",
    run() {
        window.icrmClicks = 0;
    },
};

function click(trigger, content = "") {
    return {
        content,
        trigger,
        async run(helpers) {
            window.icrmClicks += 1;
            await helpers.click();
        },
    };
}

function atMost(limit, trigger) {
    return {
        content: `At most ${limit} clicks`,
        trigger,
        run() {
            if (window.icrmClicks > limit) {
                throw new Error(`${window.icrmClicks} clicks, at most ${limit}`);
            }
        },
    };
}

const TASK = ".o_icrm_task[data-kind=answer]";

// Answer a question: the box is on the landing page, the keyboard sends.
tours.add("icrm_answer_tour", {
    steps: () => [
        startCounting,
        {
            content: "The question is quoted, nobody hunts for it",
            trigger: `${TASK} .o_icrm_task_question:contains(Which screen?)`,
        },
        click(`${TASK} textarea`, "Into the box"),
        {trigger: `${TASK} textarea`, run: "edit The left one"},
        {trigger: `${TASK} textarea`, run: "press Control+Enter"},
        {trigger: ".o_notification:contains(Answer sent)"},
        atMost(1, `body:not(:has(${TASK}))`),
    ],
});

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

// Weekly report request: the list of one's own, then the request.
tours.add("icrm_find_tour", {
    steps: () => [
        startCounting,
        click(
            ".o_nav_entry:contains(My Requests), .o_menu_sections [data-menu-xmlid='icrm_internal.icrm_menu_my_requests']"
        ),
        click(
            ".o_data_row:contains(Weekly report) [name=name], .o_kanban_record:contains(Weekly report)"
        ),
        atMost(2, ".o_icrm_my_request [name=name]:contains(Weekly report)"),
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

// Undo: the notification takes the step back.
tours.add("icrm_undo_tour", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name=action_icrm_open_withdraw]",
            run: "click",
        },
        {trigger: ".modal [name=reason] textarea", run: "edit Solved by a restart"},
        {trigger: ".modal footer .btn-primary:contains(Withdraw)", run: "click"},
        {trigger: "[name=icrm_status_text]:contains(Withdrawn)"},
        {trigger: ".o_icrm_undo button:contains(Undo)", run: "click"},
        {trigger: ".o_notification:contains(Undone)"},
        {trigger: ".o_form_statusbar button[name=action_icrm_open_withdraw]"},
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

// Approve: on the landing page.
tours.add("icrm_approve_tour", {
    steps: () => [
        startCounting,
        {trigger: ".o_icrm_task[data-kind=approve]:contains(Big screen)"},
        click(".o_icrm_task[data-kind=approve] button[name=action_approve]"),
        atMost(1, "body:not(:has(.o_icrm_task[data-kind=approve]))"),
    ],
});
