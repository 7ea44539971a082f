/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {after, before, describe, expect, getFixture, globals, test} from "@odoo/hoot";
import {click, edit, queryOne, waitUntil} from "@odoo/hoot-dom";

describe.current.tags("desktop");

// The page is no module: its text is run with a page, an address and a store of ours.
let source = "";
// Hoot replaces the crypto of the page: that of a frame encrypts.
let vault = null;
before(async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    vault = frame.contentWindow.crypto;
    after(() => frame.remove());
    const answer = await globals.fetch("/icrm_internal/static/portal/survey_page.js");
    source = await answer.text();
});

const scale = (name, {optional = false, most = 5} = {}) =>
    [...Array(most).keys()]
        .map(
            (place) =>
                `<label><input type="radio" name="${name}" value="${place + 1}" data-answer="1"
                    ${optional ? 'data-optional="1"' : ""}/><span>${place + 1}</span></label>`
        )
        .join("");

const weights = `<div class="o_icrm_survey_weights">
    <input class="o_icrm_survey_points" name="w1" data-answer="1"/>
    <input class="o_icrm_survey_points" name="w2" data-answer="1"/>
    <div class="o_icrm_survey_sum d-none" data-template="共 {sum} 分"></div>
</div>`;

const form = (questions, attributes = "", more = "") => `
    <main class="o_icrm_survey">
        <form class="o_icrm_survey_form" ${attributes}>
            <div class="o_icrm_survey_progress d-none">
                <div class="progress-bar"></div>
                <span data-template="{done} of {all}, about {minutes} min left"></span>
                <div class="o_icrm_survey_draft d-none">
                    <span data-state="device" class="d-none">On this device</span>
                    <span data-state="tab" class="d-none">In this tab</span>
                    <span data-state="server" class="d-none">On the server</span>
                    <span data-state="failed" class="d-none">Not saved</span>
                    <button type="button" class="o_icrm_survey_forget">Delete</button>
                </div>
                <div class="o_icrm_survey_gaps d-none" data-template="{count} missing"></div>
            </div>
            <section class="o_icrm_survey_subject">
                <input type="checkbox" class="o_icrm_survey_skip" name="skip-1" value="1"/>
                ${questions}
            </section>
            ${more}
            <div class="o_icrm_survey_nav d-none">
                <button type="button" name="back">Back</button>
                <i data-template="{step} of {steps}"></i>
                <button type="button" name="next">Next</button>
            </div>
            <p class="o_icrm_survey_failed d-none">No connection</p>
            <div class="o_icrm_survey_send">
                <button type="submit" name="send" value="1">Send answers</button>
            </div>
        </form>
    </main>`;

const DRAFT = 'action="/survey/me" data-draft="7-abc" data-store="tab" data-fresh="1"';
const KEY = "icrm_survey/7-abc";

/** What sessionStorage and localStorage do, with the drafts as keys of the object. */
function makeStore(drafts = {}) {
    return Object.defineProperties(
        {...drafts},
        {
            getItem: {
                value: function (key) {
                    return this[key] ?? null;
                },
            },
            setItem: {
                value: function (key, value) {
                    this[key] = value;
                },
            },
            removeItem: {
                value: function (key) {
                    delete this[key];
                },
            },
        }
    );
}

const THANKS = `<html lang="en"><body>
    <main class="o_icrm_survey" data-sent="/survey/thanks" data-over="7-abc">Thanks</main>
</body></html>`;

/** A server that takes drafts and answers, and writes down what came. */
async function serve(url, {body}) {
    const names = [...body].filter(([name]) => name !== "script");
    expect.step([body.has("draft") ? "draft" : "sent", names]);
    return body.has("draft") ? {status: 204} : {status: 200, text: async () => THANKS};
}

