/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {aside, pressInHeader} from "../request/click_counter.esm";

// Sales asks inside from a document of a bridge and reads there how it stands, at every
// width and in both languages: no selector holds a word of ours.

const DIALOG = ".modal .o_icrm_request_create";
const INSIDE = ".o_field_widget[name=icrm_inside_progress]";

export function askInside() {
    return aside([
        {trigger: ".o_form_view .o_statusbar_buttons button"},
        ...pressInHeader("[name='action_icrm_ask_inside']"),
        {
            isActive: ["desktop"],
            trigger: ".modal .o_field_widget[name=service_id] input",
            run: "edit Broken",
        },
        {
            isActive: ["desktop"],
            trigger: ".o-autocomplete--dropdown-item:contains(Broken screen)",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".modal .o_field_widget[name=service_id] input",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".modal .o_kanban_record:contains(Broken screen)",
            run: "click",
        },
        {trigger: ".modal footer button[name=action_next]", run: "click"},
        {
            content: "The customer's date stands above the request",
            trigger: `${DIALOG} [name=customer_date_text]`,
        },
        {trigger: `${DIALOG} [name=name] input`, run: "edit SECRET words"},
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {trigger: ".o_icrm_my_request [name=name]:contains(SECRET words)"},
        {
            content: "Back on the document",
            trigger: "body",
            run: () => {
                window.history.back();
            },
        },
        {
            isActive: ["desktop"],
            content: "How it stands is on the document",
            trigger: ".oe_stat_button[name=action_icrm_open_commitment] .badge",
        },
        {trigger: ".o_notebook .nav-link[name=icrm_inside]", run: "click"},
        {
            content: "Who has it and when, nothing that is written in it",
            trigger: `${INSIDE}:contains(Broken screen):contains(IT):not(:contains(SECRET))`,
        },
    ]);
}
