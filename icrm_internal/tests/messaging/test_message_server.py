# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import IcrmCommon
from ..mail_server import MailServerCase


@tagged("post_install", "-at_install")
class TestMessageServer(MailServerCase, IcrmCommon):
    """Messages go to a mail server that has its moods."""

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(
                self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9
            )
        )
        logger = logging.getLogger("odoo.addons.icrm_internal.models.messaging")
        logger.setLevel(logging.CRITICAL)
        self.addCleanup(logger.setLevel, logging.NOTSET)
        self.people = self.env["res.partner"].create(
            [
                {"name": str(number), "email": f"{number}@example.com"}
                for number in range(5)
            ]
        )
        self.messages = self.env["icrm.message"]
        before = self.messages.search([])
        self.messages._enqueue("work_reassigned", self.people, values=self._values())
        self.messages._flush_outbox()
        self.messages = self.messages.search([]) - before

    def _values(self):
        return {"by": "Somebody", "reason": "Holidays", "records": []}

    def _run(self, minutes=0):
        self.env.flush_all()
        self.env.cr.cache.clear()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=minutes)):
            self.env["icrm.message"]._cron_send()

    def test_one_connection(self):
        self._run()
        self.assertEqual(
            self.mail_server.taken, [f"{number}@example.com" for number in range(5)]
        )
        self.assertEqual(self.mail_server.connections, 1)
        self.assertEqual(set(self.messages.mapped("state")), {"sent"})
        self.assertFalse(
            self.env["mail.mail"].search([("recipient_ids", "in", self.people.ids)])
        )

    def test_a_bad_hour(self):
        for mood in ("late", "full", "busy", "lost"):
            with self.subTest(mood=mood):
                self.mail_server.mood = mood
                self._run()
                self.assertEqual(set(self.messages.mapped("state")), {"waiting"})
                self.assertEqual(
                    sum(self.messages.mapped("attempts")), 3, "a run ends after three"
                )
                self.messages.write(
                    {"attempts": 0, "try_at": fields.Datetime.now(), "error": False}
                )
        self.assertFalse(self.mail_server.taken)
        self.mail_server.mood = "well"
        self._run()
        self.assertEqual(len(self.mail_server.taken), 5)

    def test_refused_for_good(self):
        """One mailbox that does not exist stops nobody else."""
        self.mail_server.mood = "never"
        self.mail_server.unknown = {f"{number}@example.com" for number in range(4)}
        self._run()
        self.assertEqual(self.mail_server.taken, ["4@example.com"])
        failed = self.messages.filtered(lambda message: message.state == "given_up")
        self.assertEqual(failed.partner_id, self.people[:4])
        self.assertIn("no such mailbox", failed[0].error)
        self.mail_server.mood = "well"
        failed.with_user(self.admin_user).action_send_again()
        self._run()
        self.assertEqual(len(self.mail_server.taken), 5)