function open(
    html,
    {hash = "", store = makeStore(), device = makeStore(), fetch = serve} = {}
) {
    const fixture = getFixture();
    fixture.innerHTML = html;
    const page = {
        documentElement: {lang: "en_US"},
        title: "Survey",
        querySelector: (selector) => fixture.querySelector(selector),
    };
    const listeners = {};
    const location = {hash, reload: () => expect.step("reload")};
    const frame = {
        addEventListener: (name, listener) => {
            listeners[name] = listener;
        },
        scrollTo: () => undefined,
        crypto: vault,
    };
    const history = {
        pushState: (state) => expect.step(state),
        replaceState: (state) => expect.step(state),
    };
    const given = {
        document: page,
        window: frame,
        location,
        sessionStorage: store,
        localStorage: device,
        fetch,
        history,
        crypto: frame.crypto,
    };
    // eslint-disable-next-line no-new-func
    new Function(...Object.keys(given), source)(...Object.values(given));
    return {page, store, device, listeners, location};
}
const progress = ".o_icrm_survey_progress > span";
const chosen = (name) => queryOne(`[name=${name}]:checked`).value;
const draft = (store) => JSON.parse(store[KEY] || "null");

test("progress: how many must be answered, and how long the others take", async () => {
    open(
        form(
            `${scale("a-1-1")}${scale("a-1-2")}${scale("a-1-4")}
            <textarea name="a-1-3" data-answer="1" data-optional="1"></textarea>`
        )
    );
    await animationFrame();
    expect(progress).toHaveText("0 of 3, about 1 min left");
    await click("[name=a-1-1][value='4']");
    await click("textarea");
    await edit("很好");
    await click("[name=a-1-2][value='4']");
    expect(progress).toHaveText("2 of 3, about 1 min left");
    expect(queryOne(".progress-bar").style.width).toMatch(/^66\.6/);
    await click("[name=a-1-4][value='1']");
    expect(progress).toHaveText("3 of 3, about 0 min left");
});

test("where nothing must be answered, all is counted", async () => {
    open(form(scale("a-1-1", {optional: true}) + scale("a-1-2", {optional: true})));
    await animationFrame();
    expect(progress).toHaveText("0 of 2, about 1 min left");
});

test("a subject that somebody cannot judge does not count", async () => {
    open(form(scale("a-1-1")));
    await click(".o_icrm_survey_skip");
    expect(progress).toHaveText("0 of 0, about 0 min left");
    expect(queryOne(".progress-bar").style.width).toBe("100%");
});

test("what is typed stays in the tab, and comes back", async () => {
    const {store} = open(form(`${scale("a-1-1")}${scale("a-1-2")}`, DRAFT));
    await click("[name=a-1-1][value='2']");
    expect(draft(store)).toEqual([["a-1-1", "2"]]);
    open(form(`${scale("a-1-1")}${scale("a-1-2")}`, DRAFT), {store});
    await animationFrame();
    expect(chosen("a-1-1")).toBe("2");
    expect(progress).toHaveText("1 of 2, about 1 min left");
});

test("a form that came back with its answers does not take the draft", () => {
    const store = makeStore({[KEY]: JSON.stringify([["a-1-1", "2"]])});
    open(form(scale("a-1-1"), 'data-draft="7-abc"'), {store});
    expect("[name=a-1-1]:checked").toHaveCount(0);
});

test("a broken draft is thrown away", async () => {
    const {store} = open(form(scale("a-1-1"), DRAFT), {
        store: makeStore({[KEY]: "{"}),
    });
    await animationFrame();
    expect(KEY in store).toBe(false);
    expect(progress).toHaveText("0 of 1, about 1 min left");
});

test("once sent, its draft is gone; those of other surveys are not", async () => {
    const {store, device} = open(
        '<main class="o_icrm_survey" data-sent="1" data-over="7-abc"></main>',
        {
            store: makeStore({[KEY]: "[]", other: "1"}),
            device: makeStore({
                [KEY]: "{}",
                "icrm_survey/8-x": '{"until": "2999-01-01"}',
                "icrm_survey/9-old": '{"until": "2010-01-01"}',
                other: "1",
            }),
        }
    );
    expect(Object.keys(store)).toEqual(["other"]);
    expect(Object.keys(device)).toEqual(["icrm_survey/8-x", "other"]);
});

