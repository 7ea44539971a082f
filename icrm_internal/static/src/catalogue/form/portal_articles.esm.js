/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {rpc} from "@web/core/network/rpc";
import {whenReady} from "@odoo/owl";

/**
 * Articles on pages of the portal: an element with `data-icrm-article` that is opened,
 * or a link that is followed, counts as read. It is no loss if that fails.
 */
export function countReading(el) {
    const read = () =>
        rpc(`/my/articles/${el.dataset.icrmArticle}/read`, {}, {silent: true}).catch(
            () => null
        );
    if (el.tagName === "DETAILS") {
        el.addEventListener("toggle", () => el.open && read());
    } else {
        el.addEventListener("click", read);
    }
}

whenReady(() => {
    document.querySelectorAll("[data-icrm-article]").forEach(countReading);
});
