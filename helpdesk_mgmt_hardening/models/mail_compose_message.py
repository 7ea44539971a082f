# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .guard import check_author, is_ours


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Let people write to many records of ours as themselves, too.

        Mails to many are made as superuser, and their messages with them.
        """
        if not self.env.su:
            user = self.env.user
            own = {"author_id": user.partner_id.id, "email_from": user.email_formatted}
            for composer in self.filtered(lambda row: is_ours(row.model or "")):
                if composer.template_id:
                    # The sender that a template names is meant for automatic mails.
                    composer.write(own)
                check_author(
                    self.env,
                    {
                        "author_id": composer.author_id.id,
                        "email_from": composer.email_from,
                    },
                )
        return super()._action_send_mail(auto_commit=auto_commit)
