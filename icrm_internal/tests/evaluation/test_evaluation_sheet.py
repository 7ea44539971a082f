# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestEvaluationSheet(CycleCommon):
    """All departments on one page, complete before "Submit?", no contact in one tap."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls._open()

    def test_own_evaluations_only(self):
        mine = self._mine(self.cycle, self.staff)
        (cycle,) = mine.get_sheet()
        self.assertEqual(
            [column["id"] for column in cycle["evaluations"]],
            self.env["icrm.evaluation"]
            .sudo()
            .search([("user_id", "=", self.staff.id)])
            .ids,
        )
        (column,) = cycle["evaluations"]
        self.assertEqual(
            {line["id"] for line in column["lines"].values()}, set(mine.line_ids.ids)
        )
        self.assertEqual(
            [criterion["id"] for criterion in cycle["criteria"]],
            list(column["lines"]),
        )
        self.assertIn("Only you read your answers", cycle["rule"])
        for other in (self.it_head, self.officer, self.auditor):
            shown = [
                column["id"]
                for cycle in mine.with_user(other).get_sheet()
                for column in cycle["evaluations"]
            ]
            self.assertNotIn(mine.id, shown, other.login)

    def test_missing_is_said_before_submitting(self):
        mine = self._mine(self.cycle, self.staff)
        message = mine.action_check()["params"]
        self.assertEqual(message["title"], "Not complete yet")
        self.assertIn("Quality", message["message"])
        self.assertEqual(mine.state, "todo", "nothing is submitted by asking")
        mine.line_ids.write({"is_skipped": True})
        self.assertIn("No contact", mine.action_check()["params"]["message"])
        with self.assertRaisesRegex(UserError, "No contact"):
            mine.action_submit()
        mine.line_ids[0].score = 4
        self.assertNotIn("title", mine.action_check()["params"])
        self.assertIn("1 of 1 done", mine.action_submit()["params"]["message"])

    def test_no_contact_counts_nowhere_and_can_be_undone(self):
        mine = self._mine(self.cycle, self.staff)
        mine.line_ids[0].score = 4
        self.assertIn("1 of 1 done", mine.action_decline()["params"]["message"])
        self.assertEqual(mine.state, "declined")
        self.assertFalse(mine.is_open)
        self.assertFalse(self.cycle._count_todo(self.staff), "no reminder")
        self.assertFalse(self.cycle.sudo()._read_sizes()[0], "no evaluation")
        for attempt in (
            mine.action_submit,
            mine.action_decline,
            lambda: mine.line_ids[0].write({"score": 1}),
            lambda: mine.sudo().write({"state": "submitted"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        mine.action_resume()
        self.assertTrue(mine.is_open)
        self.assertEqual(mine.line_ids[0].score, 4, "nothing is lost")

    def test_others_decline_nothing(self):
        mine = self._mine(self.cycle, self.staff)
        for user in (self.it_head, self.officer, self.env.ref("base.user_admin")):
            for method in ("action_decline", "action_check", "action_resume"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(mine.with_user(user), method)()
        self.assertEqual(mine.sudo().state, "todo")

    def test_what_is_submitted_is_not_taken_back(self):
        mine = self._mine(self.cycle, self.staff)
        mine.line_ids.write({"score": 5})
        mine.action_submit()
        for method in ("action_decline", "action_resume"):
            with self.assertRaises(AccessError):
                getattr(mine, method)()
        self.assertEqual(mine.state, "submitted")

    def test_closed_cycles_are_not_resumed(self):
        mine = self._mine(self.cycle, self.staff)
        mine.action_decline()
        self.cycle.sudo()._close()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            mine.action_resume()
        self.env.invalidate_all()
        self.assertEqual(mine.state, "declined")
