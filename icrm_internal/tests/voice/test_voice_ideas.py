# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

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

    def test_promise_in_working_days(self):
        """Ten working days by default, at the company's hours, holidays left out."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founding day",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-11 00:00:00",
                "date_to": "2026-03-11 23:59:59",
            }
        )
        Idea = self.env["icrm.idea"].with_user(self.staff)
        with freeze_time("2026-03-02 10:00:00"):
            idea = Idea.create({"name": "A quiet room", "department_id": self.it.id})
            self.assertEqual(idea.due_on, date(2026, 3, 17))
            self.company.icrm_feedback_days = 1
            self.assertEqual(Idea.create({"name": "Tea"}).due_on, date(2026, 3, 3))
        for forged in ("due_on", "answered_on"):
            with self.assertRaises(AccessError):
                Idea.create({"name": "Mine", forged: "2030-01-01"})
            with self.assertRaises(AccessError):
                idea[forged] = date(2030, 1, 1)
        Home = self.env["icrm.home"]

        def tasks(user):
            return [
                entry["name"]
                for entry in Home.with_user(user).get_home()["tasks"]
                if entry["kind"] == "icrm.idea"
            ]

        def late(user):
            blocks = Home.with_user(user).get_home()["blocks"]
            [company] = [block for block in blocks if block["name"] == "company"]
            figures = {figure["name"]: figure for figure in company["figures"]}
            return int(figures["late_ideas"]["value"])

        with freeze_time("2026-03-17 10:00:00"):
            self.assertNotIn(idea.name, tasks(self.it_head))
            before = late(self.officer)
        with freeze_time("2026-03-18 10:00:00"):
            self.assertIn(idea.name, tasks(self.it_head))
            self.assertNotIn(idea.name, tasks(self.finance_head))
            # of no department: the officers'
            self.assertIn("Tea", tasks(self.officer))
            self.assertEqual(late(self.officer), before + 1)
            idea.with_user(self.it_head).answer = "<p>From May on.</p>"
            self.assertEqual(idea.answered_on, date(2026, 3, 18))
            self.assertNotIn(idea.name, tasks(self.it_head))
            self.assertEqual(late(self.officer), before)

    def test_who_took_the_vote_back_hears_nothing(self):
        """Not even if the answer waits to be sent already."""
        self.as_user(self.colleague).action_vote()
        self.as_user(self.it_head).write(
            {"state": "considered", "answer": "<p>We try it in May.</p>"}
        )
        Message = self.env["icrm.message"]
        Message._flush_outbox()
        waiting = Message.search([("event", "=", "voted_idea_answered")])
        self.assertEqual(waiting.partner_id, self.colleague.partner_id)
        self.assertTrue(waiting._render())
        self.as_user(self.colleague).action_vote(False)
        self.assertIsNone(waiting._render())

    def test_voters_hear_of_the_answer(self):
        """By mail, once per status; nothing says afterwards who voted."""
        self.staff.partner_id.email = "staff@example.com"
        self.colleague.partner_id.email = "colleague@example.com"
        for user in (self.staff, self.colleague):
            self.as_user(user).action_vote()
        head = self.as_user(self.it_head)
        mails = self.env["mail.mail"].sudo()

        def news(words):
            self._send_messages()
            return mails.search(
                [("email_to", "ilike", "colleague@"), ("body_html", "ilike", words)]
            )

        head.state = "considered"
        self.assertFalse(news(""))
        head.answer = "<p>We try it in May.</p>"
        mail = news("We try it")
        self.assertEqual(len(mail), 1)
        self.assertIn("One form for newcomers", mail.subject)
        self.assertTrue(mail.auto_delete)
        self.assertFalse(mail.model)
        # Another word in the same status is no news.
        head.answer = "<p>We try it in May, on two floors.</p>"
        self.assertFalse(news("two floors"))
        head.write({"state": "done", "answer": "<p>It is there.</p>"})
        self.assertEqual(len(news("It is there")), 1)
        mails.search([("email_to", "ilike", "colleague@")]).unlink()
        voter = self.colleague.partner_id
        for model, domain in (
            ("icrm.message", [("partner_id", "=", voter.id)]),
            ("mail.notification", [("res_partner_id", "=", voter.id)]),
            ("mail.message", [("partner_ids", "in", voter.ids)]),
            ("mail.followers", [("partner_id", "=", voter.id)]),
        ):
            if model == "mail.followers":
                domain += [("res_model", "=", "icrm.idea")]
            self.assertFalse(self.env[model].search(domain), model)
        # The author, who is no secret, has it in the log.
        log = self.env["icrm.message"].search(
            [("event", "=", "idea_answered"), ("res_id", "=", self.idea.id)]
        )
        self.assertEqual(log.partner_id, self.staff.partner_id)

    def test_dialog_of_a_card(self):
        action = self.as_user(self.it_head).action_open_answer()
        self.assertEqual((action["target"], action["res_id"]), ("new", self.idea.id))
        view = action["views"][0][0]
        with Form(self.as_user(self.it_head), view=view) as form:
            form.answer = "<p>Yes.</p>"
        self.assertEqual(self.idea.answered_on, self.idea.create_date.date())
        with self.assertRaises(AccessError):
            self.as_user(self.colleague).answer = "<p>No.</p>"

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
