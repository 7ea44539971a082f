# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes to text: which encoding, and how sure that is."""

import codecs
import re
from dataclasses import dataclass

from .fault import Fault, _lt

#: What the screen offers; ``auto`` finds out.
ENCODINGS = [
    ("auto", _lt("Found automatically")),
    ("utf-8", _lt("Unicode (UTF-8)")),
    ("utf-16", _lt("Unicode (UTF-16)")),
    ("cp1252", _lt("Western European (Windows-1252, Latin-1)")),
    ("gb18030", _lt("Chinese, simplified (GB18030, GBK)")),
    ("big5", _lt("Chinese, traditional (Big5)")),
    ("shift_jis", _lt("Japanese (Shift JIS)")),
    ("cp1251", _lt("Cyrillic (Windows-1251)")),
]
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_HIGH = re.compile(rb"[\x80-\xff]+")
_CHUNK = 1024 * 1024
#: Characters of one line; without a bound a file without line ends costs time without
#: end.
MAX_LINE = 4 * 1024 * 1024


@dataclass(slots=True)
class Encoding:
    """``name`` for Python; ``sure`` is False where it is only the likeliest."""

    name: str
    sure: bool


def detect(stream):
    """Return the Encoding of a binary stream; reads it to its end.

    A mark at the beginning decides; else valid UTF-8 does, which other encodings
    hardly ever are by chance. The rest is a guess and reported as one: Chinese text in
    GB18030 is made of pairs of high bytes, Western text has them one by one.
    """
    head = stream.read(_CHUNK)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, True)
    if (wide := _utf16_without_mark(head[:4096])) is not None:
        return Encoding(wide, False)
    decoder, chunk = codecs.getincrementaldecoder("utf-8")(), head
    valid, high, rest = True, bytearray(), b""
    while valid or len(high) < _CHUNK:
        valid = valid and _continues(decoder, chunk)
        # Whole lines only: a chunk may end within a letter.
        whole, rest = _whole_lines(rest + chunk, last=not chunk)
        if len(high) < _CHUNK:
            high += _foreign_lines(whole)
        if not chunk:
            break
        rest = rest[:MAX_LINE]
        chunk = stream.read(_CHUNK)
    if valid:
        return Encoding("utf-8", True)
    likely = ["cp1252", "gb18030", "latin-1"]
    if _looks_chinese(bytes(high)):
        likely.insert(0, "gb18030")
    # The last one takes anything.
    return Encoding(next(name for name in likely if _decodes(high, name)), False)


def _decodes(data, name):
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _continues(decoder, chunk):
    """Return whether *chunk* goes on as valid text; an empty one ends it."""
    try:
        decoder.decode(chunk, not chunk)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head):
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _whole_lines(data, last):
    """Return *data* as (up to its last line end, the rest)."""
    end = len(data) if last else data.rfind(b"\n") + 1
    return data[:end], data[end:]


def _foreign_lines(data):
    """Return the lines of *data* that are not plain ASCII (some 64 KB of them)."""
    if data.isascii():
        return b""
    found = bytearray()
    for line in data.split(b"\n"):
        if not line.isascii():
            found += line + b"\n"
            if len(found) > 65536:
                break
    return found


def _looks_chinese(data):
    """Whether the high bytes come in pairs, most of them of everyday characters."""
    pairs = singles = everyday = 0
    for run in _HIGH.findall(data):
        pairs += len(run) // 2
        singles += len(run) % 2
        everyday += sum(
            0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
            for lead in run[: len(run) // 2 * 2 : 2]
        )
    if not pairs or singles > pairs / 2 or everyday < pairs * 0.6:
        return False
    return True


def lines(stream, name):
    """Yield the text lines of a binary stream with their line ends.

    ``\\r\\n``, ``\\n`` and ``\\r`` all end a line. Raises Fault, naming the line, where
    the bytes are not of the encoding *name*.
    """
    decoder = codecs.getincrementaldecoder(name)()
    number, rest = 1, ""
    while True:
        chunk = stream.read(_CHUNK)
        try:
            text = decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            # The bytes from the start of this chunk on are not counted yet.
            before = error.object[: error.start].count(b"\n")
            raise Fault(
                _lt(
                    "Line %(line)s is not %(encoding)s text (byte %(byte)s). Choose "
                    "another encoding."
                ),
                line=number + before,
                encoding=name,
                byte=f"0x{error.object[error.start]:02X}",
            ) from error
        if not text and not chunk:
            break
        rest += text
        # A lone \r at the end may be the first half of \r\n.
        parts = _split(rest, last=not chunk)
        rest = parts.pop()
        number += len(parts)
        yield from parts
        if len(rest) > MAX_LINE:
            raise Fault(
                _lt("Line %(line)s exceeds %(limit)s characters."),
                line=number,
                limit=f"{MAX_LINE:,}",
            )
    if rest:
        yield rest


def _split(text, last):
    """Split after each line end; the final item is what has no line end yet.

    Not ``str.splitlines``, which also splits at characters allowed in a cell.
    """
    held = ""
    if text.endswith("\r") and not last:
        text, held = text[:-1], "\r"
    if "\r" in text:
        if text.count("\r") != text.count("\r\n"):
            # Old Mac line ends, alone or mixed in
            parts, start = [], 0
            position = 0
            while position < len(text):
                char = text[position]
                if char == "\n" or (
                    char == "\r" and text[position + 1 : position + 2] != "\n"
                ):
                    parts.append(text[start : position + 1])
                    start = position + 1
                position += 1
            return parts + [text[start:] + held]
    parts = text.split("\n")
    tail = parts.pop()
    return [part + "\n" for part in parts] + [tail + held]
