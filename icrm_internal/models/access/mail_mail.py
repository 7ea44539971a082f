# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import html2plaintext

from . import action_link


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Put the links to act into a mail as it goes out, if one person gets it."""
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        for email in emails:
            body = email["body"] or ""
            if action_link.PAGE not in body:
                continue
            partner = email["partner_id"]
            # An address that several people read, or a copy: it stays a plain link.
            if partner and not email["email_cc"] and len(email["email_to"]) == 1:
                email["body"] = action_link.personalize(self.env, body, partner)
                # The text part of the mail names the addresses as well.
                email["body_alternative"] = html2plaintext(email["body"])
        return emails
