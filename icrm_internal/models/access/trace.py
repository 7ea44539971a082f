# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a person is named in texts: patterns for the database's regular expressions.

Names, addresses and numbers as such, as HTML, as JSON and as links write them. What
somebody else has, too (a mailbox of a team, the telephone of a room, the same name),
names nobody in particular: it stays, and is told.
"""

import html
import json
import re
from urllib.parse import quote

LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# Fewer digits are too often an amount or a year.
DIGITS = 6
# Of a number with codes of country and town, so many tell it from others.
LOCAL = 8
# Found in no text
NOTHING = r"(?!)"
GAP = r"[\s().\-/]{0,3}"


class Trace:
    """The patterns of one person; each None if there is nothing to look for."""

    def __init__(self, names=(), addresses=(), phones=(), longer=None):
        """*longer*: {name: the names of others of which it is a part}."""
        names, addresses, phones = list(names), list(addresses), list(phones)
        longer = longer or {}
        self.names = _join(
            _name_pattern(name, longer.get(name, ())) for name in _turned(names)
        )
        self.addresses = _join(map(_address_pattern, addresses))
        self.phones = _join(filter(None, map(_phone_pattern, phones)))

        # Without looking around, which takes the database thirty times as long: most
        # texts are passed over by it.
        self.quick = _join(
            part
            for found in (
                map(_spellings, _turned(names)),
                map(_spellings, addresses),
                filter(None, map(_local_pattern, phones)),
            )
            for part in found
        )

    @property
    def all(self):
        return _join(filter(None, (self.addresses, self.names, self.phones)))

    def __bool__(self):
        return bool(self.all)


def _join(patterns):
    # The longest first: "Ning Zhao-Li" before "Ning Zhao".
    return "|".join(sorted(set(patterns), key=lambda text: (-len(text), text))) or None


def _turned(names):
    """Yield the names, and "Zhao, Ning" for "Ning Zhao"."""
    for name in names:
        yield name
        parts = name.split()
        if len(parts) == 2 and LATIN.match(name):
            yield f"{parts[1]} {parts[0]}"
            yield f"{parts[1]}, {parts[0]}"


def _spellings(text):
    """Return how *text* is written in HTML, JSON and links, regular expressions."""
    found = {text, html.escape(text), json.dumps(text)[1:-1], quote(text)}
    return "|".join(
        re.sub(r"\\?\s+", lambda _match: r"\s+", _escape(one)) for one in sorted(found)
    )


def _escape(text):
    return re.sub(r"([^\w\s])", r"\\\1", text)


def _name_pattern(name, longer=()):
    pattern = rf"(?:{_spellings(name)})"
    if LATIN.match(name):
        return rf"(?<!\w){pattern}(?!\w)"
    # Scripts without spaces have no words to begin or end: what is not theirs is a part
    # of somebody else's name.
    return "".join(_not_within(name, other) for other in sorted(longer)) + pattern


def _not_within(name, other):
    """Return the condition, before *name*, that it is not a part of *other*."""
    before, _name, after = other.partition(name)
    found = []
    if before:
        found.append(rf"(?<!{_escape(before)})")
    if after:
        found.append(rf"(?!{_escape(name)}{_escape(after)})")
    return rf"(?:{'|'.join(found)})"


def _address_pattern(address):
    return rf"(?<![\w.+\-])(?:{_spellings(address)})(?![\w\-]|\.\w)"


def _local_pattern(phone):
    """Return the number without the codes of country and town."""
    digits = re.sub(r"\D", "", phone)
    return GAP.join(digits[-LOCAL:]) if len(digits) >= DIGITS else None


def _phone_pattern(phone):
    """Return the number with or without the codes of country and town."""
    local = _local_pattern(phone)
    if local is None:
        return None
    codes = rf"(?:\+?\(?\d{{1,4}}{GAP}){{0,3}}"
    return rf"(?<!\d){codes}{local}(?!\d)"
