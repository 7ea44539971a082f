# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ...models.access.workbook import XLSX, write_workbook


class ScorecardExport(http.Controller):
    @http.route(
        "/icrm/scorecards/<string:kind>/<string:day>.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def export_period(self, kind, day):
        """Send what a period came to, per department and person, for the officer who
        prepares pay and promotion; who took it out is written down."""
        Scorecard = request.env["icrm.scorecard"]
        try:
            sheets, period = Scorecard._get_export(kind, day)
        except (AccessError, UserError):
            # What one may not see looks like what is not there.
            return request.not_found()
        request.env["icrm.access.log"]._record_export(
            period, request.env._("Scorecards as a workbook")
        )
        return request.make_response(
            write_workbook(sheets),
            headers=[
                ("Content-Type", XLSX),
                (
                    "Content-Disposition",
                    content_disposition(f"{period.display_name}.xlsx"),
                ),
            ],
        )
