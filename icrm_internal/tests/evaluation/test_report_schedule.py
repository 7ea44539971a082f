# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.icrm_internal.models.access import company_day

from .scorecard_common import SECOND, ScorecardCommon

MAY = date(2026, 5, 4)


@tagged("post_install", "-at_install")
class TestReportSchedule(ScorecardCommon):
    """Reports by mail: each gets what they may see, and nothing when they left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_all()
        cls.company.icrm_scorecard_kind = "month"
        office = cls.Scorecard.with_user(cls.officer)
        office.action_freeze("month", str(SECOND))
        office.action_publish_period("month", str(SECOND))
        cls.env["icrm.scorecard.notice"].search([]).is_notified = True
        for user in (cls.it_head, cls.finance_head, cls.officer, cls.staff):
            user.partner_id.email = f"{user.login}@halden.example"
        cls.sent = []

    def setUp(self):
        super().setUp()
        self.sent.clear()
        MailSender = (
            "odoo.addons.icrm_internal.models.messaging.icrm_message.MailSender"
        )
        self.startPatcher(patch(f"{MailSender}.send", self._collect))

    def _collect(self, mails):
        for mail in mails:
            self.sent.append(
                (mail.recipient_ids.email or mail.email_to, mail.subject)
                + tuple((file.name, file.raw) for file in mail.attachment_ids)
            )

    def _schedule(self, user=None, **values):
        return (
            self.env["icrm.report.schedule"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "Figures",
                    "file_format": "xlsx",
                    "period_kind": "month",
                    "to_heads": True,
                    "next_on": MAY,
                    **values,
                }
            )
        )

    def _night(self, day=MAY):
        with (
            patch.object(company_day, "today", return_value=day),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            self.env["icrm.report.schedule"]._cron_send()
            self._send_messages()
        self.env.invalidate_all()

    def _departments(self, user):
        """Return the departments in the file that *user* got, None without a mail."""
        mails = [mail for mail in self.sent if mail[0] == user.partner_id.email]
        if not mails:
            return None
        ((_to, _subject, (_name, content)),) = mails
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return sorted({row[0] for row in sheet.iter_rows(2, values_only=True)})

    def test_each_gets_what_they_may_see(self):
        self._schedule(to_officers=True, user_ids=[Command.link(self.staff.id)])
        self._night()
        self.assertEqual(self._departments(self.it_head), ["IT"])
        self.assertEqual(self._departments(self.finance_head), ["Finance"])
        self.assertEqual(self._departments(self.officer), ["Finance", "IT"])
        # May see none: gets none.
        self.assertIsNone(self._departments(self.staff))

    def test_logged_as_their_export(self):
        Log = self.env["icrm.access.log"]
        before = Log.search([])
        self._schedule()
        self._schedule(name="Paper", file_format="pdf")
        self._night()
        rows = Log.search([]) - before
        self.assertEqual(set(rows.mapped("kind")), {"export"})
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.user_id.login, row.row_count))),
            sorted([(u.login, 1) for u in (self.it_head, self.finance_head)] * 2),
        )

    def test_every_content_and_format(self):
        for content in ("scorecard", "results"):
            for file_format in ("pdf", "xlsx"):
                with (
                    self.subTest(content=content, format=file_format),
                    patch.object(company_day, "today", return_value=MAY),
                ):
                    schedule = self._schedule(content=content, file_format=file_format)
                    reader = schedule._as_reader(self.it_head)
                    records = reader._get_records()
                    self.assertEqual(records.department_id, self.it)
                    _name, file, _type = reader._get_file(records)
                    if file_format == "pdf":
                        self.assertIn(b"65", file)
                        self.assertNotIn(b"Scorecard: Finance", file)

    def test_once_a_period_and_from_then_on(self):
        schedule = self._schedule(next_on=date(2026, 1, 31), frequency="month")
        self._night()
        self.assertEqual(schedule.next_on, date(2026, 5, 31))
        self.assertEqual(len(self.sent), 2)
        self._night()
        self.assertEqual(len(self.sent), 2)
        self._night(date(2026, 5, 31))
        self.assertEqual(schedule.next_on, date(2026, 6, 30))
        self.assertEqual(len(self.sent), 4)

    def test_switched_off_by_oneself(self):
        schedule = self._schedule()
        mine = schedule.with_user(self.it_head)
        self.assertTrue(mine.is_mine)
        mine.action_switch_off()
        self.assertTrue(mine.is_off)
        self.assertFalse(schedule.with_user(self.finance_head).is_off)
        self._night()
        self.assertIsNone(self._departments(self.it_head))
        self.assertTrue(self._departments(self.finance_head))
        mine.action_switch_on()
        self.assertFalse(mine.is_off)

    def test_switched_off_or_gone_after_it_was_queued(self):
        schedule = self._schedule()
        with patch.object(company_day, "today", return_value=MAY):
            schedule.action_send_now()
            schedule.with_user(self.it_head).action_switch_off()
            self.finance_head.sudo().active = False
            self._send_messages()
        self.assertFalse(self.sent)

    def test_who_left_gets_nothing(self):
        self._schedule(user_ids=[Command.link(self.finance_head.id)])
        self.finance_head.sudo().active = False
        self._night()
        self.assertEqual(len(self.sent), 1)
        self.assertTrue(self._departments(self.it_head))

    def test_who_left_the_company_stops_no_one(self):
        """Named in a report, but no longer in its company: nothing, and no error."""
        other = self.env["res.company"].create({"name": "Other"})
        schedule = self._schedule(
            user_ids=[Command.link(self.officer.id)], file_format="xlsx"
        )
        self.officer.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(schedule.sudo().with_user(self.officer).sudo().is_mine)
        self._night()
        self.assertEqual(len(self.sent), 2)
        self.assertIsNone(self._departments(self.officer))

    def test_the_last_day_of_months(self):
        """The 31st comes back after a shorter month, month by month."""
        schedule = self._schedule(next_on=date(2026, 1, 31), frequency="month")
        found = []
        for day in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)):
            self._night(day)
            found.append(schedule.next_on)
        self.assertEqual(
            found, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
        )

    def test_no_report_moves_to_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._schedule().with_user(self.officer).company_id = other

    def test_no_file_stays_with_the_mail(self):
        files = self.env["ir.attachment"].search_count([])
        self._schedule()
        self._night()
        self.assertEqual(len(self.sent), 2)
        self.assertEqual(self.env["ir.attachment"].search_count([]), files)

    def test_file_in_the_app_is_the_recipient_s(self):
        self.it_head.partner_id.email = False
        self._schedule()
        self._night()
        file = self.env["ir.attachment"].search([("res_model", "=", "mail.message")])
        file = file.filtered(lambda found: found.name.startswith("Figures"))
        self.assertTrue(file.with_user(self.it_head).raw)
        for user in (self.finance_head, self.staff, self.agent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_who_may_not(self):
        schedule = self._schedule()
        self.assertEqual(schedule.with_user(self.it_head).search([]).ids, schedule.ids)
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._schedule(user=user)
                with self.assertRaises(AccessError):
                    schedule.with_user(user).user_ids = [Command.link(user.id)]
                with self.assertRaises(AccessError):
                    schedule.with_user(user).action_send_now()
        for user in (self.staff, self.agent, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                schedule.with_user(user).action_switch_off()
        with self.assertRaises(ValidationError):
            self._schedule(to_heads=False)
