# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows as a workbook that no spreadsheet program mistakes for formulas."""

import io
import math

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(sheets):
    """Return the bytes of a workbook: sheets are [(name, [row, ...])], heads first."""
    output = io.BytesIO()
    # Texts are texts: none becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False}
    options["strings_to_urls"] = False
    with xlsxwriter.Workbook(output, options) as book:
        bold = book.add_format({"bold": True})
        number = book.add_format({"num_format": "0.00"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.set_column(0, 1, 40)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, float):
                        # Excel has no such number: the cell is empty, the rest is told.
                        if not math.isfinite(value):
                            continue
                        sheet.write_number(place, column, value, number)
                    elif value is not None:
                        sheet.write(place, column, value, None if place else bold)
    return output.getvalue()
