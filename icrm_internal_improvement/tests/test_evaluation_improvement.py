# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.evaluation.cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestEvaluationImprovement(CycleCommon):
    """An evaluation starts improvements, and is archived after they have ended."""

    def test_closed_loop(self):
        cycle = self._open()
        for user in self.people[self.research]:
            mine = self._mine(cycle, user)
            mine.line_ids.write({"score": 4})
            mine.line_ids[2].write({"score": 2})
            mine.action_submit()
        cycle.action_close()
        score = self._score(cycle)
        with self.assertRaisesRegex(UserError, "published"):
            score.with_user(self.officer).action_start_improvement()
        cycle.action_publish()
        self.env.invalidate_all()
        for user in (self.agent, self.finance_head, self.auditor):
            with self.assertRaises(AccessError):
                score.with_user(user).action_start_improvement()
        head = score.with_user(self.it_head)
        self.assertTrue(head.can_improve)
        head.action_start_improvement()
        improvement = self.env["icrm.improvement"].search(
            [("origin_model", "=", score._name), ("origin_id", "=", score.id)]
        )
        self.assertEqual(improvement.name, "IT: improve Speed, now 2")
        self.assertEqual(improvement.department_id, self.it)
        self.assertIn("Speed 2 of 5", improvement.origin_text)
        # Once: the second press opens it.
        head.action_start_improvement()
        self.env.invalidate_all()
        self.assertEqual(head.improvement_count, 1)
        with self.assertRaisesRegex(UserError, "IT: improve Speed"):
            cycle.action_dismiss()
        improvement.sudo().unlink()
        cycle.action_dismiss()
