# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a customer stands: new, active, at risk, dormant, left.

Silence is judged by the customer's own rhythm: who asks every second day is missed
after a month, who asks twice a year is not. The rhythm is the median of the days
between two days with a request; few requests have none, and are silent only when they
are dormant.

Each verdict says why, as codes with their values: whoever reads it makes sentences of
them in their own language. There is no complaint among the reasons: a count, even
inside a score, would reveal one to people who may not know of it.
"""

from math import isfinite
from typing import NamedTuple

STAGES = ("new", "active", "at_risk", "dormant", "left")
#: Fewest days with a request that make a rhythm, fewest promises that make a share
RHYTHM_FROM, MEASURED_FROM = 3, 5
#: So large a share of the open requests has to be overdue: a few always are
OVERDUE_SHARE = 0.25


class Rules(NamedTuple):
    """What an officer can change.

    :param new_days: so long after joining a customer is new
    :param factor: silence is unusual after so many times the own rhythm
    :param floor_days: but never before so many days
    :param dormant_days: silence after which a customer is dormant
    :param fall: by so many stars satisfaction has fallen
    :param missed_share: percent of promises missed
    :param overdue: open requests past their date, if they are a quarter of all open
    """

    new_days: int = 90
    factor: float = 3.0
    floor_days: int = 30
    dormant_days: int = 180
    fall: float = 0.5
    missed_share: float = 30.0
    overdue: int = 3


USUAL = Rules()


class Facts(NamedTuple):
    """What is known of a customer today; None where nothing is.

    :param is_active: still with the company
    :param joined: days since the person was hired, or the department was made
    :param first: days since the first request
    :param silent: days since the last request
    :param rhythm: median days between two days with a request
    :param before, now: mean stars of the half year before, and of the last one
    :param missed: share of the promises of twelve months that were missed, 0 to 1
    :param measured: of how many
    :param opened: open requests
    :param overdue: those of them past their date
    """

    is_active: bool = True
    joined: int | None = None
    first: int | None = None
    silent: int | None = None
    rhythm: float | None = None
    before: float | None = None
    now: float | None = None
    missed: float | None = None
    measured: int = 0
    opened: int = 0
    overdue: int = 0


class Verdict(NamedTuple):
    """A stage, and why: a tuple of (code, {name: number})."""

    stage: str
    reasons: tuple


def allowed_silence(rhythm, rules=USUAL):
    """Return (days until silence is unusual, days until a customer is dormant).

    >>> allowed_silence(2), allowed_silence(20), allowed_silence(100)
    ((30, 180), (60.0, 180), (300.0, 300.0))
    >>> allowed_silence(None)
    (180, 180)
    """
    if rhythm is None:
        return rules.dormant_days, rules.dormant_days
    if not isfinite(rhythm) or rhythm < 0:
        raise ValueError(f"not a number of days: {rhythm}")
    usual = max(rules.floor_days, rules.factor * rhythm)
    return usual, max(rules.dormant_days, usual)


def judge(facts, rules=USUAL):
    """Return the :class:`Verdict` on a customer.

    >>> judge(Facts(first=400, silent=3, rhythm=2.0))
    Verdict(stage='active', reasons=(('active', {'days': 3}),))
    >>> judge(Facts(first=400, silent=45, rhythm=2.0)).stage
    'at_risk'

    :param facts: :class:`Facts`
    :param rules: :class:`Rules`
    :raise ValueError: a number is not finite
    """
    for value in facts:
        if value is not None and not isfinite(value):
            raise ValueError(f"not a finite number in {facts}")
    if not facts.is_active:
        return Verdict("left", (("left", {}),))
    if (
        facts.joined is not None
        and facts.joined <= rules.new_days
        and (facts.first is None or facts.first <= rules.new_days)
    ):
        return Verdict("new", (("new", {"days": facts.joined}),))
    if facts.silent is None:
        return Verdict("dormant", (("never", {}),))
    usual, dormant = allowed_silence(facts.rhythm, rules)
    reasons = _get_warnings(facts, rules, usual)
    if facts.silent > dormant:
        return Verdict("dormant", reasons)
    if reasons:
        return Verdict("at_risk", reasons)
    return Verdict("active", (("active", {"days": facts.silent}),))


def _get_warnings(facts, rules, usual):
    reasons = []
    if facts.silent > usual:
        if facts.rhythm is None:
            reasons.append(("silent", {"days": facts.silent}))
        else:
            reasons.append(("rhythm", {"days": facts.silent, "usual": facts.rhythm}))
    if None not in (facts.before, facts.now) and facts.before - facts.now >= rules.fall:
        reasons.append(("falling", {"before": facts.before, "now": facts.now}))
    if (
        facts.missed is not None
        and facts.measured >= MEASURED_FROM
        and 100 * facts.missed >= rules.missed_share
    ):
        missed = {"share": 100 * facts.missed, "count": facts.measured}
        reasons.append(("missed", missed))
    if (
        rules.overdue
        and facts.overdue >= rules.overdue
        and facts.overdue >= OVERDUE_SHARE * facts.opened
    ):
        overdue = {"count": facts.overdue, "opened": facts.opened}
        reasons.append(("overdue", overdue))
    return tuple(reasons)
