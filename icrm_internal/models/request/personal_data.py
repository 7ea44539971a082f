# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Personal data in a text, replaced: for texts that others will read.

Found are e-mail addresses, long numbers (telephones, badges, accounts, identity cards,
IP addresses), the query of links, and the names that are given. Other names cannot be
told from words: a person reads the text before it is published.
"""

import re

_LINK = re.compile(r"https?://[^\s?#]+[?#]\S+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Seven digits and more, in groups as people write telephone numbers
_GROUPS = re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}(?![\w])", re.ASCII)
_DATE = re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{4}")
_NUMBER = re.compile(r"(?<![\w.,])(?=\w*\d{5})[A-Z]{0,4}\d[\dA-Z]{5,}(?!\w)", re.ASCII)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# Shorter parts of names are too often words.
SHORTEST = 3


def replace(text, names=(), words=None):
    """Return *text* without personal data.

    :param str text: plain text
    :param names: full names of people; parts of at least three letters count, too
    :param dict words: what stands instead: ``name``, ``email``, ``number``
    """
    words = {key: f"[{key}]" for key in ("name", "email", "number")} | (words or {})
    text = _LINK.sub(lambda found: re.split(r"[?#]", found[0])[0], text)
    text = _EMAIL.sub(words["email"], text)
    text = _GROUPS.sub(
        lambda found: found[0] if _DATE.fullmatch(found[0]) else words["number"], text
    )
    text = _NUMBER.sub(words["number"], text)
    for name in _spread(names):
        if _LATIN.match(name):
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        else:
            # Scripts without spaces have no words to begin or end.
            pattern = re.escape(name)
        text = re.sub(pattern, words["name"], text)
    # "[name] [name]" is one person.
    again = re.escape(words["name"])
    return re.sub(rf"{again}(?:[\s,·]+{again})+", words["name"], text)


def _spread(names):
    """Return the names and their parts, the longest first."""
    found = set()
    for name in names:
        name = (name or "").strip()
        if len(name) < 2:
            continue
        found.add(name)
        if _LATIN.match(name):
            found.update(
                part for part in re.split(r"[\s,]+", name) if len(part) >= SHORTEST
            )
        elif 3 <= len(name) <= 4:
            found.add(name[1:])  # the given name of a Chinese one
    return sorted(found, key=lambda name: (-len(name), name))
