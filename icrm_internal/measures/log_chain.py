# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A chain of entries: each holds a digest of itself and of the one before.

Who did something is in the chain as a code under a random key per person, texts as a
digest with a random salt per entry. So a person's key, and the texts that name them,
can be erased: what remains still proves that nothing else was changed.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: What the first entry follows.
START = "0" * 64

CHANGED = "changed"  # not what it was when it was chained
MISSING = "missing"  # no entry has this number
REPLACED = "replaced"  # well chained, but not what an earlier check saw
CUT = "cut"  # an earlier check saw more entries
BACKDATED = "backdated"  # added after a check, from long before it
ERASED = "erased"  # its person or text is gone, and no erasure says so


class Entry(NamedTuple):
    """An entry as it is stored."""

    number: int
    hash: str
    #: Values that never change, of types that JSON has
    facts: tuple
    #: The person: an id, or None once erased
    person: int | None
    person_code: str
    texts: tuple
    #: None once a text is erased
    salt: str | None
    text_digest: str
    #: Numbers of the entries whose person or text was erased with this one, as ranges
    erased: str | None
    #: Seconds; on the scale of ``Anchor.time``
    time: float


class Anchor(NamedTuple):
    """What an earlier check saw: so many entries, this digest of the last, when."""

    number: int
    hash: str
    time: float


class Finding(NamedTuple):
    """What is wrong with the entries from *first* to *last*."""

    kind: str
    first: int
    last: int


def make_key() -> str:
    """Return a random key or salt."""
    return secrets.token_hex(32)


def code_person(key: str, person: int) -> str:
    """Return the code of a person under their key; nobody's once it is gone."""
    return hmac.new(key.encode(), f"{person}".encode(), hashlib.sha256).hexdigest()


def digest_texts(salt: str, texts: Iterable) -> str:
    """Return the digest of the texts of an entry."""
    return _digest([salt, *texts])


def chain(
    previous: str,
    number: int,
    facts: Iterable,
    person_code: str,
    text_digest: str,
    erased: str | None,
) -> str:
    """Return the digest of an entry that follows the digest *previous*."""
    return _digest([previous, number, *facts, person_code, text_digest, erased])


def _digest(values):
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def format_ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers as "1-3, 7"."""
    return ", ".join(
        f"{first}" if first == last else f"{first}-{last}"
        for first, last in _get_ranges(sorted(set(numbers)))
    )


def parse_ranges(text: str | None) -> list[tuple[int, int]]:
    """Return [(first, last)] of what :func:`format_ranges` wrote."""
    ranges = []
    for part in filter(None, (text or "").split(", ")):
        first, _dash, last = part.partition("-")
        ranges.append((int(first), int(last or first)))
    return ranges


def _get_ranges(numbers):
    ranges = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return [tuple(each) for each in ranges]


def verify(
    entries: Iterable[Entry],
    keys: Mapping[int, str],
    anchors: Iterable[Anchor] = (),
    slack: float = 86_400,
) -> tuple[int, str, list[Finding]]:
    """Return (entries, digest of the last, findings) of a chain.

    :param entries: in the order of their numbers
    :param keys: of the persons whose key is kept
    :param anchors: what earlier checks saw
    :param slack: how long before an anchor an entry may be from that is chained after
        it: the longest that a transaction takes
    """
    anchors = sorted(anchors)
    hashes = {anchor.number: anchor.hash for anchor in anchors}
    times = iter(anchors)
    following = next(times, None)
    latest = float("-inf")
    found = {kind: [] for kind in (CHANGED, REPLACED, BACKDATED)}
    missing, lost, announced = [], set(), set()
    number, previous = 0, START
    for entry in entries:
        if entry.number > number + 1:
            missing.append((number + 1, entry.number - 1))
            # What it follows is gone: only the rest of it can be checked.
            previous = None
        while following and following.number < entry.number:
            latest = max(latest, following.time)
            following = next(times, None)
        if not _is_intact(entry, previous, keys):
            found[CHANGED].append(entry.number)
        else:
            if entry.erased:
                announced.update(parse_ranges(entry.erased))
            if entry.person is None or entry.salt is None:
                lost.add(entry.number)
            if entry.time < latest - slack:
                found[BACKDATED].append(entry.number)
        if hashes.get(entry.number, entry.hash) != entry.hash:
            found[REPLACED].append(entry.number)
        number, previous = entry.number, entry.hash
    findings = [Finding(MISSING, first, last) for first, last in missing]
    found[ERASED] = [
        each
        for each in sorted(lost)
        if not any(first <= each <= last for first, last in announced)
    ]
    for kind, numbers in found.items():
        findings += [Finding(kind, *each) for each in _get_ranges(numbers)]
    seen = max(hashes, default=0)
    if seen > number:
        findings.append(Finding(CUT, number + 1, seen))
    return number, previous, sorted(findings, key=lambda finding: finding.first)


def _is_intact(entry, previous, keys):
    """Whether an entry is what it was when it was chained, as far as it is kept."""
    if previous is not None and entry.hash != chain(
        previous,
        entry.number,
        entry.facts,
        entry.person_code,
        entry.text_digest,
        entry.erased,
    ):
        return False
    if entry.person is not None:
        key = keys.get(entry.person)
        if key is None or code_person(key, entry.person) != entry.person_code:
            return False
    return (
        entry.salt is None or digest_texts(entry.salt, entry.texts) == entry.text_digest
    )
