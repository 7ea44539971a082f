import {registry} from "@web/core/registry";

// An employee looks at My Complaints, chooses "anonymous", is shown the page that does
// requires no login, files there, saves the key and reads the complaint.
registry.category("web_tour.tours").add("icrm_complaint_anonymous", {
    steps: () => [
        {
            trigger: ".o_control_panel button:contains('File a complaint')",
            run: "click",
        },
        {
            trigger: ".modal .o_icrm_complaint_create input[data-value='anonymous']",
            run: "click",
        },
        {
            content: "The dialog cannot be filed any more; the page opens beside it",
            trigger:
                ".modal:not(:has(button[name=action_file])) a[href='/complaint/new']",
            run() {
                window.location.href = "/complaint/new";
            },
            expectUnloadPage: true,
        },
        {
            content: "Nobody is logged in here",
            trigger: "body:not(:contains('Wilhelmina')) select[name=department]",
            run: "selectByLabel IT",
        },
        {
            trigger: "input[name=subject]",
            run: "edit The printer eats my reports",
        },
        {
            trigger: "textarea[name=body]",
            run: "edit Every Monday at eight.",
        },
        {
            trigger: "button:contains('Send anonymously')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_icrm_complaint_key:contains('TOUR-TOUR-OFTH-ETOU-RKEY')",
        },
        {
            trigger: "input[name=check]",
            run: "edit rkey",
        },
        {
            trigger: "button:contains('Key saved')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".card-body:contains('Every Monday at eight.')",
        },
    ],
});

registry.category("web_tour.tours").add("icrm_complaint_return", {
    steps: () => [
        {
            trigger: ".o_portal_my_home",
            run() {
                window.location.href = "/complaint";
            },
            expectUnloadPage: true,
        },
        {
            trigger: "input[name=key]",
            run: "edit TOUR-TOUR-OFTH-ETOU-RKEY",
        },
        {
            trigger: "form[action='/complaint/talk'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".card-body:contains('You are right.')",
        },
        {
            trigger: "input[name=outcome][value=yes]",
            run: "click",
        },
        {
            trigger: ".o_icrm_complaint_follow_up button:contains('Send')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert:contains('Closed. Thank you')",
        },
    ],
});
