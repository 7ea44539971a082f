# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Note whose invitation failed, so that an officer can hand out the code."""
        mails = self.filtered(lambda mail: mail.model == "icrm.campaign.participant")
        if mails and failure_type:
            self.env["icrm.campaign.participant"].sudo().browse(
                mails.mapped("res_id")
            ).exists().filtered(lambda one: one.state == "invited").write(
                {"state": "failed"}
            )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
