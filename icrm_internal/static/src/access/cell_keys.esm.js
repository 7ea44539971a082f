/* Copyright 2026 icrm_internal contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
const STEPS = {
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
};
// A cell in the same row or column is nearer than one beside it.
const ASIDE = 4;

/**
 * Arrow keys lead from cell to cell, to the nearest one on that side: nobody presses Tab
 * a hundred times. For `t-on-keydown` of the element around the cells.
 *
 * @param {KeyboardEvent} ev
 * @param {string} selector of a cell, which takes the focus
 */
export function moveBetweenCells(ev, selector) {
    const step = STEPS[ev.key];
    const from = ev.target.closest(selector);
    if (!step || !from) {
        return;
    }
    const [right, down] = step;
    const here = from.getBoundingClientRect();
    let nearest = null;
    let least = Infinity;
    for (const cell of ev.currentTarget.querySelectorAll(selector)) {
        const there = cell.getBoundingClientRect();
        const x = there.left - here.left;
        const y = there.top - here.top;
        const along = right * x + down * y;
        const length = along + ASIDE * Math.abs(right ? y : x);
        if (along > 1 && length < least) {
            nearest = cell;
            least = length;
        }
    }
    if (nearest) {
        ev.preventDefault();
        nearest.focus();
    }
}
