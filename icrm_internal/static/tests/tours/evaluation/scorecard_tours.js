/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// The browser's own date field takes a date as a whole.
const enter = (day) => (helpers) => {
    helpers.anchor.value = day;
    helpers.anchor.dispatchEvent(new Event("input", {bubbles: true}));
    helpers.anchor.dispatchEvent(new Event("change", {bubbles: true}));
};

// An officer looks at a period, freezes and publishes it. Starts on the overview.
tours.add("icrm_scorecard_office", {
    steps: () => [
        {trigger: ".o_icrm_overview_office select", run: "select month"},
        {trigger: ".o_icrm_overview_day", run: enter("2026-04-10")},
        {trigger: ".o_icrm_overview_preview", run: "click"},
        {trigger: ".o_icrm_overview:contains('2 drafts')"},
        {trigger: ".o_icrm_overview_freeze", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_icrm_overview:contains('2 frozen, not published')"},
        {trigger: ".o_icrm_overview_publish", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_icrm_overview:contains('2 published')"},
        {trigger: ".o_icrm_overview_row:contains('IT')", run: "click"},
        {trigger: ".o_icrm_scorecard_score:contains('38.0')"},
    ],
});

// A head compares two periods, then before and after a day. Starts on the comparison.
tours.add("icrm_scorecard_compare", {
    steps: () => [
        {trigger: "[data-kpi=Kept]:contains('90 %'):contains('65 %')"},
        {trigger: ".o_icrm_comparison_baseline", run: "click"},
        {trigger: ".o_icrm_comparison input[type=date]", run: enter("2026-04-01")},
        {trigger: ".o_icrm_comparison_before:contains('March 2026')"},
        {trigger: ".o_icrm_comparison_after:contains('April 2026')"},
    ],
});
