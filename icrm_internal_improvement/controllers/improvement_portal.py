# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Improvements one was invited to: what guests from outside see, and can write.

Guests have no access right to improvements. These pages show what the methods of
models/improvement/icrm_improvement.py give out.
"""

from odoo import http
from odoo.exceptions import MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ImprovementPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "icrm_improvement_count" in counters:
            values["icrm_improvement_count"] = len(
                request.env["icrm.improvement"]._get_my_invitations()
            )
        return values

    @http.route("/my/improvements", type="http", auth="user", website=True)
    def portal_my_improvements(self):
        """List the improvements the user is invited to."""
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="icrm_improvements",
            improvements=request.env["icrm.improvement"]._get_my_invitations(),
        )
        return request.render(
            "icrm_internal_improvement.portal_my_improvements", values
        )

    @http.route(
        "/my/improvements/<int:improvement_id>", type="http", auth="user", website=True
    )
    def portal_my_improvement(self, improvement_id):
        """Show one improvement to who is invited to it."""
        return self._icrm_render_improvement(improvement_id)

    @http.route(
        "/my/improvements/<int:improvement_id>/write",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_write_improvement(self, improvement_id, words=None):
        """Add a message, as who is invited."""
        try:
            invitation_sudo = request.env["icrm.improvement"]._get_invitation(
                improvement_id
            )
            invitation_sudo._post_as_guest(words)
        except MissingError:
            return request.redirect("/my/improvements")
        except UserError as error:
            return self._icrm_render_improvement(
                improvement_id, error=str(error), words=words
            )
        return request.redirect(f"/my/improvements/{improvement_id}#talk")

    def _icrm_render_improvement(self, improvement_id, **more):
        try:
            invitation_sudo = request.env["icrm.improvement"]._get_invitation(
                improvement_id
            )
        except MissingError:
            return request.redirect("/my/improvements")
        messages_sudo = invitation_sudo._get_guest_messages()
        messages_sudo.attachment_ids.generate_access_token()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="icrm_improvements",
            improvement=invitation_sudo,
            messages=messages_sudo,
            tasks=invitation_sudo._get_guest_tasks(),
            **more,
        )
        return request.render("icrm_internal_improvement.portal_my_improvement", values)
