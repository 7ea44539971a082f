/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {clearDraft, readDraft, writeDraft} from "./drafts.esm";
import {whenReady} from "@odoo/owl";

/**
 * Drafts on pages of the portal. A form with `data-icrm-draft="database:user|scope"`
 * gets back the texts that were typed in it; an element with `data-icrm-draft-clear`
 * says that what was typed under a scope has been sent.
 */
const TEXTS = "textarea[name], input[type=text][name], input[type=email][name]";

/** Return [scope, owner] of the form or the element, or nothing. */
export function getDraftPlace(el, name = "icrmDraft") {
    const [owner, scope] = (el?.dataset[name] || "").split("|");
    return scope ? [scope, owner] : null;
}

function readTexts(form) {
    return Object.fromEntries(
        [...form.querySelectorAll(TEXTS)]
            .filter((el) => !el.closest("owl-component"))
            .map((el) => [el.name, el.value])
    );
}

/** Keep what is typed in one form. */
export function keepDraft(form) {
    const [scope, owner] = getDraftPlace(form);
    const draft = readDraft(scope, owner) || {};
    const score = form.querySelector("input[name=score]:checked");
    for (const el of form.querySelectorAll(TEXTS)) {
        // What the server sends back is newer than the draft.
        if (draft[el.name] && !el.value && !el.closest("owl-component")) {
            el.value = draft[el.name];
            // Nothing is sent that is not seen.
            el.closest("details")?.setAttribute("open", "open");
        }
    }
    if (draft.score && !score) {
        const star = form.querySelector(`input[name=score][value="${draft.score}"]`);
        if (star) {
            star.checked = true;
        }
    }
    form.addEventListener("input", () => {
        const {answers} = readDraft(scope, owner) || {};
        const chosen = form.querySelector("input[name=score]:checked");
        writeDraft(scope, {...readTexts(form), answers, score: chosen?.value}, owner);
    });
}

whenReady(() => {
    for (const el of document.querySelectorAll("[data-icrm-draft-clear]")) {
        const place = getDraftPlace(el, "icrmDraftClear");
        if (place) {
            clearDraft(...place);
        }
    }
    document.querySelectorAll("form[data-icrm-draft]").forEach(keepDraft);
});
