# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import models

from . import action_link


class MailThread(models.AbstractModel):
    """No links to act in what comes back."""

    _inherit = "mail.thread"

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        """Take the links to act out of quoted mails: others read what is stored."""
        body = payload_dict["body"]
        if body and (stripped := action_link.strip(body)) != body:
            payload_dict["body"] = (
                Markup(stripped) if isinstance(body, Markup) else stripped
            )
        return super()._message_parse_extract_payload_postprocess(message, payload_dict)
