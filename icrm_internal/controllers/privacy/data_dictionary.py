# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ...models.access.workbook import XLSX, write_workbook


class DataDictionary(http.Controller):
    @http.route("/icrm/data-dictionary.xlsx", type="http", auth="user", methods=["GET"])
    def icrm_data_dictionary(self):
        """Send the data dictionary to officers and auditors; it is logged."""
        DataField = request.env["icrm.data.field"]
        try:
            rows, sheets = DataField._get_export()
        except AccessError:
            # What one may not see looks like what is not there.
            return request.not_found()
        what = request.env._("Data dictionary as a workbook")
        request.env["icrm.access.log"]._record_export(DataField, what, count=len(rows))
        return request.make_response(
            write_workbook(sheets),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition("data-dictionary.xlsx")),
            ],
        )
