# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .improvement_common import ImprovementCommon

WORDS = {
    "feedback_heard": "New colleagues waited.",
    "feedback_done": "Ten laptops in stock.",
    "feedback_result": "Ready on the first day.",
}


@tagged("post_install", "-at_install")
class TestIdeas(ImprovementCommon):
    """Idea, trial, rollout; and everybody reads what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idea = (
            cls.env["icrm.idea"]
            .with_user(cls.staff)
            .create(
                {
                    "name": "Laptops in stock",
                    "description": "<p>Ten of them</p>",
                    "department_id": cls.it.id,
                }
            )
            .sudo()
        )

    def _start(self, source=None, user=None):
        action = (source or self.idea).with_user(user or self.it_head).sudo(False)
        action = action.action_start_improvement()
        return self.Improvement.browse(action["res_id"]).with_user(self.it_head)

    def _try_out(self, improvement, value, **values):
        """Bring what began with an idea to the step Act."""
        plan = self._plan(kind="corrective")
        improvement.write({name: plan[name] for name in plan if name != "name"})
        self._do(improvement)
        self._check(improvement, value)
        improvement.write({"lesson": "Stock helps.", **values})
        return improvement

    def _close(self, improvement):
        improvement.write({"standard": "Ten in stock", "audit_date": self._day(90)})
        improvement.action_close()

    def _entry(self, improvement):
        return self.env["icrm.public.answer"].search(
            [("improvement_id", "=", improvement.id)]
        )

    # -- who --
    def test_department_starts_and_author_does_not(self):
        for user in (self.staff, self.colleague, self.auditor, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.idea.with_user(user).sudo(False).action_start_improvement()
        improvement = self._start()
        self.assertEqual(improvement.origin, "idea")
        self.assertEqual(improvement.goal, "Ten of them")
        self.assertEqual(improvement.owner_id, self.it_head)
        self.assertEqual(self.idea.state, "considered")
        self.assertEqual(self._start(user=self.officer), improvement)
        self.assertEqual(improvement.action_open_origin()["res_id"], self.idea.id)

    def test_idea_for_nobody_starts_nothing(self):
        self.idea.department_id = False
        with self.assertRaises(UserError):
            self._start(user=self.officer)

    # -- idea, trial, rollout --
    def test_success_is_rolled_out_and_told(self):
        improvement = self._start()
        self._try_out(improvement, 2, **WORDS)
        self.assertEqual(self.idea.state, "trial")
        improvement.action_publish()
        self.assertFalse(self._entry(improvement))
        self._close(improvement)
        self.assertEqual(self.idea.state, "done")
        entry = self._entry(improvement)
        self.assertEqual(entry.idea_id, self.idea)
        self.assertEqual(self.idea.public_answer_ids, entry)
        theirs = entry.with_user(self.colleague)
        self.assertEqual(theirs.heard, "Laptops in stock")
        self.assertIn("Ten laptops in stock.", theirs.answer)
        self.assertIn("Ready on the first day.", theirs.result)

    def test_failure_is_told_and_department_decides(self):
        improvement = self._start()
        self._try_out(improvement, 8, **WORDS)
        improvement.action_publish()
        action = improvement.action_try_again()
        again = self.Improvement.browse(action["res_id"]).with_user(self.it_head)
        self.assertEqual(self.idea.state, "trial")
        entry = self._entry(improvement)
        self.assertEqual(entry.state, "published")
        # The next trial is one of the same idea, and has its entry.
        self.env.invalidate_all()
        self.assertEqual(self._start(), again)
        self._try_out(again, 2, **WORDS)
        again.feedback_result = "The second way worked."
        again.action_publish()
        self._close(again)
        self.assertEqual(self._entry(again), entry)
        self.assertIn("The second way worked.", entry.result)
        self.assertEqual(self.idea.state, "done")

    def test_what_is_not_published_is_not_told(self):
        improvement = self._start()
        self._try_out(improvement, 2, **WORDS)
        self._close(improvement)
        self.assertFalse(self._entry(improvement))
        self.assertEqual(self.idea.state, "trial")
        improvement.action_publish()
        self.assertTrue(self._entry(improvement))
        self.assertEqual(self.idea.state, "done")

    # -- you said, we did --
    def test_entry_follows_the_words(self):
        improvement = self._check(self._do(self.improvement), 8)
        improvement.write({"lesson": "None", **WORDS, "feedback_result": False})
        improvement.action_publish()
        with self.assertRaisesRegex(UserError, "Outcome"):
            improvement.action_close()
        improvement.feedback_result = "It <b>hardly</b> helped."
        improvement.action_close()
        entry = self._entry(improvement)
        self.assertEqual(entry.source, "improvement")
        self.assertIn("&lt;b&gt;hardly", entry.result)
        improvement.feedback_result = "No better."
        improvement.action_publish()
        self.assertEqual(len(self._entry(improvement)), 1)
        self.assertIn("No better.", entry.result)
        with self.assertRaises(UserError):
            improvement.feedback_done = False
        improvement.action_unpublish()
        self.assertEqual(entry.state, "draft")
        self.assertFalse(entry.with_user(self.colleague).has_access("read"))

    def test_nobody_links_an_improvement_by_hand(self):
        Answer = self.env["icrm.public.answer"].with_user(self.finance_head)
        values = {"heard": "Slow", "department_id": self.finance.id}
        entry = Answer.create(values)
        for act in (
            lambda: entry.write({"improvement_id": self.improvement.id}),
            lambda: Answer.create({**values, "improvement_id": self.improvement.id}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
        by_default = Answer.with_context(default_improvement_id=self.improvement.id)
        self.assertFalse(by_default.create(values).sudo().improvement_id)

    def test_abandoned_is_not_told(self):
        self.improvement.write(WORDS)
        improvement = self.improvement.with_user(self.it_head)
        improvement.action_publish()
        improvement.action_abandon("No time")
        self.assertFalse(self._entry(improvement))

    # -- needs and feedback --
    def test_need_is_planned_then_met(self):
        need = self.env["icrm.need"].create(
            {
                "name": "A loan laptop",
                "provider_department_id": self.it.id,
                "user_id": False,
            }
        )
        for user in (self.staff, self.finance_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                need.with_user(user).action_start_improvement()
        improvement = self._start(need)
        self.assertEqual(need.state, "planned")
        self._try_out(improvement, 2)
        self._close(improvement)
        self.assertEqual(need.state, "met")

    def test_feedback_starts_without_its_words(self):
        feedback = (
            self.env["icrm.feedback"]
            .with_user(self.staff)
            .create(
                {"name": "SECRET", "details": "SECRET", "department_id": self.it.id}
            )
        )
        for user in (self.staff, self.colleague, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                feedback.with_user(user).action_start_improvement()
        improvement = self._start(feedback)
        self.assertNotIn("SECRET", str(improvement.sudo().read()))
        self.assertNotIn(self.staff.name, str(improvement.sudo().read()))
