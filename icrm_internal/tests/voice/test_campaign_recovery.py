# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.voice import crypto
from .ballot_common import BallotCommon


@tagged("post_install", "-at_install")
class TestCampaignRecovery(BallotCommon):
    """What can never be counted is ended by an administrator; nothing else is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(cls.staff | cls.colleague)
        cls._participant(cls.campaign, cls.staff)._submit(
            {subject.id: {cls.q_speed.id: 4} for subject in cls.campaign.subject_ids}
        )
        cls.as_admin = cls.campaign.with_user(cls.admin_user)
        cls.key = cls.campaign.sudo().key_name

    def lose_key(self):
        crypto.destroy_key(self.cr, self.key)
        self.campaign.invalidate_recordset()

    def break_box(self):
        self.cr.execute(
            "UPDATE icrm_campaign_box SET ciphertext = %s WHERE campaign_id = %s",
            [os.urandom(500), self.campaign.id],
        )
        self.campaign.invalidate_recordset()

    def test_what_can_be_counted_is_not_given_up(self):
        self.assertFalse(self.as_admin.ballot_problem)
        with self.assertRaisesRegex(UserError, "can be counted"):
            self.as_admin.action_cancel_survey("No time")
        # retired by a closing that failed: it is still here
        crypto.retire_key(self.cr, self.key)
        with self.assertRaisesRegex(UserError, "can be counted"):
            self.as_admin.action_cancel_survey("No time")
        self.assertEqual(self.campaign.state, "open")

    def test_who_and_why(self):
        self.lose_key()
        for user in (self.officer, self.it_head, self.auditor, self.staff):
            with self.assertRaises(AccessError):
                self.campaign.with_user(user).action_cancel_survey("No time")
        for reason in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "Reason is required"):
                self.as_admin.action_cancel_survey(reason)
        with self.assertRaisesRegex(UserError, "enter text"):
            self.as_admin.action_cancel_survey(5)
        with self.assertRaisesRegex(UserError, "manually"):
            self.as_admin.write({"cancel_reason": "No time"})
        self.assertEqual(self.campaign.state, "open")

    def test_given_up(self):
        for lose in (self.lose_key, self.break_box):
            with self.subTest(lose=lose.__name__), self.env.cr.savepoint() as point:
                lose()
                officer = self.campaign.with_user(self.officer)
                self.assertIn("ballot box", officer.ballot_problem, "the form says so")
                with self.assertRaises(UserError):
                    officer.action_close()
                action = self.as_admin._icrm_ask_reason("action_cancel_survey")
                dialog = Form(
                    self.env["icrm.reason.wizard"]
                    .with_user(self.admin_user)
                    .with_context(**action["context"])
                )
                dialog.reason = "The disk is gone"
                dialog.save().action_apply()
                self.check_given_up()
                point.close(rollback=True)
                self.env.invalidate_all()

    def check_given_up(self):
        campaign = self.campaign.with_user(self.officer)
        self.assertEqual(campaign.state, "closed")
        self.assertEqual(campaign.cancel_reason, "The disk is gone")
        self.assertFalse(campaign.ballot_problem)
        self.assertEqual((campaign.participant_count, campaign.response_count), (2, 0))
        self.cr.execute(
            "SELECT count(*) FROM icrm_campaign_box WHERE campaign_id = %s",
            [campaign.id],
        )
        self.assertEqual(self.cr.fetchone(), (0,))
        self.assertFalse(campaign.sudo().key_name)
        self.assertFalse(campaign.group_ids)
        self.assertFalse(campaign.get_results()["overall"]["csat"])
        for step, words in (
            (campaign.action_publish, "nothing to publish"),
            (campaign.action_close, "is closed: this is not possible"),
        ):
            with self.assertRaisesRegex(UserError, words):
                step()
        with self.assertRaises(UserError):
            campaign._count_responses([], [])
        with self.assertRaises(UserError):
            self.as_admin.action_cancel_survey("Again")
        row = self.env["icrm.access.log"].search(
            [("kind", "=", "give_up"), ("res_id", "=", campaign.id)]
        )
        self.assertEqual(
            (row.user_id, row.reason), (self.admin_user, "The disk is gone")
        )
        self.assertIn("The disk is gone", campaign.message_ids[0].body)

    def test_a_broken_box_takes_nothing(self):
        other = self._participant(self.campaign, self.colleague)
        self.break_box()
        with self.assertRaisesRegex(UserError, "no longer accepts answers"):
            other._submit(self._values(self.campaign))
        with self.assertRaisesRegex(UserError, "1 of 1 ballot boxes"):
            self.campaign._decrypt_boxes()
        self.assertEqual(self.campaign.response_count, 0)
