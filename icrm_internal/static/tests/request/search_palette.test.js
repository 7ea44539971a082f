/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {contains, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {openResult} from "@icrm_internal/request/search_palette.esm";
import {registry} from "@web/core/registry";
import {takeMissed} from "@icrm_internal/catalogue/service_cards.esm";

describe.current.tags("desktop");
defineMailModels();

const FOUND = [
    {
        kind: "request",
        id: 7,
        name: "HT00007 Laptop",
        detail: "New",
        action: "icrm_internal.helpdesk_ticket_action_desk",
    },
    {
        kind: "service",
        id: 3,
        name: "New laptop",
        detail: "",
        action: "icrm_internal.icrm_service_action_my",
    },
];

test("the question mark finds requests and services by kind", async () => {
    onRpc("icrm.search", "find", ({args}) => {
        expect.step(args[0]);
        return FOUND;
    });
    await mountWithCleanup(MainComponentsContainer);
    await press(["control", "k"]);
    await animationFrame();
    await contains(".o_command_palette_search input").edit("?laptop", {confirm: false});
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps(["laptop"]);
    expect(queryAllTexts(".o_command_category .o_command_name")).toEqual([
        "HT00007 Laptop · New",
        "New laptop",
    ]);
});

test("one letter asks nobody", async () => {
    onRpc("icrm.search", "find", () => expect.step("find"));
    await mountWithCleanup(MainComponentsContainer);
    await press(["control", "k"]);
    await animationFrame();
    await contains(".o_command_palette_search input").edit("?l", {confirm: false});
    await advanceTime(500);
    expect.verifySteps([]);
});

test("a result opens on its screen, an article on its service", () => {
    const opened = [];
    const env = {
        services: {
            action: {
                doAction: (action, options) =>
                    opened.push([action, options.viewType, options.props.resId]),
            },
        },
    };
    openResult(env, FOUND[0]);
    openResult(env, {...FOUND[1], kind: "article", id: 99, service_id: 3});
    expect(opened).toEqual([
        ["icrm_internal.helpdesk_ticket_action_desk", "form", 7],
        ["icrm_internal.icrm_service_action_my", "form", 3],
    ]);
});

test("a service chosen after a search in vain takes the words along, once", async () => {
    takeMissed();
    const contexts = [];
    const env = {
        services: {
            action: {
                doAction: (action, {additionalContext}) =>
                    contexts.push(additionalContext?.icrm_missed_query),
            },
            orm: {
                silent: {
                    call: (model, method, [text]) => (text === "plugh" ? [] : FOUND),
                },
            },
        },
    };
    const provider = registry.category("command_provider").get("icrm_search");
    await provider.provide(env, {searchValue: "plugh"});
    await provider.provide(env, {searchValue: "plu"}); // Found something else
    const commands = await provider.provide(env, {searchValue: "laptop"});
    await commands[0].action(); // A request: not what was searched
    await commands[1].action();
    await commands[1].action();
    expect(contexts).toEqual([undefined, "plugh", undefined]);
});
