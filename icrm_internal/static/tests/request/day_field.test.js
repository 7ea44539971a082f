/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {mockDate} from "@odoo/hoot-mock";
import {queryAllTexts} from "@odoo/hoot-dom";

describe.current.tags("desktop");

class Plan extends models.Model {
    _name = "plan";
    day = fields.Date();
    _records = [
        {id: 1, day: "2026-12-01"},
        {id: 2, day: "2026-11-28"},
        {id: 3, day: "2026-11-27"},
        {id: 4, day: "2027-01-05"},
    ];
}
defineMailModels();
defineModels([Plan]);

test("days, never months: the 1st of December is in three days", async () => {
    mockDate("2026-11-28 10:00:00", 0);
    await mountView({
        type: "list",
        resModel: "plan",
        arch: `<list><field name="day" widget="icrm_day"/></list>`,
    });
    const texts = queryAllTexts(".o_data_cell");
    expect(texts.slice(0, 3)).toEqual(["In 3 days", "Today", "Yesterday"]);
    expect(texts[3]).toMatch(/Jan|01/);
});
