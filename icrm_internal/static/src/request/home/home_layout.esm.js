/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/**
 * How a person has arranged the blocks of the home page: `{order, hidden}`, both names.
 * Blocks that the person has not placed follow in the order of the server.
 */

/** Return the names of *layout* as lists, whatever was stored. */
function read(layout) {
    const list = (names) => (Array.isArray(names) ? names : []);
    return {order: list(layout?.order), hidden: list(layout?.hidden)};
}

/** Return `{shown, hidden}`: the blocks as the person has arranged them. */
export function arrange(blocks, layout) {
    const {order, hidden} = read(layout);
    const place = ({name}) => {
        const found = order.indexOf(name);
        return found < 0 ? order.length : found;
    };
    const sorted = [...blocks].sort((a, b) => place(a) - place(b));
    return {
        shown: sorted.filter(({name}) => !hidden.includes(name)),
        hidden: sorted.filter(({name}) => hidden.includes(name)),
    };
}

/** Return the layout after the block *name* went one up (-1) or down (1). */
export function move(blocks, layout, name, step) {
    const names = arrange(blocks, layout).shown.map((block) => block.name);
    const from = names.indexOf(name);
    const to = from + step;
    if (from < 0 || to < 0 || to >= names.length) {
        return layout;
    }
    names.splice(to, 0, ...names.splice(from, 1));
    return {...read(layout), order: names};
}

/** Return the layout with the block *name* hidden, or shown again. */
export function toggle(layout, name) {
    const {order, hidden} = read(layout);
    return {
        order,
        hidden: hidden.includes(name)
            ? hidden.filter((other) => other !== name)
            : [...hidden, name],
    };
}
