# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which way a figure moved, and whether that is good: one rule for all screens."""

from math import sqrt
from typing import NamedTuple

Z = 1.959964
#: Values this near are shown as the same number.
SAME = 0.005


class Trend(NamedTuple):
    """``quality`` is the colour, ``arrow`` the direction; within the noise no arrow."""

    quality: str
    arrow: str


STILL = Trend("same", "")


def compare(before, now, up_is_good, share_of=0, share_of_before=0):
    """Return the :class:`Trend` from *before* to *now*.

    >>> compare(3, 5, up_is_good=False)
    Trend(quality='worse', arrow='up')
    >>> compare(60, 70, True, share_of=20)
    Trend(quality='same', arrow='')
    >>> compare(60, 70, True, share_of=2000)
    Trend(quality='better', arrow='up')

    :param share_of: how many cases a share in percent is of, now; 0 for what is no
        share: then every change that can be read counts
    :param share_of_before: those of before, if known
    """
    if abs(now - before) < SAME or _is_noise(
        before, now, share_of, share_of_before or share_of
    ):
        return STILL
    more = now > before
    return Trend(
        "better" if more == bool(up_is_good) else "worse", "up" if more else "down"
    )


def of_score(change, parts):
    """Return the :class:`Trend` of a score that changed by *change*.

    It moved where one of its parts moved the same way beyond the noise; else chance
    moved it.

    >>> of_score(4.2, {"better", "same"})
    Trend(quality='better', arrow='up')
    >>> of_score(4.2, {"worse", "same"})
    Trend(quality='same', arrow='')

    :param parts: qualities of what the score is made of
    """
    quality = "better" if change > 0 else "worse"
    if not change or quality not in parts:
        return STILL
    return Trend(quality, "up" if change > 0 else "down")


def _is_noise(before, now, n, n_before):
    """Return whether the 95 % interval of the difference of two shares covers zero."""
    if not n or not (0 <= before <= 100 and 0 <= now <= 100):
        return False
    pooled = (before * n_before + now * n) / (n_before + n) / 100
    margin = Z * sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before))
    return abs(now - before) / 100 <= margin
