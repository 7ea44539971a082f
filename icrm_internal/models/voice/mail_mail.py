# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _icrm_note_failure(self):
        """Note whose invitation failed: an officer has it sent again."""
        mails = self.filtered(lambda mail: mail.model == "icrm.campaign.participant")
        # sudo: the state of the mail just tried
        mails.env["icrm.campaign.participant"].sudo().browse(
            mails.mapped("res_id")
        ).exists().filtered(lambda one: one.state == "invited").write(
            {"state": "failed"}
        )
        return super()._icrm_note_failure()
