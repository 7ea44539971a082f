# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which requests of a service are about the same thing, and whether they rise.

Plain Python without ORM. A text is a set of character pairs: of each run of Chinese,
and of the stem of each English word with a mark at its ends, so that other forms of a
word and slips of the keyboard do little harm. Pairs that few texts of the service have
weigh more. A text joins the group it is most alike (cosine); what the members of a
group have in common is its *signature*. Who belongs to it, then and later, is decided
by the signature alone: the share of its weight that a text covers. So the same group is
counted before and after something was done about it.
"""

import re
from collections import Counter, defaultdict
from math import exp, lgamma, log, sqrt
from typing import NamedTuple

from odoo.addons.icrm_internal.measures.search_words import STOP, STOP_HAN, WEAK
from odoo.addons.icrm_internal.measures.textsearch import (
    UNSPACED_RUN,
    latin_words,
    normalise,
    pairs,
    stem,
)

# So much of a text is read
MAX_TEXT = 300
# How alike a text must be to join a group, groups to be one, and how much of a
# signature a text must cover to belong to it
ALIKE = 0.3
ALIKE_GROUPS = 0.45
COVERED = 0.5
# A pair is of the signature if so many of the group have it
SHARED = 0.4
MAX_SIGNATURE = 60
OTHER_TEXTS = 100
# By so many of its rarest pairs a text looks for a group
LOOKED_AT = 30

# Between words of Chinese: greetings and particles, never a part of another word
SAYS_LITTLE = re.compile(
    "|".join(
        sorted(
            {word for word in STOP_HAN if len(word) > 1}
            | set("又了的吗呢吧啊呀还也都很太再请"),
            key=len,
            reverse=True,
        )
    )
)

# What a proposal needs: requests in all, of the last weeks, and different people
MIN_REQUESTS = 8
MIN_RECENT = 5
MIN_REQUESTERS = 4
# Of how unlikely a rise, were there none; weeks compared
MAX_CHANCE = 0.01
RECENT_WEEKS = 4
WEEKS = 12
# Below so many weeks or requests nothing is said of an effect
MIN_WEEKS_AFTER = 4
MIN_BOTH = 10

FEWER, MORE, SAME, UNKNOWN = "fewer", "more", "same", "unknown"


class Text(NamedTuple):
    """A request as it is compared: ``pairs`` and ``words`` are sets."""

    pairs: frozenset
    words: frozenset


class Group(NamedTuple):
    """``members``: places in the list of texts; ``signature``: {pair: weight}, the sum
    is 1; ``words``: what most of them say, the most telling first."""

    members: tuple
    signature: dict
    words: tuple


def read_names(names):
    """Return the words and pairs of people's names, for :func:`read_text` to leave out.

    >>> sorted(read_names(["Li Wei 李伟"]))
    ['li', 'wei', '李伟']
    """
    found = set()
    for name in names:
        name = normalise(name)
        found.update(latin_words(name))
        for run in UNSPACED_RUN.findall(name):
            found.update(pairs(run))
    return frozenset(found)


def read_text(text, names=frozenset()):
    """Return the :class:`Text` of a title with the beginning of what follows it.

    :param names: words to leave out: what is about a person is no matter

    >>> sorted(read_text("The VPN drops").words)
    ['drops', 'vpn']
    >>> sorted(read_text("打印机卡纸").pairs)
    ['卡纸', '印机', '打印', '机卡']
    """
    text = normalise((text or "")[:MAX_TEXT])
    found, words = set(), set()
    for run in UNSPACED_RUN.findall(SAYS_LITTLE.sub(" ", text)):
        telling = [pair for pair in pairs(run) if pair not in names]
        found.update(telling)
        words.update(telling)
    for word in latin_words(text):
        # Numbers of rooms, orders and versions are not what it is about.
        if word in STOP or word in names or len(word) < 2 or not word.isalpha():
            continue
        marked = f"^{stem(word)}$"
        found.update(marked[at : at + 2] for at in range(len(marked) - 1))
        if word not in WEAK:
            words.add(word)
    return Text(frozenset(found), frozenset(words))


def group_texts(texts, least=MIN_REQUESTS):
    """Return the :class:`Group` list of *texts*, the largest first.

    :param texts: of :class:`Text`
    :param least: smaller groups are none
    """
    weights = _weigh(text.pairs for text in texts)
    # Equal wordings count once: what different people say alike is the matter.
    counts = Counter(texts)
    wordings = list(counts)
    groups = [
        _describe([wordings[place] for place in members], weights)
        for members in _join(wordings, weights)
        if sum(counts[wordings[place]] for place in members) >= least
    ]
    found = []
    taken = set()
    for signature, words in groups:
        members = tuple(
            place
            for place, text in enumerate(texts)
            if place not in taken and covers(text, signature)
        )
        if len(members) >= least:
            taken.update(members)
            found.append(Group(members, signature, words))
    return sorted(found, key=lambda group: -len(group.members))


def covers(text, signature):
    """Return whether a :class:`Text` belongs to the group of a signature."""
    return cover(text, signature) >= COVERED


def cover(text, signature):
    """Return how much of a signature a :class:`Text` covers, 0..1."""
    return sum(weight for pair, weight in signature.items() if pair in text.pairs)


def is_same(signature, other):
    """Return whether two signatures are of the same matter."""
    shared = sum(
        min(weight, other[pair]) for pair, weight in signature.items() if pair in other
    )
    return shared >= COVERED


def _weigh(sets):
    """Return {pair: weight}: the fewer texts have it, the more."""
    counts, total = Counter(), 0
    for pairs_of_text in sets:
        counts.update(pairs_of_text)
        total += 1
    # As if there were more texts, most of them with other pairs: in a service with few
    # requests what most of them say is still the matter.
    return {
        pair: log(1 + (total + OTHER_TEXTS) / (count + OTHER_TEXTS / 10))
        for pair, count in counts.items()
    }


def _join(texts, weights):
    """Return lists of places: each text joins the group it is most alike."""
    sums, norms, members = [], [], []
    by_pair = defaultdict(set)
    for place, text in enumerate(texts):
        vector = {pair: weights[pair] for pair in text.pairs if weights[pair] > 0}
        norm = sqrt(sum(weight * weight for weight in vector.values()))
        if not norm:
            continue
        rarest = sorted(vector, key=lambda pair: (-vector[pair], pair))[:LOOKED_AT]
        near = Counter()
        for pair in rarest:
            for number in by_pair[pair]:
                near[number] += 1
        best, most = None, ALIKE
        for number, _count in near.most_common(20):
            alike = _dot(vector, sums[number]) / (norm * norms[number])
            if alike >= most:
                best, most = number, alike
        if best is None:
            best = len(sums)
            sums.append({})
            norms.append(0.0)
            members.append([])
        own = sums[best]
        for pair, weight in vector.items():
            own[pair] = own.get(pair, 0.0) + weight / norm
        norms[best] = sqrt(sum(weight * weight for weight in own.values()))
        members[best].append(place)
        for pair in rarest:
            by_pair[pair].add(best)
    return _merge(sums, norms, members)


def _merge(sums, norms, members):
    """Return lists of places, those of groups that are alike in one."""
    merged = []
    order = sorted(range(len(sums)), key=lambda number: -len(members[number]))
    for number in order:
        for own, norm, places in merged:
            dot = _dot(sums[number], own)
            if dot >= ALIKE_GROUPS * norms[number] * norm:
                places += members[number]
                break
        else:
            merged.append((sums[number], norms[number], list(members[number])))
    return sorted((places for *_sums, places in merged), key=len, reverse=True)


def _dot(vector, other):
    if len(vector) > len(other):
        vector, other = other, vector
    return sum(weight * other[pair] for pair, weight in vector.items() if pair in other)


def _describe(texts, weights):
    """Return (signature, words) of a group."""
    counts, words = Counter(), Counter()
    for text in texts:
        counts.update(text.pairs)
        words.update(text.words)
    least = SHARED * len(texts)
    worth = {
        pair: weights[pair] * count / len(texts)
        for pair, count in counts.items()
        if count >= least and weights[pair] > 0
    }
    most = sorted(worth, key=lambda pair: (-worth[pair], pair))[:MAX_SIGNATURE]
    total = sum(worth[pair] for pair in most) or 1
    telling = [
        word
        for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0]))
        if count >= least
    ]
    return {pair: worth[pair] / total for pair in most}, tuple(_chain(telling)[:6])


def _chain(words):
    """Join Chinese pairs that overlap: 打印, 印机 are 打印机."""
    chained, rest = [], list(words)
    while rest:
        word = rest.pop(0)
        if UNSPACED_RUN.fullmatch(word):
            while after := next((pair for pair in rest if pair[0] == word[-1]), None):
                if not UNSPACED_RUN.fullmatch(after) or len(word) > 7:
                    break
                rest.remove(after)
                word += after[1:]
            while before := next((pair for pair in rest if pair[-1] == word[0]), None):
                if not UNSPACED_RUN.fullmatch(before) or len(word) > 7:
                    break
                rest.remove(before)
                word = before[:-1] + word
        chained.append(word)
    return chained


# ----------------------------------------------------------------------
# Rising, and what came of it
# ----------------------------------------------------------------------


def is_rising(recent, former):
    """Return whether *recent* requests of four weeks are more than chance beside the
    *former* ones of eight weeks.

    >>> is_rising(9, 3), is_rising(4, 8), is_rising(3, 0)
    (True, False, False)
    """
    if recent < MIN_RECENT or recent + former < MIN_REQUESTS:
        return False
    return _at_least(recent, recent + former, RECENT_WEEKS / WEEKS) < MAX_CHANCE


def _at_least(hits, n, share):
    """P(X >= hits) of a binomial distribution."""
    return sum(
        exp(
            lgamma(n + 1)
            - lgamma(k + 1)
            - lgamma(n - k + 1)
            + k * log(share)
            + (n - k) * log(1 - share)
        )
        for k in range(hits, n + 1)
    )


class Effect(NamedTuple):
    """Requests per week before and after, and their ratio with its 95 % interval."""

    verdict: str
    before: float | None = None
    after: float | None = None
    low: float | None = None
    high: float | None = None


def measure_effect(before, weeks_before, after, weeks_after):
    """Return the :class:`Effect` of counts over so many weeks.

    ``low``..``high`` are for the requests per week afterwards as a share of those
    before (exact: given all of them, those afterwards are binomial). Other causes are
    not excluded.
    """
    if weeks_after < MIN_WEEKS_AFTER or before + after < MIN_BOTH or not before:
        return Effect(UNKNOWN)
    low, high = _exact_share(after, before + after)
    scale = weeks_before / weeks_after

    def ratio(share):
        return scale * share / (1 - share)

    low, high = ratio(low), ratio(high)
    verdict = SAME
    if high < 1:
        verdict = FEWER
    elif low > 1:
        verdict = MORE
    return Effect(verdict, before / weeks_before, after / weeks_after, low, high)


def _exact_share(hits, n):
    """The interval of Clopper and Pearson (1934), below 1 where n > hits."""

    def solve(test):
        low, high = 1e-9, 1 - 1e-9
        for _step in range(60):
            middle = (low + high) / 2
            if test(middle):
                low = middle
            else:
                high = middle
        return (low + high) / 2

    low = solve(lambda share: _at_least(hits, n, share) < 0.025) if hits else 0.0
    high = solve(lambda share: 1 - _at_least(hits + 1, n, share) > 0.025)
    return low, high
