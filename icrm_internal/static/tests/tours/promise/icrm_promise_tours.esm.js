/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (name) => `.o_statusbar_status button:visible:contains('${name}')`;
const clock = (kind) => `.o_icrm_timeline > div:contains('${kind}')`;
const toQueue = {
    trigger: ".o_data_row:contains('Broken screen') td[name=name]",
    run: "click",
};

/** As on a slow machine: what a field changes arrives a second later. */
function slowOnchange() {
    const {open, send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url, ...args) {
        this.isOnchange = String(url).includes("/onchange");
        return open.call(this, method, url, ...args);
    };
    XMLHttpRequest.prototype.send = function (...args) {
        setTimeout(() => send.apply(this, args), this.isOnchange ? 1000 : 0);
    };
}

// One promise from asking to explaining; each tour is one person's turn.

tours.add("icrm_promise_1_staff_asks", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:contains('Laptop') button[name=action_open_request]",
            run: "click",
        },
        {
            trigger: ".modal .o_icrm_request_create [name=name] input",
            run: "edit Broken screen",
        },
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {
            content: "The promise and who holds it, at once",
            trigger: `.o_icrm_my_request ${clock("Resolution")}:contains('16 h promised'):contains('Running')`,
        },
    ],
});

tours.add("icrm_promise_2_agent_asks_back", {
    steps: () => [
        toQueue,
        {trigger: "button[name=action_icrm_take]", run: "click"},
        {trigger: state("In Progress")},
        {trigger: ".o_statusbar_buttons button:contains('Ask'):first", run: "click"},
        {
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Which screen is it?",
        },
        {trigger: ".modal-footer button:contains('Ask')", run: "click"},
        {trigger: state("Awaiting")},
        {
            content: "The first promise is kept, the second stands still",
            trigger: `${clock("First Response")}:contains('Met')`,
        },
        {trigger: `${clock("Resolution")}:contains('Paused'):contains(' left')`},
    ],
});

tours.add("icrm_promise_3_staff_answers", {
    steps: () => [
        {trigger: `${clock("Resolution")}:contains('waiting for you: 2 days')`},
        {trigger: ".o-mail-Chatter-sendMessage", run: "click"},
        {trigger: ".o-mail-Composer-input", run: "edit The left one"},
        {trigger: ".o-mail-Composer-send:not([disabled])", run: "click"},
        {trigger: ".o-mail-Message:contains('The left one')"},
    ],
});

tours.add("icrm_promise_4_agent_hands_over", {
    steps: () => [
        toQueue,
        {trigger: state("In Progress")},
        {
            trigger: ".o_statusbar_buttons button:contains('Hand Over')",
            run: "click",
        },
        {trigger: ".modal [name=reason] textarea", run: slowOnchange},
        {
            trigger: ".modal .o_field_widget[name=team_id] input",
            run: "edit Finance",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Finance desk')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit A new one must be bought",
        },
        {
            content: "The team's hours arrive while one types",
            trigger: ".modal .o_field_widget[name=budget_hours] input:value('04:00')",
        },
        {
            content: "Nothing typed is lost",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run() {
                if (this.anchor.value !== "A new one must be bought") {
                    throw new Error(`Lost: “${this.anchor.value}”`);
                }
            },
        },
        {trigger: ".modal-footer button:contains('Hand Over')", run: "click"},
        {
            content: "The sender goes on seeing it, but has nothing to answer",
            trigger:
                ".o_form_view:not(:has(button[name=action_icrm_acknowledge])) .alert:contains('A new one must be bought')",
        },
    ],
});

tours.add("icrm_promise_5_buyer_acknowledges", {
    steps: () => [
        {
            content: "What was handed over stands out in the queue",
            trigger:
                ".o_data_row.text-warning:contains('Broken screen'):has(button[name=action_icrm_acknowledge])",
        },
        toQueue,
        {trigger: ".alert:contains('IT desk'):contains('A new one must be bought')"},
        {
            trigger:
                ".o_statusbar_buttons:not(:has(button[name=action_icrm_take])) button[name=action_icrm_acknowledge]",
            run: "click",
        },
        {
            content: "Taken: it can be resolved now",
            trigger:
                ".o_form_view:not(:has(.alert:contains('A new one'))) .o_statusbar_buttons button:contains('Resolve')",
        },
        {
            content: "Held by Finance since it was handed over",
            trigger: `${clock("Resolution")}:contains('IT: 3 h'):contains('Finance: 1 h')`,
        },
    ],
});

tours.add("icrm_promise_6_leader_reads_why", {
    steps: () => [
        toQueue,
        {
            trigger: `${clock("Resolution")}:contains('Missed'):contains('Delay attributed to Finance')`,
        },
        {
            trigger: `${clock("Resolution")}:contains('IT: 3 h'):contains('Finance: 16 h')`,
        },
        {trigger: ".o-mail-Activity:contains('Promise missed')"},
    ],
});

tours.add("icrm_promise_7_staff_reads_why", {
    steps: () => [
        {
            content: "Told before asking",
            trigger: ".o-mail-Message:contains('taking longer than promised')",
        },
        {
            trigger: `${clock("Resolution")}:contains('Missed'):contains('Finance: '):contains('waiting for you: 2 days'):contains('Delay attributed to Finance')`,
        },
    ],
});
