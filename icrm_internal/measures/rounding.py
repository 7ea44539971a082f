# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many digits a published figure has: one rule for screens, paper, mail and files.

Half is rounded away from zero, of the number as it is written: what PostgreSQL does to
a numeric, and what people check by hand. The counterpart of the screens is
``static/src/access/figures.esm.js``.
"""

from decimal import ROUND_HALF_UP, Decimal

#: Scores, changes of scores, shares of a weight: 0 to 100
POINTS = 1
#: Results of indicators, in their unit
VALUE = 2


def half_up(number, digits):
    """Return *number* with so many digits, None of None; never minus zero.

    >>> half_up(73.65, 1), half_up(-3.95, 1), half_up(2.675, 2), half_up(-0.04, 1)
    (73.7, -4.0, 2.68, 0.0)
    """
    if number is None:
        return None
    step = Decimal(1).scaleb(-digits)
    # Fifteen digits are what a float knows: 0.1 + 0.2 is 0.3.
    written = Decimal(f"{number:.15g}")
    return float(written.quantize(step, ROUND_HALF_UP)) + 0.0


def points(number):
    """Return a score, a share of the weight or a change of them as it is published."""
    return half_up(number, POINTS)


def value(number):
    """Return the result of an indicator as it is published."""
    return half_up(number, VALUE)


def change(before, now):
    """Return by how many points a score changed: what the two published ones differ by.

    >>> change(74.56, 70.64)
    -4.0
    >>> change(None, 70) is None
    True
    """
    if before is None or now is None:
        return None
    return points(points(now) - points(before))
