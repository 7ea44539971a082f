# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..models.guard import check_author


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _hardening_writes_on_protected(self):
        self.ensure_one()
        ids = self._evaluate_res_ids() if self.model else []
        return self._hardening_protected_ids(self.model or "", ids)

    def _action_send_mail(self, auto_commit=False):
        """Let people write to many protected records as themselves, too.

        Mails to many are made as superuser, and their messages with them.
        """
        if not self.env.su:
            user = self.env.user
            own = {"author_id": user.partner_id.id, "email_from": user.email_formatted}
            for composer in self.filtered(
                lambda row: row._hardening_writes_on_protected()
            ):
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
