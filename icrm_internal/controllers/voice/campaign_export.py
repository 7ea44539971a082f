# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from ...models.access.workbook import XLSX, write_workbook


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
        request.env["icrm.access.log"]._record_export(
            campaign, request.env._("Results as a workbook")
        )
        return request.make_response(
            write_workbook(sheets),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{campaign.name}.xlsx")),
            ],
        )
