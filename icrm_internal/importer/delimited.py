# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Text to rows: delimiter, quotes, cells of any length."""

import csv

from .fault import _lt

DELIMITERS = [
    ("auto", _lt("Found automatically")),
    ("comma", _lt("Comma (,)")),
    ("semicolon", _lt("Semicolon (;)")),
    ("tab", _lt("Tab")),
    ("pipe", _lt("Bar (|)")),
]
CHARACTERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
#: Characters of one row, all cells together. A quote that is never closed would
#: otherwise swallow the rest of the file.
MAX_RECORD = 4 * 1024 * 1024
#: So many empty rows one after another are the end of a table.
EMPTY_ROWS = 10_000
_MARKER = "\ufdd0"  # replaces NUL, which the csv module of Python 3.10 refuses


def detect(sample):
    """Return the key in CHARACTERS of the delimiter of *sample*, a list of lines.

    The one that cuts the header into most cells while the next lines get as many. The
    header may come after a title, which is not cut.
    """
    best, score = "comma", 0.0
    for key, character in CHARACTERS.items():
        widths = [
            len(row)
            for row in csv.reader(
                (line.replace("\0", "") for line in sample), delimiter=character
            )
            if any(cell.strip() for cell in row)
        ]
        cut = [width for width in widths if width > 1]
        if not cut:
            continue
        header = widths[0] if widths[0] > 1 else max(cut, key=cut.count)
        same = sum(width == header for width in widths) / len(widths)
        if same * header > score:
            best, score = key, same * header
    return best


def rows(lines, delimiter, report):
    """Yield ``(line number, [cells])`` for each row of *lines* that is not empty.

    *lines* are text lines with their ends, *delimiter* is the character. The number
    is that of the row's first line. NULs arrive in the cells: what to do with them
    depends on the column.
    """
    source, empty = _Source(lines), 0
    while True:
        source.begin()
        reader = csv.reader(source, delimiter=delimiter)
        try:
            for cells in reader:
                if source.exhausted:
                    # The csv module expected more, so a quote is open.
                    _unclosed(source, report)
                    break
                line, nul = source.first_line, source.nul
                source.begin()
                if any(map(str.strip, cells)):
                    empty = 0
                    yield (
                        line,
                        [cell.replace(_MARKER, "\0") for cell in cells]
                        if nul
                        else cells,
                    )
                    continue
                empty += 1
                if empty == EMPTY_ROWS:
                    report.warning(
                        line,
                        "",
                        "",
                        _lt("Reading stopped after %(limit)s empty rows."),
                        limit=f"{EMPTY_ROWS:,}",
                    )
                    return
            else:
                return
        except csv.Error:
            # A cell longer than the module takes (128 KB): read this one row by hand.
            cells = _long_record(source, delimiter)
            if cells is None:
                _unclosed(source, report)
            else:
                yield source.first_line, [cell.replace(_MARKER, "\0") for cell in cells]


def _unclosed(source, report):
    report.error(
        source.first_line,
        "",
        source.record[0],
        _lt('Unclosed quote (") in this line; reading continues in the next line.'),
    )
    source.push_back(source.record[1:])


def _long_record(source, delimiter):
    """Return the cells of the current record of *source*, or None if it never ends."""
    is_open = False
    for line in source.record:
        is_open = _ends_open(line, delimiter, is_open)
    while is_open:
        line = None if source.size > MAX_RECORD else next(source, None)
        if line is None:
            return None
        is_open = _ends_open(line, delimiter, is_open)
    return _cells("".join(source.record), delimiter)


def _ends_open(line, delimiter, is_open):
    """Return whether a quote is open at the end of *line*; *is_open*: at its start."""
    position = 0
    while True:
        if not is_open and line.startswith('"', position):
            is_open = True
            position += 1
        if is_open:
            position = line.find('"', position) + 1
            if not position:
                return True
            if line.startswith('"', position):
                position += 1
                continue
            is_open = False
        position = line.find(delimiter, position) + 1
        if not position:
            return False


def _cells(text, delimiter):
    """Cut one whole record into cells; ``""`` within quotes is one quote."""
    cells, position = [], 0
    while True:
        parts = []
        if text.startswith('"', position):
            position += 1
            while True:
                close = text.index('"', position)
                parts.append(text[position:close])
                position = close + 1
                if not text.startswith('"', position):
                    break
                parts.append('"')
                position += 1
        stop = text.find(delimiter, position)
        if stop < 0:
            parts.append(text[position:].rstrip("\r\n"))
            return cells + ["".join(parts)]
        parts.append(text[position:stop])
        cells.append("".join(parts))
        position = stop + 1


class _Source:
    """Gives lines to the csv module and remembers those of the current record."""

    def __init__(self, lines):
        self._lines = iter(lines)
        self._pushed = []
        self._number = 0
        self.exhausted = False
        self.begin()

    def begin(self):
        """The next line begins a record."""
        self.record = []
        self.size = 0
        self.nul = False
        self.first_line = self._number + 1

    def push_back(self, lines):
        self._pushed.extend(reversed(lines))
        self._number -= len(lines)
        self.exhausted = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.size > MAX_RECORD:
            raise csv.Error("record too long")
        if self._pushed:
            line = self._pushed.pop()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.exhausted = True
                raise
        if "\0" in line:
            line = line.replace("\0", _MARKER)
        self.nul = self.nul or _MARKER in line
        self._number += 1
        self.record.append(line)
        self.size += len(line)
        return line
