/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

const PRESSES = ["click", "dblclick"];
const BUTTONS =
    ".modal-footer button, .o_statusbar_buttons button, .o_icrm_task button, .o_icrm_undo button";
// Lists, boards and tables scroll sideways on their own; what holds them does not.
const PAGES = ".modal-body, .o_content, .o_form_view_container, .o_form_sheet_bg";
const PATIENCE = 30_000; // ms; clicks are counted here, not seconds
let clicks = 0;

/** Nothing is wider than the screen; in Chinese no button is English. */
function checkScreen() {
    for (const part of document.querySelectorAll(
        `.o_action_manager, .o_form_renderer, .modal-dialog, ${PAGES}`
    )) {
        const {left, right} = part.getBoundingClientRect();
        const spills = part.matches(PAGES) && part.scrollWidth > part.clientWidth + 1;
        if (left < -1 || right > window.innerWidth + 1 || spills) {
            throw new Error(`${part.className} is wider than ${window.innerWidth} px`);
        }
    }
    if (document.documentElement.lang.startsWith("zh")) {
        for (const {innerText} of document.querySelectorAll(BUTTONS)) {
            if (/[a-z]{2}/i.test(innerText) && !/\p{Script=Han}/u.test(innerText)) {
                throw new Error(`A button in English: ${innerText}`);
            }
        }
    }
}

/** Press in no time: a tap that takes half a second, on a busy machine, is none. */
async function atOnce(press) {
    const {now} = Date;
    const moment = now();
    Date.now = () => moment;
    try {
        await press();
    } finally {
        Date.now = now;
    }
}

/** Count this step, if it is a click, and look at the screen it is made on. */
function count(step) {
    const patient = {timeout: PATIENCE, ...step};
    if (!PRESSES.includes(step.run)) {
        return patient;
    }
    return {
        ...patient,
        async run(helpers) {
            checkScreen();
            clicks += 1;
            await atOnce(helpers[step.run]);
        },
    };
}

/** What comes before and after a path: looked at, on no budget. */
export function aside(steps) {
    return steps.map(count);
}

/**
 * One path of a person, from the landing page on. Each `run: "click"` is a click, a
 * confirmation included; typing is not. Steps with a function as `run` are not counted.
 *
 * @param {number} budget clicks, above which the path fails
 * @param {Array} steps of a tour; the last one shows that the path was gone to its end
 * @returns {Array} steps; several paths follow one another in one tour
 */
export function path(budget, steps) {
    return [
        {
            content: "From the landing page on",
            trigger: "body",
            run: () => {
                window.location = "/odoo";
            },
            expectUnloadPage: true,
        },
        {
            content: "Clicks are counted",
            trigger: ".o_main_navbar",
            run: () => {
                clicks = 0;
            },
        },
        ...steps.map(count),
        {
            content: `At most ${budget} clicks`,
            trigger: "body",
            run: () => {
                checkScreen();
                if (clicks > budget) {
                    throw new Error(`${clicks} clicks, at most ${budget}`);
                }
            },
        },
    ];
}

/**
 * @param {string} attribute selector of a button in a form's header
 * @returns {Array} steps that press it, also where the phone hides it behind three dots
 */
export function pressInHeader(attribute) {
    const shown = `.o_statusbar_buttons button${attribute}`;
    return [
        {
            isActive: ["mobile", `.o_form_view:not(:has(${shown}))`],
            trigger: ".o_statusbar_buttons .dropdown-toggle",
            run: "click",
        },
        {trigger: `${shown}, .o-dropdown--menu button${attribute}`, run: "click"},
    ];
}
