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

let reads = 0;

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
    reads = 0;
    onRpc("job", "web_read", () => {
        reads += 1;
    });
    return view;
}
const shown = () => queryOne(".o_progress").getAttribute("aria-valuenow");

/** Seconds one by one: what is asked in one can be answered before the next. */
async function pass(seconds) {
    for (let second = 0; second < seconds; second++) {
        await advanceTime(1000);
        await animationFrame();
    }
}

// The time that the test itself takes counts, too: hence "about".
test("while the task runs the server is asked about every three seconds", async () => {
    await mountJob({progress: 10, task: "import"});
    expect(shown()).toBe("10");
    MockServer.env.job.write([1], {progress: 60});
    await pass(9);
    expect(reads).toBeWithin(2, 5);
    expect(shown()).toBe("60");
});

test("the task is over: shown once more, then nothing is asked", async () => {
    await mountJob({progress: 90, task: "import"});
    MockServer.env.job.write([1], {progress: 100, task: false});
    await pass(4);
    expect(reads).toBe(1);
    expect(shown()).toBe("100");
    await pass(9);
    expect(reads).toBe(1);
});

test("no task: nothing is asked", async () => {
    await mountJob({progress: 0, task: false});
    await pass(9);
    expect(reads).toBe(0);
    expect(shown()).toBe("0");
});

test("what somebody is typing is not thrown away", async () => {
    await mountJob({progress: 10, task: "import"});
    await contains("[name=name] input").edit("去年的请求");
    await pass(9);
    expect(reads).toBe(0);
    expect("[name=name] input").toHaveValue("去年的请求");
});

test("a slow answer is waited for", async () => {
    await mountJob({progress: 10, task: "import"});
    const slow = new Deferred();
    let asked = 0;
    onRpc("job", "web_read", async () => {
        asked += 1;
        await slow;
    });
    await pass(12);
    expect(asked).toBe(1);
    slow.resolve();
    await pass(4);
    expect(asked).toBeWithin(2, 4);
});

test("in a hidden tab nothing is asked", async () => {
    await mountJob({progress: 10, task: "import"});
    patchWithCleanup(document, {
        get hidden() {
            return true;
        },
    });
    await pass(9);
    expect(reads).toBe(0);
});

test("an error of the server is told once, not every three seconds", async () => {
    expect.errors(1);
    await mountJob({progress: 10, task: "import"});
    onRpc("job", "web_read", () => {
        throw makeServerError({message: "The job is gone."});
    });
    await pass(12);
    expect.verifyErrors(["RPC_ERROR: The job is gone."]);
    expect(shown()).toBe("10");
});

test("leaving the form ends it", async () => {
    const view = await mountJob({progress: 10, task: "import"});
    destroy(view);
    await pass(9);
    expect(reads).toBe(0);
});
