# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from ...models.messaging.message_event import MessageEvent, MessageText
from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestMessage(IcrmCommon, MailCommon):
    """The outbox, the sender and the log; with three events of the test's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                cls.registry["ir.cron"], "_commit_progress", lambda *a, **k: 99
            )
        )
        model = cls.registry["icrm.message"]
        known = model._get_message_events

        def get_events(self):
            return known(self) + [
                MessageEvent("test_taken", "Taken", model="helpdesk.ticket"),
                MessageEvent("test_done", "Done", "helpdesk.ticket", "urgent", "now"),
                MessageEvent(
                    "test_weekly", "Weekly", "helpdesk.ticket", timing="weekly"
                ),
                MessageEvent("test_secret", "Secret", trace="none"),
            ]

        cls.startClassPatcher(patch.object(model, "_get_message_events", get_events))
        for name in ("taken", "done", "weekly", "secret"):
            cls.startClassPatcher(
                patch.object(
                    model,
                    f"_render_test_{name}",
                    lambda self, record, name=name: None
                    if self.values.get("void")
                    else MessageText(
                        f"{name} {record.name or ''} {self.env.lang}"
                        if self.res_model
                        else name,
                        f"<{self.values.get('word', name)}>",
                    ),
                    create=True,
                )
            )
        cls.Message = cls.env["icrm.message"]
        cls.env["icrm.message.rule"]._create_missing()
        cls.person = cls._customer(cls.staff)
        cls.staff.email = cls.staff.partner_id.email = "staff@example.com"
        cls.person.employee_id.tz = "UTC"
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "Printer", "description": "Broken"}
        )

    def _enqueue(self, event="test_taken", to=None, record=None, **kwargs):
        """Queue one message and return its row."""
        before = self.Message.search([])
        self.Message._enqueue(
            event, to or self.staff, self.ticket if record is None else record, **kwargs
        )
        self.Message._flush_outbox()
        return self.Message.search([]) - before

    def _run(self):
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.Message._cron_send()
        return [mail["subject"] for mail in self._mails]

    def _rule(self, event):
        return self.env["icrm.message.rule"].search([("event", "=", event)])

    # -- outbox --

    def test_one_statement(self):
        """However many messages: one statement, and nothing before the commit."""
        people = self.staff | self.colleague | self.agent
        self.Message._enqueue("test_weekly", people, self.ticket)
        self.Message._flush_outbox()
        with self.assertQueryCount(1):
            self.Message._enqueue("test_taken", people, self.ticket)
            self.Message._enqueue("test_done", people, self.ticket)
            self.Message._flush_outbox()
        self.assertEqual(
            self.Message.search_count([("res_id", "=", self.ticket.id)]), 9
        )

    def test_once(self):
        """The same event, record and person is one message, whoever they are named."""
        message = self._enqueue()
        self.assertFalse(self._enqueue())
        self.assertFalse(self._enqueue(to=self.staff.partner_id))
        self.assertFalse(self._enqueue(to=self.person))
        self.assertTrue(self._enqueue(occasion="again"))
        self._run()
        self.assertEqual(message.state, "sent")
        self.assertFalse(self._enqueue(), "also after it was sent")

    def test_rolled_back_with_the_business(self):
        before = self.Message.search([])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.Message._enqueue("test_taken", self.staff, self.ticket)
            raise UserError("No")
        self.Message._flush_outbox()
        self.assertEqual(self.Message.search([]), before)

    def test_cancel(self):
        """What was undone is not sent; done again, it is."""
        message = self._enqueue(delay=60)
        self.assertEqual(self._run(), [])
        self.assertEqual(self.Message._cancel(self.ticket, ["test_done"]), 0)
        self.assertEqual(self.Message._cancel(self.ticket, ["test_taken"]), 1)
        self.assertEqual(message.state, "cancelled")
        again = self._enqueue(delay=60)
        self.assertTrue(again)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=61)):
            self.assertEqual(self._run(), ["taken Printer en_US"])
        self.assertEqual(self.Message._cancel(self.ticket), 0, "it is sent")

    def test_unknown_event(self):
        with self.assertRaises(ValueError):
            self.Message._enqueue("no_such_event", self.staff, self.ticket)

    # -- decisions --

    def test_channel_at_sending(self):
        """A preference changed after queueing counts."""
        message = self._enqueue()
        self.person.preferred_channel = "inbox"
        self.assertEqual(self._run(), [])
        self.assertEqual((message.state, message.channel), ("sent", "inbox"))
        notice = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.staff.partner_id.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(notice.notification_type, "inbox")
        self.assertEqual(notice.mail_message_id.subject, "taken Printer en_US")
        self.assertIn("&lt;taken&gt;", notice.mail_message_id.body)

    def test_language_at_sending(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._enqueue()
        self.person.lang = "fr_FR"
        self.assertEqual(self._run(), ["taken Printer fr_FR"])

    def test_phone(self):
        """A call for the assignee; never silently a mail."""
        self.person.preferred_channel = "phone"
        self.staff.partner_id.phone = "+86 21 5550 1004"
        self.ticket.user_id = self.agent
        message = self._enqueue()
        self.assertEqual(self._run(), [])
        self.assertEqual((message.state, message.channel), ("sent", "call"))
        call = self.ticket.activity_ids.filtered(lambda act: act.user_id == self.agent)
        self.assertEqual(
            call.activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )
        self.assertIn("Staff +86 21 5550 1004", call.summary)
        for assignee in (self.staff, self.env["res.users"]):
            # No one calls themselves.
            self.ticket.user_id = assignee
            message = self._enqueue("test_done", occasion=str(assignee.id))
            self.assertEqual(self._run(), [])
            self.assertEqual((message.state, message.channel), ("sent", "inbox"))

    def test_no_address_is_listed(self):
        employee = self.env["hr.employee"].create({"name": "No One"})
        employee.work_contact_id = False
        customer = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        message = self._enqueue(to=customer)
        self._run()
        self.assertEqual(message.state, "unreachable")
        listed = self.Message.with_user(self.admin_user).search(
            [("state", "=", "unreachable")]
        )
        self.assertIn(message, listed)
        customer.employee_id.work_contact_id = self.env["res.partner"].create(
            {"name": "No One", "email": "noone@example.com"}
        )
        listed.filtered(lambda row: row == message).action_send_again()
        self.assertEqual(self._run(), ["taken Printer en_US"])

    def test_switched_off(self):
        self._rule("test_taken").enabled = False
        message = self._enqueue()
        self.assertEqual(self._run(), [])
        self.assertEqual(message.state, "cancelled")

    def test_rule_of_an_urgency(self):
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        self._rule("test_taken").copy({"urgency": "urgent", "timing": "now"})
        with freeze_time("2026-11-24 22:00:00"):
            self._enqueue(occasion="a")
            self._enqueue(record=self.ticket.copy(), occasion="b", urgency="urgent")
            self.assertEqual(len(self._run()), 1)

    def test_no_longer_true(self):
        message = self._enqueue(values={"void": True})
        self.assertEqual(self._run(), [])
        self.assertEqual(message.state, "cancelled")

    def test_who_has_left(self):
        """Who is gone when it is due gets nothing; it is listed with the reason."""
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        self._rule("test_weekly").timing = "weekly"
        outside = self.env["res.partner"].create(
            {"name": "Outside", "email": "outside@example.com"}
        )
        with freeze_time("2026-11-24 22:00:00"):
            held = self._enqueue() + self._enqueue("test_weekly")
            secret = self._enqueue("test_secret")
            there = self._enqueue(to=outside)
            gone = self._enqueue(to=outside.copy({"email": "gone@example.com"}))
            gone.partner_id.active = False
            self.assertEqual(len(self._run()), 1)
        self.assertEqual((there.state, gone.state), ("sent", "cancelled"))
        self.assertEqual(set(held.mapped("state")), {"held"})
        self.staff.active = False
        self.person.employee_id.active = False
        with freeze_time("2026-11-30 09:00:00"):
            self.assertEqual(self._run(), [])
        self.assertEqual(set(held.mapped("state")), {"cancelled"})
        self.assertIn("has left", held[0].error)
        self.assertFalse(secret.exists())

    def test_an_employee_without_login_is_there(self):
        self.staff.active = False
        message = self._enqueue(to=self.person)
        self.assertEqual(len(self._run()), 1)
        self.assertEqual(message.state, "sent")

    def test_no_mail_is_no_success(self):
        """Where core finds nobody to send to, the message has failed."""
        message = self._enqueue()
        thread = self.registry["mail.thread"]
        with (
            patch.object(thread, "_notify_thread_by_email", lambda *a, **k: True),
            self.assertLogs("odoo.addons.icrm_internal", "WARNING"),
        ):
            self.assertEqual(self._run(), [])
        self.assertEqual(message.state, "waiting")
        self.assertIn("No e-mail", message.error)
        self.assertFalse(message.sent_at)

    def test_deleted_record(self):
        message = self._enqueue()
        self.ticket.unlink()
        self.assertEqual(self._run(), [])
        self.assertEqual(message.state, "cancelled")

    # -- hours --

    def test_quiet_hours(self):
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        with freeze_time("2026-11-24 22:00:00"):
            message = self._enqueue()
            self.assertEqual(self._run(), [])
            self.assertEqual((message.state, message.hold), ("held", "morning"))
            self.assertEqual(message.try_at, datetime(2026, 11, 25, 7))
        with freeze_time("2026-11-25 06:59:00"):
            self.assertEqual(self._run(), [])
        with freeze_time("2026-11-25 07:00:00"):
            self.assertEqual(len(self._run()), 1)

    def test_quiet_hours_changed_while_held(self):
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        with freeze_time("2026-11-24 22:00:00"):
            self._enqueue()
            self._run()
            self.person.with_user(self.staff).write({"quiet_from": 0, "quiet_to": 0})
            self.assertEqual(len(self._run()), 1)

    def test_zones_and_clock_changes(self):
        """In three time zones, and in both nights in which clocks are changed."""
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        for zone, now, end in (
            ("Asia/Shanghai", "2026-11-24 13:00", "2026-11-24 23:00"),
            ("Europe/Berlin", "2026-11-24 21:00", "2026-11-25 06:00"),
            ("America/New_York", "2026-11-25 03:00", "2026-11-25 12:00"),
            # clocks go forward: the night is an hour shorter
            ("Europe/Berlin", "2026-03-28 21:00", "2026-03-29 05:00"),
            ("America/New_York", "2026-03-08 03:00", "2026-03-08 11:00"),
            # and back
            ("Europe/Berlin", "2026-10-24 21:00", "2026-10-25 06:00"),
            ("America/New_York", "2026-11-01 03:00", "2026-11-01 12:00"),
        ):
            with self.subTest(zone=zone, now=now), freeze_time(now):
                self.person.employee_id.tz = zone
                message = self._enqueue(occasion=f"{zone} {now}")
                self._run()
                self.assertEqual(message.state, "held")
                self.assertEqual(str(message.try_at)[:16], end)
        # The end itself is left out, or comes twice.
        self.person.employee_id.tz = "Europe/Berlin"
        self.person.quiet_to = 2.5
        for now, end in (
            ("2026-03-28 21:00", "2026-03-29 01:30"),
            ("2026-10-24 21:00", "2026-10-25 01:30"),
        ):
            with self.subTest(now=now), freeze_time(now):
                message = self._enqueue(occasion=f"half past two {now}")
                self._run()
                self.assertFalse(message.error)
                self.assertEqual(str(message.try_at)[:16], end)

    def test_order(self):
        """What breaks quiet hours takes along what came before it."""
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        with freeze_time("2026-11-24 22:00:00"):
            self._enqueue("test_taken")
            self._enqueue("test_taken", record=self.ticket.copy())
            self.assertEqual(self._run(), [])
            self._enqueue("test_done")
            self.assertEqual(self._run(), ["taken Printer en_US", "done Printer en_US"])

    def test_order_after_undo_time(self):
        self._enqueue("test_taken", delay=60)
        self._enqueue("test_done")
        self.assertEqual(self._run(), [])
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            self.assertEqual(self._run(), ["taken Printer en_US", "done Printer en_US"])

    def test_summary(self):
        """One mail with all that is held, on Monday at eight of the recipient."""
        self.person.employee_id.tz = "Asia/Shanghai"
        with freeze_time("2026-11-24 09:00:00"):
            rows = self._enqueue("test_weekly")
            self.assertEqual(self._run(), [])
        with freeze_time("2026-11-26 09:00:00"):
            rows += self._enqueue("test_weekly", occasion="2", values={"word": "two"})
            self.assertEqual(self._run(), [])
        self.assertEqual(set(rows.mapped("state")), {"held"})
        with freeze_time("2026-11-29 23:59:00"):
            self.assertEqual(self._run(), [])
        with freeze_time("2026-11-30 00:00:00"):
            self.assertEqual(self._run(), ["2 messages for you"])
        self.assertIn("&lt;two&gt;", self._mails[0]["body"])
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertEqual(set(rows.mapped("channel")), {"digest"})

    def test_summary_by_day(self):
        """What is held in the night is one mail in the morning, as the person is then.

        In their time zone and language, by the channel they prefer by now; what is
        urgent has not waited, nor what it would have overtaken.
        """
        self.env["res.lang"]._activate_lang("zh_CN")
        self._rule("test_taken").timing = "daily"
        self.person.employee_id.tz = "Asia/Shanghai"
        self.person.write({"quiet_from": 20, "quiet_to": 9})
        scanner, screen = (
            self.ticket.copy({"name": name}) for name in ("Scanner", "Screen")
        )
        rows = self.Message
        with freeze_time("2026-11-24 13:00:00"):  # 21:00
            for ticket in self.ticket, scanner, screen:
                rows += self._enqueue("test_taken", record=ticket)
            self.assertEqual(self._run(), [])
            urgent = self._enqueue("test_done", record=scanner)
            self.assertEqual(self._run(), ["taken Scanner en_US", "done Scanner en_US"])
        self.assertEqual(urgent.state, "sent")
        self.assertEqual(rows.mapped("state"), ["held", "sent", "held"])
        self.person.with_user(self.staff).lang = "zh_CN"
        for early in ("2026-11-25 00:00", "2026-11-25 00:59"):  # 8:00, still quiet
            with freeze_time(early):
                self.assertEqual(self._run(), [])
        with freeze_time("2026-11-25 01:00:00"):
            [subject] = self._run()
        self.assertIn("2", subject)
        for words in ("taken Printer zh_CN", "taken Screen zh_CN"):
            self.assertIn(words, self._mails[0]["body"])
        self.assertNotIn("Scanner", self._mails[0]["body"])
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        # and by another channel, if that is preferred by then
        with freeze_time("2026-11-25 13:00:00"):
            for occasion in "ab":
                self._enqueue("test_taken", occasion=occasion)
            self._run()
        self.person.preferred_channel = "inbox"
        notices = [("res_partner_id", "=", self.staff.partner_id.id)]
        before = self.env["mail.notification"].search(notices)
        with freeze_time("2026-11-26 01:00:00"):
            self.assertEqual(self._run(), [])
        notice = self.env["mail.notification"].search(notices) - before
        self.assertEqual(notice.mapped("notification_type"), ["inbox"])

    def test_summary_of_several_records(self):
        """It is in the conversation of none; what fails comes again, whole."""
        rows, now = self.Message, "2026-11-24 09:00:00"
        with freeze_time(now):
            for ticket in self.ticket, self.ticket.copy({"name": "Scanner"}):
                rows += self._enqueue("test_weekly", record=ticket)
            self._run()
        Mail = self.registry["mail.mail"]
        with (
            freeze_time("2026-11-30 09:00:00"),
            patch.object(Mail, "_send", side_effect=ConnectionError("down")),
            self.assertLogs("odoo.addons.icrm_internal", "WARNING"),
        ):
            self.Message._cron_send()
        self.assertEqual(set(rows.mapped("state")), {"held"})
        with freeze_time("2026-11-30 10:00:00"):
            self.assertEqual(self._run(), ["2 messages for you"])
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertFalse(self.ticket.message_ids.filtered("subject"))

    def test_summary_without_what_fails(self):
        """A text that fails, or of a deleted record, does not hold up the others."""
        rows = self.Message
        gone = self.ticket.copy({"name": "Scanner"})
        with freeze_time("2026-11-24 09:00:00"):
            rows += self._enqueue("test_weekly")
            rows += self._enqueue("test_weekly", occasion="2", values={"word": "bad"})
            rows += self._enqueue("test_weekly", record=gone)
            self._run()
        gone.unlink()
        model = self.registry["icrm.message"]
        render = model._render_test_weekly

        def fail(message, record):
            if message.values.get("word") == "bad":
                raise ValueError("bad word")
            record.ensure_one()
            return render(message, record)

        with (
            freeze_time("2026-11-30 09:00:00"),
            patch.object(model, "_render_test_weekly", fail),
            self.assertLogs("odoo.addons.icrm_internal", "WARNING"),
        ):
            self.assertEqual(self._run(), ["weekly Printer en_US"])
        self.assertEqual(rows.mapped("state"), ["sent", "held", "cancelled"])
        self.assertEqual(rows.mapped("attempts"), [0, 1, 0])

    # -- failures --

    def test_retries_then_given_up(self):
        message = self._enqueue()
        start = fields.Datetime.now()
        Mail = self.registry["mail.mail"]
        with patch.object(Mail, "_send", side_effect=ConnectionError("down")):
            now, waits = start, []
            while message.state == "waiting":
                with (
                    freeze_time(now),
                    self.assertLogs("odoo.addons.icrm_internal", "WARNING"),
                ):
                    self.Message._cron_send()
                waits.append(message.try_at - now)
                now = message.try_at
        self.assertEqual(message.state, "given_up")
        self.assertEqual(message.error, "down")
        self.assertEqual(waits[:-1], sorted(waits[:-1]))
        self.assertGreater(now - start, timedelta(days=1))
        self.assertFalse(self.ticket.message_ids.filtered("subject"), "rolled back")
        with self.assertRaises(AccessError):
            message.with_user(self.auditor).action_send_again()
        message.with_user(self.admin_user).action_send_again()
        self.assertEqual(self._run(), ["taken Printer en_US"])
        with self.assertRaises(UserError):
            message.with_user(self.auditor).sudo().action_send_again()

    def test_server_down_ends_the_run(self):
        for number in range(5):
            self._enqueue(record=self.ticket.copy(), occasion=str(number))
        Mail = self.registry["mail.mail"]
        with (
            patch.object(Mail, "_send", side_effect=ConnectionError("down")),
            self.assertLogs("odoo.addons.icrm_internal", "WARNING"),
        ):
            self.Message._cron_send()
        tried = self.Message.search(
            [("attempts", "=", 1), ("event", "=", "test_taken")]
        )
        self.assertEqual(len(tried), 3)

    def test_same_message_id(self):
        """Each attempt of a message has the same Message-ID, another has another."""
        message, other = self._enqueue(), self._enqueue(occasion="b")
        first = message.sudo()._get_message_id()
        self.assertEqual(first, message.sudo()._get_message_id())
        self.assertNotEqual(first, other.sudo()._get_message_id())
        self._run()
        self.assertIn(first, [mail["message_id"] for mail in self._mails])

    def test_no_trace(self):
        """Of what is secret nothing stays."""
        message = self._enqueue("test_secret", record=False)
        for user in (self.staff, self.auditor, self.admin_user):
            self.assertFalse(
                self.Message.with_user(user).search([("id", "=", message.id)])
            )
        before = self.env["mail.message"].search([])
        self.assertEqual(self._run(), ["secret"])
        self.assertFalse(message.exists())
        self.assertEqual(self.env["mail.message"].search([]), before)

    # -- log --

    def test_who_reads(self):
        message = self._enqueue()
        self._run()
        readers = {
            user: bool(self.Message.with_user(user).search([("id", "=", message.id)]))
            for user in (
                self.staff,
                self.auditor,
                self.colleague,
                self.agent,
                self.officer,
                self.admin_user,
                self.desk,
            )
        }
        self.assertEqual(
            [user for user, reads in readers.items() if reads],
            [self.staff, self.auditor],
        )
        own = message.with_user(self.staff)
        self.assertEqual(own.subject, "taken Printer en_US")
        for values in ({"state": "waiting"}, {"subject": "x"}):
            with self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(AccessError):
            own.read(["values"])
        action = self.person.with_user(self.staff).action_open_messages()
        self.assertIn(
            message, self.Message.with_user(self.staff).search(action["domain"])
        )

    def test_preview(self):
        self.person.write({"quiet_from": 20, "quiet_to": 7})
        wizard = (
            self.env["icrm.message.preview"]
            .with_user(self.admin_user)
            .create(
                {
                    "event": "test_taken",
                    "customer_ids": self.person.ids,
                    "at": "2026-11-24 22:00:00",
                }
            )
        )
        [line] = wizard._get_lines()
        self.assertEqual(line["how"], "E-mail")
        self.assertIn("UTC", line["when"])
        self.assertIn("Staff", wizard.preview)
        wizard.event = "test_done"
        self.assertEqual(wizard._get_lines()[0]["when"], "At once")

    def test_preview_of_a_record(self):
        """Whom it is for, with the text; only of what the caller may read."""
        request = self.env["helpdesk.ticket"].create(
            {
                "name": "Printer",
                "description": "Broken",
                "team_id": self.it_team.id,
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.person.id,
            }
        )
        request.message_subscribe(self.colleague.partner_id.ids)
        Preview = self.env["icrm.message.preview"].with_user(self.admin_user)
        before = self.Message.search([])
        wizard = Preview.create(
            {"event": "test_taken", "record_ref": f"{request._name},{request.id}"}
        )
        self.assertIn("taken Printer", wizard.preview)
        self.assertIn("Staff", wizard.preview)
        self.assertNotIn(self.colleague.name, wizard.preview, "a follower only")
        wizard.event = "test_weekly"
        self.assertIn("Summary", wizard._get_lines()[0]["how"])
        self.assertEqual(self.Message.search([]), before, "nothing was queued")
        with self.assertRaises(AccessError):
            Preview.create(
                {
                    "event": "test_taken",
                    "record_ref": f"helpdesk.ticket,{self.ticket.id}",
                }
            )

    def test_required(self):
        rule = self._rule("survey_reminder")
        for values in ({"enabled": False}, {"timing": "daily"}):
            with self.assertRaises(ValidationError):
                rule.write(values)
