# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import smtplib

from odoo import models

SILENT = "icrm_silent_mail_servers"


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _connect__(self, *args, mail_server_id=None, **kwargs):  # noqa: PLW3201
        """Wait for a silent server once in a run, not once for each sender.

        The queue connects again for each sender. With a minute for each, a server that
        hangs would hold it over the limit of time, and what failed would never be
        written down.
        """
        # Of the cursor: the next run, which has its own, tries again.
        silent = self.env.cr.cache.setdefault(SILENT, set())
        if mail_server_id and mail_server_id in silent:
            raise TimeoutError("The mail server gave no answer a moment ago.")
        try:
            return super()._connect__(*args, mail_server_id=mail_server_id, **kwargs)
        except (TimeoutError, smtplib.SMTPServerDisconnected):
            silent.add(mail_server_id)
            raise
