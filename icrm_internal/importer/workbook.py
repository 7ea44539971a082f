# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An XLSX file to rows, streamed: one row is in memory at a time."""

import datetime
import io
import warnings

from .container import check_workbook
from .fault import Fault, _lt


def rows(data):
    """Yield ``(row number, [cells])`` of the first visible sheet, empty rows left out.

    A formula gives the value that was saved with it, never itself. Dates arrive as
    ``datetime``, everything else as text.
    """
    # Only here, for whoever imports CSV needs no openpyxl.
    import openpyxl

    check_workbook(data)
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that do not concern a reader.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            sheet = next(
                (s for s in book.worksheets if s.sheet_state == "visible"), None
            )
        except Exception as error:
            # openpyxl lets through whatever a broken part makes it stumble over.
            raise _damaged() from error
        if sheet is None:
            raise Fault(_lt("The Excel file has no visible sheet with a table."))
        # What the file claims about its size may be wrong; the rows tell.
        sheet.reset_dimensions()
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [_text(value) for value in row]
                while cells and cells[-1] == "":
                    cells.pop()
                if any(cell != "" for cell in cells):
                    yield number, cells
        except Fault:
            raise
        except Exception as error:
            raise _damaged() from error
        finally:
            book.close()


def _damaged():
    return Fault(_lt("The Excel file is damaged or cut off: save it again."))


def _text(value):
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
