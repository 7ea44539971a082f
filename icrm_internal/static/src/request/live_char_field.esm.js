/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";
import {useDebounced} from "@web/core/utils/timing";
import {useEffect} from "@odoo/owl";

/** A text field that commits while the user types, so that onchanges can suggest. */
export class LiveCharField extends CharField {
    setup() {
        super.setup();
        const commit = useDebounced(
            () => this.input.el?.dispatchEvent(new Event("change")),
            400
        );
        useEffect(
            (el) => {
                el?.addEventListener("input", commit);
                return () => el?.removeEventListener("input", commit);
            },
            () => [this.input.el]
        );
    }

    // Trimming while somebody types would eat the blank before the next word.
    get shouldTrim() {
        return false;
    }
}

registry.category("fields").add("icrm_live_char", {
    ...charField,
    component: LiveCharField,
});
