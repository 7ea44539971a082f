/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Deferred, advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, destroy, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryOne} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Job extends models.Model {
    _name = "job";
    name = fields.Char();
    progress = fields.Float();
    task = fields.Selection({selection: [["import", "Import"]]});
}
defineMailModels();
defineModels([Job]);

async function mountJob(values) {
    Job._records = [{id: 1, name: "2025", ...values}];
    const view = await mountView({
        type: "form",
        resModel: "job",
        resId: 1,
        arch: `<form>
            <field name="name"/>
            <field name="progress" widget="icrm_import_progress"/>
        </form>`,
    });
    onRpc("job", "web_read", () => expect.step("read"));
    return view;
}
const shown = () => queryOne(".o_progress").getAttribute("aria-valuenow");

test("while the task runs the server is asked every three seconds", async () => {
    await mountJob({progress: 10, task: "import"});
    expect(shown()).toBe("10");
    await advanceTime(2900);
    expect.verifySteps([]);
    MockServer.env["job"].write([1], {progress: 60});
    await advanceTime(200);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(shown()).toBe("60");
    await advanceTime(3000);
    expect.verifySteps(["read"]);
});

test("the task is over: shown once more, then nothing is asked", async () => {
    await mountJob({progress: 90, task: "import"});
    MockServer.env["job"].write([1], {progress: 100, task: false});
    await advanceTime(3000);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(shown()).toBe("100");
    await advanceTime(10000);
    expect.verifySteps([]);
});

test("no task: nothing is asked", async () => {
    await mountJob({progress: 0, task: false});
    await advanceTime(10000);
    expect.verifySteps([]);
    expect(shown()).toBe("0");
});

test("what somebody is typing is not thrown away", async () => {
    await mountJob({progress: 10, task: "import"});
    await contains("[name=name] input").edit("去年的请求");
    await advanceTime(7000);
    expect.verifySteps([]);
    expect("[name=name] input").toHaveValue("去年的请求");
});

test("a slow answer is waited for", async () => {
    await mountJob({progress: 10, task: "import"});
    const slow = new Deferred();
    onRpc("job", "web_read", async () => {
        expect.step("slow");
        await slow;
    });
    await advanceTime(10000);
    expect.verifySteps(["slow"]);
    slow.resolve();
    await animationFrame();
    expect.verifySteps(["read"]);
    await advanceTime(3000);
    expect.verifySteps(["slow", "read"]);
});

test("in a hidden tab nothing is asked", async () => {
    await mountJob({progress: 10, task: "import"});
    patchWithCleanup(document, {
        get hidden() {
            return true;
        },
    });
    await advanceTime(7000);
    expect.verifySteps([]);
});

test("an error of the server is told once, not every three seconds", async () => {
    expect.errors(1);
    await mountJob({progress: 10, task: "import"});
    onRpc("job", "web_read", () => {
        throw makeServerError({message: "The job is gone."});
    });
    await advanceTime(10000);
    await animationFrame();
    expect.verifyErrors(["RPC_ERROR: The job is gone."]);
    expect(shown()).toBe("10");
});

test("leaving the form ends it", async () => {
    const view = await mountJob({progress: 10, task: "import"});
    destroy(view);
    await advanceTime(10000);
    expect.verifySteps([]);
});
