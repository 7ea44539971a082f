# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How well it goes with a customer: parts from 0 to 1, with their weights.

The score, 0 to 100, is the core's weighted mean, in which a part of which nothing is
known drops out with its weight: nothing known is not zero.
"""

from .lifecycle import allowed_silence

WEIGHTS = {"contact": 25, "met": 30, "satisfaction": 30, "overdue": 15}


def get_parts(facts, met, stars, rules):
    """Return {part: value from 0 to 1, or None} in the order of WEIGHTS.

    - contact: 1 while the silence is usual, falling to 0 where the customer is dormant
    - met: share of promises kept
    - satisfaction: 1 star is 0, 5 stars are 1
    - overdue: share of the open requests that are not overdue

    >>> from .lifecycle import Facts, Rules
    >>> facts = Facts(silent=105, rhythm=1, opened=2, overdue=1)
    >>> get_parts(facts, 0.9, 4.0, Rules())
    {'contact': 0.5, 'met': 0.9, 'satisfaction': 0.75, 'overdue': 0.5}

    :param facts: :class:`.lifecycle.Facts`
    :param met: share of promises met, 0 to 1, or None
    :param stars: mean of the ratings that may be shown, 1 to 5, or None
    :param rules: :class:`.lifecycle.Rules`
    """
    return {
        "contact": _get_contact(facts, rules),
        "met": met,
        "satisfaction": None if stars is None else (stars - 1) / 4,
        "overdue": 1 - facts.overdue / facts.opened if facts.opened else None,
    }


def _get_contact(facts, rules):
    if facts.silent is None:
        return None
    usual, dormant = allowed_silence(facts.rhythm, rules)
    if facts.silent <= usual:
        return 1.0
    if facts.silent >= dormant:
        return 0.0
    return (dormant - facts.silent) / (dormant - usual)


def weigh(parts):
    """Return the pairs of weight and value that the core's weighted mean takes.

    >>> weigh({"contact": 1.0, "met": None})
    [(25, 1.0), (30, None)]
    """
    return [(WEIGHTS[part], value) for part, value in parts.items()]