const ANONYMOUS = `action="/survey/me" data-draft="7-abc" data-store="device"
    data-fresh="1" data-until="2999-01-01"`;
const CODE = '<input type="hidden" name="code" value="AB-cd"/>';

test("anonymous: on the device, readable with the code only", async () => {
    const html = form(scale("a-1-1") + scale("a-1-2"), ANONYMOUS, CODE);
    const {device, listeners} = open(html);
    await click("[name=a-1-1][value='2']");
    await waitUntil(() => device[KEY]);
    await waitUntil(() => !queryOne(".o_icrm_survey_draft").matches(".d-none"));
    expect(".o_icrm_survey_draft").toHaveText(/On this device/);
    expect(Object.keys(JSON.parse(device[KEY]))).toEqual(["until", "nonce", "data"]);
    expect(device[KEY]).not.toInclude("a-1-1");
    // Nothing went to a server, and leaving is warned of.
    expect.verifySteps([]);
    let warned = false;
    listeners.beforeunload({preventDefault: () => (warned = true)});
    expect(warned).toBe(true);

    open(form(scale("a-1-1") + scale("a-1-2"), ANONYMOUS, CODE.replace("AB", "XY")), {
        device: makeStore({...device}),
    });
    await runAllTimers();
    await animationFrame();
    expect("input:checked").toHaveCount(0);

    open(html.replace("AB-cd", "ab cd"), {device});
    await waitUntil(() => queryOne("[name=a-1-1][value='2']").checked);
    await click(".o_icrm_survey_forget");
    await waitUntil(() => !device[KEY]);
    expect("input:checked").toHaveCount(0);
    expect(".o_icrm_survey_draft").toHaveClass("d-none");
});

test("identified: each change goes to the server, in the body of a form", async () => {
    const {store, device, listeners} = open(
        form(
            scale("a-1-1") + scale("a-1-2"),
            'action="/survey/me" data-draft="7-abc" data-store="server"',
            CODE
        )
    );
    let warned = false;
    await click("[name=a-1-1][value='2']");
    listeners.beforeunload({preventDefault: () => (warned = true)});
    expect(warned).toBe(true);
    await runAllTimers();
    await animationFrame();
    const draft = (changes) => [
        "draft",
        [
            ["code", "AB-cd"],
            ["draft", JSON.stringify(changes)],
        ],
    ];
    expect.verifySteps([draft({"a-1-1": ["2"]})]);
    warned = false;
    listeners.beforeunload({preventDefault: () => (warned = true)});
    expect(warned).toBe(false);
    await click("[name=a-1-2][value='5']");
    listeners.pagehide();
    await animationFrame();
    expect.verifySteps([draft({"a-1-2": ["5"]})]);
    expect(Object.keys({...store, ...device})).toEqual([]);
});

test("what the server does not take is said, and tried again", async () => {
    let status = 500;
    open(
        form(
            scale("a-1-1") + scale("a-1-2"),
            'action="/survey/me" data-draft="7-abc" data-store="server"',
            CODE
        ),
        {
            fetch: async (_url, {body}) => {
                expect.step(body.get("draft"));
                return {status};
            },
        }
    );
    await click("[name=a-1-1][value='2']");
    await runAllTimers();
    await animationFrame();
    expect("[data-state=failed]").not.toHaveClass("d-none");
    status = 204;
    await click("[name=a-1-2][value='3']");
    await runAllTimers();
    await animationFrame();
    expect("[data-state=failed]").toHaveClass("d-none");
    expect.verifySteps(['{"a-1-1":["2"]}', '{"a-1-1":["2"],"a-1-2":["3"]}']);
});

const step = (html) =>
    `<div class="o_icrm_survey_step"><fieldset class="o_icrm_survey_question">${html}</fieldset></div>`;

