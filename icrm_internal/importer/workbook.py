# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An XLSX file to rows, streamed: one row is in memory at a time."""

import contextlib
import datetime
import io
import re
import warnings

from .delimited import EMPTY_ROWS, MAX_RECORD
from .fault import Fault, _lt

#: Where a sheet ends in Excel; what claims to lie beyond was not written by it.
LAST_ROW = 1_048_576
#: What a numeric cell may hold.
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
#: Columns that are read; one cell in column XFD must not make 16,384 of each row.
MAX_COLUMNS = 400
#: Merged ranges that are kept in mind; a file may declare a million of them.
MAX_MERGED = 100_000
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]{0,80}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
#: A number format of nothing but zeros and literals: ``000000``, ``"INC"0000000``
_PADDED = re.compile(r"""(?:"[^"]*"|\\.|[0\-/ ])+""")
_PADDED_PART = re.compile(r""""([^"]*)"|\\(.)|(.)""")
TOO_MANY_ROWS = _lt("The table exceeds %(limit)s rows. Split the export.")


def rows(data, watch, report):
    """Yield ``(row number, [cells])`` of the first visible sheet, empty rows left out.

    A formula gives the value that was saved with it, never itself. Dates arrive as
    ``datetime``, everything else as text.
    """
    book = Book(data, watch)
    path = next((path for _name, shown, path in book.sheets if shown), None)
    if path is None:
        raise Fault(_lt("The Excel file has no visible sheet with data."))
    for number, values in book.rows(path, report):
        yield number, [as_text(value) for value in values]


class Book:
    """A workbook whose parts were checked; ``sheets``: [(name, is visible, path)].

    openpyxl reads texts, styles, names and single rows. Not whole sheets: it goes
    through each to measure it, and makes up all rows and cells between those that are
    there, a thousand million of them if the file declares them.
    """

    def __init__(self, data, watch):
        # Imported here: CSV files need no openpyxl.
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.worksheet._reader import WorkSheetParser

        with _readable():
            reader = ExcelReader(
                _Watched(data, watch), read_only=True, data_only=True, keep_links=False
            )
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            self._archive = reader.archive
            self._formats = _padding_formats(reader.wb)
            self.sheets = [
                (sheet.name, sheet.state == "visible", relation.target)
                for sheet, relation in reader.parser.find_sheets()
                if relation.target in reader.valid_files
                and "chartsheet" not in relation.Type
            ]
            self._parser = WorkSheetParser(
                None,
                reader.shared_strings,
                data_only=True,
                epoch=reader.wb.epoch,
                date_formats=reader.wb._date_formats,
                timedelta_formats=reader.wb._timedelta_formats,
            )

    def rows(self, path, report):
        """Yield ``(row number, [values])`` of a sheet, empty rows left out."""
        from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, iterparse

        merged = self._merged(path)
        with _readable(), _Sheet(self._archive.open(path)) as stream:
            self._parser.row_counter = empty = 0
            told = False
            for _event, element in iterparse(stream):
                if element.tag == DATA_TAG:
                    return
                if element.tag != ROW_TAG:
                    continue
                before = self._parser.row_counter
                try:
                    number, cells = self._parser.parse_row(element)
                except ValueError:
                    # One cell of it is no number; the others are as good as ever.
                    _take_as_text(element)
                    self._parser.row_counter = before
                    number, cells = self._parser.parse_row(element)
                element.clear()
                stream.begin_row()
                if number > LAST_ROW:
                    raise Fault(
                        _lt(
                            "The Excel file contains row %(row)s, maximum %(limit)s. "
                            "Save it again."
                        ),
                        row=number,
                        limit=f"{LAST_ROW:,}",
                    )
                cells = {
                    cell["column"]: self._shown(cell)
                    for cell in cells
                    if cell["value"] not in (None, "")
                }
                merged.fill(number, cells)
                columns = [column for column in cells if column <= MAX_COLUMNS]
                if len(columns) < len(cells) and not told:
                    told = True
                    report.warning(
                        number,
                        "",
                        "",
                        _lt("Columns after column %(limit)s are ignored."),
                        limit=MAX_COLUMNS,
                    )
                if columns:
                    empty = 0
                    yield number, [cells.get(n) for n in range(1, max(columns) + 1)]
                    continue
                empty += 1
                if empty == EMPTY_ROWS:
                    report.warning(
                        number,
                        "",
                        "",
                        _lt("Reading stopped after %(limit)s empty rows."),
                        limit=f"{EMPTY_ROWS:,}",
                    )
                    return

    def _shown(self, cell):
        """Return the value of *cell*; a number with the zeros its format shows."""
        value, layout = cell["value"], self._formats.get(cell["style_id"])
        if layout and cell["data_type"] == "n" and value >= 0 and value == int(value):
            return _pad(int(value), layout)
        return value

    def _merged(self, path):
        """Return the ranges of the sheet that are merged over several rows.

        They stand behind all rows, so the sheet is searched before it is read.
        """
        found, rest = _Merged(), b""
        with _readable(), self._archive.open(path) as stream:
            while chunk := stream.read(1024 * 1024):
                text = rest + chunk
                if b"mergeCell" in text:
                    for match in _MERGED.finditer(text):
                        found.add(*match.groups())
                rest = text[-200:]
        return found


