# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Effort: the mean of answers from 1 (hard) to 7 (easy), from their counts.

Dixon, Freeman, Toman 2010, Harvard Business Review 88(7/8), in its second form, a scale
of seven of agreement with "it was easy".
"""

from .stats import mean_of


def ces(counts):
    """Return the :class:`~.stats.Mean` of answers from 1 to 7.

    :param counts: mapping {answer: how many}
    :raise ValueError: if an answer is no whole number from 1 to 7
    """
    for answer in counts:
        if answer not in range(1, 8):
            raise ValueError(f"an answer lies between 1 and 7, not {answer!r}")
    return mean_of(
        sum(counts.values()),
        sum(answer * number for answer, number in counts.items()),
        sum(answer * answer * number for answer, number in counts.items()),
    )
