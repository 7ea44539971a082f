/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {animationFrame, click, edit, press, select, waitUntil} from "@odoo/hoot-dom";
import {formatDate, formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";
import {user} from "@web/core/user";

const DIALOG = ".modal .o_icrm_request_create";

// A colleague in China requests a certificate of the starter catalogue.
registry.category("web_tour.tours").add("icrm_starter_chinese", {
    steps: () => [
        {trigger: ".o_searchview_input", run: "edit 在职证明"},
        {trigger: ".o_searchview_input", run: "press Enter"},
        {
            trigger:
                ".o_kanban_record:first:contains(在职证明) button[name=action_open_request]",
            run: "click",
        },
        {trigger: `${DIALOG} [data-question]:contains(需要日期)`},
        {trigger: `${DIALOG} [name=name] input`, run: "edit 办理签证用"},
        {
            trigger: `${DIALOG} [data-question]:contains(用途) select`,
            run: "selectByLabel 签证",
        },
        {
            trigger: `${DIALOG} [data-question]:contains(语言) select`,
            run: "selectByLabel 中英文",
        },
        {trigger: `${DIALOG} [data-question]:contains(份数) input`, run: "edit 2"},
        {trigger: ".modal footer button[name=action_submit]", run: "click"},
        {trigger: ".o_icrm_my_request [name=name]:contains(办理签证用)"},
        {trigger: ".o_icrm_my_request:contains(中英文)"},
    ],
});

// An administrator switches two services on: whose they are, which, done.
registry.category("web_tour.tours").add("icrm_starter_admin", {
    steps: () => [
        {
            trigger: "div[name=services] button:contains('Starter Catalogue')",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains('IT'):has([name=is_used] input:checked)",
        },
        {trigger: ".modal button[name=action_next]", run: "click"},
        {trigger: ".modal .o_data_row:contains('Password or locked account')"},
        {trigger: ".modal button[name=action_apply]", run: "click"},
        {
            trigger:
                "body:not(:has(.modal)) .o_notification:contains('Services created')",
        },
        {trigger: ".o_list_view .o_data_row:contains('Password or locked account')"},
    ],
});

// ---------------------------------------------------------------------------
// Services of the starter catalogue, requested in Chinese one after the other
// ---------------------------------------------------------------------------

// A step each, for a step lasts a minute at most; of so many services at most.
const SERVICES = 30;

function find(selector, filter = () => true) {
    return waitUntil(() => [...document.querySelectorAll(selector)].find(filter), {
        timeout: 30000,
        message: `${selector} is missing`,
    });
}

async function fillInput(input) {
    if (input.type === "checkbox") {
        return await click(input);
    }
    await click(input);
    if (input.tagName === "SELECT") {
        return await select(input.options[1].value);
    }
    if (input.classList.contains("o_datetime_input")) {
        const soon = luxon.DateTime.now().plus({days: 9});
        await edit(
            input.closest("[data-datetime]") ? formatDateTime(soon) : formatDate(soon)
        );
        return await press("Enter");
    }
    if (input.classList.contains("o-autocomplete--input")) {
        return await click(
            await find(".o-autocomplete--dropdown-item a:not(.o_loading)")
        );
    }
    const isNumber = input.inputMode === "decimal";
    await edit(isNumber ? "2" : "测试");
}

/** Answer what is asked, and what is asked because of the answers. */
async function fillForm(form) {
    const done = new Set();
    const getNext = () =>
        [...form.querySelectorAll("[data-question]")].find(
            ({dataset}) => !done.has(dataset.question)
        );
    for (let question = getNext(); question; question = getNext()) {
        const name = question.dataset.question;
        done.add(name);
        const add = question.querySelector(".o_icrm_form_add");
        if (add) {
            if (!question.querySelector("tbody tr")) {
                await click(add);
                await find(`[data-question="${name}"] tbody tr`);
            }
            for (const cell of question.querySelectorAll("td[data-path]")) {
                await fillInput(cell.querySelector("input, select, textarea"));
            }
            continue;
        }
        const input = question.querySelector("input, select, textarea");
        if (input) {
            await fillInput(input);
        }
        await animationFrame();
    }
}

async function requestService(name) {
    const card = await find(
        ".o_kanban_record",
        (el) => el.querySelector("strong")?.textContent.trim() === name
    );
    await click(card.querySelector("button[name=action_open_request]"));
    const form = await find(`${DIALOG}:has([data-question])`);
    await click(form.querySelector("[name=name] input"));
    await edit(`测试：${name}`);
    await fillForm(form);
    await click(".modal footer button[name=action_submit]");
    await find(".o_icrm_form_problem, .o_icrm_my_request [name=name]", (el) => {
        if (el.matches(".o_icrm_form_problem")) {
            throw new Error(`${name}: ${el.closest(".o_icrm_form").innerText}`);
        }
        return el.textContent.includes(`测试：${name}`);
    });
    await click(".o_breadcrumb .breadcrumb-item:first a");
    await find(".o_icrm_services");
}

registry.category("web_tour.tours").add("icrm_starter_all_chinese", {
    steps: () => {
        let names = [];
        return [
            {
                trigger: ".o_icrm_services",
                timeout: 60000,
                async run() {
                    const services = await rpc(
                        "/web/dataset/call_kw/icrm.service/search_read",
                        {
                            model: "icrm.service",
                            method: "search_read",
                            args: [[], ["name"]],
                            kwargs: {context: user.context},
                        }
                    );
                    names = services.map(({name}) => name);
                    if (names.length > SERVICES) {
                        throw new Error(`${names.length} services, over ${SERVICES}`);
                    }
                },
            },
            ...Array.from({length: SERVICES}, (_item, index) => ({
                content: `Service ${index + 1}`,
                trigger: ".o_icrm_services",
                timeout: 60000,
                run: () => names[index] && requestService(names[index]),
            })),
        ];
    },
});
