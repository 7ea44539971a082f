# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words that mean the same at work; plain Python without ORM.

A concept has words in English and Chinese, and may belong to broader concepts. Texts
and searches are read alike: where a word of a concept stands, the concept stands, too,
so "screen" meets "display", and 报销 meets "expenses".
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from .search_words import KNOWN, STOP, WEAK
from .textsearch import UNSPACED_RUN, latin_words, normalise, pinyin_of, stem

# What a concept found in the search is worth beside the word itself, and the concepts
# above and below it
SAME = 0.9
BROADER = 0.7
NARROWER = 0.5
# How far up and down
MAX_DEPTH = 2
# A word of the same sound, a word with a slip
SOUND = 0.8
SLIP = 0.75
# One word of a phrase that no other concept has
PART = 0.65
# All telling words of a phrase, but not side by side
SCATTERED = 0.75
MIN_PART = 6
MIN_SLIP = 5
# Words of this length may have two slips
MIN_TWO_SLIPS = 9
# Two words written in one: each at least this long
MIN_HALF = 3

COMMON = frozenset(map(stem, KNOWN | STOP | WEAK))


class Match(NamedTuple):
    """Words *start* to *stop* of a sentence that name *concepts*."""

    start: int
    stop: int
    concepts: tuple
    weight: float


