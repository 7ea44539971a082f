/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {click, edit, press} from "@odoo/hoot-dom";
import {RequestTask, RequestTasks} from "@icrm_internal/request/request_task.esm";
import {animationFrame} from "@odoo/hoot-mock";
import {describe, expect, test} from "@odoo/hoot";
import {mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {readDraft} from "@icrm_internal/catalogue/form/drafts.esm";

describe.current.tags("desktop");
defineMailModels();

const makeTask = (values = {}) => ({
    id: 7,
    kind: "answer",
    number: "HT00007",
    name: "Broken screen",
    status: "IT has a question for you.",
    question: "<p>Which <b>screen</b>?</p>",
    asked: "Agent, today",
    can_confirm: false,
    can_rate: false,
    can_reopen: false,
    score: 0,
    comment: "",
    reply: "",
    is_unhappy: false,
    merged: false,
    ...values,
});

async function mountTask(values) {
    await mountWithCleanup(RequestTask, {
        props: {task: makeTask(values), onDone: () => expect.step("done")},
    });
}

function listen() {
    onRpc("helpdesk.ticket", "*", ({method, args}) => {
        expect.step([method, ...args.slice(1)].join(" "));
        return true;
    });
}

test("the question stands above the box, and the keyboard sends", async () => {
    listen();
    await mountTask();
    expect(".o_icrm_task_question b").toHaveText("screen");
    expect(".o_icrm_task_reply").not.toBeEnabled();
    await click("textarea");
    await edit("The left one");
    await animationFrame();
    expect(readDraft("request-7-answer").text).toBe("The left one");
    await press(["control", "Enter"]);
    await animationFrame();
    expect.verifySteps(["action_icrm_reply The left one", "done"]);
    expect(readDraft("request-7-answer")).toBe(null);
});

test("a refused answer is not lost", async () => {
    expect.errors(1);
    onRpc("helpdesk.ticket", "action_icrm_reply", () => {
        throw new Error("Session expired");
    });
    await mountTask();
    await click("textarea");
    await edit("The left one");
    await animationFrame();
    await click(".o_icrm_task_reply");
    await animationFrame();
    expect("textarea").toHaveValue("The left one");
    expect(readDraft("request-7-answer").text).toBe("The left one");
    expect.verifyErrors(["Session expired"]);
});

test("four stars confirm and rate at once", async () => {
    listen();
    await mountTask({kind: "finish", can_confirm: true, can_rate: true});
    expect(".o_icrm_task_confirm").toHaveText("Confirm");
    await click(".o_icrm_stars button:eq(3)");
    await animationFrame();
    expect(".o_icrm_task_confirm").toHaveText("Confirm and Rate");
    await click(".o_icrm_task_confirm");
    await animationFrame();
    expect.verifySteps(["action_icrm_finish 4 ", "done"]);
});

test("two stars need a reason", async () => {
    await mountTask({kind: "finish", can_confirm: true, can_rate: true});
    await click(".o_icrm_stars button:eq(1)");
    await animationFrame();
    expect(".o_icrm_task_confirm").toHaveText("Send Rating");
    expect(".o_icrm_task_confirm").not.toBeEnabled();
    await click(".o_icrm_task_comment");
    await edit("Too slow");
    await animationFrame();
    expect(".o_icrm_task_confirm").toBeEnabled();
});

test("after a low rating reopening is offered, with one's own words", async () => {
    listen();
    await mountTask({
        kind: "finish",
        can_confirm: true,
        can_rate: true,
        can_reopen: true,
        score: 1,
        comment: "Too slow",
        is_unhappy: true,
    });
    expect(".o_icrm_task_unhappy").toHaveText(/Shall we reopen it\?/);
    expect(".o_icrm_task_unhappy blockquote").toHaveText("Too slow");
    await click(".o_icrm_task_reopen");
    await animationFrame();
    expect.verifySteps(["action_icrm_reopen Too slow", "done"]);
});

test("buttons of a task are its own, one click each", async () => {
    onRpc("icrm.approval", "action_approve", ({args}) => {
        expect.step(`approved ${args[0]}`);
        return true;
    });
    await mountTask({
        kind: "approve",
        buttons: [
            {
                model: "icrm.approval",
                id: 3,
                method: "action_approve",
                label: "Approve",
                primary: true,
            },
        ],
    });
    await click("button[name=action_approve]");
    await animationFrame();
    expect.verifySteps(["approved 3", "done"]);
});

test("two tasks at first, the others on demand", async () => {
    onRpc("helpdesk.ticket", "get_icrm_tasks", () =>
        [1, 2, 3, 4].map((id) => makeTask({id}))
    );
    await mountWithCleanup(RequestTasks);
    await animationFrame();
    expect(".o_icrm_task").toHaveCount(2);
    await click(".o_icrm_tasks_more");
    await animationFrame();
    expect(".o_icrm_task").toHaveCount(4);
    expect(".o_icrm_tasks_more").toHaveCount(0);
});

test("nothing waits: nothing is shown", async () => {
    onRpc("helpdesk.ticket", "get_icrm_tasks", () => []);
    await mountWithCleanup(RequestTasks);
    await animationFrame();
    expect(".o_icrm_tasks").toHaveCount(0);
});
