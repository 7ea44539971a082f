# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

import xlsxwriter

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CampaignExport(http.Controller):
    @http.route(
        "/icrm/campaign/<int:campaign_id>/results.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def export_results(self, campaign_id):
        """Send the results as a workbook; who took them out is written down."""
        campaign = request.env["icrm.campaign"].browse(campaign_id)
        try:
            campaign.check_access("read")
            sheets = campaign._get_export()
        except (AccessError, MissingError):
            # What one may not see looks like what is not there.
            return request.not_found()
        request.env["icrm.access.log"]._record(
            "export", campaign, request.env._("Results as a workbook")
        )
        return request.make_response(
            self._write_workbook(sheets),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{campaign.name}.xlsx")),
            ],
        )

    def _write_workbook(self, sheets):
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
                            sheet.write_number(place, column, value, number)
                        elif value is not None:
                            sheet.write(place, column, value, None if place else bold)
        return output.getvalue()
