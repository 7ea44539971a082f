# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from . import action_link


class MailThread(models.AbstractModel):
    """No links to act in what comes back, or is pasted into a conversation."""

    _inherit = "mail.thread"

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        """Take the links to act out of quoted mails: others read what is stored."""
        payload_dict["body"] = action_link.strip_body(payload_dict["body"])
        return super()._message_parse_extract_payload_postprocess(message, payload_dict)

    def _message_create(self, values_list):
        return super()._message_create(
            [
                {**values, "body": action_link.strip_body(values["body"])}
                if values.get("body")
                else values
                for values in values_list
            ]
        )
