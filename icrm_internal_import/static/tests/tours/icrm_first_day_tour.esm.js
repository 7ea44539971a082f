/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

// Every step with a run counts, typing into a field as the click that it begins with.
const BUDGET = 40;

const HISTORY = `Number,Title,Status,Created,Resolved,Department,Team
1,Laptop is slow,Closed,2024-03-01 08:00,2024-03-01 10:00,Logistics,Furniture
2,Chair,Closed,2024-03-02 08:00,2024-03-04 09:00,Logistics,Furniture
`;

const back = {
    content: "Back to the checklist",
    trigger: ".o_breadcrumb a:contains('Getting Started'), .o_back_button",
    run: "click",
};

function upload() {
    const input = document.querySelector(".o_field_widget[name=file] input[type=file]");
    const files = new DataTransfer();
    files.items.add(new File([HISTORY], "export.csv", {type: "text/csv"}));
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

function choose(field, text, item = text) {
    return [
        {
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option_search_more):contains('${item}')`,
            run: "click",
        },
    ];
}

function getSteps() {
    return [
        // 1. Country, time zone, hours, holidays
        {trigger: "div[name=calendar] .fa-circle-o"},
        {
            trigger: "div[name=calendar] button:contains('Set Hours')",
            run: "click",
        },
        ...choose("country_id", "Belgium"),
        {trigger: ".o_field_widget[name=tz] input:value('Europe/Brussels')"},
        {trigger: ".modal-footer button[name=action_save]", run: "click"},
        {trigger: ".modal .o_data_row"},
        {trigger: ".modal-footer button[name=action_add]", run: "click"},
        {
            content: "Done is what was set",
            trigger: "div[name=calendar] .fa-check-circle",
        },
        // 2. A department and its head
        {trigger: "div[name=departments] button", run: "click"},
        {
            trigger:
                ".o_kanban_record:contains('Head Office'), .o_data_cell:contains('Head Office')",
            run: "click",
        },
        ...choose("manager_id", "First"),
        back,
        {trigger: "div[name=departments] .fa-check-circle"},
        // 3. A team
        {trigger: "div[name=teams] button", run: "click"},
        {trigger: ".o_list_button_add, .o-kanban-button-new", run: "click"},
        {
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Front desk",
        },
        ...choose("icrm_department_id", "Head Office"),
        ...choose("user_ids", "Second"),
        back,
        {trigger: "div[name=teams] .fa-check-circle"},
        // 4. The first service
        {trigger: "div[name=services] button:contains(Open Services)", run: "click"},
        {trigger: ".o_list_button_add, .o-kanban-button-new", run: "click"},
        {
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Badge",
        },
        {trigger: ".o_field_widget[name=category_id] input", run: "edit Doors"},
        {
            content: "Created in place",
            trigger: ".o_m2o_dropdown_option_create a",
            run: "click",
        },
        {trigger: "button[name=action_publish]:visible", run: "click"},
        {trigger: ".o_arrow_button_current:contains('Published')"},
        back,
        {trigger: "div[name=services] .fa-check-circle"},
        // 5. Roles
        {
            trigger: "div[name=roles] button:contains('People and Roles')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Second') .o_data_cell[name=is_officer]",
            run: "click",
        },
        {
            trigger:
                ".o_data_row:contains('Second') .o_data_cell[name=is_officer] .o_boolean_toggle",
            run: "click",
        },
        back,
        // 6. History
        {trigger: "div[name=history] button", run: "click"},
        {trigger: ".o_list_button_add", run: "click"},
        {trigger: ".o_field_widget[name=file]", run: upload},
        {trigger: "button[name=action_start]", run: "click"},
        {
            content: "It asks before it creates",
            trigger: ".alert:contains('Logistics'):contains('Furniture')",
        },
        {
            trigger: ".o_field_widget[name=may_create] .o-checkbox input",
            run: "click",
        },
        {trigger: "button[name=action_import]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: "button[name=action_open_figures]", run: "click"},
        {trigger: ".o_pivot td:contains('2'), .o_pivot .o_value:contains('2')"},
    ];
}

registry.category("web_tour.tours").add("icrm_first_day", {
    steps: () => {
        const steps = getSteps();
        const clicks = steps.filter((step) => step.run).length;
        if (clicks > BUDGET) {
            throw new Error(`The first day takes ${clicks} clicks, not ${BUDGET}`);
        }
        return steps;
    },
});
