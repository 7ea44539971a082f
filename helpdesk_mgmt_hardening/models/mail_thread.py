# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .guard import check_author


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_compute_author(self, author_id=None, email_from=None):
        """Let people write on protected records as themselves.

        Core accepts any author; promises are met or missed depending on the author.
        """
        author_id, email_from = super()._message_compute_author(author_id, email_from)
        if (
            not self.env.su
            and self._hardening_applies()
            and (not self or self._hardening_protected())
        ):
            check_author(self.env, {"author_id": author_id, "email_from": email_from})
        return author_id, email_from
