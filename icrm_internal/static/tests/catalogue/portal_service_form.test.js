/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, xml} from "@odoo/owl";
import {contains, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {PortalServiceForm} from "@icrm_internal/catalogue/form/portal_service_form.esm";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryOne} from "@odoo/hoot-dom";

describe.current.tags("desktop");
defineMailModels();

const PROPS = {
    serviceId: 5,
    schema: {
        digest: "one",
        questions: [
            {name: "why", label: "Why?", type: "text", required: true},
            {name: "who", label: "For whom?", type: "many2one", comodel: "hr.employee"},
            {name: "count", label: "How many?", type: "integer", default: 1},
        ],
    },
    answers: {},
    names: {},
    errors: {},
    lost: [],
};

class Page extends Component {
    static components = {PortalServiceForm};
    static template = xml`
        <div t-on-submit="onSubmit">
            <form>
                <PortalServiceForm t-props="props"/>
                <button type="submit">Submit</button>
            </form>
        </div>`;
    static props = ["*"];

    onSubmit(ev) {
        expect.step(ev.defaultPrevented ? "kept" : "sent");
        ev.preventDefault();
    }
}

const getSent = () => JSON.parse(queryOne("input[name=answers]").value);

test("what is missing keeps the page, and is led to", async () => {
    await mountWithCleanup(Page, {props: PROPS});
    await contains("button[type=submit]").click();
    expect.verifySteps(["kept"]);
    expect("[data-question=why] .o_icrm_form_problem").toHaveText("Required.");
    expect(queryOne("[data-question=why] textarea")).toBeFocused();
});

test("the answers go as JSON, with the form they answer", async () => {
    onRpc("icrm.service", "search_form_records", ({args}) => {
        expect.step(args);
        return [{id: 8, name: "王芳"}];
    });
    await mountWithCleanup(Page, {props: PROPS});
    await contains("[data-question=why] textarea").edit(" It burns ");
    await contains("[data-question=who] input").click();
    await contains(".o-autocomplete--dropdown-item:contains(王芳)").click();
    await contains("button[type=submit]").click();
    expect.verifySteps([[[5], "who", ""], "sent"]);
    expect(getSent()).toEqual({
        form: "one",
        answers: {why: "It burns", who: 8, count: 1},
        asked: {
            why: {label: "Why?", text: " It burns "},
            who: {label: "For whom?", text: "王芳"},
            count: {label: "How many?", text: "1"},
        },
    });
});

test("what the server refused stands at its question, what has no place is shown", async () => {
    await mountWithCleanup(Page, {
        props: {
            ...PROPS,
            answers: {why: "x", count: "many"},
            errors: {why: "Too short."},
            lost: [{label: "Which <b>floor?", text: "3"}],
        },
    });
    expect("[data-question=why] .o_icrm_form_problem").toHaveText("Too short.");
    expect("[data-question=why] textarea").toHaveValue("x");
    expect("[data-question=count] input").toHaveValue("many");
    expect(".o_icrm_form_changed dt").toHaveText("Which <b>floor?");
    expect(".o_icrm_form_changed dd").toHaveText("3");
});
