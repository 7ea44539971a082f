# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Typo-tolerant matching of words; plain Python without ORM.

Both sides of a comparison, the stored text and the search terms, pass through
:func:`fold`: case, accents, full-width letters and punctuation no longer matter.
"""

import re
import unicodedata
from typing import NamedTuple

# Scripts written without spaces: a word may begin in the middle of a run.
_UNSPACED = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_COMPOUND = re.compile(r"\w+(?:[-'’./]\w+)+")
MAX_QUERY = 200
MAX_TOKENS = 8
MAX_TOKEN = 40


class Token(NamedTuple):
    text: str
    unspaced: bool


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


def tokenize(query):
    """Return the :class:`Token` list of what was typed, at most eight.

    Words of one letter mean nothing beside longer ones and are dropped.
    """
    tokens = [
        Token(run[:MAX_TOKEN], bool(_IS_UNSPACED.match(run)))
        for run in _RUNS.findall(fold((query or "")[:MAX_QUERY]))
    ]
    tokens = list(dict.fromkeys(tokens))
    telling = [token for token in tokens if token.unspaced or len(token.text) > 1]
    return (telling or tokens)[:MAX_TOKENS]


def typo_patterns(word):
    """Return the LIKE patterns of *word* with one slip of the keyboard.

    One letter wrong, missing, too many, or two swapped. ``_`` is any letter. The
    first letter is taken to be right: it nearly always is, and three of four false
    friends go.

    >>> typo_patterns("abc")
    ['a_bc', 'ab_c', 'ac', 'a_c', 'ab', 'ab_', 'acb']
    """
    patterns = []
    for i in range(1, len(word)):
        patterns.append(word[:i] + "_" + word[i:])
    for i in range(1, len(word)):
        patterns.append(word[:i] + word[i + 1 :])
        patterns.append(word[:i] + "_" + word[i + 1 :])
    for i in range(1, len(word) - 1):
        patterns.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return list(dict.fromkeys(patterns))


def pairs(run):
    """Return the two-character pieces of a *run* of an unspaced script, once each.

    >>> pairs("笔记本")
    ['笔记', '记本']
    """
    return list(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
