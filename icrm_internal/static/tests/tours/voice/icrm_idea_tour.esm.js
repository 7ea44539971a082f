/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("icrm_idea", {
    url: "/odoo/internal-ideas",
    steps: () => [
        {content: "A new idea", trigger: ".o-kanban-button-new", run: "click"},
        {
            content: "In one sentence",
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit One form for newcomers",
        },
        {content: "Send it", trigger: "button:contains(Send Idea)", run: "click"},
        {
            content: "Vote",
            trigger: "button[name=action_vote]:contains(Vote)",
            run: "click",
        },
        {content: "Voted", trigger: "button[name=action_vote]:contains(Remove Vote)"},
        {content: "Counted", trigger: "[name=vote_count]:contains(1)"},
    ],
});
