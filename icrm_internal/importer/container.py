# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which kind of file it is, and how large it is once unpacked.

Nothing is unpacked to find out: sizes are read from the archive's directory, and the
text inside a ``.gz`` is counted while it streams. A zip directory that understates a
size does not help an attacker, for ``zipfile`` stops reading there.
"""

import gzip
import io
import re
import time
import zipfile
import zlib

from .fault import Fault, _lt

MEGABYTE = 1024 * 1024
#: Bytes of text a ``.csv`` or ``.csv.gz`` may hold.
MAX_TEXT = 1024 * MEGABYTE
#: Limits of a workbook: parts, bytes of all parts, of the texts that must be held in
#: memory, and how many times smaller than its content a large part may be packed.
MAX_PARTS = 2000
MAX_WORKBOOK = 1024 * MEGABYTE
MAX_SHARED_TEXTS = 128 * MEGABYTE
#: What else is read as a whole: styles, names of sheets.
MAX_OTHER_PART = 16 * MEGABYTE
#: Tags of the texts: each may become an object that is held in memory.
MAX_TAGS = 8_000_000
MAX_RATIO = 200
RATIO_FROM = 4 * MEGABYTE

_MAGIC = [
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"BZh", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\xfd7zXZ", "archive"),
]
_WEB = re.compile(rb"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*\{)')
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)")
_ROOT = re.compile(rb"<[A-Za-z]")
#: What the standard library raises for a broken archive.
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # with NotImplementedError below it
    zipfile.BadZipFile,
    zlib.error,
)


def kind_of(data):
    """Return ``"text"``, ``"gz"`` or ``"xlsx"``; raise Fault for anything else."""
    if not data:
        raise Fault(_lt("The file is empty."))
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if found == "zip":
        return "xlsx"
    if found == "gz":
        return "gz"
    if found == "xls":
        raise Fault(
            _lt(
                "This Excel file is old (.xls) or has a password. Save it as .xlsx "
                "without a password, or as CSV."
            )
        )
    if found:
        raise Fault(
            _lt("This file type is not supported (%(kind)s). Upload CSV or XLSX."),
            kind=found,
        )
    if _WEB.match(data[:200]):
        raise Fault(_lt("This is a web page or an XML file. Export as CSV or XLSX."))
    if _JSON.match(data[:200]):
        raise Fault(_lt("This is a JSON file. Export as CSV or XLSX."))
    return "text"


class Watch:
    """How long reading may take: what is done with the rows meanwhile is not counted.

    Streams ask it with each piece that is read, for a file may hold a worker without
    ever giving a row.
    """

    def __init__(self, seconds):
        self._seconds = self._left = seconds
        self._since = time.monotonic()

    def check(self):
        if time.monotonic() - self._since > self._left:
            raise Fault(
                _lt("Reading exceeds %(limit)s seconds. Split the file."),
                limit=self._seconds,
            )

    def rows(self, rows):
        """Yield from *rows*, counting the time that reading them takes."""
        rows = iter(rows)
        while True:
            self._since = time.monotonic()
            try:
                row = next(rows)
            except StopIteration:
                return
            finally:
                self._left -= time.monotonic() - self._since
            yield row


def open_text(data, kind, watch, limit=MAX_TEXT):
    """Return a binary stream over the text in *data*, at most *limit* bytes long."""
    raw = io.BytesIO(data)
    if kind == "gz":
        raw = gzip.GzipFile(fileobj=raw)
    return io.BufferedReader(_Limited(raw, watch, limit), 256 * 1024)


class _Limited(io.RawIOBase):
    """Reads from *raw* and stops with a Fault after *limit* bytes."""

    def __init__(self, raw, watch, limit):
        super().__init__()
        self._raw = raw
        self._watch = watch
        self._left = limit
        self._limit = limit

    def readable(self):
        return True

    def readinto(self, buffer):
        self._watch.check()
        try:
            chunk = self._raw.read(len(buffer))
        except _DAMAGED as error:
            raise Fault(
                _lt("The compressed file is damaged. Export it again.")
            ) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise Fault(
                _lt("The unpacked file exceeds %(limit)s MB. Split the export."),
                limit=self._limit // MEGABYTE,
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)


def check_workbook(data, limit=MAX_WORKBOOK):
    """Refuse what is no workbook or would unpack into more than it should.

    Returns the number of bytes of all worksheets, unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _DAMAGED as error:
        raise Fault(_lt("The Excel file is damaged. Save it again.")) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(
        name.startswith("xl/") for name in names
    ):
        if "mimetype" in names:
            raise Fault(_lt("This is an OpenDocument file. Save it as .xlsx or CSV."))
        raise Fault(
            _lt("This is an archive, not an Excel file. Upload the export itself.")
        )
    if len(parts) > MAX_PARTS:
        raise Fault(
            _lt("The Excel file has %(count)s parts, maximum %(limit)s."),
            count=len(parts),
            limit=MAX_PARTS,
        )
    total = sum(part.file_size for part in parts)
    if total > limit:
        raise Fault(
            _lt(
                "The unpacked Excel file has %(size)s MB, maximum %(limit)s MB. Save "
                "it as CSV or split the export."
            ),
            size=total // MEGABYTE,
            limit=limit // MEGABYTE,
        )
    for part in parts:
        _check_part(archive, part)
    return sum(
        part.file_size for part in parts if part.filename.startswith("xl/worksheets/")
    )


