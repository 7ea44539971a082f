/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    clearDraft,
    clearDrafts,
    readDraft,
    writeDraft,
} from "@icrm_internal/catalogue/form/drafts.esm";
import {describe, expect, test} from "@odoo/hoot";
import {
    getDraftPlace,
    keepDraft,
} from "@icrm_internal/catalogue/form/portal_drafts.esm";
import {mockDate} from "@odoo/hoot-mock";

describe.current.tags("headless");

test("a draft is one user's of one database, and of one subject", () => {
    writeDraft("request-1", {text: "Mine"}, "db:7");
    expect(readDraft("request-1", "db:7")).toEqual({text: "Mine"});
    expect(readDraft("request-1", "db:8")).toBe(null);
    expect(readDraft("request-1", "other:7")).toBe(null);
    expect(readDraft("request-2", "db:7")).toBe(null);
});

test("cleared when sent, and when nothing is left of it", () => {
    writeDraft("request-1", "Words", "db:7");
    clearDraft("request-1", "db:7");
    expect(readDraft("request-1", "db:7")).toBe(null);
    writeDraft("request-1", {text: "Words"}, "db:7");
    writeDraft("request-1", {text: "", answers: {}, score: undefined}, "db:7");
    expect(Object.keys(localStorage)).toEqual([]);
});

test("the logout clears all drafts, and nothing else", () => {
    writeDraft("request-1", "Words", "db:7");
    writeDraft("service-1", "Words", "db:8");
    localStorage.setItem("mine", "stays");
    clearDrafts();
    expect(Object.keys(localStorage)).toEqual(["mine"]);
});

test("forgotten after two weeks", () => {
    mockDate("2026-06-01 08:00:00");
    writeDraft("request-1", "Words", "db:7");
    mockDate("2026-06-14 08:00:00");
    expect(readDraft("request-1", "db:7")).toBe("Words");
    mockDate("2026-06-16 08:00:00");
    expect(readDraft("request-1", "db:7")).toBe(null);
});

test("what cannot be read is no draft", () => {
    localStorage.setItem("icrm_draft:db:7:request-1", "{");
    expect(readDraft("request-1", "db:7")).toBe(null);
});

test("a page's form gets back what was typed, not what the server sent", () => {
    writeDraft("request-1", {text: "Old", subject: "Typed", score: "4"}, "db:7");
    const form = document.createElement("form");
    form.dataset.icrmDraft = "db:7|request-1";
    form.innerHTML = `
        <textarea name="text">From the server</textarea>
        <input type="text" name="subject"/>
        <input type="radio" name="score" value="4"/>
        <input type="password" name="secret"/>`;
    expect(getDraftPlace(form)).toEqual(["request-1", "db:7"]);
    keepDraft(form);
    const [text, subject, score, secret] = form.elements;
    expect(text.value).toBe("From the server");
    expect(subject.value).toBe("Typed");
    expect(score.checked).toBe(true);
    secret.value = "hidden";
    subject.value = "Typed on";
    form.dispatchEvent(new Event("input"));
    expect(readDraft("request-1", "db:7")).toEqual({
        text: "From the server",
        subject: "Typed on",
        score: "4",
    });
});

test("an address in a closed part of the form is seen when it comes back", () => {
    writeDraft("service-1", {colleague: "mate@example.com"}, "db:7");
    const form = document.createElement("form");
    form.dataset.icrmDraft = "db:7|service-1";
    form.innerHTML = `
        <details><input type="email" name="colleague"/></details>
        <details><input type="text" name="other"/></details>`;
    keepDraft(form);
    const [first, second] = form.querySelectorAll("details");
    expect(form.elements.colleague.value).toBe("mate@example.com");
    expect(first.open).toBe(true);
    expect(second.open).toBe(false);
});
