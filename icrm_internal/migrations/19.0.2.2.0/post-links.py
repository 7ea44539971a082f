# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

BUTTONS = "<t t-out=\"object._icrm_render_action_links('resolved')\"/>"


def migrate(cr, version):
    """Put the buttons into the mail about a resolved request.

    Administrators edit it, so an update leaves it alone: they go to its end, whatever
    it says. Its translations stay, for no text changes.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(
        "icrm_internal.mail_template_request_resolved", raise_if_not_found=False
    )
    if not template:
        return
    # English first: a language that has no text of its own reads that one.
    languages = [code for code, _name in env["res.lang"].get_installed()]
    for lang in sorted(languages, key=lambda code: code != "en_US"):
        translated = template.with_context(lang=lang)
        body = translated.body_html or ""
        if body and "_icrm_render_action_links" not in body:
            text, closing, rest = body.rpartition("</div>")
            translated.body_html = (
                f"{text}{BUTTONS}{closing}{rest}" if closing else f"{body}{BUTTONS}"
            )