def _check_part(archive, part):
    if part.flag_bits & 0x1:
        raise Fault(_lt("The Excel file has a password. Save it without one."))
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Fault(_lt("The Excel file uses unsupported compression. Save it again."))
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(
        part.compress_size, 1
    ):
        raise Fault(
            _lt(
                "Excel file part %(part)s expands %(ratio)s times. Save the sheet as "
                "CSV."
            ),
            part=part.filename,
            ratio=part.file_size // max(part.compress_size, 1),
        )
    name = part.filename.lower()
    if name.endswith((".xml", ".rels")) and part.file_size > MAX_OTHER_PART:
        if not name.startswith(("xl/worksheets/", "xl/sharedstrings")):
            raise Fault(
                _lt("Excel file part %(part)s exceeds %(limit)s MB."),
                part=part.filename,
                limit=MAX_OTHER_PART // MEGABYTE,
            )
    if name.endswith("sharedstrings.xml") and part.file_size > MAX_SHARED_TEXTS:
        raise Fault(
            _lt(
                "The Excel file contains %(size)s MB of text, maximum %(limit)s MB. "
                "Save it as CSV."
            ),
            size=part.file_size // MEGABYTE,
            limit=MAX_SHARED_TEXTS // MEGABYTE,
        )
    if name.endswith((".xml", ".rels")) and part.file_size:
        try:
            with archive.open(part) as stream:
                head = chunk = stream.read(64 * 1024)
                tags = 0
                while chunk and name.endswith("sharedstrings.xml"):
                    tags += chunk.count(b"<")
                    chunk = stream.read(MEGABYTE)
        except _DAMAGED as error:
            raise Fault(_lt("The Excel file is damaged. Save it again.")) from error
        if tags > MAX_TAGS:
            raise Fault(
                _lt(
                    "The Excel file contains more than %(limit)s texts. Save it as "
                    "CSV or split the export."
                ),
                limit=f"{MAX_TAGS // 4:,}",
            )
        # Read without the NULs of UTF-16. A prolog that goes on for 64 KB is no
        # spreadsheet program's; one with entities may grow without end when parsed.
        head = head.replace(b"\0", b"")
        root = _ROOT.search(head)
        if not root or _DTD.search(head, 0, root.start()):
            raise Fault(
                _lt("The Excel file contains forbidden definitions (%(part)s)."),
                part=part.filename,
            )
