# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _icrm_is_public_word(self):
        """Return whether a person said this for everybody in the conversation to read.

        Not an internal note, not a tracked change, not an automatic mail.
        """
        self.ensure_one()
        return (
            self.message_type in ("comment", "email")
            and not self.is_internal
            and bool(self.subtype_id)
            and not self.subtype_id.internal
        )
