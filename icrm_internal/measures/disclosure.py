# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Disclosure control: groups that are never too small.

Where only whole groups of a fixed partition are ever added up, each of them large
enough, no sum and no difference of sums speaks of fewer people than the smallest group:
any difference is at least one group.
"""


def merge_groups(sizes, parents, minimum, beside=()):
    """Return {key: group} that puts small departments together along their tree.

    :param sizes: {key: how many people}; a key may be ``None`` (no department)
    :param parents: {key: the key above it, or None}; may name more keys than *sizes*
    :param minimum: how many people a group has at least
    :param beside: keys with people who belong into a group but do not make it larger
    :return: for each key with people the sorted tuple of the keys that are counted
        together, or ``None`` where all people are too few: they cannot be counted

    A department that is large enough stays alone. Small ones are put together with
    their small siblings and the department above, as far up the tree as it takes; the
    last few that are left join the smallest group. Neither the order of *sizes* nor
    anything that was answered matters.
    """
    sizes = {key: size for key, size in sizes.items() if size > 0}
    sizes = dict.fromkeys(beside, 0) | sizes
    if sum(sizes.values()) < minimum:
        return dict.fromkeys(sizes)
    children, depth = _forest(sizes, parents)
    groups, ungrouped = [], {}

    def count(keys):
        return sum(sizes[key] for key in keys)

    def group_if_enough(keys):
        """Make a group if they suffice; return those that still look for company."""
        if count(keys) < minimum:
            return keys
        groups.append(keys)
        return []

    for key in sorted(depth, key=lambda node: (-depth[node], _order(node))):
        below = [small for child in children[key] for small in ungrouped.pop(child)]
        if sizes.get(key, 0) >= minimum:
            groups.append([key])
        elif key in sizes:
            below.append(key)
        ungrouped[key] = group_if_enough(below)
    # Only roots look for company still. All people suffice, so there is a group.
    rest = group_if_enough([small for keys in ungrouped.values() for small in keys])
    if rest:
        smallest = min(
            groups, key=lambda keys: (count(keys), sorted(map(_order, keys)))
        )
        smallest += rest
    return {
        key: group
        for group in (tuple(sorted(keys, key=_order)) for keys in groups)
        for key in group
    }


def lowest_above(keys, parents):
    """Return the lowest key that is, or is above, all *keys*; None without one."""
    paths = [_path(key, parents) for key in keys]
    shared = set(paths[0]).intersection(*paths[1:])
    return next((key for key in paths[0] if key in shared), None)


def is_safe(one, other, minimum):
    """Return whether results over two sets of people may both be shown.

    They may if the sets are equal, or if neither a set, nor what they share, nor what
    only one of them has is a number of people from 1 to less than *minimum*.
    """
    one, other = set(one), set(other)
    return all(
        not part or len(part) >= minimum
        for part in (one, other, one & other, one - other, other - one)
    )


def _order(key):
    # None first, then numbers or names in their own order.
    return (key is not None, key or 0)


def _path(key, parents):
    """Return the keys from *key* up to its root; a circle ends where it closes."""
    path = []
    while key is not None and key not in path:
        path.append(key)
        key = parents.get(key)
    return path


def _forest(sizes, parents):
    """Return ({key: its children, sorted}, {key: depth}) of all keys that matter."""
    children, depth = {}, {}
    for key in sizes:
        path = [None] if key is None else _path(key, parents)
        for place, node in enumerate(path):
            depth[node] = len(path) - place
            children.setdefault(node, set())
            if place:
                children[node].add(path[place - 1])
    return {key: sorted(below, key=_order) for key, below in children.items()}, depth
