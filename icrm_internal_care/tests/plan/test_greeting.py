# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, PlanCommon

ROLES = ("officer", "admin_user", "auditor", "desk", "it_head", "agent", "colleague")


@tagged("post_install", "-at_install")
class TestGreeting(PlanCommon):
    """Days that only HR knows: greeted once a year, and told to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.people[0]
        cls.employee = cls.person.employee_id
        cls.employee.write({"birthday": "1980-03-10", "birthday_public_display": True})
        cls.plan = cls._plan(
            {"subject": "Happy birthday", "body": "<p>All the best, {name}</p>"},
            trigger="birthday",
        )

    def _greetings(self):
        return self.Message.search([("event", "=", "plan_personal")])

    def test_it_is_sent_on_the_day_once_a_year(self):
        self._start(self.plan)
        self._run()
        self._run("2026-03-11 08:00:00")
        self.assertEqual(self._greetings().partner_id, self.staff.partner_id)
        self.assertEqual(len(self._greetings()), 1)
        self._run("2027-03-10 08:00:00")
        self.assertEqual(len(self._greetings()), 2)
        rows = self.env["icrm.plan.greeting"].search([])
        self.assertEqual(sorted(rows.mapped("occasion")), ["2026", "2027"])

    def test_who_does_not_show_it_is_not_greeted(self):
        self.employee.birthday_public_display = False
        self._start(self.plan)
        self.assertFalse(self._greetings())

    def test_born_on_29_february(self):
        self.employee.birthday = "2000-02-29"
        self._start(self.plan, "2026-02-27 08:00:00")
        self.assertFalse(self._greetings())
        self._run("2026-02-28 08:00:00")
        self.assertEqual(len(self._greetings()), 1)
        self._run("2028-02-28 08:00:00")
        self.assertEqual(len(self._greetings()), 1)
        self._run("2028-02-29 08:00:00")
        self.assertEqual(len(self._greetings()), 2)

    def test_nothing_stays_of_a_greeting(self):
        """Outbox, log, mails, inbox, home, counters: as every other role."""
        self._start(self.plan)
        self._assert_untold("queued")
        before = self.env["mail.mail"].search([])
        with freeze_time(NOW):
            self._greetings()._send_now()
        self._assert_untold("sent")
        self.assertFalse(self._greetings())
        for mail in self.env["mail.mail"].search([]) - before:
            self.assertTrue(mail.auto_delete)
            self.assertFalse(mail.model)
            self.assertFalse(mail.res_id)
            self.assertNotIn("plan", str(mail.headers))

    def test_nothing_stays_of_a_greeting_in_the_app(self):
        self.staff.notification_type = "inbox"
        self.staff.email = False
        self._start(self.plan)
        with freeze_time(NOW):
            self._greetings()._send_now()
        self._assert_untold("in the app")
        own = self.env["mail.message"].with_user(self.staff)
        self.assertTrue(own.search([("subject", "=", "Happy birthday")]))

    @mute_logger("odoo.addons.icrm_internal.models.messaging.icrm_message")
    def test_nothing_stays_of_a_greeting_that_failed(self):
        self.staff.email = False
        self.person.partner_id.email = False
        self._start(self.plan)
        self._assert_untold("failed")

    def _assert_untold(self, when):
        self.env.invalidate_all()
        for role in ROLES:
            user = getattr(self, role)
            env = self.env(user=user)
            with self.subTest(role=role, when=when):
                self.assertFalse(env["icrm.plan.touch"].search([]))
                with self.assertRaises(AccessError):
                    env["icrm.plan.greeting"].search([])
                if env["icrm.message"].has_access("read"):
                    self.assertFalse(
                        env["icrm.message"].search([("event", "=", "plan_personal")])
                    )
                self.assertFalse(
                    env["mail.message"].search([("subject", "ilike", "birthday")])
                )
                if env["mail.mail"].has_access("read"):
                    self.assertFalse(
                        env["mail.mail"].search([("subject", "ilike", "birthday")])
                    )
                if env["mail.notification"].has_access("read"):
                    self.assertFalse(
                        env["mail.notification"].search(
                            [
                                ("res_partner_id", "=", self.staff.partner_id.id),
                                ("mail_message_id.subject", "ilike", "birthday"),
                            ]
                        )
                    )
                home = str(env["icrm.home"].get_home())
                self.assertNotIn("birthday", home.lower())
                if env["icrm.access.log"].has_access("read"):
                    self.assertNotIn(
                        "birthday",
                        str(env["icrm.access.log"].search([]).mapped("reason")).lower(),
                    )
                if env["icrm.plan"].has_access("read"):
                    plan = env["icrm.plan"].browse(self.plan.id)
                    counts = plan.read(
                        [f for f in plan._fields if f.endswith("_count")]
                    )[0]
                    del counts["id"], counts["audience_count"]
                    self.assertEqual(set(counts.values()), {0})
        self.assertFalse(self.person.last_touch_on)

    def test_the_preview_shows_neither_day_nor_whether_there_is_one(self):
        def preview():
            wizard = (
                self.env["icrm.plan.preview"]
                .with_user(self.officer)
                .create({"plan_id": self.plan.id, "customer_id": self.person.id})
            )
            return str(wizard.preview)

        with freeze_time(NOW):
            shown = preview()
            self.assertIn("All the best, Staff", shown)
            self.employee.write({"birthday": False, "birthday_public_display": False})
            self.env.invalidate_all()
            self.assertEqual(preview(), shown)

    def test_nobody_is_told_by_a_call(self):
        with self.assertRaisesRegex(ValidationError, "only the person knows"):
            self._plan({"channel": "call"}, trigger="birthday")
        with self.assertRaises(ValidationError):
            self.plan.step_ids.channel = "call"
        self.by_phone.employee_id.write(
            {"birthday": "1981-03-10", "birthday_public_display": True}
        )
        self._start(self.plan)
        with freeze_time(NOW):
            self._greetings()._send_now()
        self.assertFalse(self.Touch.search([("plan_id", "=", self.plan.id)]))
        self.assertFalse(
            self.env["mail.activity"].search([("user_id", "=", self.manager.id)])
        )

    def test_years_of_work(self):
        self.employee.version_id.date_version = "2021-03-10"
        plan = self._plan({"subject": "{years} years"}, trigger="anniversary")
        self._start(plan)
        with freeze_time(NOW):
            message = self._greetings().filtered(
                lambda found: found.partner_id == self.staff.partner_id
            )
            self.assertEqual(message._render().subject, "5 years")

    def test_a_farewell_comes_before_the_last_day_and_is_nobodys_else(self):
        self.employee.version_id.departure_date = "2026-03-12"
        plan = self._plan({"subject": "Farewell"}, trigger="left", days_before=2)
        self._start(plan, "2026-03-09 08:00:00")
        self.assertFalse(self._greetings())
        self._run()
        self.assertEqual(self._greetings().partner_id, self.staff.partner_id)
        self.assertFalse(self._touches(plan))

    def test_a_lunar_holiday(self):
        plan = self._plan(
            {"subject": "Happy festival on {holiday}"},
            trigger="holiday",
            holiday="mid_autumn",
            days_before=1,
        )
        with freeze_time(NOW):
            self.assertEqual(str(plan.holiday_on), "2026-09-25")
        self._start(plan)
        self._run("2026-09-23 08:00:00")
        self.assertFalse(self._touches(plan))
        self._run("2026-09-24 08:00:00")
        self._run("2026-09-25 08:00:00")
        self.assertEqual(len(self._touches(plan)), 3)
        self._run("2027-09-14 08:00:00")
        self.assertEqual(len(self._touches(plan)), 6)

    def test_a_public_holiday_of_the_country(self):
        self.company.country_id = self.env.ref("base.de")
        with self.assertRaisesRegex(ValidationError, "German Unity Day"):
            self._plan(trigger="holiday", holiday="other", holiday_name="Unity")
        plan = self._plan(
            trigger="holiday", holiday="other", holiday_name="German Unity Day"
        )
        with freeze_time(NOW):
            plan.invalidate_recordset()
            self.assertEqual(str(plan.holiday_on), "2026-10-03")
