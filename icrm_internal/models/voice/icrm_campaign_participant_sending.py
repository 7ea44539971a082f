# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

from .icrm_campaign_sending import BATCH, LINK_MARK


class IcrmCampaignParticipantSending(models.Model):
    """Writing to participants; always in batches that were locked before."""

    _inherit = "icrm.campaign.participant"

    def _lock_batch(self, domain):
        """Return the next participants of *domain*, locked; others' are passed over."""
        query = self._search(domain, order="id", limit=BATCH)
        query_sql = SQL("%s FOR UPDATE SKIP LOCKED", query.select())
        return self.browse([row[0] for row in self.env.execute_query(query_sql)])

    def _write_to(self, reminder, values):
        """Make one message for each, and write *values* down with it.

        Left as they are: those in their quiet hours (the next run comes back to them),
        and, of reminders, those who have answered. A constant number of statements.
        """
        if reminder:
            self -= self._get_answered()
        now = fields.Datetime.now()
        due = self.filtered(lambda one: not one.customer_id._is_quiet_at(now))
        by_inbox = due.filtered(lambda one: one._get_channel() == "inbox")
        by_mail = due.filtered(lambda one: one._get_channel() == "mail")
        for campaign, participants in by_mail.grouped("campaign_id").items():
            participants._mail(campaign, reminder)
        for campaign, participants in by_inbox.grouped("campaign_id").items():
            participants._drop_in_inbox(campaign, reminder)
        (by_mail | by_inbox).write(values)
        (due - by_mail - by_inbox).write({"state": "unreachable"})

    def _get_channel(self):
        """Return how to reach the participant: "mail", "inbox", or None."""
        customer = self.customer_id
        user = customer.user_id
        has_inbox = user.active and not user.share
        if has_inbox and (customer.preferred_channel == "inbox" or not customer.email):
            return "inbox"
        return "mail" if customer.email else None

    def _get_lang(self):
        customer = self.customer_id
        lang = customer.lang or customer.partner_id.lang
        return lang or self.campaign_id.company_id.partner_id.lang or "en_US"

    def _mail(self, campaign, reminder):
        """Queue the mails. Each gets its link when it goes out: see mail.mail."""
        sender = campaign._get_sender()
        values_list = []
        for lang, participants in self.grouped(lambda one: one._get_lang()).items():
            campaign_lang = campaign.with_context(lang=lang)
            subject, body = campaign_lang._get_message(reminder)
            values_list += [
                {
                    "subject": subject,
                    "body_html": campaign._fill_in(body, one.name, LINK_MARK),
                    "email_from": sender,
                    "reply_to": campaign.user_id.email_formatted or sender,
                    "recipient_ids": [(4, one.customer_id.partner_id.id)],
                    "author_id": campaign.user_id.partner_id.id,
                    "model": one._name,
                    "res_id": one.id,
                    # Nothing of it stays once it is sent.
                    "auto_delete": True,
                    "state": "outgoing",
                }
                for one in participants
            ]
        self.env["mail.mail"].create(values_list)

    def _drop_in_inbox(self, campaign, reminder):
        """Notify in Odoo, for who likes that better or has no mail.

        Its link leads to the own surveys, for the sender and others read the message.
        """
        link = f"{campaign.get_base_url()}/odoo/my-surveys"
        for lang, participants in self.grouped(lambda one: one._get_lang()).items():
            subject, body = campaign.with_context(lang=lang)._get_message(
                reminder, inbox=True
            )
            messages = self.env["mail.message"].create(
                [
                    {
                        "subject": subject,
                        "body": Markup(campaign._fill_in(body, one.name, link)),
                        "author_id": campaign.user_id.partner_id.id,
                        "model": False,
                        "res_id": False,
                        "message_type": "user_notification",
                        "subtype_id": self.env.ref("mail.mt_note").id,
                    }
                    for one in participants
                ]
            )
            for one, message in zip(participants, messages, strict=True):
                user = one.customer_id.user_id
                self.env["mail.thread"]._notify_thread_by_inbox(
                    message,
                    [{"id": user.partner_id.id, "uid": user.id, "notif": "inbox"}],
                )

    def _withdraw(self):
        """Take participants off the list; who has answered stays counted."""
        leaving = self - self._get_answered()
        leaving.filtered(lambda one: one.state != "withdrawn").write(
            {"state": "withdrawn"}
        )
