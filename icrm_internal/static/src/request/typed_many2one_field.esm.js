/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    Many2OneField,
    buildM2OFieldDescription,
} from "@web/views/fields/many2one/many2one_field";
import {registry} from "@web/core/registry";
import {useSubEnv} from "@odoo/owl";

/**
 * A record found by typing, on a phone as well: there Odoo opens a dialog with all
 * records, where a caller cannot be found by number, and each field costs three clicks.
 */
export class TypedMany2OneField extends Many2OneField {
    setup() {
        super.setup();
        useSubEnv({isSmall: false});
    }
}

registry.category("fields").add("icrm_typed_many2one", {
    ...buildM2OFieldDescription(TypedMany2OneField),
});
