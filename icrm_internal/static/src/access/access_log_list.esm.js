/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** The access log begins with the result of its last check. */
export class AccessLogRenderer extends ListRenderer {
    static template = "icrm_internal.AccessLogRenderer";

    setup() {
        super.setup();
        const orm = useService("orm");
        onWillStart(async () => {
            const checks = await orm.searchRead(
                "icrm.access.check",
                [],
                ["summary", "details", "state"],
                {limit: 1}
            );
            this.lastCheck = checks[0];
        });
    }
}

registry.category("views").add("icrm_access_log_list", {
    ...listView,
    Renderer: AccessLogRenderer,
});
