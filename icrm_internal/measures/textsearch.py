# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading searches and texts of several languages; plain Python without ORM.

Both sides of a comparison, the stored text and the search terms, are folded: case,
accents, full-width letters, punctuation, endings of English words and traditional
characters no longer matter.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer
from opencc import OpenCC
from pypinyin import lazy_pinyin

from .search_words import KNOWN, STOP, STOP_HAN, WEAK, WEAK_HAN

# Scripts written without spaces: a word may begin in the middle of a run.
_UNSPACED = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_COMPOUND = re.compile(r"\w+(?:[-'’./&+]\w+)+")
# Apostrophes and ampersands join: doesn't, R&D
_JOINTS = re.compile(r"(?<=\w)['’&](?=\w)")
_ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")
MAX_QUERY = 200
MAX_UNITS = 16
MAX_WORDS = 24
MAX_TERM = 40

# What a word is worth in a search
WEAK_WEIGHT = 0.35
PAIR_WEIGHT = 0.6
PART_WEIGHT = 0.3
SCATTERED_WEIGHT = 0.6
CHAR_WEIGHT = 0.5
# What a term is worth that is not quite the word
SLIP = 0.6
SOUND = 0.55
SCATTERED = 0.85
BEGINNING = 0.75
# Between the words of a concept in two scripts
SCRIPTS = "|"
# How a part of a text is read
TITLE, PROSE, LABEL = "title", "prose", "label"
# How terms that are no words are marked
CONCEPT, SOUNDS, LESS = "#", "~", "-"


class Unit(NamedTuple):
    """One thing that a search asks for, and the terms by which it may be found."""

    text: str  # as it was typed
    weight: float
    terms: dict  # {term: worth}
    beginning: str  # find words that begin so, too
    optional: bool  # no loss if it is not found
    known: bool = False  # a word of the thesaurus
    private: bool = False  # what is seldom a service


def fold(text):
    """Return *text* in lower case, without accents, width or punctuation.

    >>> fold("Ｃafé-Bar, Zürich")
    'cafe bar zurich'
    """
    text = unicodedata.normalize("NFKD", text or "").casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))


def fold_document(text):
    """Return the folded *text*, compounds also in one word: Wi-Fi is found as wifi.

    Every word is preceded by a space, so that ``" wo"`` finds beginnings of words.
    """
    joined = [
        re.sub(r"\W", "", compound)
        for compound in _COMPOUND.findall(unicodedata.normalize("NFKC", text or ""))
    ]
    words = " ".join([fold(text), *map(fold, joined)]).split()
    return " " + " ".join(dict.fromkeys(words)) if words else ""


@lru_cache(maxsize=1)
def _simplifier():
    # Taiwan's words become the mainland's: 印表機 is 打印机
    return OpenCC("tw2sp")


@lru_cache(maxsize=1)
def _writer():
    return OpenCC("s2twp")


# A stemmer holds the word it reads: threads that share one read each other's words.
_of_thread = threading.local()


def _stemmer():
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("english")
    return _of_thread.stemmer


@lru_cache(maxsize=20_000)
def stem(word):
    """Return the stem of an English word.

    >>> stem("reimbursements")
    'reimburs'
    """
    root = _stemmer().stemWord(word)
    # fitness is no fit
    return word if len(root) <= 3 and len(word) - len(root) > 2 else root


WEAK_STEMS = frozenset(map(stem, WEAK))

# Sounds that many do not tell apart when they type
_SAME_SOUND = {"zh": "z", "ch": "c", "sh": "s", "ing": "in", "eng": "en"}
_DIALECT = re.compile("|".join(_SAME_SOUND))


@lru_cache(maxsize=20_000)
def pinyin_of(word):
    """Return the sound of a Chinese word without tones, z like zh, in like ing.

    >>> pinyin_of("报消") == pinyin_of("报销")
    True
    >>> pinyin_of("打应机") == pinyin_of("打印机")
    True
    """
    return _same_sound("".join(lazy_pinyin(word)))


