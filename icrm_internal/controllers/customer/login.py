# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.web.controllers.home import Home


class Login(Home):
    def _login_redirect(self, uid, redirect=None):
        """Show pages in the user's language, whatever the login page was read in.

        Odoo prefers the cookie of the last page. Who chooses another language
        afterwards keeps it.
        """
        # sudo: the language of the user who logs in
        lang = request.env["res.users"].sudo().browse(uid).lang
        if lang:
            request.future_response.set_cookie("frontend_lang", lang)
        return super()._login_redirect(uid, redirect=redirect)
