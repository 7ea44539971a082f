# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestSetup(RequestCommon):
    """Getting Started looks at the data, and grants roles with one click."""

    def setup_list(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["icrm.setup"].with_user(user or self.admin_user).new()

    def only_ours(self):
        """Archive the employees that the database had before."""
        ours = self.it | self.finance
        self.env["hr.employee"].search(
            [("department_id", "not in", ours.ids)]
        ).active = False

    def test_steps_follow_the_data(self):
        self.env["hr.department"].create({"name": "Nobody works here yet"})
        self.only_ours()
        setup = self.setup_list()
        self.assertTrue(setup.departments_done)
        self.assertTrue(setup.teams_done)
        self.assertTrue(setup.services_done)
        self.it.manager_id = False
        setup = self.setup_list()
        self.assertFalse(setup.departments_done)
        self.assertEqual(setup.headless_count, 1)
        self.service.state = "draft"
        self.it_team.user_ids = [Command.clear()]
        setup = self.setup_list()
        self.assertFalse(setup.services_done)
        self.assertFalse(setup.teams_done)
        self.assertFalse(setup.finished)

    def test_teams_without_members_are_a_finding(self):
        """An import brings many; one team that works is enough."""
        self.env["helpdesk.ticket.team"].create(
            [
                {"name": name, "icrm_department_id": self.it.id}
                for name in ("Imported A", "Imported B")
            ]
        )
        setup = self.setup_list()
        self.assertTrue(setup.teams_done)
        self.assertGreaterEqual(setup.memberless_count, 2)

    def test_working_hours_are_asked(self):
        """What core has until it is asked does not count as done."""
        self.company.country_id = False
        calendar = self.company.resource_calendar_id
        calendar.tz = "UTC"
        self.assertTrue(calendar.attendance_ids)
        self.assertFalse(self.setup_list().calendar_done)
        calendar.tz = "Europe/Brussels"
        self.assertFalse(self.setup_list().calendar_done)
        self.company.country_id = self.env.ref("base.be")
        self.assertTrue(self.setup_list().calendar_done)
        calendar.tz = "UTC"
        self.assertFalse(self.setup_list().calendar_done)

    def test_roles_with_one_click(self):
        head = self._user("new_head", self.it)
        member = self._user("new_member", self.it)
        self.it.manager_id = head.sudo().employee_id
        self.it_team.user_ids = [Command.link(member.id)]
        setup = self.setup_list()
        self.assertFalse(setup.roles_done)
        self.assertEqual(setup.roleless_ids._origin.sudo(), head | member)
        setup.action_grant_roles()
        self.assertTrue(head.has_group("icrm_internal.group_icrm_manager"))
        self.assertFalse(head.has_group("icrm_internal.group_icrm_officer"))
        self.assertTrue(member.has_group("icrm_internal.group_icrm_agent"))
        self.assertFalse(member.has_group("icrm_internal.group_icrm_manager"))
        self.assertTrue(self.setup_list().roles_done)

    def test_portal_users_get_no_role(self):
        self.it_team.user_ids = [Command.link(self.portal_user.id)]
        self.setup_list().action_grant_roles()
        self.assertFalse(self.portal_user.has_group("icrm_internal.group_icrm_agent"))
        self.assertFalse(self.portal_user._is_internal())

    def test_only_for_the_administrator(self):
        for user in (self.staff, self.agent, self.it_head, self.officer, self.auditor):
            setup = self.setup_list(user)
            for method in ("action_grant_roles", "action_hide"):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    getattr(setup, method)()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                setup.create({})

    def test_opens_first_until_it_is_done(self):
        action = self.env.ref("icrm_internal.icrm_setup_action_open")
        action = action.with_user(self.admin_user)
        self.it.manager_id = False
        self.assertEqual(action.run()["res_model"], "icrm.setup")
        self.only_ours()
        self.it.manager_id = self.it_head.sudo().employee_id
        self.setup_list().action_grant_roles()
        self.company.country_id = self.env.ref("base.be")
        self.company.resource_calendar_id.tz = "Europe/Brussels"
        self.assertTrue(self.setup_list().finished)
        self.assertEqual(action.run()["res_model"], "icrm.service")

    def test_hide(self):
        self.it.manager_id = False
        action = self.env.ref("icrm_internal.icrm_home_action_open")
        action = action.with_user(self.admin_user)
        self.assertEqual(action.run()["res_model"], "icrm.setup")
        self.setup_list().action_hide()
        self.assertEqual(action.run()["res_model"], "icrm.service")
        self.assertTrue(self.env.ref("icrm_internal.icrm_menu_config_setup").active)

    def test_constant_queries(self):
        names = list(self.env["icrm.setup"]._fields)

        def count():
            setup = self.setup_list()
            before = self.env.cr.sql_log_count
            for name in names:
                setup[name]
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for index in range(20):
            head = self._user(f"head_{index}", None)
            department = self.env["hr.department"].create({"name": f"D{index}"})
            employee = self.env["hr.employee"].create(
                {"name": head.name, "user_id": head.id, "department_id": department.id}
            )
            department.manager_id = employee
        count()  # new users emptied the caches of groups and rules
        self.assertLessEqual(count(), few)

    def test_team_and_stage_are_the_administrators(self):
        team = self.env["helpdesk.ticket.team"].with_user(self.admin_user)
        self.assertTrue(team.create({"name": "New", "icrm_department_id": self.it.id}))
        stage = self.env["helpdesk.ticket.stage"].with_user(self.admin_user)
        self.assertTrue(stage.create({"name": "Ordered", "icrm_state": "in_progress"}))
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                team.with_user(user).create({"name": "Mine"})
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                stage.with_user(user).create({"name": "Mine"})
