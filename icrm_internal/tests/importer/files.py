# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Workbooks as spreadsheets and enemies make them."""

import io
import zipfile

import openpyxl

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>%s</sheetData></worksheet>"
)
HEADER = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'


def workbook(rows, extra=None):
    """Return the bytes of an XLSX with *rows*; *extra*: part -> bytes to add."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    if extra:
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in extra.items():
                archive.writestr(name, content)
    return stream.getvalue()


def sheet(rows):
    """Return the bytes of an XLSX whose sheet holds the XML *rows* below a header."""
    plain, stream = io.BytesIO(workbook([["x"]])), io.BytesIO()
    with zipfile.ZipFile(plain) as old:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                content = old.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    content = SHEET % (HEADER + rows)
                new.writestr(part, content)
    return stream.getvalue()


FAR_ROW = sheet('<row r="1048577000"><c r="A1048577000"><v>1</v></c></row>')
FAR_COLUMN = sheet(
    "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"><v>1</v></c></row>'
        for n in range(2, 2002)
    )
)
