/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {click, queryAll} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Ticket extends models.Model {
    _name = "ticket";
    rating = fields.Selection({
        selection: [
            ["1", "Very poor"],
            ["3", "一般"],
            ["5", "Excellent"],
        ],
    });
    _records = [
        {id: 1, rating: "3"},
        {id: 2, rating: false},
    ];
}
defineMailModels();
defineModels([Ticket]);

const mountStars = (resId, readonly = "") =>
    mountView({
        type: "form",
        resModel: "ticket",
        resId,
        arch: `<form><field name="rating" widget="icrm_stars" readonly="${readonly || 0}"/></form>`,
    });

const full = () => queryAll(".o_icrm_stars .fa-star").length;

test("as many stars are full as the score says", async () => {
    await mountStars(1);
    expect(".o_icrm_stars button").toHaveCount(5);
    expect(full()).toBe(3);
    expect("button[aria-checked=true]").toHaveCount(1);
    expect("button[aria-checked=true]").toHaveAttribute("aria-label", "一般");
});

test("a score without a name of its own is named by its number", async () => {
    await mountStars(1);
    expect(".o_icrm_stars button:eq(1)").toHaveAttribute("aria-label", "2 of 5 stars");
    expect(".o_icrm_stars button:eq(4)").toHaveAttribute("title", "Excellent");
});

test("no score: no star is full, none is checked", async () => {
    await mountStars(2);
    expect(full()).toBe(0);
    expect("[aria-checked=true]").toHaveCount(0);
});

test("a click chooses, and is saved as the selection's value", async () => {
    onRpc("ticket", "web_save", ({args}) => {
        expect.step(args[1]);
    });
    await mountStars(2);
    await click(".o_icrm_stars button:eq(4)");
    await animationFrame();
    expect(full()).toBe(5);
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([{rating: "5"}]);
});

test("to be read only: stars, no buttons", async () => {
    await mountStars(1, "1");
    expect(".o_icrm_stars button").toHaveCount(0);
    expect(".o_icrm_stars span[role=radio]").toHaveCount(5);
    expect(full()).toBe(3);
});
