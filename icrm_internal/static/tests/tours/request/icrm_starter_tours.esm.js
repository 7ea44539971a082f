/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const DIALOG = ".modal .o_icrm_request_create";

// A colleague in China requests a certificate of the starter catalogue.
registry.category("web_tour.tours").add("icrm_starter_chinese", {
    steps: () => [
        {trigger: ".o_searchview_input", run: "edit 在职证明"},
        {trigger: ".o_searchview_input", run: "press Enter"},
        {
            trigger:
                ".o_kanban_record:first:contains(在职证明) button[name=action_open_request]",
            run: "click",
        },
        {trigger: `${DIALOG} [data-question]:contains(需要日期)`},
        {trigger: `${DIALOG} [name=name] input`, run: "edit 办理签证用"},
        {
            trigger: `${DIALOG} [data-question]:contains(用途) select`,
            run: "selectByLabel 签证",
        },
        {
            trigger: `${DIALOG} [data-question]:contains(语言) select`,
            run: "selectByLabel 中英文",
        },
        {trigger: `${DIALOG} [data-question]:contains(份数) input`, run: "edit 2"},
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {trigger: ".o_icrm_my_request [name=name]:contains(办理签证用)"},
        {trigger: ".o_icrm_my_request:contains(中英文)"},
    ],
});

// An administrator switches two services on: whose they are, which, done.
registry.category("web_tour.tours").add("icrm_starter_admin", {
    steps: () => [
        {
            trigger: "div[name=services] button:contains('Starter Catalogue')",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains('IT'):has([name=is_used] input:checked)",
        },
        {trigger: ".modal button[name=action_next]", run: "click"},
        {trigger: ".modal .o_data_row:contains('Password or locked account')"},
        {trigger: ".modal button[name=action_apply]", run: "click"},
        {
            trigger:
                "body:not(:has(.modal)) .o_notification:contains('Services created')",
        },
        {trigger: ".o_list_view .o_data_row:contains('Password or locked account')"},
    ],
});
