# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestFirstDay(RequestCommon):
    """What an administrator settles on the first day: hours, roles, the home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An administrator of the system and of the application, as on the first day
        cls.first = new_test_user(
            cls.env,
            login="icrm_first",
            groups="base.group_system,icrm_internal.group_icrm_admin",
            tz="Europe/Brussels",
        )

    # ------------------------------------------------------------------
    # Country and working hours
    # ------------------------------------------------------------------

    def test_hours_are_proposed_and_written(self):
        self.company.country_id = False
        calendar = self.company.resource_calendar_id
        calendar.tz = "UTC"
        dialog = self.env["icrm.setup.company"].with_user(self.first)
        with Form(dialog) as form:
            self.assertEqual(form.country_id.code, "BE")
            self.assertEqual(form.tz, "Europe/Brussels")
            form.country_id = self.env.ref("base.cn")
            self.assertEqual(form.tz, "Asia/Shanghai")
            form.saturday = True
            form.morning_from = 9
            form.afternoon_to = 18
        action = form.record.action_save()
        self.assertEqual(self.company.country_id.code, "CN")
        self.assertEqual(calendar.tz, "Asia/Shanghai")
        lines = calendar.attendance_ids.filtered(lambda line: line.dayofweek == "5")
        self.assertEqual(
            [(line.hour_from, line.hour_to) for line in lines.sorted("hour_from")],
            [(9, 12), (12, 13), (13, 18)],
        )
        self.assertEqual(calendar.hours_per_week, 48)
        # The holidays of the country come next, into the same hours.
        holidays = (
            self.env[action["res_model"]]
            .with_user(self.first)
            .with_context(action["context"])
            .create({"year_from": 2026, "year_to": 2026})
        )
        self.assertEqual(holidays.calendar_ids, calendar)
        self.assertFalse(holidays.problem)
        holidays.action_add()
        listed = self.env["resource.calendar.leaves"].search(
            [("resource_id", "=", False), ("calendar_id", "=", calendar.id)]
        )
        self.assertIn("Spring Festival", listed.mapped("name"))

    def test_hours_that_differ_by_day_stay(self):
        calendar = self.company.resource_calendar_id
        friday = calendar.attendance_ids.filtered(
            lambda line: line.dayofweek == "4" and line.day_period == "afternoon"
        )
        friday.hour_to = 15
        before = calendar.attendance_ids.ids
        dialog = self.env["icrm.setup.company"].with_user(self.first)
        with Form(dialog) as form:
            form.country_id = self.env.ref("base.be")
            self.assertTrue(form.is_irregular)
        form.record.action_save()
        self.assertEqual(calendar.attendance_ids.ids, before)
        self.assertEqual(calendar.tz, "Europe/Brussels")

    def test_hours_in_disorder_are_refused(self):
        Dialog = self.env["icrm.setup.company"].with_user(self.first)
        country = {"country_id": self.env.ref("base.be").id}
        for hours in (
            {"morning_from": 13},
            {"afternoon_to": 25},
            {"morning_from": -1},
            {"morning_to": 14},
        ):
            with self.subTest(hours=hours), self.assertRaises(ValidationError):
                Dialog.create({**country, **hours})
        days = dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday"), False
        )
        with self.assertRaises(ValidationError):
            Dialog.create({**country, **days}).action_save()

    def test_hours_are_the_system_administrators(self):
        for user in (self.officer, self.admin_user, self.it_head, self.staff):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["icrm.setup.company"].with_user(user).create(
                    {"country_id": self.env.ref("base.be").id}
                )

    # ------------------------------------------------------------------
    # People and roles
    # ------------------------------------------------------------------

    def person(self, user, reader=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["icrm.person.role"]
            .with_user(reader or self.first)
            .browse(user.ids)
        )

    def test_each_role_counts_once_given_or_implied(self):
        person = self.person(self.officer)
        self.assertTrue(person.is_officer and person.is_head and person.is_agent)
        self.assertFalse(person.is_admin or person.is_desk or person.is_auditor)
        people = self.env["icrm.person.role"].with_user(self.first)
        found = people.search([("is_agent", "=", True)]).user_id
        self.assertLessEqual(self.agent | self.it_head | self.officer, found)
        self.assertNotIn(self.staff, found)
        self.assertNotIn(self.portal_user, people.search([]).user_id)

    def test_roles_are_switched(self):
        person = self.person(self.staff)
        person.write({"is_officer": True})
        self.assertTrue(self.staff.has_group("icrm_internal.group_icrm_officer"))
        person = self.person(self.staff)
        self.assertTrue(person.is_agent)
        with self.assertRaisesRegex(UserError, "Officer"):
            person.write({"is_agent": False})
        person.write({"is_officer": False})
        self.assertFalse(self.staff.has_group("icrm_internal.group_icrm_agent"))
        log = self.env["icrm.access.log"].search([("kind", "=", "role")], limit=2)
        self.assertEqual(log.user_id, self.first)
        self.assertIn(self.staff.name, log[0].reason)

    def test_roles_for_many_at_once(self):
        people = self.person(self.staff | self.colleague)
        people.with_context(icrm_role="is_agent").action_grant()
        for user in (self.staff, self.colleague):
            self.assertTrue(user.has_group("icrm_internal.group_icrm_agent"))
        # what reads the secrets of others is not given by a button for many
        for wrong in ("is_admin", "is_desk", "is_export", "group_ids", None, ["x"]):
            with self.subTest(role=wrong), self.assertRaises(UserError):
                people.with_context(icrm_role=wrong).action_grant()

    def test_who_lacks_the_role_of_their_duty(self):
        head = self._user("new_head", self.it)
        self.it.manager_id = head.sudo().employee_id
        self.it_team.user_ids = [Command.link(self.colleague.id)]
        people = self.env["icrm.person.role"].with_user(self.first)
        self.env.flush_all()
        missing = people.search([("is_role_missing", "=", True)])
        self.assertLessEqual(head | self.colleague, missing.user_id)
        self.assertNotIn(self.agent, missing.user_id)
        self.assertIn("IT", self.person(head).duties)
        self.assertIn("IT desk", self.person(self.colleague).duties)

    def test_secrets_need_the_administrator_of_users(self):
        """The application's administrator does not open complaints to themselves."""
        for name in ("is_desk", "is_auditor", "is_export", "is_admin"):
            for user in (self.admin_user, self.staff):
                person = self.person(user, self.admin_user)
                wanted = not person[name]
                with self.subTest(name=name), self.assertRaises(AccessError):
                    person.write({name: wanted})
        self.person(self.staff, self.admin_user).write({"is_agent": True})
        self.person(self.staff).write({"is_desk": True})
        self.assertTrue(self.staff.has_group("icrm_internal.group_icrm_desk"))

    def test_refusals(self):
        for user in (self.officer, self.it_head, self.agent, self.staff, self.auditor):
            person = self.person(self.colleague, user)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                person.write({"is_agent": True})
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                person.with_context(icrm_role="is_agent").action_grant()
        with self.assertRaises(UserError):
            self.person(self.first).write({"is_admin": False})
        with self.assertRaises(UserError):
            self.person(self.staff).write({"name": "Somebody", "is_agent": True})
        self.assertFalse(self.staff.has_group("icrm_internal.group_icrm_agent"))
        portal = self.person(self.portal_user)
        with self.assertRaises(UserError):
            portal.write({"is_agent": True})
        self.assertFalse(self.portal_user.has_group("icrm_internal.group_icrm_agent"))

    # ------------------------------------------------------------------
    # Where new users land
    # ------------------------------------------------------------------

    def test_new_users_land_here_if_chosen(self):
        Setup = self.env["icrm.setup"].with_context(icrm_choice="icrm_lands_here")
        home = self.env["ir.ui.menu"]._icrm_get_home()
        self.assertTrue(home)
        self.assertFalse(self._user("before", None).action_id)
        with self.assertRaises(AccessError):
            Setup.with_user(self.officer).new().action_choose()
        setup = Setup.with_user(self.admin_user).new()
        self.assertFalse(setup.icrm_lands_here)
        setup.action_choose()
        self.assertTrue(Setup.with_user(self.admin_user).new().icrm_lands_here)
        self.assertEqual(self._user("after", None).action_id, home)
        Setup.with_user(self.admin_user).new().action_choose()
        self.assertFalse(self._user("later", None).action_id)
