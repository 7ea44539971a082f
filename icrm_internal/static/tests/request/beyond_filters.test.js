/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    defineModels,
    editSearch,
    fields,
    models,
    mountView,
    validateSearch,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Ticket extends models.Model {
    _name = "ticket";
    number = fields.Char();
    is_open = fields.Boolean();
    _records = [
        {id: 1, number: "HT1", is_open: true},
        {id: 2, number: "HT12", is_open: false},
        {id: 3, number: "XX3", is_open: false},
    ];
}
defineMailModels();
defineModels([Ticket]);

const VIEW = {
    type: "list",
    resModel: "ticket",
    arch: `<list js_class="icrm_desk_list"><field name="number"/></list>`,
    searchViewArch: `
        <search>
            <field name="number"/>
            <filter name="open" string="Open" domain="[('is_open', '=', True)]"/>
        </search>`,
    context: {search_default_open: 1},
};

test("a number that the filters hide is announced, and one click shows it", async () => {
    await mountView(VIEW);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
    await editSearch("HT");
    await validateSearch();
    expect(queryAllTexts(".o_data_row .o_data_cell")).toEqual(["HT1"]);
    expect(".o_icrm_beyond_filters").toHaveText(/1 more outside the filters/);
    await contains(".o_icrm_beyond_filters .btn").click();
    expect(queryAllTexts(".o_data_row .o_data_cell")).toEqual(["HT1", "HT12"]);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
});

test("nothing is said without filters, or when nothing is hidden", async () => {
    await mountView({...VIEW, context: {}});
    await editSearch("HT");
    await validateSearch();
    expect(".o_data_row").toHaveCount(2);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
});
