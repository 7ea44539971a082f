# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime
import itertools

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError
from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from ...importer import container, workbook
from ...importer.fault import Fault, Report, _lt
from ...importer.source import SECONDS
from .finding_text import get_finding_text

MAX_ROWS = 100_000
MAX_BYTES = 64 * container.MEGABYTE


class BaseImport(models.TransientModel):
    """Odoo's own import into our models, with the one reader of workbooks.

    Odoo's goes through all rows and columns that a file claims to have: 1.5 KB hold
    the server until it is stopped.
    """

    _inherit = "base_import.import"

    def _read_xlsx(self, options):
        if not is_hardened(self.env, self.res_model or ""):
            return super()._read_xlsx(options)
        try:
            rows = self._icrm_read_workbook(options)
        except Fault as fault:
            raise ImportValidationError(get_finding_text(self.env, fault)) from fault
        return len(rows), rows

    def _icrm_read_workbook(self, options):
        """Return the rows of the chosen sheet, all of one width, as Odoo gives them."""
        data = self.file or b""
        watch = container.Watch(SECONDS)
        container.check_workbook(data, MAX_BYTES)
        book = workbook.Book(data, watch)
        paths = {name: path for name, _shown, path in book.sheets}
        options["sheets"] = list(paths)
        options["sheet"] = options.get("sheet") or next(iter(paths), None)
        if options["sheet"] not in paths:
            raise Fault(_lt("The Excel file does not contain this sheet."))
        found = book.rows(paths[options["sheet"]], Report(lambda issue: None))
        rows = [
            [_cell(value) for value in values]
            for _number, values in itertools.islice(watch.rows(found), MAX_ROWS + 1)
        ]
        if len(rows) > MAX_ROWS:
            raise Fault(workbook.TOO_MANY_ROWS, limit=f"{MAX_ROWS:,}")
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]


def _cell(value):
    if isinstance(value, datetime.datetime):
        return value if value.time() != datetime.time() else value.date()
    if isinstance(value, bool):
        return str(value)
    return workbook.as_text(value)
