# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Service quality by perceptions alone (Cronin, Taylor 1992, Journal of Marketing 56).

The items and dimensions are SERVQUAL's; expectations are not asked.
"""

from . import servqual


def analyse(perceptions, items=None):
    """Return {dimension: :class:`~.servqual.Dimension`}, the gaps being empty.

    :param perceptions: one mapping {item: score} per respondent; absent or ``None`` is
        missing
    :param items: {dimension: items}, by default those of the full instrument
    """
    return servqual.analyse(perceptions, None, items)
