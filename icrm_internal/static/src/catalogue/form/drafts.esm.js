/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {browser} from "@web/core/browser/browser";
import {session} from "@web/session";
import {user} from "@web/core/user";

/**
 * What was typed and not sent yet, in this browser: through a closed dialog, Back, an
 * expired session. A draft belongs to one user of one database, is cleared when it is
 * sent and on logout, and is forgotten after two weeks.
 *
 * For requests only. Never use it for complaints, anonymous surveys or counselling:
 * the next user of this computer could read who wrote what.
 */
const PREFIX = "icrm_draft";
const MAX_AGE = 14 * 24 * 3600 * 1000;

/** "database:user", of the web client; pages of the portal know it from the server. */
export function getDraftOwner() {
    return `${session.db}:${user.userId}`;
}

function getKey(scope, owner) {
    return `${PREFIX}:${owner || getDraftOwner()}:${scope}`;
}

function isEmpty(value) {
    return (
        value === null ||
        value === undefined ||
        value === false ||
        value === "" ||
        (typeof value === "object" && Object.values(value).every(isEmpty))
    );
}

/** Return what was written under *scope*, or null. */
export function readDraft(scope, owner) {
    const key = getKey(scope, owner);
    try {
        const draft = JSON.parse(browser.localStorage.getItem(key));
        if (draft && Date.now() - draft.at < MAX_AGE) {
            return draft.value;
        }
    } catch {
        // Unreadable: as if there were none.
    }
    browser.localStorage.removeItem(key);
    return null;
}

/** Keep *value*, text or a plain object; an empty one clears the draft. */
export function writeDraft(scope, value, owner) {
    const key = getKey(scope, owner);
    if (isEmpty(value)) {
        browser.localStorage.removeItem(key);
        return;
    }
    try {
        browser.localStorage.setItem(key, JSON.stringify({at: Date.now(), value}));
    } catch {
        // The browser's storage is full or switched off: typing goes on.
    }
}

export function clearDraft(scope, owner) {
    browser.localStorage.removeItem(getKey(scope, owner));
}

/** Forget all drafts in this browser. */
export function clearDrafts() {
    const keys = Object.keys(browser.localStorage);
    for (const key of keys.filter((name) => name.startsWith(`${PREFIX}:`))) {
        browser.localStorage.removeItem(key);
    }
}

/** Links to the logout, of the portal: the web client's menu has its own way. */
document.addEventListener(
    "click",
    (ev) => {
        if (ev.target.closest?.("a[href*='/web/session/logout']")) {
            clearDrafts();
        }
    },
    {capture: true}
);