def _same_sound(pinyin):
    return _DIALECT.sub(lambda found: _SAME_SOUND[found[0]], pinyin)


def normalise(text):
    """Return *text* in lower case and simplified characters, joints closed."""
    text = unicodedata.normalize("NFKC", text or "")
    if UNSPACED_RUN.search(text):
        # what is simplified already would lose its 么
        text = _simplifier().convert(text).replace("幺", "么")
    return fold(_JOINTS.sub("", text))


def latin_words(text):
    """Return the words of a normalised *text* that are written with spaces."""
    return [run for run in _RUNS.findall(text) if not _IS_UNSPACED.match(run)]


def pairs(run):
    """Return the two-character pieces of a *run* of an unspaced script, once each.

    >>> pairs("笔记本")
    ['笔记', '记本']
    """
    return list(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))


def _segments(text):
    """Yield (is unspaced, words): sentences of spaced words, runs of unspaced ones."""
    words = []
    for run in _RUNS.findall(text):
        if _IS_UNSPACED.match(run):
            if words:
                yield False, words
                words = []
            yield True, run
        else:
            words.append(run)
    if words:
        yield False, words


def _joined(text):
    """Return the compounds of *text* in one word: Wi-Fi is found as wifi."""
    text = unicodedata.normalize("NFKC", text or "")
    return [fold(re.sub(r"\W", "", found)) for found in _COMPOUND.findall(text)]


# ----------------------------------------------------------------------
# Texts
# ----------------------------------------------------------------------


def read_document(parts, thesaurus):
    """Return ``{term: (weight, word)}`` of a text in parts.

    :param parts: of ``(weight, text, reading)``: what a word there is worth, and
        whether it is read ``TITLE`` (found with slips and by its sound, too), ``PROSE``
        (words and concepts) or ``LABEL`` (its own words alone)
    """
    terms = {}
    scripts = {}  # {concept: {is unspaced: (weight, word)}}

    def add(term, weight, word):
        word = word[:MAX_TERM]
        if term.startswith(CONCEPT):
            words = scripts.setdefault(term, {})
            unspaced = bool(UNSPACED_RUN.search(word))
            if weight > words.get(unspaced, (0, ""))[0]:
                words[unspaced] = (weight, word)
        if weight > terms.get(term, (0, ""))[0]:
            terms[term] = (weight, word)

    for weight, text, reading in parts:
        # keywords are phrases of their own
        for piece in re.split(r"[,，;；、\n|]+", text or ""):
            for unspaced, words in _segments(normalise(piece)):
                if unspaced:
                    _read_run(words, weight, reading, thesaurus, add)
                else:
                    _read_words(words, weight, reading, thesaurus, add)
            for word in _joined(piece):
                add(stem(word)[:MAX_TERM], weight, word)
    # a concept stands there in both scripts, perhaps
    for term, words in scripts.items():
        word = SCRIPTS.join(words[key][1] for key in (False, True) if key in words)
        terms[term] = (terms[term][0], word)
    return terms


def word_for(words, chinese, traditional=False):
    """Return which of the stored *words* somebody reads.

    >>> word_for("pay|工资", True, True)
    '工資'
    """
    first, *others = words.split(SCRIPTS)
    word = others[-1] if chinese and others else first
    return _writer().convert(word) if traditional else word


def _read_run(run, weight, reading, thesaurus, add):
    forgiving = reading == TITLE
    for match in thesaurus.match_han(run) if reading != LABEL else ():
        for concept in match.concepts:
            add(CONCEPT + concept, weight, run[match.start : match.stop])
    for pair in pairs(run) or [run]:
        add(pair, weight, pair)
        if forgiving:
            add(SOUNDS + pinyin_of(pair), weight, pair)
    if forgiving:
        for char in run:
            add(char, weight * PART_WEIGHT, char)


