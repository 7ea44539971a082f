/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {path} from "../request/click_counter.esm";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";
import {session} from "@web/session";

// The day of a head, an officer and an auditor, counted from where they land, the ways
// back included. One browser serves all: who sits at it changes. No selector holds a word
// of ours.

const tours = registry.category("web_tour.tours");
const HOME = ".o_icrm_home";
const SCORE = ".o_icrm_scorecard_score:contains(38.0)";
const request = (name) =>
    `.o_data_row:contains(${name}) [name=name], .o_kanban_record:contains(${name})`;
const figure = (block, name) => `[data-block=${block}] [data-figure=${name}]`;
const click = (trigger) => ({trigger, run: "click"});

/** Somebody else sits down, who reads this language; the next path begins. */
const seat = (login, lang) => ({
    content: `${login} reads ${lang}`,
    trigger: "body",
    run: async () => {
        const {uid} = await rpc("/web/session/authenticate", {
            db: session.db,
            login,
            password: login,
        });
        await rpc("/web/dataset/call_kw/res.users/write", {
            model: "res.users",
            method: "write",
            args: [[uid], {lang}],
            kwargs: {},
        });
    },
});

/** Back to the home page; on a phone by way of the screen before. */
const back = (...between) => [
    ...between.flatMap((screen) => [
        {isActive: ["mobile"], trigger: ".o_back_button", run: "click"},
        {isActive: ["mobile"], trigger: screen},
    ]),
    {isActive: ["mobile"], trigger: ".o_back_button", run: "click"},
    {isActive: ["desktop"], trigger: ".o_breadcrumb li:first a", run: "click"},
    {trigger: HOME},
];

// {login: clicks for the first task, clicks for all, the first task, the others}
const days = {
    icrm_it_head: [
        3,
        9,
        [
            {
                content: "What we promised and is late; whose it is",
                trigger: `${figure("department", "given_open")} .text-danger`,
                run: "click",
            },
            click(request("Broken screen")),
            {trigger: ".o_form_view .o_field_widget[name=icrm_service_id]"},
        ],
        [
            ...back(".o_kanban_view"),
            {
                content: "Why our score fell",
                ...click(figure("department", "scorecard")),
            },
            {
                trigger: `.o_icrm_scorecard:has(${SCORE}) .o_icrm_scorecard_reasons:contains(Finance)`,
            },
            click("[data-kpi=Kept] .o_icrm_scorecard_line_name"),
            {
                trigger: "[data-kpi=Kept] .o_icrm_scorecard_line_more:contains(20)",
            },
            ...back(),
            {
                content: "What we wait for",
                ...click(figure("department", "received_open")),
            },
            {trigger: request("Purchase order")},
        ],
    ],
    icrm_officer: [
        2,
        7,
        [
            {
                content: "Which department is weakest, and in what",
                ...click("[data-block=scorecards] .o_icrm_home_more"),
            },
            click(".o_icrm_overview_row:contains(IT)"),
            {trigger: SCORE},
        ],
        [
            ...back(".o_icrm_overview_row"),
            {
                content: "How the evaluation runs",
                ...click("[data-block=cycles] .o_icrm_home_row"),
            },
            {trigger: ".o_form_view .o_field_widget[name=close_on]"},
            ...back(),
            {content: "Who is late", ...click(figure("company", "overdue"))},
            {trigger: request("Broken screen")},
        ],
    ],
    icrm_auditor: [
        1,
        4,
        [
            {
                content: "What was revealed or taken out",
                ...click("[data-block=log] .o_icrm_home_more"),
            },
            {trigger: ".o_data_row, .o_kanban_record"},
        ],
        [
            ...back(),
            {
                content: "Whose score, from what",
                ...click("[data-block=scorecards] .o_icrm_home_more"),
            },
            click(".o_icrm_overview_row:contains(IT)"),
            {trigger: SCORE},
        ],
    ],
};

/** The whole day in one language, what it begins with in the other. */
const walk = (whole, begun) =>
    [whole, begun].flatMap((lang) =>
        Object.entries(days).flatMap(([login, [least, most, first, rest]]) => [
            seat(login, lang),
            ...(lang === whole
                ? path(most, [{trigger: HOME}, ...first, ...rest])
                : path(least, [{trigger: HOME}, ...first])),
        ])
    );

tours.add("icrm_days_at_a_desktop", {steps: () => walk("en_US", "zh_CN")});
tours.add("icrm_days_on_a_phone", {steps: () => walk("zh_CN", "en_US")});
