/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {arrange, move, toggle} from "@icrm_internal/request/home/home_layout.esm";
import {expect, test} from "@odoo/hoot";

const BLOCKS = ["desk", "company", "trends"].map((name) => ({name}));
const names = (blocks) => blocks.map(({name}) => name).join();
const shown = (layout) => names(arrange(BLOCKS, layout).shown);

test("blocks stand as the server sends them until they are arranged", () => {
    expect(shown(false)).toBe("desk,company,trends");
    expect(shown({order: "desk", hidden: 7})).toBe("desk,company,trends");
});

test("new blocks follow those that were placed; unknown names do no harm", () => {
    expect(shown({order: ["trends", "gone"], hidden: []})).toBe("trends,desk,company");
});

test("a block moves among those that are shown", () => {
    let layout = move(BLOCKS, null, "trends", -1);
    expect(shown(layout)).toBe("desk,trends,company");
    expect(move(BLOCKS, layout, "desk", -1)).toBe(layout);
    expect(move(BLOCKS, layout, "gone", 1)).toBe(layout);
    layout = move(BLOCKS, toggle(layout, "trends"), "company", -1);
    expect(shown(layout)).toBe("company,desk");
});

test("a block is hidden and comes back to its place", () => {
    const layout = toggle(move(BLOCKS, null, "trends", -1), "trends");
    expect(shown(layout)).toBe("desk,company");
    expect(names(arrange(BLOCKS, layout).hidden)).toBe("trends");
    expect(shown(toggle(layout, "trends"))).toBe("desk,trends,company");
});
