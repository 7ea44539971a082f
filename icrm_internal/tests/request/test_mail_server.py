# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import smtplib
import time
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import BaseCase, tagged

from ...models.messaging.mail_sender import is_temporary
from ..mail_server import MailServerCase
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestMailServer(MailServerCase, RequestCommon):
    """Mails of requests, while the mail server has a bad day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests' usual silence would suppress notifications of customers.
        cls.env = cls.env(context={})
        cls.staff.sudo().partner_id.email = "staff@icrm.example.com"

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([]).unlink()

    def _resolve(self):
        ticket = self.submit().with_env(self.env)
        ticket.with_user(self.agent).action_icrm_resolve("It is done.")
        return ticket

    def _mails(self, ticket):
        return self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )

    def test_resolve_speaks_to_no_mail_server(self):
        self.mail_server.mood = "hangs"
        cron = self.env.ref("icrm_internal.ir_cron_message_send")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        began = time.monotonic()
        ticket = self._resolve()
        self.assertLess(time.monotonic() - began, 1)
        self.assertEqual(self.mail_server.connections, 0)
        self.env.cr.precommit.run()
        self.assertFalse(self._mails(ticket))
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers,
        )

    def test_message_speaks_to_no_mail_server(self):
        """Nor does a message posted in any other way, even if a caller wants it."""
        self.mail_server.mood = "hangs"
        ticket = self.submit().with_env(self.env)
        for context in ({}, {"mail_notify_force_send": True}):
            ticket.with_user(self.agent).with_context(**context).message_post(
                body="Look",
                partner_ids=self.staff.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(self.mail_server.connections, 0)

    def test_request_mails_are_tried_again(self):
        ticket = self.submit().with_env(self.env)
        # A follower; customers hear of it by the outbox, which has tries of its own.
        reader = self.env["res.partner"].create(
            {"name": "Reader", "email": "reader@example.com"}
        )
        ticket.with_user(self.agent).message_post(
            body="It is done.",
            partner_ids=reader.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        count = len(self._mails(ticket))
        self.assertTrue(count)
        self.mail_server.mood = "late"
        self.send_queue()
        mails = self._mails(ticket)
        self.assertEqual(set(mails.mapped("icrm_tries")), {1})
        notifications = self.env["mail.notification"].search(
            [("mail_mail_id", "in", mails.ids)]
        )
        self.assertEqual(set(notifications.mapped("notification_status")), {"ready"})
        self.mail_server.mood = "well"
        with freeze_time(datetime.now() + timedelta(hours=1)):
            self.send_queue()
        self.assertEqual(set(notifications.mapped("notification_status")), {"sent"})
        self.assertEqual(len(self.mail_server.taken), count)

    def test_a_silent_server_is_waited_for_once(self):
        """Not once for each sender: that would be minutes."""
        ticket = self.submit().with_env(self.env)
        mails = self.env["mail.mail"].create(
            [
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "email_from": f"{number}@example.com",
                    "email_to": "staff@icrm.example.com",
                }
                for number in range(5)
            ]
        )
        self.mail_server.mood = "hangs"
        self.send_queue()
        self.assertEqual(self.mail_server.connections, 1)
        self.assertEqual(mails.mapped("icrm_tries"), [1] * 5)
        self.mail_server.mood = "well"
        with freeze_time(datetime.now() + timedelta(hours=1)):
            self.send_queue()
        self.assertEqual(len(self.mail_server.taken), 5)

    def test_who_has_got_it_gets_it_once(self):
        """One mail to two: the second is refused for the moment."""
        ticket = self.submit().with_env(self.env)
        partners = self.env["res.partner"].create(
            [{"name": name, "email": f"{name}@example.com"} for name in ("one", "two")]
        )
        mail = self.env["mail.mail"].create(
            {
                "model": ticket._name,
                "res_id": ticket.id,
                "email_from": "us@example.com",
                "recipient_ids": partners.ids,
                "body_html": "Look",
            }
        )
        send_email = type(self.env["ir.mail_server"]).send_email

        def second_is_late(server, message, *args, **kwargs):
            if "two@" in message["To"]:
                self.mail_server.mood = "late"
            return send_email(server, message, *args, **kwargs)

        self.patch(type(self.env["ir.mail_server"]), "send_email", second_is_late)
        mail.send()
        self.assertEqual(mail.recipient_ids, partners[1])
        self.mail_server.mood = "well"
        self.patch(type(self.env["ir.mail_server"]), "send_email", send_email)
        mail.send()
        self.assertEqual(self.mail_server.taken, ["one@example.com", "two@example.com"])

    def test_mails_of_others_are_left_to_odoo(self):
        self.mail_server.mood = "late"
        mail = self.env["mail.mail"].create(
            {"email_from": "us@example.com", "email_to": "a@example.com"}
        )
        mail.send()
        self.assertEqual((mail.state, mail.icrm_tries), ("exception", 0))


class TestTemporary(BaseCase):
    def test_codes(self):
        refused = smtplib.SMTPRecipientsRefused
        for error, expected in (
            (refused({"a": (450, b"")}), True),
            (refused({"a": (550, b"")}), False),
            (refused({"a": (450, b""), "b": (550, b"")}), False),
            (smtplib.SMTPDataError(452, b""), True),
            (smtplib.SMTPDataError(554, b""), False),
            (smtplib.SMTPSenderRefused(550, b"", "a"), False),
            (smtplib.SMTPConnectError(554, b""), True),
            (smtplib.SMTPServerDisconnected(), True),
            (ConnectionRefusedError(), True),
            (TimeoutError(), True),
            (ValueError(), False),
            (None, False),
        ):
            self.assertEqual(is_temporary(error), expected, repr(error))
