# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.access import caller_values

NAME_LIMIT = 250
TEXT_LIMIT = 5000
SHOWN = 50


class IdeaPortal(CustomerPortal):
    """The own ideas, for employees who have a portal user only."""

    @http.route(
        "/my/ideas", type="http", auth="user", methods=["GET", "POST"], website=True
    )
    def icrm_my_ideas(self, **post):
        """List the visitor's ideas with the answers; submit another one by POST.

        Users without a customer file are redirected to the home page.
        """
        customer = request.env["icrm.customer"]._from_user()
        if not customer:
            return request.redirect("/my")
        error = None
        if request.httprequest.method == "POST":
            try:
                self._icrm_submit_idea(customer, post)
                return request.redirect("/my/ideas?sent=1", code=303)
            except UserError as refusal:
                error = str(refusal)
        # sudo: the visitor's own ideas only
        ideas_sudo = request.env["icrm.idea"].sudo()
        return request.render(
            "icrm_internal.portal_my_ideas",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_ideas",
                "ideas_sudo": ideas_sudo.search(
                    [("author_id", "=", customer.id)], order="id desc", limit=SHOWN
                ),
                "typed": post if error else {},
                "sent": bool(post.get("sent")) and not error,
                "error": error,
            },
        )

    def _icrm_submit_idea(self, customer, post):
        env = request.env
        name = caller_values.text_of(
            env, env._("Idea"), post.get("name"), NAME_LIMIT, True
        )
        text = caller_values.text_of(
            env, env._("Description"), post.get("description"), TEXT_LIMIT
        )
        # sudo: portal users have no right to create ideas; this one is the visitor's.
        env["icrm.idea"].sudo().create(
            {
                "name": name,
                "description": plaintext2html(text or ""),
                "author_id": customer.id,
                "company_id": customer.sudo().company_id.id,
            }
        )
