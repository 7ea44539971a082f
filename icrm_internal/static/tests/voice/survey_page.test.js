/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {before, describe, expect, getFixture, globals, test} from "@odoo/hoot";
import {click, edit, queryOne} from "@odoo/hoot-dom";

describe.current.tags("desktop");

// The page is no module: its text is run with a page, an address and a store of ours.
let source = "";
before(async () => {
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
            </div>
            <section class="o_icrm_survey_subject">
                <input type="checkbox" class="o_icrm_survey_skip" name="skip-1" value="1"/>
                ${questions}
            </section>
            ${more}
            <button type="submit" name="send" value="1">Send answers</button>
        </form>
    </main>`;

const DRAFT = 'data-draft="7-abc" data-fresh="1"';
const KEY = "icrm_survey/7-abc";

/** What sessionStorage does, with the drafts as keys of the object. */
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

function open(html, {hash = "", store = makeStore(), fetch = () => undefined} = {}) {
    const fixture = getFixture();
    fixture.innerHTML = html;
    fixture
        .querySelector(".o_icrm_survey_form")
        ?.addEventListener("submit", (event) => {
            event.preventDefault();
            expect.step(["sent", [...new FormData(event.target)]]);
        });
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
    };
    const names = ["document", "window", "location", "sessionStorage", "fetch"];
    // eslint-disable-next-line no-new-func
    new Function(...names, source)(page, frame, location, store, fetch);
    return {page, store, listeners, location};
}
const progress = ".o_icrm_survey_progress span";
const chosen = (name) => queryOne(`[name=${name}]:checked`).value;
const draft = (store) => JSON.parse(store[KEY] || "null");

test("progress: how many are answered, and how long the others take", async () => {
    open(
        form(
            `${scale("a-1-1")}${scale("a-1-2")}<textarea name="a-1-3" data-answer="1"></textarea>`
        )
    );
    expect(progress).toHaveText("0 of 3, about 1 min left");
    await click("[name=a-1-1][value='4']");
    await click("textarea");
    await edit("很好");
    expect(progress).toHaveText("2 of 3, about 1 min left");
    expect(queryOne(".progress-bar").style.width).toMatch(/^66\.6/);
    await click("[name=a-1-2][value='1']");
    expect(progress).toHaveText("3 of 3, about 0 min left");
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
    expect(chosen("a-1-1")).toBe("2");
    expect(progress).toHaveText("1 of 2, about 1 min left");
});

test("a form that came back with its answers does not take the draft", () => {
    const store = makeStore({[KEY]: JSON.stringify([["a-1-1", "2"]])});
    open(form(scale("a-1-1"), 'data-draft="7-abc"'), {store});
    expect("[name=a-1-1]:checked").toHaveCount(0);
});

test("a broken draft is thrown away", () => {
    const {store} = open(form(scale("a-1-1"), DRAFT), {
        store: makeStore({[KEY]: "{"}),
    });
    expect(KEY in store).toBe(false);
    expect(progress).toHaveText("0 of 1, about 1 min left");
});

test("once sent, drafts are gone; what others keep in the tab is not", () => {
    const {store} = open('<main class="o_icrm_survey" data-sent="1"></main>', {
        store: makeStore({[KEY]: "[]", "icrm_survey/8-x": "[]", other: "1"}),
    });
    expect(Object.keys(store)).toEqual(["other"]);
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
    expect(progress).toHaveText("1 of 2, about 1 min left");
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

test("one click is one letter; after the arrow back it can be sent again", async () => {
    const {listeners} = open(form(scale("a-1-1")));
    await click("button");
    await runAllTimers();
    expect.verifySteps([["sent", []]]);
    expect("button").not.toBeEnabled();
    listeners.pageshow();
    expect("button").toBeEnabled();
});

test("a click in a mail has answered the first question, and sends it", () => {
    open(form(scale("a-1-1"), 'data-pulse="3"'), {hash: "#score=4"});
    expect.verifySteps([["sent", [["a-1-1", "4"]]]]);
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
            expect.step([new URL(url).pathname, method, body.toString()]);
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
