import {registry} from "@web/core/registry";

function fill(name, text, tag = "textarea") {
    return {
        trigger: `.modal .o_field_widget[name=${name}] ${tag}`,
        run: `edit ${text}`,
    };
}

const sent = {content: "The dialog is closed", trigger: "body:not(:has(.modal))"};

// Staff find the door beside My Complaints and ask for a talk under a pseudonym.
registry.category("web_tour.tours").add("icrm_counsel_ask", {
    steps: () => [
        {
            trigger: ".o_control_panel button:contains('Confidential Talk')",
            run: "click",
        },
        {
            trigger: ".o_control_panel button:contains('Ask for a Talk')",
            run: "click",
        },
        {
            content: "What is promised stands first",
            trigger: ".modal .alert:contains('Only you and your counselor can read')",
        },
        {
            trigger: ".modal .o_field_widget[name=counsellor_id] input",
            run: "edit Counsellor",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Counsellor')",
            run: "click",
        },
        fill("alias", "Blue Bird", "input"),
        fill("subject", "I cannot sleep", "input"),
        fill("body", "For three weeks now."),
        {trigger: ".modal button[name=action_ask]", run: "click"},
        {
            trigger:
                ".o_icrm_counsel .o_kanban_record:contains('For three weeks now.')",
        },
    ],
});

// The counsellor finds it in the list, knows no name, keeps a note and answers.
registry.category("web_tour.tours").add("icrm_counsel_answer", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Blue Bird') td[name=subject]",
            run: "click",
        },
        {
            content: "The name is nowhere",
            trigger: ".o_icrm_counsel:not(:contains('Staff')):contains('Blue Bird')",
        },
        {
            trigger: ".o_form_statusbar button:contains('Add Note')",
            run: "click",
        },
        fill("body", "Look after this one."),
        {trigger: ".modal button[name=action_apply]:visible", run: "click"},
        sent,
        {
            trigger: ".o_form_statusbar button:contains('Reply')",
            run: "click",
        },
        fill("body", "Shall we meet?"),
        {trigger: ".modal button[name=action_apply]:visible", run: "click"},
        sent,
        {
            trigger: ".o_icrm_counsel .o_kanban_record:contains('Shall we meet?')",
        },
    ],
});

// The person reads the answer, but not the note, and replies.
registry.category("web_tour.tours").add("icrm_counsel_read", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('I cannot sleep') td[name=subject]",
            run: "click",
        },
        {
            trigger: ".o_icrm_counsel .o_kanban_record:contains('Shall we meet?')",
        },
        {
            content: "Notes are not even mentioned",
            trigger: ".o_icrm_counsel .o_notebook:not(:contains('Notes'))",
        },
        {
            trigger: ".o_form_statusbar button:contains('Reply')",
            run: "click",
        },
        fill("body", "Gladly."),
        {trigger: ".modal button[name=action_apply]:visible", run: "click"},
        sent,
        {
            trigger: ".o_icrm_counsel .o_kanban_record:contains('Gladly.')",
        },
    ],
});

// External staff ask for a talk in the portal, and read it there.
registry.category("web_tour.tours").add("icrm_counsel_portal", {
    steps: () => [
        {
            trigger: ".o_portal_category a[href='/my/talks']",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "#icrm_talk_subject", run: "edit Night shifts"},
        {trigger: "#icrm_talk_text", run: "edit I cannot sleep"},
        {trigger: "#icrm_talk_alias", run: "edit Blue Bird"},
        {
            trigger: "button[name=deed][value=ask]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_icrm_talk:contains('I cannot sleep'):contains('Blue Bird')"},
    ],
});

// An auditor opens the list by its address: no row, and no door to it in the menus.
registry.category("web_tour.tours").add("icrm_counsel_auditor", {
    steps: () => [
        {trigger: ".o_view_nocontent"},
        {trigger: "body:not(:has(.o_data_row, .o_kanban_record:not(.o_kanban_ghost)))"},
        {trigger: "body:not(:contains('SECRET'))"},
    ],
});
