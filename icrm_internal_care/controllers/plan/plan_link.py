# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The page behind the links of messages: it counts, and leads on.

It opens addresses that a text of a step has, and no other; who clicked is shown to
nobody.
"""

from odoo import http
from odoo.http import request

from ...models.plan import plan_text


class PlanLink(http.Controller):
    @http.route(
        f"{plan_text.PAGE}/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def plan_link(self, token, **kw):
        """Note that a link was followed, once a person and step, and go there."""
        # sudo: whoever has the link was sent it; what it leads to is in the text
        touch, address = plan_text.read_link(request.env(su=True), token)
        if not touch:
            return request.redirect("/odoo")
        if not touch.is_clicked:
            touch.is_clicked = True
        return request.redirect(address, local=False)
