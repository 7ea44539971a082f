# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one door: the bytes of any export to a header and numbered rows."""

import datetime
import hashlib
import itertools
from dataclasses import dataclass, field

from . import container, delimited, encoding, workbook
from .fault import Fault, Report, _lt

MAX_COLUMNS = workbook.MAX_COLUMNS
MAX_ROWS = 1_000_000
#: Seconds that reading may take within a web request.
SECONDS = 60
#: Maximum length of a column name.
MAX_HEADER = 200
#: Rows from the top among which the header is looked for.
HEADER_ROWS = 30


@dataclass
class Source:
    """An export that can be read again and again, from its beginning each time."""

    data: bytes
    kind: str  # text, gz or xlsx
    encoding: str = ""
    delimiter: str = ""  # a key of delimited.CHARACTERS
    sure: bool = True  # False: the encoding is only the likeliest one
    unpacked: int = 0  # bytes, as far as known without reading all
    header: list = field(default_factory=list)
    header_line: int = 1
    watch: container.Watch = None
    max_bytes: int = container.MAX_TEXT
    max_rows: int = MAX_ROWS
    titles: int = 0  # rows above the header
    recognise: object = None

    @classmethod
    def open(
        cls,
        data,
        encoding_name="auto",
        delimiter="auto",
        seconds=SECONDS,
        recognise=None,
        **limits,
    ):
        """Look at *data* (bytes): which kind, encoding, delimiter, header.

        *seconds* is what reading may take in all, *recognise* returns how many names
        of a row are known as columns, *limits* are ``max_bytes`` (once unpacked) and
        ``max_rows``. Raises Fault with a sentence where it is no table or too large.
        """
        kind = container.kind_of(data)
        source = cls(
            data, kind, watch=container.Watch(seconds), recognise=recognise, **limits
        )
        if kind == "xlsx":
            source.unpacked = container.check_workbook(data, source.max_bytes)
        else:
            source._look_at_text(encoding_name, delimiter)
        source._read_header()
        return source

    def _look_at_text(self, encoding_name, delimiter):
        self.unpacked = len(self.data)
        found = encoding.detect(self._stream())
        if encoding_name in (None, "", "auto"):
            self.encoding, self.sure = found.name, found.sure
        elif found.name.startswith(encoding_name):
            # The mark at the beginning also identifies one of two kinds.
            self.encoding = found.name
        else:
            self.encoding = encoding_name
        self.delimiter = delimiter
        if delimiter in (None, "", "auto"):
            self.delimiter = delimited.detect(self._sample())

    def _sample(self):
        lines = (line for line in self._lines() if line.strip())
        sample = list(itertools.islice(lines, 30))
        # Excel's own first line that names the delimiter
        if sample and sample[0].lower().startswith("sep=") and len(sample[0]) < 8:
            sample.pop(0)
        return sample

    def _stream(self):
        return container.open_text(self.data, self.kind, self.watch, self.max_bytes)

    def _lines(self):
        return encoding.lines(self._stream(), self.encoding)

    def _raw_rows(self, report):
        if self.kind == "xlsx":
            rows = workbook.rows(self.data, self.watch, report)
        else:
            rows = delimited.rows(
                self._lines(), delimited.CHARACTERS[self.delimiter], report
            )
        return self.watch.rows(rows)

    def _read_header(self):
        """Find the header: the first row, or one below a title of few cells."""
        silent = Report(lambda issue: None)
        top = []
        for line, cells in self._raw_rows(silent):
            if _shown(cells[0]).lower().startswith("sep=") and not any(cells[1:]):
                continue
            top.append((line, cells))
            if len(top) == HEADER_ROWS:
                break
        if not top:
            raise Fault(_lt("The file contains no rows."))
        self.titles = self._find_header([cells for _line, cells in top])
        self.header_line, cells = top[self.titles]
        if len(cells) > MAX_COLUMNS:
            raise Fault(
                _lt("The table has %(count)s columns, maximum %(limit)s."),
                count=len(cells),
                limit=MAX_COLUMNS,
            )
        self._header_cells = cells
        self.header = _names(cells)

    def _find_header(self, top):
        """Return the place of the header among the rows *top*."""
        if self.recognise:
            known = [self.recognise(_names(cells)) for cells in top]
            best = max(known)
            if best >= 2 and best > known[0]:
                return known.index(best)
            if best:
                return 0
        filled = [sum(1 for cell in cells if _shown(cell).strip()) for cells in top]
        width = max(filled)
        if width < 3:
            return 0
        for place, count in enumerate(filled):
            if count > width / 3:
                return place if _is_header(top[place]) else 0
        return 0

    def rows(self, report):
        """Yield ``(line, [cells])`` below the header, each as wide as the header.

        A row with more cells than the header has is an error (its cells have slipped:
        a delimiter or a quote too many), one with fewer is filled up where it is an
        Excel sheet, where empty cells at the end do not count.
        """
        width, count = len(self.header), 0
        if self.titles:
            report.info(
                self.header_line,
                "",
                "",
                _lt("%(count)s rows above the column names are left out."),
                count=self.titles,
            )
        for line, cells in self._raw_rows(report):
            if line <= self.header_line:
                continue
            if width > 1 and cells == self._header_cells:
                report.info(line, "", "", _lt("Column names repeated; left out."))
                continue
            count += 1
            if count > self.max_rows:
                raise Fault(workbook.TOO_MANY_ROWS, limit=f"{self.max_rows:,}")
            if len(cells) != width:
                if len(cells) < width and self.kind == "xlsx":
                    cells = cells + [""] * (width - len(cells))
                elif len(cells) > width and not any(cells[width:]):
                    cells = cells[:width]
                else:
                    report.error(
                        line,
                        "",
                        _shown(cells[0]),
                        _lt(
                            "The row has %(found)s cells instead of %(width)s. Check "
                            "delimiters and quotes."
                        ),
                        found=len(cells),
                        width=width,
                    )
                    continue
            yield line, cells
        if not count:
            raise Fault(_lt("The file has no rows below its header."))

    @property
    def digest(self):
        """A fingerprint of the file's content."""
        return hashlib.sha256(self.data).hexdigest()


def _shown(cell):
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    return cell


def _is_header(cells):
    """Return whether a row looks like names: texts, none of them twice."""
    texts = [text for cell in cells if (text := _shown(cell).strip())]
    return len(set(texts)) == len(texts) and not any(
        text[0].isdigit() for text in texts
    )


def _names(cells):
    """Return the columns' names: never empty, never twice the same."""
    names, seen = [], {}
    for position, cell in enumerate(cells, 1):
        name = " ".join(
            str(_shown(cell)).replace("\0", "").replace("\ufeff", "").split()
        )
        name = name[:MAX_HEADER] or f"#{position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
