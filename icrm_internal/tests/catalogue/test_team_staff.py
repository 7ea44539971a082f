# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestTeamStaff(IcrmCommon):
    """Who is in a team reads its requests: its department says who is in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper = cls._user("helper", None, "helpdesk_mgmt.group_helpdesk_manager")
        cls.keeper = cls._user(
            "keeper", None, "base.group_erp_manager,base.group_partner_manager"
        )
        cls.both = cls._user(
            "both",
            None,
            "helpdesk_mgmt.group_helpdesk_manager,base.group_system,"
            "base.group_partner_manager",
        )
        cls.top = cls.env["hr.department"].create({"name": "Top"})
        cls.boss = cls._user("boss", cls.top, "icrm_internal.group_icrm_manager")
        cls.top.manager_id = cls.boss.employee_id
        cls.it.parent_id = cls.top
        cls.Log = cls.env["icrm.access.log"]

    def refused(self, text="belongs to IT"):
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(AccessError, text))
        stack.enter_context(self.cr.savepoint())
        return stack

    def logged(self):
        return self.Log.search([("kind", "=", "team")], order="id desc")

    def test_helpdesk_manager_alone(self):
        before = self.logged()
        for user in (self.helper, self.both, self.officer_helper()):
            team = self.it_team.with_user(user)
            commands = (
                [Command.link(user.id)],
                [Command.set([user.id, self.agent.id])],
                [Command.unlink(self.agent.id)],
                [Command.clear()],
            )
            for command in commands:
                with self.refused():
                    team.user_ids = command
            with self.refused():
                team.write({"name": "x", "user_ids": commands[0]})
            # Round about: another department, none, a copy, a new team, an import.
            for department in (self.finance, self.finance.browse()):
                with self.refused():
                    team.icrm_department_id = department
            with self.refused():
                team.copy()
            with self.refused():
                team.create(
                    {
                        "name": "Second desk",
                        "icrm_department_id": self.it.id,
                        "user_ids": [Command.link(user.id)],
                    }
                )
            result = team.load([".id", "user_ids/.id"], [[str(team.id), str(user.id)]])
            self.assertFalse(result["ids"])
            self.assertNotIn(user, self.it_team.user_ids)
        self.assertEqual(self.logged(), before)

    def officer_helper(self):
        return self._user(
            "officer_helper",
            None,
            "helpdesk_mgmt.group_helpdesk_manager,icrm_internal.group_icrm_officer",
        )

    def test_from_the_side_of_the_user(self):
        for user in (self.keeper, self.both):
            for target in (user, self.colleague):
                with self.refused():
                    target.with_user(user).helpdesk_team_ids = [
                        Command.link(self.it_team.id)
                    ]
            with self.refused():
                self.agent.with_user(user).helpdesk_team_ids = [Command.clear()]
            values = {"name": "New", "login": f"new_{user.id}"}
            command = [Command.link(self.it_team.id)]
            with self.refused():
                user.with_user(user).create({**values, "helpdesk_team_ids": command})
            with self.refused():
                user.with_user(user).with_context(
                    default_helpdesk_team_ids=command
                ).create(values)
        self.assertEqual(self.it_team.user_ids, self.agent)

    def test_head_and_administrator(self):
        for user in (self.it_head, self.boss, self.admin_user):
            team = self.it_team.with_user(user)
            team.user_ids = [Command.link(self.colleague.id)]
            entry = self.logged()[:1]
            self.assertEqual(entry.user_id, user)
            self.assertEqual(entry.res_id, team.id)
            self.assertIn("Joined: Colleague. Left: none.", entry.reason)
            team.user_ids = [Command.unlink(self.colleague.id)]
            self.assertIn("Left: Colleague", self.logged()[:1].reason)
        with self.refused():
            self.it_team.with_user(self.finance_head).user_ids = [Command.clear()]
        for values in ({"name": "x"}, {"show_in_portal": False}, {"alias_name": "x"}):
            with self.refused("only change the members of a team"):
                self.it_team.with_user(self.it_head).write(values)
        # A head takes no team along to another department of theirs, nor away from one.
        with self.refused("belongs to Finance"):
            self.it_team.with_user(self.it_head).icrm_department_id = self.finance
        with self.assertRaises(AccessError):
            self.it_team.with_user(self.agent).user_ids = [Command.clear()]
        self.it_team.with_user(self.admin_user).icrm_department_id = self.finance
        self.assertIn("Department: Finance", self.logged()[:1].reason)

    def test_plain_teams_stay_as_they_are(self):
        """helpdesk_mgmt for customers outside: no department, no rule of ours."""
        before = self.logged()
        team = self.it_team.with_user(self.helper).create(
            {"name": "Outside", "user_ids": [Command.link(self.helper.id)]}
        )
        team.user_ids = [Command.link(self.colleague.id)]
        team.name = "Outside, too"
        with self.refused():
            team.icrm_department_id = self.it
        self.assertEqual(self.logged(), before)
        self.it_team.with_user(self.helper).name = "Renamed"
