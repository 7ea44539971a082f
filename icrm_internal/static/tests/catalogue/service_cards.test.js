/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    contains,
    defineModels,
    editSearch,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    validateSearch,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    rememberMissed,
    takeMissed,
    typedQuery,
} from "@icrm_internal/catalogue/service_cards.esm";

describe.current.tags("desktop");

class Service extends models.Model {
    _name = "icrm.service";
    name = fields.Char();
    _records = [{id: 1, name: "New laptop"}];
    _views = {
        search: `<search><field name="name" context="{'icrm_query': self}"/></search>`,
    };
}
defineMailModels();
defineModels([Service]);

const ARCH = `
    <kanban js_class="icrm_service_cards">
        <templates><t t-name="card">
            <field name="name"/>
            <button name="action_open_request" type="object" class="request">Request</button>
        </t></templates>
    </kanban>`;

test("nothing found: ask anyway sends what was typed", async () => {
    onRpc("icrm.service", "action_ask_anyway", ({args}) => {
        expect.step(args[0]);
        return {type: "ir.actions.act_window_close"};
    });
    onRpc("icrm.search", "find_pages", () => []);
    await mountView({
        type: "kanban",
        resModel: "icrm.service",
        arch: ARCH,
        searchViewArch: Service._views.search,
        noContentHelp: "<p>No services</p>",
    });
    expect(".o_icrm_nothing_found").toHaveCount(0);
    await editSearch("party");
    await validateSearch();
    expect(".o_icrm_nothing_found").toHaveCount(1);
    await contains(".o_icrm_ask_anyway").click();
    expect.verifySteps(["party"]);
});

test("what has a screen of its own is offered", async () => {
    const page = {name: "File a complaint", action: "complaint"};
    onRpc("icrm.search", "find_pages", ({args}) =>
        args[0].startsWith("complain") ? [page] : []
    );
    mockService("action", {doAction: (action) => expect.step(action)});
    await mountView({
        type: "kanban",
        resModel: "icrm.service",
        arch: ARCH,
        searchViewArch: Service._views.search,
    });
    expect(".o_icrm_pages").toHaveCount(0);
    await editSearch("complaint");
    await validateSearch();
    await contains(".o_icrm_pages button").click();
    expect.verifySteps(["complaint"]);
    await contains(".o_facet_remove").click();
    expect(".o_icrm_pages").toHaveCount(0);
});

test("the service chosen after it learns the words once", async () => {
    onRpc("icrm.service", "action_open_request", ({kwargs}) => {
        expect.step(kwargs.context.icrm_missed_query || "nothing missed");
        return {type: "ir.actions.act_window_close"};
    });
    rememberMissed("klapprechner");
    await mountView({type: "kanban", resModel: "icrm.service", arch: ARCH});
    await contains(".request").click();
    await contains(".request").click();
    expect.verifySteps(["klapprechner", "nothing missed"]);
});

test("a search is forgotten after a while", () => {
    rememberMissed("old", 0);
    expect(takeMissed(60 * 60 * 1000)).toBe("");
    rememberMissed("new", 0);
    expect(takeMissed(1000)).toBe("new");
    expect(takeMissed(1000)).toBe("");
    // Letter by letter taken away: the whole is meant
    rememberMissed("plugh", 0);
    rememberMissed("plu", 10);
    expect(takeMissed(20)).toBe("plugh");
});

test("facets are one text", () => {
    expect(typedQuery({context: {icrm_query: ["new", "laptop"]}})).toBe("new laptop");
    expect(typedQuery({context: {}})).toBe("");
    expect(typedQuery(undefined)).toBe("");
});
