# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from ...models.voice import icrm_campaign_participant_sending as sending
from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignSending(CampaignCommon, MailCommon):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
        )

    def _send(self):
        self.env["icrm.campaign"]._cron_send()

    def _get_mails(self, campaign):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "icrm.campaign.participant"),
                ("res_id", "in", campaign.sudo().participant_ids.ids),
            ]
        )

    def test_one_mail_each(self):
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        self._send()
        participants = campaign.sudo().participant_ids
        mails = self._get_mails(campaign)
        self.assertEqual(sorted(mails.mapped("res_id")), sorted(participants.ids))
        self.assertEqual(set(participants.mapped("state")), {"invited"})
        for mail in mails:
            participant = participants.browse(mail.res_id)
            self.assertEqual(mail.recipient_ids, participant.customer_id.partner_id)
            self.assertIn(participant._get_url(), mail.body_html)
            self.assertIn(participant.name, mail.body_html)
            self.assertIn("never what or when", mail.body_html)
            self.assertNotIn("b1a5f0", mail.body_html)
            self.assertTrue(mail.auto_delete)

    def test_nothing_stays_after_sending(self):
        """Sent mails are gone with the links inside; participants stay invited."""
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        mails = self._get_mails(campaign)
        messages = mails.mail_message_id
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mails.send()
            self.assertEqual(len(self._mails), 10)
        self.assertFalse(mails.exists())
        self.assertFalse(messages.exists())

    def test_failed_mail_gets_a_code(self):
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        mail = self._get_mails(campaign)[:1]
        mail._postprocess_sent_message(
            [], [], failure_reason="No such mailbox", failure_type="mail_smtp"
        )
        participant = campaign.sudo().participant_ids.browse(mail.res_id)
        self.assertEqual(participant.state, "failed")
        self.assertEqual(campaign.code_count, 1)

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        person = self.finance_people[0]
        person.sudo().lang = "fr_FR"
        campaign = self._campaign()
        campaign.with_context(lang="fr_FR").name = "Comment IT nous sert"
        campaign.action_open()
        self._send()
        subjects = {mail.res_id: mail.subject for mail in self._get_mails(campaign)}
        for participant in campaign.sudo().participant_ids:
            self.assertIn(
                "Comment IT nous sert"
                if participant.customer_id == person
                else "How IT serves",
                subjects[participant.id],
            )

    def test_name_is_text(self):
        """A name is no markup, and the officer's words are cleaned."""
        person = self.finance_people[0]
        person.sudo().employee_id.name = "<b>Bob</b> & Sons"
        campaign = self._campaign(mail_text="<p>Hello<script>alert(1)</script></p>")
        campaign.action_open()
        self._send()
        mail = self._get_mails(campaign).filtered(
            lambda one: one.recipient_ids == person.sudo().partner_id
        )
        self.assertIn("&lt;b&gt;Bob&lt;/b&gt; &amp; Sons", mail.body_html)
        self.assertNotIn("script", mail.body_html)

    def test_inbox_for_who_likes_it(self):
        customer = self._customer(self.staff)
        customer.sudo().preferred_channel = "inbox"
        self._ask(customer)
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        participant = campaign.sudo().participant_ids.filtered(
            lambda one: one.customer_id == customer
        )
        self.assertEqual(participant.state, "invited")
        self.assertNotIn(participant.id, self._get_mails(campaign).mapped("res_id"))
        notification = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.staff.partner_id.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(notification.notification_type, "inbox")
        self.assertIn(participant._get_url(), notification.mail_message_id.body)

    def test_quiet_hours(self):
        """Nobody is disturbed at night; the next run writes to him."""
        person = self.finance_people[0].sudo()
        person.write({"quiet_from": 20, "quiet_to": 7})
        person.employee_id.tz = "UTC"
        campaign = self._campaign()
        campaign.action_open()
        with freeze_time(f"{self.today} 22:00:00"):
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 9)
        with freeze_time(f"{self.today + timedelta(days=1)} 08:00:00"):
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_batches(self):
        self.patch(sending, "BATCH", 3)
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        self.assertEqual(len(set(self._get_mails(campaign).mapped("res_id"))), 10)
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_reminders(self):
        """Only those who have not answered, and each round once."""
        campaign = self._campaign(reminder_days=4, reminder_max=2)
        campaign.action_open()
        self._send()
        self._get_mails(campaign).unlink()
        self._answer(campaign, self.finance_people)
        for days, count in ((3, 0), (4, 4), (5, 0), (9, 4), (13, 0)):
            with self.subTest(days=days):
                with freeze_time(self.today + timedelta(days=days)):
                    self._send()
                    self._send()
                mails = self._get_mails(campaign)
                self.assertEqual(len(mails), count)
                self.assertTrue(
                    all(mail.subject.startswith("Reminder") for mail in mails)
                )
                mails.unlink()
        reminded = campaign.sudo().participant_ids.filtered("reminders")
        self.assertEqual(reminded.customer_id, self.sales_people)

    def test_missed_rounds_are_one(self):
        """A job that slept for weeks sends one reminder, not two."""
        campaign = self._campaign(reminder_days=2, reminder_max=3)
        campaign.action_open()
        self._send()
        self._get_mails(campaign).unlink()
        with freeze_time(self.today + timedelta(days=10)):
            self._send()
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_leavers_get_nothing(self):
        campaign = self._campaign()
        campaign.action_open()
        person = self.finance_people[0]
        # behind the ORM's back, as an import may do
        self.cr.execute(
            "UPDATE icrm_customer SET active = FALSE WHERE id = %s", [person.id]
        )
        self.env.invalidate_all()
        self._send()
        self.assertEqual(len(self._get_mails(campaign)), 9)

    def test_test_run(self):
        """The officer alone gets it, and nobody is asked."""
        campaign = self._campaign()
        self.officer.email = "officer@example.com"
        before = self.env["mail.mail"].search([])
        campaign.action_test_run()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.officer.partner_id)
        self.assertIn(f"/survey/preview/{self.survey.id}", mail.body_html)
        self.assertFalse(campaign.participant_ids)
        self.assertEqual(campaign.state, "draft")

    def test_codes_on_paper(self):
        """Printed for those without an address only, and written down."""
        silent = self._people("Silent", self.sales, 2, email=False)
        self._ask(silent)
        campaign = self._campaign()
        with self.assertRaises(UserError):
            campaign.action_print_codes()
        campaign.action_open()
        campaign.action_print_codes()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html(
                "icrm_internal.icrm_campaign_codes_report", campaign.ids
            )[0]
            .decode()
        )
        for participant in campaign.sudo().participant_ids:
            code = participant.code
            shown = "-".join(code[at : at + 4] for at in range(0, 16, 4))
            self.assertEqual(shown in html, participant.customer_id in silent)
        log = self.env["icrm.access.log"].search(
            [("res_model", "=", "icrm.campaign"), ("res_id", "=", campaign.id)]
        )
        self.assertEqual((log.user_id, log.reason), (self.officer, "2 codes"))

    def test_no_interview_where_nobody_shall_know(self):
        anonymous = self._campaign()
        anonymous.action_open()
        person = anonymous.participant_ids[0]
        with self.assertRaisesRegex(UserError, "anonymous"):
            person.action_interview()
        known = self._campaign(protection="identified", cooldown_days=0)
        known.action_open()
        person = known.participant_ids[0]
        self.assertIn(str(person.id), person.action_interview()["url"])
