/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    toggleActionMenu,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Ticket extends models.Model {
    _name = "ticket";
    number = fields.Char();
    _records = [{id: 1, number: "HT1"}];
}
class Check extends models.Model {
    _name = "icrm.access.check";
    summary = fields.Char();
    details = fields.Text();
    state = fields.Char();
    _records = [];
}
defineMailModels();
defineModels([Ticket, Check]);

const CORE = "base.group_allow_export";
const ROLE = "icrm_internal.group_icrm_export";

async function getActions(type, groups, marked) {
    onRpc("has_group", ({args}) => groups.includes(args[1]));
    const root = marked ? 'class="o_icrm"' : "";
    await mountView({
        type,
        resModel: "ticket",
        arch: `<list ${root}><field name="number"/></list>`,
        actionMenus: {},
    });
    await contains(".o_list_record_selector input").click();
    await toggleActionMenu();
    return queryAllTexts(".o-dropdown--menu .o_menu_item");
}

test("lists of ours offer the export to members of the role", async () => {
    expect(await getActions("list", [CORE, ROLE], true)).toInclude("Export");
});

test("lists of ours do not offer it to others", async () => {
    expect(await getActions("list", [CORE], true)).not.toInclude("Export");
});

test("other lists are core's to decide", async () => {
    expect(await getActions("list", [CORE], false)).toInclude("Export");
});

const LOG = {
    type: "list",
    resModel: "ticket",
    arch: `<list js_class="icrm_access_log_list"><field name="number"/></list>`,
};

test("the log begins with its last check", async () => {
    Check._records = [
        {id: 1, state: "broken", summary: "It was changed", details: "Missing: 3"},
    ];
    await mountView(LOG);
    expect(".alert-danger").toHaveText(/It was changed/);
    expect(".alert-danger").toHaveText(/Missing: 3/);
    expect(".o_data_row").toHaveCount(1);
});

test("a log that was not checked yet says so", async () => {
    await mountView(LOG);
    expect(".alert-info").toHaveText(/Not checked yet/);
});
