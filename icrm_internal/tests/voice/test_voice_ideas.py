# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestIdeas(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with Form(cls.env["icrm.idea"].with_user(cls.staff)) as form:
            form.name = "One form for newcomers"
            form.department_id = cls.it
        cls.idea = form.record

    def as_user(self, user):
        return self.idea.with_user(user)

    def test_author_is_who_writes(self):
        self.assertEqual(self.idea.author_id.user_id, self.staff)
        with self.assertRaises(AccessError):
            self.env["icrm.idea"].with_user(self.colleague).create(
                {"name": "Not mine", "author_id": self.idea.author_id.id}
            )
        Idea = self.env["icrm.idea"].with_user(self.colleague)
        for forged in ({"state": "done"}, {"answer": "<p>Yes</p>"}):
            with self.assertRaises(AccessError):
                Idea.create({"name": "Mine", **forged})
        born = Idea.with_context(
            default_state="done", default_answer="<p>Yes</p>"
        ).create({"name": "Mine"})
        self.assertEqual((born.state, born.answer), ("new", False))

    def test_votes_once_and_back(self):
        self.as_user(self.colleague).action_vote()
        self.as_user(self.staff).action_vote()
        self.assertEqual(self.idea.vote_count, 2)
        self.assertTrue(self.as_user(self.colleague).is_voted)
        self.assertFalse(self.as_user(self.agent).is_voted)
        voted = self.env["icrm.idea"].with_user(self.colleague)
        self.assertIn(self.idea, voted.search([("is_voted", "=", True)]))
        # What is wanted, not the other way round: sent twice, it is the same.
        self.as_user(self.colleague).action_vote(True)
        self.assertEqual(self.idea.vote_count, 2)
        for _time in range(2):
            self.as_user(self.colleague).action_vote(False)
            self.assertEqual(self.idea.vote_count, 1)

    def test_who_voted_is_not_told(self):
        self.as_user(self.colleague).action_vote()
        for user in (self.staff, self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                self.env["icrm.idea.vote"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["icrm.idea"].with_user(user).search(
                    [("vote_ids.customer_id", "!=", False)]
                )

    def test_author_changes_words_while_new(self):
        self.as_user(self.staff).name = "One form for all newcomers"
        with self.assertRaises(AccessError):
            self.as_user(self.staff).state = "done"
        with self.assertRaises(AccessError):
            self.as_user(self.staff).answer = "<p>We do it</p>"
        self.as_user(self.it_head).state = "considered"
        with self.assertRaises(AccessError):
            self.as_user(self.staff).name = "Something else"
        with self.assertRaises(AccessError):
            self.as_user(self.finance_head).state = "declined"

    def test_ends_with_a_public_answer(self):
        with (
            self.assertRaisesRegex(UserError, "public answer"),
            self.env.cr.savepoint(),
        ):
            self.as_user(self.it_head).state = "done"
        self.as_user(self.it_head).write(
            {"answer": "<p>There is one form now.</p>", "state": "done"}
        )
        page = self.env["icrm.public.answer"].with_user(self.colleague)
        entry = page.search([("idea_id", "=", self.idea.id)])
        self.assertEqual(entry.heard, "One form for newcomers")
        self.assertEqual(entry.department_id, self.it)
        self.assertIn("one form now", entry.answer)
        self.as_user(self.it_head).answer = "<p>And it is short.</p>"
        self.assertEqual(len(page.search([("idea_id", "=", self.idea.id)])), 1)
        self.assertIn("it is short", entry.answer)
        with self.assertRaisesRegex(UserError, "closed"), self.env.cr.savepoint():
            self.as_user(self.colleague).action_vote()

    def test_becomes_a_need_once(self):
        self.as_user(self.colleague).action_vote()
        action = self.as_user(self.it_head).action_make_need()
        need = self.env["icrm.need"].browse(action["res_id"])
        self.assertEqual((need.source, need.mentions), ("idea", 2))
        self.assertEqual(need.customer_department_id, self.finance)
        again = self.as_user(self.it_head).action_make_need()
        self.assertEqual(again["res_id"], need.id)
        with self.assertRaises(AccessError):
            self.as_user(self.staff).action_make_need()
