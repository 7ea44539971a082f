/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {makeMockEnv, mockService} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {registry} from "@web/core/registry";

describe.current.tags("desktop");
defineMailModels();

const params = {title: "Request sent", message: "请求 HT00042 已提交", request_id: 42};

test("says that it was sent, then opens the request in My Requests", async () => {
    mockService("notification", {
        add: (message, options) => expect.step([message, options]),
    });
    mockService("action", {
        doAction: (action, options) => expect.step([action, options]),
    });
    const env = await makeMockEnv();
    await registry.category("actions").get("icrm_request_sent")(env, {params});
    expect.verifySteps([
        ["请求 HT00042 已提交", {title: "Request sent", type: "success"}],
        [
            "icrm_internal.helpdesk_ticket_action_my",
            {viewType: "form", props: {resId: 42}},
        ],
    ]);
});

test("is over only once the request is open", async () => {
    let open = null;
    mockService("notification", {add: () => undefined});
    mockService("action", {
        doAction: () =>
            new Promise((resolve) => {
                open = resolve;
            }),
    });
    const env = await makeMockEnv();
    const action = registry
        .category("actions")
        .get("icrm_request_sent")(env, {params})
        .then(() => expect.step("over"));
    await Promise.resolve();
    expect.verifySteps([]);
    open();
    await action;
    expect.verifySteps(["over"]);
});

test("a request that cannot be opened is told by the web client, after the notice", async () => {
    mockService("notification", {add: () => expect.step("notice")});
    mockService("action", {doAction: () => Promise.reject(new Error("no access"))});
    const env = await makeMockEnv();
    await expect(
        registry.category("actions").get("icrm_request_sent")(env, {params})
    ).rejects.toThrow("no access");
    expect.verifySteps(["notice"]);
});
