import {registry} from "@web/core/registry";

const MOST = 6;

/**
 * @param {Array} steps of which each with `run: "click"` is a click of the agent; what
 *      is typed goes to the field that has the focus, or the next one by Tab
 * @returns {Array} the steps, and one that fails if there are too many clicks
 */
function counted(steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    return [
        ...steps,
        {
            content: `At most ${MOST} clicks: ${clicks}`,
            trigger: "body",
            run() {
                if (clicks > MOST) {
                    throw new Error(`${clicks} clicks, more than ${MOST}`);
                }
            },
        },
    ];
}

// A caller is found by number; the call is registered and finished.
registry.category("web_tour.tours").add("icrm_agent_finishes_a_call", {
    steps: () =>
        counted([
            {
                trigger: "[data-menu-xmlid='icrm_internal.icrm_menu_desk']",
                run: "click",
            },
            {
                trigger:
                    ".o_control_panel button[data-hotkey='c'], .o_list_buttons button:contains('Register')",
                run: "click",
            },
            {
                content: "The caller's field has the focus",
                trigger:
                    ".modal .o_field_widget[name=beneficiary_id]:has(input:focus) input",
                run: "edit 138-0013 8000",
            },
            {
                trigger:
                    ".o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item:contains('Staff')",
                run: "click",
            },
            {
                content: "Whose call it is, at a glance",
                trigger: ".modal .o_field_widget[name=caller_text]:contains('Finance')",
            },
            {
                trigger: ".modal .o_field_widget[name=service_id] input",
                run: "edit Laptop",
            },
            {
                trigger:
                    ".o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item:contains('Laptop')",
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
            {
                trigger: ".o_notification:contains('Registered and resolved')",
            },
            {
                trigger: "body:not(:has(.modal)) .o_list_view",
            },
        ]),
});
