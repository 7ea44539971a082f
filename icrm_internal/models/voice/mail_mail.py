# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import escape

from odoo import models
from odoo.tools import html2plaintext

from . import codes
from .campaign_message import LINK_MARK


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Put the link into an invitation as it goes out, and only to whom it is for.

        Readers of the queue find a mark; anyone who writes another address into it
        gets the address of the page without a code.
        """
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        if self.model != "icrm.campaign.participant" or not self.res_id:
            return emails
        # sudo: whose link it is; it goes to the own address only
        participant_sudo = self.env[self.model].sudo().browse(self.res_id).exists()
        partner = participant_sudo.customer_id.partner_id
        for email in emails:
            link = self.get_base_url() + codes.PAGE
            if partner and email["partner_id"] == partner and not email["email_cc"]:
                link = codes.get_link(participant_sudo)
            # As a link to click and nothing else: the address of an image would reveal
            # it to another server.
            email["body"] = (email["body"] or "").replace(
                f'href="{LINK_MARK}', f'href="{escape(link)}'
            )
            email["body_alternative"] = html2plaintext(email["body"])
        return emails

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Delete reminders that failed for good: they say who had not answered."""
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
        if failure_type:
            failed = self.exists().filtered(lambda mail: mail.state == "exception")
            reminded = failed._icrm_get_participants().filtered("reminders")
            # sudo: as core deletes what was sent
            failed.sudo().filtered(
                lambda mail: mail.model == reminded._name
                and mail.res_id in reminded.ids
            ).unlink()
        return result

    def _icrm_get_participants(self):
        """Return the participants that these mails are for, in sudo."""
        mails = self.filtered(lambda mail: mail.model == "icrm.campaign.participant")
        # sudo: the state of those written to
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        return Participant_sudo.browse(mails.mapped("res_id")).exists()

    def _icrm_record_failure(self):
        """Note whose invitation failed: an officer has it sent again."""
        self._icrm_get_participants().filtered(
            lambda participant: participant.state == "invited"
            and not participant.reminders
        ).write({"state": "failed"})
        return super()._icrm_record_failure()