def _read_words(words, weight, reading, thesaurus, add):
    stems = [stem(word) for word in words]
    forgiving = reading == TITLE
    for match in thesaurus.match_words(stems) if reading != LABEL else ():
        for concept in match.concepts:
            add(CONCEPT + concept, weight, " ".join(words[match.start : match.stop]))
    for word, root in zip(words, stems, strict=True):
        if len(word) > 1:
            add(root[:MAX_TERM], weight, word)
            if forgiving and len(word) > 3 and word.isalpha() and word not in STOP:
                for less in deletions(word[:MAX_TERM]):
                    add(LESS + less, weight, word)


def deletions(word):
    """Return *word* and what remains of it without one letter, the first apart."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(1, len(word))}


# ----------------------------------------------------------------------
# Searches
# ----------------------------------------------------------------------


def read_query(query, thesaurus):
    """Return the :class:`Unit` list of what was typed.

    Nothing but stop words or punctuation: an empty list.
    """
    query = (query or "")[:MAX_QUERY].replace("\x00", " ")
    # IT is no "it", unless all is written so
    names = set()
    if re.search("[a-z]", query) or " " not in query.strip():
        names = {found.lower() for found in _ACRONYM.findall(query)}
    units = []
    segments = list(_segments(normalise(query)))
    for number, (unspaced, words) in enumerate(segments):
        if unspaced:
            units += _ask_run(words, thesaurus)
        else:
            last = number == len(segments) - 1
            units += _ask_words(words[:MAX_WORDS], names, thesaurus, last)
    for word in _joined(query):
        if not UNSPACED_RUN.search(word):
            units.append(Unit(word, 1.0, {stem(word)[:MAX_TERM]: 1.0}, "", True))
    unique = {}
    for unit in units:
        known = unique.get(unit.text)
        if not known or (known.optional and not unit.optional):
            unique[unit.text] = unit
    units = list(unique.values())
    if not any(not unit.optional for unit in units):
        # nothing said but what may be left out
        units = [unit._replace(optional=False) for unit in units]
    return units[:MAX_UNITS]


def _ask_words(words, names, thesaurus, last):
    words = _split_compounds(words, thesaurus)
    stems = [stem(word) for word in words]
    corrected = {
        place: {stem(other) for other in thesaurus.corrections(word)}
        for place, word in enumerate(words)
        if word not in STOP
        and word not in WEAK
        and word not in KNOWN
        and not thesaurus.knows(word)
    }
    units = []
    concepts_of = {}
    private = set()
    for match in thesaurus.match_words(stems, corrected):
        span = words[match.start : match.stop]
        if len(span) == 1 and span[0] in STOP and span[0] not in names:
            continue
        found = thesaurus.expand(match.concepts, match.weight)
        if len(span) == 1:
            concepts_of[match.start] = found
            if thesaurus.is_private(match):
                private.add(match.start)
            continue
        terms = {CONCEPT + concept: worth for concept, worth in found.items()}
        telling = [word for word in span if word not in STOP]
        weight = min(1.5, 1.0 + 0.25 * max(0, len(telling) - 1))
        seldom = thesaurus.is_private(match)
        units.append(Unit(" ".join(span), weight, terms, "", False, True, seldom))
        for place in range(match.start, match.stop):
            concepts_of[place] = None  # covered
    scattered = thesaurus.match_scattered(stems)
    # words that mean something only together
    apart = {
        place
        for place, root in enumerate(stems)
        if any(root in roots for roots in scattered.values())
        and place not in concepts_of
    }
    for place, word in enumerate(words):
        found = concepts_of.get(place, {})
        if word in STOP and word not in names:
            continue
        if len(word) == 1 and len(words) > 1 and not found:
            continue
        covered = found is None or place in apart
        terms = {stems[place][:MAX_TERM]: 1.0, word[:MAX_TERM]: 1.0}
        for concept, worth in (found or {}).items():
            terms[CONCEPT + concept] = worth
        if len(word) > 3 and word.isalpha() and word not in KNOWN:
            for less in deletions(word[:MAX_TERM]):
                terms.setdefault(LESS + less, SLIP)
        if len(word) > 3 and word.isascii():
            terms.setdefault(SOUNDS + _same_sound(word), SOUND)  # typed in pinyin
        weight = 1.0
        if covered:
            weight = PART_WEIGHT
        elif stems[place] in WEAK_STEMS and len(words) > 1:
            weight = WEAK_WEIGHT
        begins = last and place == len(words) - 1 and not covered
        beginning = word[:MAX_TERM] if begins and len(word) > 1 else ""
        known = bool(found)
        seldom = place in private
        units.append(Unit(word, weight, terms, beginning, covered, known, seldom))
    return units + _scattered_unit(thesaurus, scattered, not apart)


def _split_compounds(words, thesaurus):
    """Return *words* with unknown ones in two if both are known: deskchair."""
    parts = []
    for word in words:
        unknown = word not in KNOWN and word not in STOP and not thesaurus.knows(word)
        halves = thesaurus.split(word) if unknown and word.isalpha() else None
        parts += halves or [word]
    return parts


def _scattered_unit(thesaurus, found, optional):
    """Return the unit, if any, of phrases whose words stand apart."""
    if not found:
        return []
    terms = thesaurus.expand(found, SCATTERED)
    words = min(found.values(), key=lambda words: (-len(words), sorted(words)))
    return [
        Unit(
            " ".join(sorted(words)),
            SCATTERED_WEIGHT,
            {CONCEPT + key: worth for key, worth in terms.items()},
            "",
            optional,
            True,
        )
    ]


def _ask_run(run, thesaurus):
    units = []
    matches = list(thesaurus.match_han(run))
    free = _cut(run, matches)
    # what is no word may sound like one
    for begin, piece in list(free):
        for match in thesaurus.match_sounds(piece):
            if piece[match.start : match.stop] in STOP_HAN:
                continue
            matches.append(
                match._replace(start=begin + match.start, stop=begin + match.stop)
            )
    for match in matches:
        word = run[match.start : match.stop]
        terms = {
            CONCEPT + concept: worth
            for concept, worth in thesaurus.expand(match.concepts, match.weight).items()
        }
        if len(word) <= 2:
            terms[word] = 1.0
            terms[SOUNDS + pinyin_of(word)] = SOUND
        elif len(word) > 2:
            for pair in pairs(word):
                units.append(_pair_unit(pair, PART_WEIGHT, True))
        weight = WEAK_WEIGHT if word in WEAK_HAN and word != run else 1.0
        seldom = thesaurus.is_private(match)
        units.append(Unit(word, weight, terms, "", False, True, seldom))
    units += _scattered_unit(thesaurus, thesaurus.match_halves(run), True)
    for _begin, piece in _cut(run, matches):
        for part in _without_stop_words(piece):
            alone = part == run
            for char in part:
                concepts = thesaurus.expand(thesaurus.character(char))
                if concepts or alone and len(part) == 1:
                    terms = {char: 1.0}
                    terms |= {CONCEPT + key: worth for key, worth in concepts.items()}
                    weight = 1.0 if alone and len(part) == 1 else CHAR_WEIGHT
                    units.append(Unit(char, weight, terms, "", False, bool(concepts)))
            if len(part) == 1:
                continue
            for pair in pairs(part):
                units.append(_pair_unit(pair, PAIR_WEIGHT, False))
    return units


def _pair_unit(pair, weight, optional):
    terms = {pair: 1.0, SOUNDS + pinyin_of(pair): SOUND}
    return Unit(pair, weight, terms, "", optional)


def _cut(run, matches):
    """Return (begin, piece) of what *matches* leave of a *run*."""
    free, begin = [], 0
    for match in sorted(matches):
        if match.start > begin:
            free.append((begin, run[begin : match.start]))
        begin = max(begin, match.stop)
    if begin < len(run):
        free.append((begin, run[begin:]))
    return free


_STOP_HAN = re.compile("|".join(map(re.escape, STOP_HAN)))


def _without_stop_words(piece):
    return [part for part in _STOP_HAN.split(piece) if part]