class _Merged:
    """Ranges merged downwards: each row of one has the value of the first."""

    def __init__(self):
        self._starts = {}  # row -> {column: last row}
        self._active = {}  # column -> (last row, value)
        self._count = 0

    def add(self, column, row, last_column, last_row):
        from openpyxl.utils import column_index_from_string

        row, last_row = int(row), int(last_row)
        # Merged to the right as well, it is a title above several columns.
        if row >= last_row or column != last_column or self._count >= MAX_MERGED:
            return
        self._count += 1
        column = column_index_from_string(column.decode())
        self._starts.setdefault(row, {})[column] = last_row

    def fill(self, row, cells):
        """Complete *cells*, {column: value} of a row; rows come in their order."""
        for column, (last_row, value) in list(self._active.items()):
            if row > last_row:
                del self._active[column]
            else:
                cells.setdefault(column, value)
        for column, last_row in self._starts.get(row, {}).items():
            if column in cells:
                self._active[column] = last_row, cells[column]


def _padding_formats(book):
    """Return {style: its number format} of those that show leading zeros."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    found = {}
    for style, array in enumerate(book._cell_styles):
        number = array.numFmtId
        own = book._number_formats
        layout = own[number - 164] if 0 <= number - 164 < len(own) else None
        layout = (layout or BUILTIN_FORMATS.get(number) or "").split(";")[0]
        if _PADDED.fullmatch(layout) and layout.count("0") > 1:
            found[style] = layout
    return found


def _pad(number, layout):
    """Return *number* as Excel shows it: a digit per zero, the first may be longer."""
    parts = [
        (match[1] or match[2] or match[3] or "", match[3] == "0")
        for match in _PADDED_PART.finditer(layout)
    ]
    places = sum(is_digit for _text, is_digit in parts)
    digits = str(number).zfill(places)
    surplus = len(digits) - places
    shown, position = [], 0
    for text, is_digit in parts:
        if not is_digit:
            shown.append(text)
            continue
        end = position + 1 + surplus
        shown.append(digits[position:end])
        position, surplus = end, 0
    return "".join(shown)


def _take_as_text(row):
    """Make a text of each numeric cell of *row* that holds no number, NaN for one.

    Programs write what Excel cannot: not a number, infinity, a number in words. As a
    text it is told of where it stands.
    """
    from openpyxl.worksheet._reader import VALUE_TAG

    for cell in row:
        value = cell.findtext(VALUE_TAG)
        if cell.get("t", "n") == "n" and value and not NUMBER.fullmatch(value):
            cell.set("t", "str")


@contextlib.contextmanager
def _readable():
    """Whatever openpyxl stumbles over in a broken part is one sentence."""
    with warnings.catch_warnings():
        # It warns of styles and extensions that do not concern a reader.
        warnings.simplefilter("ignore")
        try:
            yield
        except (Fault, GeneratorExit):
            raise
        except Exception as error:
            raise Fault(_lt("The Excel file is damaged. Save it again.")) from error


class _Watched(io.BytesIO):
    """The packed file; each piece that is read of it is on the watch."""

    def __init__(self, data, watch):
        super().__init__(data)
        self._watch = watch

    def read(self, size=-1):
        self._watch.check()
        return super().read(size)


class _Sheet(io.RawIOBase):
    """The XML of a sheet; one row of it may be as long as one of a text file."""

    def __init__(self, raw):
        super().__init__()
        self._raw = raw
        self.begin_row()

    def begin_row(self):
        self._left = MAX_RECORD

    def read(self, size=-1):
        chunk = self._raw.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise Fault(
                _lt("A row of the Excel file exceeds %(limit)s MB."),
                limit=MAX_RECORD // 1024**2,
            )
        return chunk

    def close(self):
        self._raw.close()
        super().close()


def as_text(value):
    """Return a cell's value as text; a date as ``datetime``."""
    if value is None:
        return ""
    if isinstance(value, str):
        # How a workbook writes characters that XML forbids
        return value.replace("_x000D_", "") if "_x000D_" in value else value
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
