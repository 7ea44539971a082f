# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Confidential talks in the portal, for people who have a portal user only.

One address for everything: no talk is in an address, so no log of addresses has one.
"""

import re
from uuid import uuid4

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.counsel.icrm_counsel_case import ALIAS_LIMIT, SUBJECT_LIMIT, TEXT_LIMIT

# What a browser must not keep of these pages.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

FIELDS = ("subject", "body", "alias", "counsellor", "talk", "form_key")


class TalkPortal(CustomerPortal):
    @http.route(
        "/my/talks", type="http", auth="user", methods=["GET", "POST"], website=True
    )
    def icrm_my_talks(self, **post):
        """Show the visitor's own talks; ask for one, write on, close one by POST.

        Users without a customer file are redirected to the home page.
        """
        if not request.env["icrm.customer"]._from_user():
            return request.redirect("/my")
        typed, error = {}, None
        if request.httprequest.method == "POST":
            # Not files
            typed = {
                name: post[name] for name in FIELDS if isinstance(post.get(name), str)
            }
            try:
                with request.env.cr.savepoint():
                    self._icrm_take_step(post.get("deed"), typed)
                return request.redirect("/my/talks", code=303)
            except UserError as refusal:
                request.env.invalidate_all()
                error = str(refusal)
        return self._icrm_render_talks(typed, error)

    def _icrm_get_own_talks(self):
        # sudo: which are the visitor's own, nothing else; the talks are read as them
        cases = request.env["icrm.counsel.case"]
        mine = cases.sudo().search([("user_id", "=", request.env.uid)])
        return mine.sudo(False)

    def _icrm_take_step(self, deed, typed):
        """Do what the form asks for; the talk decides whether the visitor may."""
        env = request.env
        chosen = typed.get("counsellor") or 0
        if chosen:
            # What is no id is refused like one of nobody: -1
            chosen = int(chosen) if re.fullmatch("[0-9]{1,10}", chosen) else -1
        if deed == "ask":
            values = {name: typed.get(name) for name in ("subject", "body", "alias")}
            values["form_key"] = typed.get("form_key")
            env["icrm.counsel.case"].ask_for_talk({**values, "counsellor_id": chosen})
            return
        own = self._icrm_get_own_talks()
        talk = own.filtered(lambda one: str(one.id) == typed.get("talk"))
        if not talk:
            # The same for another's talk and for none
            raise UserError(env._("Choose one of your talks."))
        if deed == "write":
            talk.action_write(typed.get("body"))
        elif deed == "choose":
            talk.action_choose(chosen)
        elif deed == "close":
            talk.action_close()

    def _icrm_render_talks(self, typed, error):
        env = request.env
        talks = self._icrm_get_own_talks()
        # sudo: the names of those whom one may talk to
        counsellors_sudo = env["icrm.counsel.case"]._get_counsellors(
            env.user, env.company
        )
        return request.render(
            "icrm_internal_care.portal_my_talks",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_talks",
                "talks": talks,
                # sudo: as above, of the visitor's own talks
                "partners": {one.id: one.sudo().counsellor_id.name for one in talks},
                "counsellors": [(one.id, one.name) for one in counsellors_sudo],
                "typed": typed if error else {},
                "error": error,
                "form_key": uuid4().hex,
                "limits": (SUBJECT_LIMIT, ALIAS_LIMIT, TEXT_LIMIT),
            },
            headers=HEADERS,
        )
