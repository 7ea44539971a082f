# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Coordination groups in the portal, for consultants from outside."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

# What a browser must not keep: after the last day nothing is left.
HEADERS = {"Cache-Control": "no-store"}


class GroupPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "icrm_group_count" in counters:
            values["icrm_group_count"] = len(
                request.env["icrm.coordination"]._find_for_consultant()
            )
        return values

    @http.route("/my/groups", type="http", auth="user", methods=["GET"], website=True)
    def icrm_my_groups(self, **kw):
        """List the groups that the visitor advises now."""
        # sudo: those of the visitor, as the model decides
        groups_sudo = request.env["icrm.coordination"]._find_for_consultant()
        return request.render(
            "icrm_internal_care.portal_my_groups",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_groups",
                "groups": groups_sudo,
            },
            headers=HEADERS,
        )

    @http.route(
        "/my/groups/<int:group_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        website=True,
    )
    def icrm_my_group(self, group_id, **post):
        """Show the record of a group and the visitor's actions; finish one by POST.

        A group that is over, of others or none at all are answered alike: not found.
        """
        # sudo: one of the visitor's, as the model decides
        group_sudo = request.env["icrm.coordination"]._find_for_consultant(group_id)
        if not group_sudo:
            raise request.not_found()
        error = None
        if request.httprequest.method == "POST":
            try:
                self._icrm_finish_action(group_sudo, post)
                return request.redirect(f"/my/groups/{group_sudo.id}", code=303)
            except UserError as refusal:
                error = str(refusal)
        return request.render(
            "icrm_internal_care.portal_my_group",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_group",
                "group": group_sudo,
                "facts": group_sudo._open_as_consultant(),
                "items": group_sudo._get_own_actions(),
                "error": error,
                "typed": post if error else {},
            },
            headers=HEADERS,
        )

    def _icrm_finish_action(self, group_sudo, post):
        # One's own of this group only; the same answer for others' and for none
        item_sudo = group_sudo._get_own_actions().filtered(
            lambda item: str(item.id) == post.get("item")
        )
        if not item_sudo:
            raise UserError(request.env._("Choose one of your actions."))
        item_sudo._finish_as_consultant(post.get("result"))
