# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import Command, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ProfilePortal(CustomerPortal):
    """The own preferences, for employees who have a portal user only."""

    def _prepare_portal_layout_values(self):
        return {
            **super()._prepare_portal_layout_values(),
            "icrm_has_profile": bool(request.env["icrm.customer"]._from_user()),
        }

    @http.route(
        "/my/profile", type="http", auth="user", methods=["GET", "POST"], website=True
    )
    def icrm_my_profile(self, **post):
        """Show the preferences of the visitor's own customer file; save them by POST.

        Users without a customer file are redirected to the home page.
        """
        # sudo: only the file of the visitor, and of it only PREFERENCES
        customer_sudo = request.env["icrm.customer"]._from_user().sudo()
        if not customer_sudo:
            return request.redirect("/my")
        error = None
        if request.httprequest.method == "POST":
            try:
                customer_sudo.write(self._icrm_read_preferences(post))
            except UserError as refusal:
                error = str(refusal)
        # sudo: the names of interests, to choose from
        interests_sudo = request.env["icrm.interest"].sudo().search([])
        return request.render(
            "icrm_internal.portal_my_profile",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_profile",
                "customer_sudo": customer_sudo,
                "channels": self._icrm_get_selection("preferred_channel"),
                "written_languages": self._icrm_get_selection("lang"),
                "interests": interests_sudo,
                "quiet_from": self._icrm_format_hour(customer_sudo.quiet_from),
                "quiet_to": self._icrm_format_hour(customer_sudo.quiet_to),
                "saved": request.httprequest.method == "POST" and not error,
                "error": error,
            },
        )

    def _icrm_get_selection(self, name):
        field = request.env["icrm.customer"]._fields[name]
        return field._description_selection(request.env)

    def _icrm_format_hour(self, hour):
        """Return 7.5 as 07:30; 24:00 is 00:00 to a browser."""
        minutes = round(hour * 60) % (24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    def _icrm_read_preferences(self, post):
        """Return the values of a submitted form.

        :raise UserError: names the first answer that is none
        """
        values = {}
        for name in ("preferred_channel", "lang"):
            value = post.get(name)
            if value not in dict(self._icrm_get_selection(name)):
                raise UserError(
                    request.env._("%(value)s is not a valid choice.", value=value)
                )
            values[name] = value
        for name in ("quiet_from", "quiet_to"):
            match = re.fullmatch(
                r"([01][0-9]|2[0-3]):([0-5][0-9])", post.get(name) or ""
            )
            if not match:
                raise UserError(
                    request.env._("Enter quiet hours as 20:00, up to 23:59.")
                )
            values[name] = int(match[1]) + int(match[2]) / 60
        chosen = request.httprequest.form.getlist("interest")
        # sudo: the names of interests, to choose from
        interests_sudo = request.env["icrm.interest"].sudo().search([])
        values["interest_ids"] = [
            Command.set(
                [
                    interest.id
                    for interest in interests_sudo
                    if str(interest.id) in chosen
                ]
            )
        ]
        return values
