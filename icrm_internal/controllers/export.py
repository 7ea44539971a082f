# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.web.controllers.export import CSVExport

# Core disarms = + and -. A spreadsheet also takes @ for a formula, and skips a tab or a
# carriage return before one (OWASP ASVS 1.2.10).
FORMULA_STARTS = ("@", "\t", "\r")


class SafeCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        rows = [[self._icrm_disarm(cell) for cell in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

    def _icrm_disarm(self, cell):
        if isinstance(cell, bytes):
            cell = cell.decode()
        if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
            return f"'{cell}"
        return cell
