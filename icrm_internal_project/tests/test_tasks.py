# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal_improvement.tests.improvement_common import (
    ImprovementCommon,
)


@tagged("post_install", "-at_install")
class TestTasks(ImprovementCommon):
    """Tasks of an improvement: who may link them, and who sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.it_head | cls.finance_head | cls.staff
        users.group_ids = [Command.link(cls.env.ref("project.group_project_user").id)]
        cls.project = cls.env["project.project"].create(
            {"name": "Laptops", "privacy_visibility": "employees"}
        )

    def _task(self, user, **values):
        return (
            self.env["project.task"]
            .with_user(user)
            .create(
                {
                    "name": "Order ten",
                    "project_id": self.project.id,
                    "icrm_improvement_id": self.improvement.id,
                    **values,
                }
            )
        )

    def test_team_gives_tasks_and_others_do_not(self):
        task = self._task(self.it_head)
        with self.assertRaises(AccessError):
            self._task(self.finance_head)
        own = self._task(self.finance_head, icrm_improvement_id=False)
        with self.assertRaises(AccessError):
            own.icrm_improvement_id = self.improvement
        theirs = self.improvement.with_user(self.staff)
        self.assertEqual(theirs.task_count, 1)
        action = theirs.action_open_tasks()
        self.assertEqual(self.env["project.task"].search(action["domain"]), task)
        with self.assertRaises(AccessError):
            self.improvement.with_user(self.finance_head).action_open_tasks()

    def test_project_decides_who_sees_a_task(self):
        self.project.privacy_visibility = "followers"
        self._task(self.env.user, user_ids=[Command.set(self.it_head.ids)])
        self.assertEqual(self.improvement.with_user(self.it_head).task_count, 1)
        self.assertEqual(self.improvement.with_user(self.staff).task_count, 0)

    def test_guest_sees_what_there_is_to_do(self):
        self._task(self.it_head, date_deadline="2030-01-02 12:00:00")
        (task,) = self.improvement._get_guest_tasks()
        self.assertEqual(task["name"], "Order ten")
        self.assertEqual(str(task["date"]), "2030-01-02")
        self.assertFalse(task["done"])
