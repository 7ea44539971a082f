/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("icrm_results", {
    steps: () => [
        {
            content: "The results",
            trigger: "button[name=action_open_results]",
            run: "click",
        },
        {content: "Bars with gaps are drawn", trigger: ".o_icrm_results_bars canvas"},
        {content: "How many are satisfied", trigger: "[data-tile=csat]:contains(%)"},
        {
            content: "Too few are told of, not shown",
            trigger: ".o_icrm_results_page:contains(Too few answers)",
        },
        {
            content: "About IT only",
            trigger: ".o_icrm_results_filter button:contains(IT):not(:disabled)",
            run: "click",
        },
        {
            content: "The numbers behind it",
            trigger: ".o_icrm_results_numbers td:contains(Reliability)",
        },
        {
            content: "Read the comments",
            trigger: ".o_icrm_results_comments",
            run: "click",
        },
        {content: "All of them", trigger: ".o_list_view .o_data_cell:contains(Text 3)"},
    ],
});
