# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers take for granted, ask for, or are delighted by (Kano 1984).

Each attribute is asked twice: how would you feel if it were there (functional), how if
it were not (dysfunctional). A pair of answers falls into one of six classes:

    A attractive, O one-dimensional, M must-be, I indifferent, R reverse, Q questionable

Source: Kano, Seraku, Takahashi, Tsuji 1984, Journal of the Japanese Society for Quality
Control 14(2), 39-48; coefficients: Berger et al. 1993, Center for Quality of Management
Journal 2(4), 3-36.
"""

from typing import NamedTuple

ANSWERS = ("like", "must_be", "neutral", "live_with", "dislike")
CLASSES = ("A", "O", "M", "I", "R", "Q")
# Rows: the functional answer; columns: the dysfunctional one; both in order of ANSWERS.
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
# A tie goes to the class with the graver consequence.
TIES = ("M", "O", "A", "I", "R", "Q")


class Kano(NamedTuple):
    """An attribute's class and coefficients; None without usable answers.

    ``better`` (0..1): how much satisfaction rises where the attribute is there;
    ``worse`` (-1..0): how much it falls where it is not.
    """

    n: int
    kind: str | None
    better: float | None
    worse: float | None
    counts: dict


def classify(functional, dysfunctional):
    """Return the class of one pair of answers, a letter of :data:`CLASSES`.

    :raise ValueError: if an answer is none of :data:`ANSWERS`
    """
    return TABLE[ANSWERS.index(functional)][ANSWERS.index(dysfunctional)]


def evaluate(counts):
    """Return the :class:`Kano` of an attribute.

    :param counts: mapping {class letter: how many}
    :raise ValueError: if a key is no class

    The class is the most frequent one, ties M > O > A > I;
    better = (A + O) / (A + O + M + I), worse = -(O + M) / (A + O + M + I).
    """
    unknown = set(counts) - set(CLASSES)
    if unknown:
        raise ValueError(f"not a class of Kano's: {', '.join(map(str, unknown))}")
    full = {kind: counts.get(kind, 0) for kind in CLASSES}
    n = sum(full.values())
    if not n:
        return Kano(0, None, None, None, full)
    kind = max(TIES, key=lambda letter: (full[letter], -TIES.index(letter)))
    telling = sum(full[letter] for letter in "AOMI")
    if not telling:
        return Kano(n, kind, None, None, full)
    better = (full["A"] + full["O"]) / telling
    worse = -(full["O"] + full["M"]) / telling
    return Kano(n, kind, better, worse, full)
