/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    defineModels,
    editSearch,
    fields,
    models,
    mockService,
    mountView,
    toggleMenuItem,
    toggleSearchBarMenu,
    validateSearch,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {numberOf} from "@icrm_internal/request/beyond_filters.esm";
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

const LIST = `<list js_class="icrm_desk_list"><field name="number"/></list>`;
const KANBAN = `
    <kanban js_class="icrm_desk_kanban">
        <templates><t t-name="card"><field name="number"/></t></templates>
    </kanban>`;
const VIEW = {
    type: "list",
    resModel: "ticket",
    arch: LIST,
    searchViewArch: `
        <search>
            <field name="number"/>
            <filter name="open" string="Open" domain="[('is_open', '=', True)]"/>
            <separator/>
            <filter name="first" string="First" domain="[('number', '=', 'HT1')]"/>
        </search>`,
    context: {search_default_open: 1},
};

async function type(text) {
    await editSearch(text);
    await validateSearch();
}

const shown = () => queryAllTexts(".o_data_row .o_data_cell");

test("what the preset filters hide is shown, said, and one click leads back", async () => {
    await mountView(VIEW);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
    await type("HT");
    expect(shown()).toEqual(["HT1", "HT12"]);
    expect(".o_icrm_beyond_filters").toHaveText(/1 found outside your filters/);
    await contains(".o_icrm_beyond_filters .btn").click();
    expect(shown()).toEqual(["HT1"]);
    expect(queryAllTexts(".o_facet_value")).toEqual(["Open"]);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
});

test("the preset filters come back with an empty search box", async () => {
    await mountView(VIEW);
    await type("HT");
    expect(queryAllTexts(".o_facet_value")).toEqual(["HT"]);
    await contains(".o_facet_remove").click();
    expect(queryAllTexts(".o_facet_value")).toEqual(["Open"]);
    expect(shown()).toEqual(["HT1"]);
});

test("filters one chose stay, with an offer", async () => {
    await mountView({...VIEW, context: {}});
    await toggleSearchBarMenu();
    await toggleMenuItem("First");
    await type("HT");
    expect(shown()).toEqual(["HT1"]);
    expect(".o_icrm_beyond_filters").toHaveText(/1 more outside the filters/);
    await contains(".o_icrm_beyond_filters .btn").click();
    expect(shown()).toEqual(["HT1", "HT12"]);
});

test("a whole number opens the request, and says if the filters hid it", async () => {
    const opened = [];
    mockService("notification", {add: (text) => opened.push(text)});
    await mountView({
        ...VIEW,
        selectRecord: (id) => opened.push(id),
    });
    await type("ht12");
    expect(opened).toEqual(["HT12 was found outside your filters.", 2]);
    opened.length = 0;
    await contains(".o_facet_remove:last").click();
    await type("HT1");
    expect(opened).toEqual([1]);
});

test("cards look beyond the filters as well", async () => {
    await mountView({...VIEW, type: "kanban", arch: KANBAN});
    await type("HT");
    expect(".o_kanban_record:not(.o_kanban_ghost)").toHaveCount(2);
    expect(".o_icrm_beyond_filters").toHaveText(/1 found outside your filters/);
});

test("nothing is said without filters, or when nothing is hidden", async () => {
    await mountView({...VIEW, context: {}});
    await type("HT");
    expect(shown()).toHaveLength(2);
    expect(".o_icrm_beyond_filters").toHaveCount(0);
});

test("numbers as people write them", () => {
    for (const text of ["HT00012", "ht12", "12", "HT-0012", " 12 "]) {
        expect(numberOf(text)).toBe("12");
    }
    for (const text of ["", "HT", "12a", "Zebra 12 b", undefined]) {
        expect(numberOf(text)).toBe("");
    }
});
