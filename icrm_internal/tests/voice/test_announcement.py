# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAnnouncement(IcrmCommon):
    """What officers and heads let people know, on the home page."""

    def _announce(self, user, **values):
        return (
            self.env["icrm.announcement"]
            .with_user(user)
            .create({"name": "Closed on Friday", **values})
        )

    def _shown(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        home = self.env["icrm.home"].with_user(user).get_home()
        return [announcement["name"] for announcement in home["announcements"]]

    def test_for_the_whole_company_by_officers(self):
        self._announce(self.officer)
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            self.assertEqual(self._shown(user), ["Closed on Friday"])

    def test_for_departments(self):
        self._announce(self.officer, department_ids=[Command.set(self.finance.ids)])
        self.assertEqual(self._shown(self.staff), ["Closed on Friday"])
        self.assertEqual(self._shown(self.agent), [])
        # Officers may read it, yet it is not for them.
        self.assertEqual(self._shown(self.officer), [])

    def test_of_a_dissolved_department_is_not_for_all(self):
        gone = self.env["hr.department"].create({"name": "Gone"})
        self._announce(self.officer, department_ids=[Command.set(gone.ids)])
        gone.active = False
        self.assertEqual(self._shown(self.staff), [])
        self.assertFalse(self.env["icrm.announcement"].with_user(self.agent).search([]))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            gone.unlink()

    def test_sub_departments_are_included(self):
        parent = self.env["hr.department"].create({"name": "Services"})
        self.finance.parent_id = parent
        self._announce(self.officer, department_ids=[Command.set(parent.ids)])
        self.assertEqual(self._shown(self.staff), ["Closed on Friday"])

    def test_from_and_until(self):
        today = fields.Date.today()
        announcement = self._announce(self.officer)
        for first, last, shown in (
            (today, today, True),
            (fields.Date.add(today, days=2), False, False),
            (
                fields.Date.subtract(today, days=9),
                fields.Date.subtract(today, days=2),
                False,
            ),
        ):
            announcement.write({"date_from": first, "date_to": last})
            self.assertEqual(bool(self._shown(self.staff)), shown)
        announcement.write({"date_from": today, "date_to": False, "active": False})
        self.assertFalse(self._shown(self.staff))

    def test_hidden_by_one_reader(self):
        announcement = self._announce(self.officer)
        for _time in range(2):
            announcement.with_user(self.staff).action_hide()
        self.assertEqual(self._shown(self.staff), [])
        self.assertEqual(self._shown(self.agent), ["Closed on Friday"])
        for user in (self.staff, self.officer):
            with self.assertRaises(AccessError):
                self.env["icrm.announcement.reading"].with_user(user).search([])

    def test_what_is_not_for_me_cannot_be_hidden(self):
        announcement = self._announce(
            self.officer, department_ids=[Command.set(self.finance.ids)]
        )
        with self.assertRaises(AccessError):
            announcement.with_user(self.agent).action_hide()

    def test_heads_write_to_those_they_serve(self):
        self.env["icrm.relationship"].search([]).unlink()
        finance = [Command.set(self.finance.ids)]
        for audience, words in (
            (False, "Only officers write to all"),
            (finance, "IT does not serve Finance"),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self._announce(self.it_head, department_ids=audience)
        self._announce(self.it_head, department_ids=[Command.set(self.it.ids)])
        self.assertEqual(self._shown(self.agent), ["Closed on Friday"])
        self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": self.finance.id,
                "company_id": self.company.id,
            }
        )
        self._announce(self.it_head, name="New phones", department_ids=finance)
        self.assertEqual(self._shown(self.staff), ["New phones"])

    def test_heads_write_in_the_name_of_their_own_department(self):
        values = {
            "department_id": self.finance.id,
            "department_ids": [Command.set(self.finance.ids)],
        }
        with self.assertRaises(AccessError):
            self._announce(self.it_head, **values)
        with self.assertRaises(AccessError):
            self._announce(self.it_head, **{**values, "department_id": False})
        for user in (self.staff, self.agent, self.auditor):
            with self.assertRaises(AccessError):
                self._announce(user, department_ids=[Command.set(self.it.ids)])

    def test_no_announcement_moves_to_another_sender(self):
        """Neither to all, in the company's name, nor to another department's."""
        self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.finance.id,
                "customer_department_id": self.it.id,
                "company_id": self.company.id,
            }
        )
        mine = self._announce(self.it_head, department_ids=[Command.set(self.it.ids)])
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"department_id": False, "department_ids": [Command.clear()]},
            {"department_id": self.finance.id},
            {"company_id": other.id},
        ):
            with (
                self.subTest(values),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                mine.write(values)
        self.assertEqual(mine.department_id, self.it)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        announcement = self._announce(self.officer)
        announcement.with_context(lang="zh_CN").name = "周五不办公"
        home = self.env["icrm.home"].with_user(self.staff).with_context(lang="zh_CN")
        (shown,) = home.get_home()["announcements"]
        self.assertEqual(shown["name"], "周五不办公")

    # -- confirmation --

    def _ask(self, **values):
        today = fields.Date.today()
        return self._announce(
            self.officer,
            department_ids=[Command.set(self.finance.ids)],
            asks_confirmation=True,
            date_from=today - timedelta(days=3),
            **values,
        )

    def test_it_is_shown_until_it_is_confirmed(self):
        announcement = self._ask()
        announcement.with_user(self.staff).action_hide()
        self.assertEqual(self._shown(self.staff), ["Closed on Friday"])
        for _twice in range(2):
            announcement.with_user(self.staff).action_confirm()
        self.assertEqual(self._shown(self.staff), [])
        self.assertEqual(self._shown(self.colleague), ["Closed on Friday"])
        announcement.invalidate_recordset()
        self.assertEqual(
            (announcement.confirmed_count, announcement.reader_count), (1, 3)
        )
        action = announcement.action_open_unconfirmed()
        people = self.env["icrm.customer"].search(action["domain"])
        self.assertEqual(people.user_id, self.colleague | self.finance_head)

    def test_who_has_not_confirmed_is_the_senders_to_see(self):
        announcement = self._ask()
        for user in (self.staff, self.it_head, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                announcement.with_user(user).action_open_unconfirmed()
            with self.assertRaises(AccessError):
                self.env["icrm.announcement.reading"].with_user(user).search([])

    def test_a_reminder_looks_at_its_reader_alone(self):
        """Of 10,000 readers, each of 10,000 reminders would read all."""
        announcement = self._ask()
        announcement.sudo()._remind_unconfirmed()
        Announcement = type(announcement)
        found, get_unconfirmed = [], Announcement._get_unconfirmed

        def spy(*args, **kwargs):
            result = get_unconfirmed(*args, **kwargs)
            found.append(len(result))
            return result

        self.env["icrm.message"]._flush_outbox()
        messages = self.env["icrm.message"].search(
            [("event", "=", "announcement_reminder")]
        )
        with patch.object(Announcement, "_get_unconfirmed", spy):
            for message in messages:
                self.assertTrue(message._render())
        self.assertEqual(found, [1, 1, 1])

    def test_who_has_not_confirmed_is_reminded_once(self):
        announcement = self._ask()
        early = self._ask(remind_days=4)
        over = self._ask(date_to=fields.Date.today() - timedelta(days=1))
        announcement.with_user(self.staff).action_confirm()
        for _twice in range(2):
            self.env["icrm.announcement"]._cron_remind()
        self.env["icrm.message"]._flush_outbox()
        messages = self.env["icrm.message"].search(
            [("event", "=", "announcement_reminder")]
        )
        self.assertEqual(set(messages.mapped("res_id")), {announcement.id})
        self.assertEqual(
            messages.partner_id, (self.colleague | self.finance_head).partner_id
        )
        self.assertFalse(early.reminded_on or over.reminded_on)
        announcement.with_user(self.colleague).action_confirm()
        messages._send_now()
        states = {message.partner_id: message.state for message in messages}
        self.assertEqual(states[self.colleague.partner_id], "cancelled")
        self.assertEqual(states[self.finance_head.partner_id], "sent")
