# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

# Core disarms = + and -. A spreadsheet also takes @ for a formula, and skips a tab or a
# carriage return before one (OWASP ASVS 1.2.10).
FORMULA_STARTS = ("@", "\t", "\r")


class SafeCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        rows = [[self._hardening_escape_formula(cell) for cell in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

    def _hardening_escape_formula(self, cell):
        if isinstance(cell, bytes):
            cell = cell.decode()
        if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
            return f"'{cell}"
        return cell


class SafeXlsxWriter(ExportXlsxWriter):
    """What is text stays text: no formula, no link, in heads and groups neither."""

    def write(self, row, column, cell_value, style=None):
        if cell_value and isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class SafeGroupXlsxWriter(GroupExportXlsxWriter, SafeXlsxWriter):
    pass


class SafeExcelExport(ExcelExport):
    # As core's, with our writers: it has no place to name others.
    def from_data(self, fields, columns_headers, rows):
        with SafeXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for place, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(place, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with SafeGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value
