# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a scorecard adds up: shares of its lines, the overall score, ranks."""

DIGITS = 6


def overall(lines):
    """Return (score or None, {key: share}) of a tree of *lines*.

    The top-level lines make the score: their weighted mean. What has no
    score drops out, and the others of its group share its weight, so the shares of
    those that count add up to 100 on each level.

    >>> overall([("a", None, True, 60, 50.0), ("b", None, False, 20, None),
    ...          ("c", None, False, 20, 90.0), ("d", "a", False, 100, 50.0)])
    (60.0, {'a': 75.0, 'd': 75.0, 'c': 25.0})

    :param lines: (key, key of the line it is a part of, whether its parts make it,
        weight, score or None)
    """
    lines = list(lines)
    known = {key for key, *_rest in lines}
    parts = {}
    for line in lines:
        parts.setdefault(line[1] if line[1] in known else None, []).append(line)
    shares = {}

    def share_out(group, whole):
        counted = [line for line in group if line[4] is not None and line[3] > 0]
        total = sum(line[3] for line in counted)
        for key, _parent, is_group, weight, _score in counted:
            shares[key] = whole * weight / total
            if is_group:
                share_out(parts.get(key, []), shares[key])

    top = parts.get(None, [])
    share_out(top, 100.0)
    counted = [line for line in top if line[0] in shares]
    if not counted:
        return None, {}
    score = sum(shares[line[0]] * line[4] for line in counted) / 100
    return (
        round(score, DIGITS),
        {key: round(share, DIGITS) for key, share in shares.items()},
    )


def known_share(lines):
    """Return the share of the weight of lines that have a score, in percent.

    >>> known_share([("a", None, True, 100, 50.0), ("b", "a", False, 30, 50.0),
    ...              ("c", "a", False, 70, None)])
    30.0
    """
    lines = list(lines)
    known = {key for key, *_rest in lines}
    parts = {}
    for line in lines:
        parts.setdefault(line[1] if line[1] in known else None, []).append(line)

    def share(group):
        total = sum(line[3] for line in group)
        if not total:
            return 0.0
        return (
            sum(
                weight
                * (
                    share(parts[key])
                    if is_group and parts.get(key)
                    else float(score is not None)
                )
                for key, _parent, is_group, weight, score in group
            )
            / total
        )

    return round(100 * share(parts.get(None, [])), DIGITS)


def ranks(scores):
    """Return {key: (rank, number of those compared)}, equals sharing the better rank.

    A department without others to compare with has no rank.

    >>> ranks({"a": 70, "b": 90, "c": 70, "d": None})
    {'b': (1, 3), 'a': (2, 3), 'c': (2, 3)}
    """
    known = {key: score for key, score in scores.items() if score is not None}
    if len(known) < 2:
        return {}
    order = sorted(known.values(), reverse=True)
    return {
        key: (order.index(score) + 1, len(order))
        for key, score in sorted(known.items(), key=lambda item: (-item[1], item[0]))
    }
