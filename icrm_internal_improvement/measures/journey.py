# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a journey is remembered."""

NEUTRAL = 3.0


def peak_end(scores, neutral=NEUTRAL):
    """Return the peak-end score of a journey: how it will be remembered.

    The mean of the most extreme score and the last one, as people remember an
    experience by its peak and its end and hardly by its length: Kahneman, D.,
    Fredrickson, B. L., Schreiber, C. A., & Redelmeier, D. A. (1993). When more pain is
    preferred to less: Adding a better end. Psychological Science, 4(6), 401-405.

    Most extreme is what lies farthest from *neutral*. Of a high and a low one equally
    far, the low one counts: bad is stronger than good.

    >>> peak_end([4, 1, 3, 5])
    3.0

    :param scores: in the order of the journey; None where nothing is known
    :param neutral: the score that is neither good nor bad
    :return: the score, or None if nothing is known or the end is not
    """
    scores = list(scores)
    place = peak(scores, neutral)
    if place is None or scores[-1] is None:
        return None
    return (scores[place] + scores[-1]) / 2


def low(scores):
    """Return the place of the lowest of *scores*, the last of several.

    None if all that is known is equal: then nothing is low.

    >>> low([4, 2, 2, 5])
    2
    """
    known = [place for place, score in enumerate(scores) if score is not None]
    if len({scores[place] for place in known}) < 2:
        return None
    return min(known, key=lambda place: (scores[place], -place))


def peak(scores, neutral=NEUTRAL):
    """Return the place of the most extreme of *scores*, None if none is known.

    Of equally extreme ones the lower, then the later one.
    """
    known = [place for place, score in enumerate(scores) if score is not None]
    if not known:
        return None
    return max(
        known,
        key=lambda place: (abs(scores[place] - neutral), -scores[place], place),
    )
