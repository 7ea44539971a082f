# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestFeedback(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 10:00:00"):
            with Form(cls.env["icrm.feedback"].with_user(cls.staff)) as form:
                form.name = "Nobody tells how long a repair takes"
                form.department_id = cls.it
            cls.feedback = form.record

    def as_user(self, user):
        return self.feedback.with_user(user)

    def test_goes_to_the_head_with_a_date(self):
        self.assertEqual(self.feedback.author_id.user_id, self.staff)
        self.assertEqual(self.feedback.user_id, self.it_head)
        self.assertEqual(self.feedback.due_on, date(2026, 3, 16))

    def test_known_to_those_concerned(self):
        for user in (self.staff, self.it_head, self.officer):
            self.assertTrue(self.as_user(user).has_access("read"), user.name)
        for user in (self.colleague, self.agent, self.finance_head, self.auditor):
            self.assertFalse(self.as_user(user).has_access("read"), user.name)

    def test_staff_cannot_answer_or_forge(self):
        Feedback = self.env["icrm.feedback"].with_user(self.colleague)
        values = {
            "name": "Fine",
            "department_id": self.it.id,
            "author_id": self.feedback.author_id.id,
        }
        for forged in ({"state": "answered"}, {"reply": "Thanks"}):
            with self.assertRaises(AccessError):
                Feedback.create({**values, **forged})
        born = Feedback.with_context(
            default_state="answered", default_reply="Thanks"
        ).create(values)
        self.assertEqual(born.author_id.user_id, self.colleague)
        self.assertEqual((born.state, born.reply), ("new", False))
        with self.assertRaises(AccessError):
            self.as_user(self.staff).action_answer()
        with self.assertRaises(AccessError):
            self.as_user(self.staff).reply = "Done"

    def test_an_answer_is_needed(self):
        with (
            self.assertRaisesRegex(UserError, "write an answer"),
            self.env.cr.savepoint(),
        ):
            self.as_user(self.it_head).action_answer()
        self.as_user(self.it_head).reply = "Two days, from now on on every request."
        self.as_user(self.it_head).action_answer()
        self.assertEqual(self.feedback.state, "answered")
        self.assertTrue(self.feedback.answered_on)
        self._send_messages()
        for user, readable in ((self.staff, True), (self.auditor, False)):
            log = self.env["icrm.message"].with_user(user)
            rows = log.search([("event", "=", "feedback_answered")])
            self.assertEqual(bool(rows), readable, user.name)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "icrm.feedback"),
                ("res_id", "=", self.feedback.id),
                ("partner_ids", "in", self.staff.partner_id.ids),
            ]
        )
        self.assertIn("Two days", told.body)
        with self.assertRaises(AccessError):
            self.as_user(self.staff).details = "I never said that"

    def test_answered_in_public(self):
        Answer = self.env["icrm.public.answer"].with_user(self.it_head)
        there = Answer.search_count([])
        action = self.as_user(self.it_head).action_create_public_answer()
        # Nothing is written before it is saved.
        self.assertFalse(action.get("res_id"))
        self.assertEqual(Answer.search_count([]), there)
        self.assertFalse(self.feedback.public_answer_id)
        answer = Form(Answer.with_context(**action["context"])).save()
        self.assertEqual(self.feedback.public_answer_id, answer)
        self.assertEqual((answer.source, answer.department_id), ("feedback", self.it))
        again = self.as_user(self.it_head).action_create_public_answer()
        self.assertEqual(again["res_id"], answer.id)
        with (
            self.assertRaisesRegex(UserError, "describe your action"),
            self.env.cr.savepoint(),
        ):
            answer.action_publish()
        page = self.env["icrm.public.answer"].with_user(self.colleague)
        self.assertFalse(page.search([("id", "=", answer.id)]))
        answer.answer = "<p>Each request shows a date now.</p>"
        answer.action_publish()
        self.assertEqual(self.feedback.state, "answered")
        entry = page.search([("id", "=", answer.id)])
        self.assertEqual(entry.heard, self.feedback.name)
        # its author is not shown with it
        entry.invalidate_recordset()
        self.assertFalse(entry.feedback_ids)
        with self.assertRaises(AccessError):
            page.browse(answer.id).action_withdraw()

    def test_public_answer_takes_no_others_feedback(self):
        """The defaults of the new entry give no right that the caller has not."""
        action = self.as_user(self.it_head).action_create_public_answer()
        for user in (self.staff, self.finance_head):
            values = action["context"] | {
                "default_department_id": self.finance.id,
                "default_answer": "<p>Done.</p>",
            }
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env["icrm.public.answer"].with_user(user).with_context(
                    **values
                ).create({})
        self.assertFalse(self.feedback.public_answer_id)
        with self.assertRaises(AccessError):
            self.as_user(self.staff).action_create_public_answer()

    def test_thanks_and_late(self):
        self.assertTrue(self.as_user(self.staff).is_mine)
        self.assertFalse(self.as_user(self.it_head).is_mine)
        Home = self.env["icrm.home"].with_user(self.officer)

        def late():
            [company] = [
                block
                for block in Home.get_home()["blocks"]
                if block["name"] == "company"
            ]
            figures = {figure["name"]: figure for figure in company["figures"]}
            return int(figures["late_feedback"]["value"])

        with freeze_time("2026-03-16 10:00:00"):
            before = late()
        with freeze_time("2026-03-17 10:00:00"):
            self.assertEqual(late(), before + 1)

    def test_anonymous_stays_so(self):
        feedback = (
            self.env["icrm.feedback"]
            .with_user(self.officer)
            .create({"name": "Cold", "department_id": self.it.id, "author_id": False})
        )
        for user in (self.officer, self.it_head):
            self.assertFalse(feedback.with_user(user).is_mine)
            self.assertFalse(feedback.with_user(user).author_id)
        feedback.with_user(self.it_head).reply = "Warmer now."
        feedback.with_user(self.it_head).action_answer()
        self._send_messages()
        self.assertFalse(
            self.env["icrm.message"].search(
                [("event", "=", "feedback_answered"), ("res_id", "=", feedback.id)]
            )
        )

    def test_no_answer_moves_to_another_sender(self):
        answer = (
            self.env["icrm.public.answer"]
            .with_user(self.it_head)
            .create({"heard": "Too slow", "department_id": self.it.id})
        )
        for department in (self.finance, self.finance.browse()):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                answer.department_id = department
        self.assertEqual(answer.department_id, self.it)

    def test_answers_of_others_departments(self):
        with self.assertRaises(AccessError):
            self.env["icrm.public.answer"].with_user(self.finance_head).create(
                {"heard": "x", "answer": "y", "department_id": self.it.id}
            )

    def test_reminded_once(self):
        with freeze_time("2026-03-14 06:00:00"):
            self.env["icrm.feedback"]._cron_remind()
            self.env["icrm.feedback"]._cron_remind()
        to_do = self.feedback.activity_ids
        self.assertEqual(to_do.user_id, self.it_head)
        self.assertEqual(len(to_do), 1)
