import {registry} from "@web/core/registry";

// A head looks at who serves whom, colours by another measure, and goes from a cell to
// the relationship. Starts on the matrix.
registry.category("web_tour.tours").add("icrm_manager_matrix", {
    steps: () => [
        {
            trigger: ".o_icrm_matrix_row:contains('IT')",
        },
        {
            trigger: ".o_icrm_matrix_column:contains('Finance')",
        },
        {
            trigger: "button[data-measure=volume]",
            run: "click",
        },
        {
            content: "One request was asked for",
            trigger: ".o_icrm_matrix_cell:contains('1')",
            run: "click",
        },
        {
            trigger: ".o_icrm_matrix_card:contains('IT'):contains('Finance')",
        },
        {
            trigger: ".o_icrm_matrix_open_relationship",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link:contains('Health Calculation')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=health_formula]:contains('weighted mean')",
        },
    ],
});