test("a long survey is shown step by step; the first gap is jumped to", async () => {
    const {listeners} = open(
        form(
            step(scale("a-1-1")) + step(scale("a-1-2")) + step(scale("a-1-3")),
            'data-long="1"'
        )
    );
    await animationFrame();
    const shown = (name) =>
        expect(`.o_icrm_survey_step:not(.d-none) [name=${name}]`).toHaveCount(5);
    shown("a-1-1");
    expect(".o_icrm_survey_nav i").toHaveText("1 of 3");
    expect(".o_icrm_survey_send").toHaveClass("d-none");
    await click("[name=a-1-1][value='2']");
    await click("[name=next]");
    await click("[name=next]");
    shown("a-1-3");
    expect.verifySteps([{icrmStep: 1}, {icrmStep: 2}]);
    await click("[name=send]");
    await animationFrame();
    // Nothing was sent.
    expect.verifySteps([{icrmStep: 1}]);
    shown("a-1-2");
    expect(".o_icrm_survey_gaps").toHaveText("2 missing");
    await click("[name=a-1-2][value='3']");
    expect(".o_icrm_survey_gaps").toHaveText("1 missing");
    expect(".o_icrm_survey_invalid").toHaveCount(1);
    // The browser's arrow
    listeners.popstate({state: null});
    shown("a-1-1");
});

test("without a place for drafts nothing is stored", async () => {
    const {store} = open(form(scale("a-1-1")));
    await click("[name=a-1-1][value='2']");
    expect(Object.keys(store)).toEqual([]);
});

test("a second click takes an optional answer back, not a compulsory one", async () => {
    const {store} = open(
        form(`${scale("a-1-1", {optional: true})}${scale("a-1-2")}`, DRAFT)
    );
    for (const name of ["a-1-1", "a-1-2"]) {
        await click(`[name=${name}][value='3']`);
        await click(`[name=${name}][value='3']`);
    }
    expect("[name=a-1-1]:checked").toHaveCount(0);
    expect(chosen("a-1-2")).toBe("3");
    expect(draft(store)).toEqual([["a-1-2", "3"]]);
    expect(progress).toHaveText("1 of 1, about 0 min left");
});

test("a click on the number takes an optional answer back, too", async () => {
    open(form(scale("a-1-1", {optional: true})));
    await click("label:eq(1) span");
    expect(chosen("a-1-1")).toBe("2");
    await click("label:eq(1) span");
    expect("[name=a-1-1]:checked").toHaveCount(0);
});

test("points are added up: green at a hundred, red above", async () => {
    open(form(weights));
    const sum = ".o_icrm_survey_sum";
    expect(sum).toHaveText("共 0 分");
    await click("[name=w1]");
    await edit("60");
    expect(sum).not.toHaveClass(["text-success", "text-danger"]);
    await click("[name=w2]");
    await edit("40");
    expect(sum).toHaveText("共 100 分");
    expect(sum).toHaveClass("text-success");
    await edit("41");
    expect(sum).toHaveClass("text-danger");
    expect(sum).not.toHaveClass("text-success");
});

test("one click is one letter; thanks comes in the place of the form", async () => {
    let answer = null;
    const {listeners, page, store} = open(form(scale("a-1-1"), DRAFT), {
        fetch: async (...args) => {
            await new Promise((resolve) => {
                answer = resolve;
            });
            return serve(...args);
        },
    });
    await click("[name=a-1-1][value='2']");
    await click("[name=send]");
    expect("[name=send]").not.toBeEnabled();
    answer();
    await animationFrame();
    expect.verifySteps([
        [
            "sent",
            [
                ["a-1-1", "2"],
                ["send", "1"],
            ],
        ],
        {sent: true},
    ]);
    expect(page.querySelector(".o_icrm_survey")).toHaveText("Thanks");
    expect(Object.keys(store)).toEqual([]);
    // The arrow back shows no page that would have to be sent again.
    listeners.popstate({state: null});
    expect.verifySteps(["reload"]);
});

