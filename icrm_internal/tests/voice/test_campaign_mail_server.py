# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.messaging.mail_sender import WAITS
from ..mail_server import MailServerCase
from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignMailServer(MailServerCase, CampaignCommon):
    """Invitations, while the mail server has a bad day."""

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
        )
        # Other mails are of others' concern.
        self.env["mail.mail"].search([]).unlink()
        self.campaign = self._campaign()
        self.campaign.action_open()
        self.participants = self.campaign.sudo().participant_ids
        self.addresses = sorted(self.participants.customer_id.mapped("email"))

    def _send(self):
        self.env["icrm.campaign"]._cron_send()
        self.send_queue()

    def _states(self):
        return set(self.participants.mapped("state"))

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "icrm.campaign.participant")]
        )

    def test_temporary_errors_are_tried_again(self):
        """Whatever the trouble: no one has failed, and everybody gets it once."""
        for mood in ("late", "full", "busy", "lost", "hangs"):
            with self.subTest(mood):
                self.mail_server.mood = mood
                self._send()
                self.assertEqual(self._states(), {"invited"})
                self.assertEqual(self.campaign.code_count, 0)
                self.assertEqual(set(self._mails().mapped("state")), {"outgoing"})
                self.assertEqual(len(self._mails()), 10)
        self.assertFalse(self.mail_server.taken)
        self.mail_server.mood = "well"
        with freeze_time(datetime.now() + timedelta(days=1)):
            self._send()
            self._send()
        self.assertEqual(sorted(self.mail_server.taken), self.addresses)
        self.assertFalse(self._mails())

    def test_nobody_answers(self):
        """Connection refused: as if it had said 'later'."""
        self.server_record.smtp_port = 1
        self._send()
        self.assertEqual(self._states(), {"invited"})
        self.assertEqual(set(self._mails().mapped("icrm_tries")), {1})
        self.server_record.smtp_port = self.mail_server.server_address[1]
        with freeze_time(datetime.now() + timedelta(minutes=WAITS[0], seconds=5)):
            self._send()
        self.assertEqual(sorted(self.mail_server.taken), self.addresses)

    def test_waits_grow_and_end(self):
        self.mail_server.mood = "late"
        now = datetime.now()
        for tries, wait in enumerate(WAITS, 1):
            with freeze_time(now):
                self._send()
                self.send_queue()  # too early: nothing happens
            self.assertEqual(set(self._mails().mapped("icrm_tries")), {tries})
            now += timedelta(minutes=wait, seconds=5)
        self.assertEqual(self._states(), {"invited"})
        with freeze_time(now):
            self._send()
        self.assertEqual(self._states(), {"failed"})
        self.assertEqual(self.campaign.failed_count, 10)

    def test_permanent_errors_are_seen_and_sent_again(self):
        gone = self.addresses[:3]
        self.mail_server.mood, self.mail_server.unknown = "never", set(gone)
        self._send()
        failed = self.participants.filtered(
            lambda participant: participant.state == "failed"
        )
        self.assertEqual(sorted(failed.customer_id.mapped("email")), gone)
        self.assertEqual(self.campaign.failed_count, 3)
        self.assertEqual(sorted(self.mail_server.taken), self.addresses[3:])
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.agent).action_resend()
        done = self.campaign.with_user(self.officer).action_resend()
        self.assertIn("3", done["params"]["message"], "a button says what it did")
        # No code of theirs can be printed any more, nor lies in an old mail.
        self.assertEqual((self.campaign.code_count, self.campaign.failed_count), (0, 0))
        self.assertFalse(self._mails())
        with self.assertRaisesRegex(UserError, "No failed emails"):
            self.campaign.action_resend()
        self.mail_server.mood = "well"
        self._send()
        self.assertEqual(sorted(self.mail_server.taken), self.addresses)
        self.assertEqual(self._states(), {"invited"})

    def test_reminders_are_tried_again(self):
        self._send()
        self.mail_server.taken.clear()
        with freeze_time(datetime.now() + timedelta(days=6)):
            self.mail_server.mood = "late"
            self._send()
            self.assertEqual(self._states(), {"invited"})
            self.mail_server.mood = "well"
        with freeze_time(datetime.now() + timedelta(days=6, hours=1)):
            self._send()
        self.assertEqual(sorted(self.mail_server.taken), self.addresses)
