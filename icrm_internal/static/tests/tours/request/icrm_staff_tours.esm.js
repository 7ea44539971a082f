/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const DIALOG = ".modal .o_icrm_request_create";
const TASK = ".o_icrm_my_request .o_icrm_task";

tours.add("icrm_staff_rate_tour", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains(Locked out):contains(Please confirm) [name=name]",
            run: "click",
        },
        {trigger: ".o-mail-Message:contains(Try again)"},
        {
            content: "No star is chosen beforehand",
            trigger: `${TASK} .o_icrm_stars:not(:has(.fa-star))`,
        },
        {trigger: `${TASK} .o_icrm_stars button:eq(1)`, run: "click"},
        {
            trigger: `${TASK} .o_icrm_task_comment`,
            run: "edit It took a week",
        },
        {trigger: `${TASK} .o_icrm_task_confirm:enabled`, run: "click"},
        {
            content: "The own reason, and the question whether it is to be reopened",
            trigger: `${TASK} .o_icrm_task_unhappy:contains(It took a week)`,
        },
        {
            trigger: `${TASK} .o_icrm_task_confirm:contains(No, it is done)`,
            run: "click",
        },
        {trigger: "[name=icrm_status_text]:contains(Done and confirmed)"},
        {
            trigger: ".o_icrm_my_request [name=icrm_my_stars] .fa-star:eq(1)",
        },
        {
            content: "It can be changed for some hours",
            trigger: `${TASK} .o_icrm_task_change:contains(Change rating)`,
        },
    ],
});

tours.add("icrm_dialog_definition_tour", {
    steps: () => [
        {trigger: "button[name=action_open_request]", run: "click"},
        {trigger: `${DIALOG} [data-question=model] select`},
        {
            trigger: `${DIALOG}:not(:has(.o_field_property_open_popover)):not(:has(.o_field_property_add)):not(:has(.oi-draggable))`,
        },
        {trigger: ".modal footer button:contains(Discard)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

tours.add("icrm_portal_phone_tour", {
    steps: () => [
        {trigger: "input[name=search]", run: "edit new lapptop"},
        {
            trigger: ".o_icrm_portal form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_icrm_service_card:contains(New laptop)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is wider than the phone",
            trigger: "[data-promise]:contains(Promised by)",
            run() {
                // not the whole page: the header is Odoo's, and as wide as a name
                const {scrollWidth, clientWidth} = document.querySelector("#wrap");
                if (scrollWidth > clientWidth) {
                    throw new Error(`${scrollWidth} px of ${clientWidth}`);
                }
            },
        },
        {trigger: "input[name=subject]", run: "edit From my phone"},
        {
            content: "Sent too early: what is missing is marked",
            trigger:
                ".o_icrm_request_form:has([data-question=why]) button[type=submit]",
            run: "click",
        },
        {trigger: "[data-question=model].o_icrm_form_invalid:contains(Required)"},
        {trigger: "[data-question=model] select", run: "select big"},
        {trigger: "[data-question=why] textarea", run: "edit On the road"},
        {
            trigger:
                ".o_icrm_request_form:not(:has(.o_icrm_form_invalid)) button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "[data-sent]"},
        {trigger: "[data-promise]:contains(Promised by)"},
        {trigger: "[data-holder]:contains(IT desk)"},
    ],
});