test("without a connection nothing is lost, and it can be sent again", async () => {
    open(form(scale("a-1-1")), {fetch: () => Promise.reject(new Error("offline"))});
    await click("[name=a-1-1][value='2']");
    await click("[name=send]");
    await animationFrame();
    expect(".o_icrm_survey_failed").not.toHaveClass("d-none");
    expect("[name=send]").toBeEnabled();
    expect(chosen("a-1-1")).toBe("2");
});

test("a click in a mail has answered the first question, and sends it", async () => {
    open(form(scale("a-1-1"), 'data-pulse="3"'), {hash: "#score=4"});
    await animationFrame();
    expect.verifySteps([
        [
            "sent",
            [
                ["a-1-1", "4"],
                ["send", "1"],
            ],
        ],
        {sent: true},
    ]);
});

test("a click in a mail has answered the NPS question", async () => {
    const nps = scale("a-1-2", {most: 10}).replaceAll(
        "data-answer",
        'data-nps="1" data-answer'
    );
    open(form(scale("a-1-1") + nps), {hash: "#nps=9"});
    await animationFrame();
    expect(chosen("a-1-2")).toBe("9");
    expect("[name=a-1-1]:checked").toHaveCount(0);
});

test("a bad score is not sent at once: what went wrong?", async () => {
    const why = '<p class="o_icrm_survey_explain d-none">Why?</p>';
    const text = '<textarea name="a-1-2" data-answer="1"></textarea>';
    open(form(scale("a-1-1") + text, 'data-pulse="3"', why), {hash: "#score=1"});
    expect.verifySteps([]);
    expect(chosen("a-1-1")).toBe("1");
    expect(".o_icrm_survey_explain").not.toHaveClass("d-none");
    expect("textarea").toBeFocused();
    await click("[name=a-1-1][value='5']");
    expect(".o_icrm_survey_explain").toHaveClass("d-none");
});

test("where more is asked, a good score waits for the rest", () => {
    open(form(scale("a-1-1") + scale("a-1-2"), 'data-pulse="3"'), {hash: "#score=5"});
    expect.verifySteps([]);
    expect(chosen("a-1-1")).toBe("5");
});

test("a score that the scale does not have is ignored", () => {
    open(form(scale("a-1-1"), 'data-pulse="3"'), {hash: "#score=9"});
    expect.verifySteps([]);
    expect("input:checked").toHaveCount(0);
});

test("the code of an invitation goes in a body; the survey comes in its place", async () => {
    const entry = `<main class="o_icrm_survey">
        <form class="o_icrm_survey_code" action="/survey/me"><input name="code"/></form>
    </main>`;
    const {page} = open(entry, {
        hash: "#code=AB%20C&a-1-1=2",
        fetch: async (url, {method, body}) => {
            expect.step([url, method, body.toString()]);
            const html = `<html lang="zh_CN"><body>
                ${form(scale("a-1-1"))}</body></html>`;
            return {text: async () => html};
        },
    });
    await animationFrame();
    expect.verifySteps([["/survey/me", "POST", "code=AB+C"]]);
    expect(page.documentElement.lang).toBe("zh_CN");
    expect(chosen("a-1-1")).toBe("2");
    expect(".o_icrm_survey_code").toHaveCount(0);
});

test("what fails can be sent by hand: the code is in its field", async () => {
    const entry = `<main class="o_icrm_survey">
        <form class="o_icrm_survey_code" action="/survey/me"><input name="code"/></form>
    </main>`;
    open(entry, {hash: "#code=ABC", fetch: () => Promise.reject(new Error("offline"))});
    await animationFrame();
    expect("[name=code]").toHaveValue("ABC");
});

test("another link in the same tab is another survey", () => {
    const {listeners, location} = open(form(scale("a-1-1")));
    listeners.hashchange();
    expect.verifySteps([]);
    location.hash = "#code=NEXT";
    listeners.hashchange();
    expect.verifySteps(["reload"]);
});
