/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Line extends models.Model {
    _name = "icrm.note.line";
    service = fields.Char({string: "Service"});
    hours = fields.Char();
}

class Note extends models.Model {
    _name = "icrm.note";
    title = fields.Char({string: "Title"});
    body = fields.Text({string: "Message"});
    kind = fields.Char();
    day = fields.Date({string: "Day"});
    line_ids = fields.One2many({string: "Promises", relation: "icrm.note.line"});
}

class Foreign extends models.Model {
    _name = "foreign";
    title = fields.Char({string: "Title"});
}

defineMailModels();
defineModels([Line, Note, Foreign]);

const told = () => queryAllTexts(".o_notification .o_notification_content");

test("what is missing is named, as it is labelled where it is seen", async () => {
    await mountView({
        type: "form",
        resModel: "icrm.note",
        arch: `<form>
            <field name="kind" invisible="1"/>
            <field name="title" required="1"/>
            <field name="body" string="Proposal" invisible="kind != 'x'"/>
            <field name="body" string="Reason" required="1" invisible="kind == 'x'"/>
        </form>`,
    });
    await clickSave();
    expect(told()).toEqual(["Fill in: Title and Reason."]);
});

test("of a list, the fields of its lines", async () => {
    await mountView({
        type: "form",
        resModel: "icrm.note",
        arch: `<form><field name="line_ids"><list editable="bottom">
            <field name="hours"/>
            <field name="service" required="1"/>
        </list></field></form>`,
    });
    await contains(".o_field_x2many_list_row_add a").click();
    await contains(".o_field_widget[name=hours] input").edit("8");
    await clickSave();
    await animationFrame();
    expect(told().at(-1)).toBe("Fill in: Promises (Service).");
});

test("records of others: as core says it", async () => {
    await mountView({
        type: "form",
        resModel: "foreign",
        arch: `<form><field name="title" required="1"/></form>`,
    });
    await clickSave();
    expect(told()).toEqual(["Missing required fields"]);
});
