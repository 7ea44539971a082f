# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request


class OwnDataPortal(http.Controller):
    """The copy of one's own data, for all who have a login."""

    @http.route("/my/own-data", type="http", auth="user", methods=["POST"])
    def icrm_request_own_data(self, **_post):
        """Prepare the visitor's copy; send it if it is there already."""
        own = request.env["icrm.own.data"]._request()
        if own.state == "ready":
            return request.redirect(own._get_url())
        return request.redirect("/my/profile?own_data=waiting")

    @http.route("/my/own-data/<int:own_id>", type="http", auth="user", methods=["GET"])
    def icrm_download_own_data(self, own_id):
        """Send a copy to the person it is about; to others it is not there."""
        content = request.env["icrm.own.data"]._take(own_id)
        if content is None:
            return request.not_found()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition("my-data.zip")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
