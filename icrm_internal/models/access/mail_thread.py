# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import models

from . import action_link


class MailThread(models.AbstractModel):
    """Buttons to act under the text of a mail, and none in what comes back."""

    _inherit = "mail.thread"

    def _notify_by_email_prepare_rendering_context(self, message, **kwargs):
        """Add the buttons that the poster asked for: to the mail, not to the message.

        Everybody reads the conversation; the buttons are for who gets the mail.
        """
        values = super()._notify_by_email_prepare_rendering_context(message, **kwargs)
        event = self.env.context.get("icrm_action_event")
        if event and self and action_link.is_actionable(self.env, self._name):
            values["icrm_actions"] = self._icrm_render_action_links(event)
        return values

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        """Take the links to act out of quoted mails: others read what is stored."""
        body = payload_dict["body"]
        if body and (stripped := action_link.strip(body)) != body:
            payload_dict["body"] = (
                Markup(stripped) if isinstance(body, Markup) else stripped
            )
        return super()._message_parse_extract_payload_postprocess(message, payload_dict)
