# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Leave mails of our records to the queue, which is triggered at once.

        Core speaks to the mail server before it answers the click: with a server that
        hangs, resolving a request waits a minute and blocks a worker.
        """
        if self._name != "mail.thread" and not self._hardening_applies():
            return super()._notify_thread_by_email(message, recipients_data, **kwargs)
        queued = self.with_context(mail_notify_force_send=False)
        result = super(MailThread, queued)._notify_thread_by_email(
            message, recipients_data, **kwargs
        )
        if any(recipient["notif"] == "email" for recipient in recipients_data):
            # sudo: authors may have their message sent
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return result