def deletions(word):
    """Return *word* and what remains of it without one letter, the first apart."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def misspellings(word):
    """Return what *word* shares with its misspellings.

    One letter less; doubled letters single; two letters less in a long word.

    >>> bool(misspellings("accomodation") & misspellings("accommodation"))
    True
    """
    found = deletions(word) | deletions(_DOUBLED.sub(r"\1", word))
    if len(word) >= MIN_TWO_SLIPS:
        found |= {less for one in deletions(word) for less in deletions(one)}
    return found


_DOUBLED = re.compile(r"([a-z])\1")


class Thesaurus:
    """The concepts of a catalogue, ready to be found in texts.

    :param rows: of ``(key, broader keys, words)``: words of any language
    :param private: keys of what is seldom a service: it outweighs the other words of a
        search if no service has it
    """

    def __init__(self, rows, private=()):
        self._private = frozenset(private)
        self._phrases = defaultdict(set)  # tuple of stems: concepts
        self._han = defaultdict(set)  # simplified word: concepts
        self._sounds = defaultdict(set)  # pinyin: concepts
        self._deletions = defaultdict(set)  # a word less a letter: words
        self._parts = defaultdict(set)  # stem in a phrase: concepts
        self._scattered = defaultdict(set)  # a stem: (all telling stems, concept)
        self._halves = defaultdict(set)  # first half of a word: (second, concept)
        self._words = set()
        self._broader = defaultdict(set)
        self._narrower = defaultdict(set)
        for key, broader, words in rows:
            for above in broader:
                self._broader[key].add(above)
                self._narrower[above].add(key)
            for word in words:
                self._add(key, word)
        self._longest = max(map(len, self._phrases), default=0)
        self._longest_han = max(map(len, self._han), default=0)
        self._longest_sound = max(
            (len(word) for word in self._han if len(word) <= 4), default=0
        )

    def _add(self, key, word):
        text = normalise(word)
        if UNSPACED_RUN.search(text):
            text = "".join(text.split())
            self._han[text].add(key)
            if 2 <= len(text) <= 4:
                self._sounds[pinyin_of(text)].add(key)
            if len(text) == 4:
                self._halves[text[:2]].add((text[2:], key))
            return
        words = latin_words(text)
        if not words:
            return
        self._phrases[tuple(map(stem, words))].add(key)
        if len(words) > 1:
            telling = frozenset(stem(part) for part in words if part not in STOP)
            if len(telling) > 1:
                for part in telling:
                    self._scattered[part].add((telling, key))
            for part in words:
                if len(part) >= MIN_PART and stem(part) not in COMMON:
                    self._parts[stem(part)].add(key)
        for part in words:
            if part not in self._words:
                self._words.add(part)
                if len(part) >= MIN_SLIP - 1:
                    for less in misspellings(part):
                        self._deletions[less].add(part)

    def is_private(self, match):
        """Whether a *match*, letter by letter, is seldom a service."""
        return match.weight == 1.0 and self._private.issuperset(match.concepts)

    def knows(self, word):
        return word in self._words or (stem(word),) in self._phrases

    def corrections(self, word):
        """Return the known words that *word* is with one slip, or two in a long one."""
        if len(word) < MIN_SLIP - 1 or not word.isalpha():
            return set()
        found = set()
        for less in misspellings(word):
            found |= self._deletions.get(less, set())
        return {
            other
            for other in found
            if max(len(other), len(word)) >= MIN_SLIP and other != word
        }

    def split(self, word):
        """Return the two known words that *word* is written together from, or None."""
        for place in range(MIN_HALF, len(word) - MIN_HALF + 1):
            halves = word[:place], word[place:]
            if all(
                half in self._words and (stem(half),) in self._phrases
                for half in halves
            ):
                return halves
        return None

    def match_scattered(self, stems):
        """Return the concepts whose phrases have all telling words among *stems*."""
        present = set(stems)
        return {
            concept: telling
            for root in present
            for telling, concept in self._scattered.get(root, ())
            if telling <= present
        }

    def match_halves(self, run):
        """Return the concepts of four-character words whose halves stand apart."""
        parts = {run[i : i + 2] for i in range(len(run) - 1)}
        return {
            concept: (first, second)
            for first in parts
            for second, concept in self._halves.get(first, ())
            if second in parts and first + second not in run
        }

    def match_words(self, stems, corrected=None):
        """Yield the :class:`Match` of a list of stems, the longest at each place.

        :param corrected: {position: stems that it may be with a slip}
        """
        corrected = corrected or {}
        start = 0
        while start < len(stems):
            for stop in range(min(len(stems), start + self._longest), start, -1):
                concepts = self._phrases.get(tuple(stems[start:stop]))
                if concepts:
                    yield Match(start, stop, tuple(sorted(concepts)), 1.0)
                    break
                if stop == start + 1:
                    telling = self._part(stems[start], corrected.get(start, ()))
                    if telling:
                        yield Match(start, stop, telling, PART)
                        break
                found = set()
                for place in range(start, stop):
                    for other in corrected.get(place, ()):
                        changed = list(stems[start:stop])
                        changed[place - start] = other
                        found |= self._phrases.get(tuple(changed), set())
                if found:
                    yield Match(start, stop, tuple(sorted(found)), SLIP)
                    break
            else:
                stop = start + 1
            start = stop

    def _part(self, root, others):
        """Return the only concept in whose phrases a word is, else nothing."""
        for part in (root, *others):
            found = self._parts.get(part, ())
            if len(found) == 1:
                return tuple(found)
        return ()

    def match_han(self, run):
        """Yield the :class:`Match` of an unspaced *run*, the longest at each place."""
        start = 0
        while start < len(run):
            for stop in range(min(len(run), start + self._longest_han), start, -1):
                concepts = self._han.get(run[start:stop])
                # one character is a word only alone
                if concepts and (stop - start > 1 or len(run) == 1):
                    yield Match(start, stop, tuple(sorted(concepts)), 1.0)
                    break
            else:
                stop = start + 1
            start = stop

    def character(self, char):
        """Return the concepts of a single character."""
        return tuple(sorted(self._han.get(char, ())))

    def match_sounds(self, run):
        """Yield the :class:`Match` of words that sound like known ones."""
        start = 0
        while start < len(run):
            for stop in range(
                min(len(run), start + self._longest_sound), start + 1, -1
            ):
                word = run[start:stop]
                concepts = self._sounds.get(pinyin_of(word))
                # 辆车 is a car, though it sounds like 量测
                spelled = len(word) == 2 and any(map(self._han.get, word))
                if concepts and not spelled:
                    yield Match(start, stop, tuple(sorted(concepts)), SOUND)
                    break
            else:
                stop = start + 1
            start = stop

    def expand(self, concepts, weight=1.0):
        """Return {concept: weight} of *concepts*, those above and those below them."""
        found = {}
        for concept in concepts:
            found[concept] = max(found.get(concept, 0), weight * SAME)
            for linked, worth, decay in (
                (self._broader, BROADER, BROADER),
                (self._narrower, NARROWER, NARROWER),
            ):
                level, worth = {concept}, weight * worth
                for _depth in range(MAX_DEPTH):
                    level = {above for one in level for above in linked.get(one, ())}
                    for above in level:
                        found[above] = max(found.get(above, 0), worth)
                    worth *= decay
        return found


@lru_cache(maxsize=4)
def get_thesaurus(rows, private=()):
    """Return the :class:`Thesaurus` of *rows*; the same as long as they are the same.

    It takes a third of a second to make one of the shipped concepts, and nothing that
    is asked of it changes it.

    >>> rows = (("screen", (), ("display", "monitor")),)
    >>> get_thesaurus(rows) is get_thesaurus(rows)
    True

    :param rows: as the class takes them, tuples throughout
    """
    return Thesaurus(rows, private)
