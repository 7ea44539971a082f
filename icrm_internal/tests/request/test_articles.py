# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, Form, tagged

from ...models.request import personal_data
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestPersonalData(BaseCase):
    """What others do not read in an article, in both languages."""

    def test_replaced(self):
        for text, names, expected in (
            (
                "Dear Claire Martin, thanks. Claire",
                ["Claire Martin"],
                "Dear [name], thanks. [name]",
            ),
            ("王小明您好，请小明重启", ["王小明"], "[name]您好，请[name]重启"),
            ("Write to claire.m+x@corp.example.com", [], "Write to [email]"),
            (
                "Call +86 138 0013 8000 or (030) 123-4567",
                [],
                "Call [number] or [number]",
            ),
            ("电话13800138000，工号A1234567", [], "电话[number]，工号[number]"),
            ("Server 192.168.100.200", [], "Server [number]"),
            (
                "https://x.example.com/reset?token=abc then",
                [],
                "https://x.example.com/reset then",
            ),
        ):
            with self.subTest(text):
                self.assertEqual(personal_data.replace(text, names), expected)

    def test_left(self):
        """Dates, amounts, versions, rooms, and words that only begin like a name."""
        for text in (
            "On 2026-11-28 and 28.11.2026 at 10:30",
            "1,204,000 CNY, 3.5 mm, version 19.0.2.1.0",
            "Room 1234, step 3, Windows 11",
            "Martini",
        ):
            with self.subTest(text):
                self.assertEqual(personal_data.replace(text, ["Jo Martin"]), text)


@tagged("post_install", "-at_install")
class TestArticles(RequestCommon):
    def _resolved(self, **values):
        ticket = self.submit(
            name="VPN drops for Staff",
            description="Mail me at staff@private.example.com. Colleague has it, too.",
            **values,
        )
        ticket.with_user(self.agent).action_icrm_resolve(
            "Dear Staff, update the client to 5.2. Agent"
        )
        return ticket.with_user(self.agent)

    def _dialog(self, ticket, user=None):
        dialogs = self.env["icrm.article.create"].with_user(user or self.agent)
        return Form(dialogs.with_context(default_ticket_id=ticket.id))

    def _article(self, **values):
        return self.env["icrm.service.article"].create(
            {
                "name": "VPN",
                "body": "<p>Update</p>",
                "service_id": self.service.id,
                **values,
            }
        )

    def test_from_a_resolved_request(self):
        self.service.owner_id = self.it_head
        ticket = self._resolved()
        form = self._dialog(ticket)
        self.assertEqual(form.reviewer_name, self.it_head.name)
        self.assertEqual(form.name, "VPN drops for [name]")
        for word in ("Staff", "Agent", "Colleague", "private.example.com"):
            self.assertNotIn(word, form.body)
        self.assertIn("update the client to 5.2", form.body)
        form.save().action_create()
        article = self.service.article_ids
        self.assertEqual(article.state, "draft")
        self.assertEqual(article.sudo().ticket_id, ticket.sudo())
        activity = self.service.activity_ids
        self.assertEqual(activity.user_id, self.it_head)
        # Customers see it once it is published, suggestions too.
        for user in (self.staff, self.agent):
            with self.subTest(user.name), self.assertRaises(AccessError):
                article.with_user(user).read(["name"])
        suggested = self.service.with_user(self.staff).suggest("my vpn drops")
        self.assertFalse(suggested["articles"])
        with self.assertRaises(AccessError):
            article.with_user(self.agent).action_publish()
        article.with_user(self.it_head).action_publish()
        self.assertTrue(article.with_user(self.staff).body)
        self.assertEqual(
            article.review_on, fields.Date.context_today(article) + timedelta(days=365)
        )
        suggested = self.service.with_user(self.staff).suggest("my vpn drops")
        self.assertEqual([row["id"] for row in suggested["articles"]], article.ids)

    def test_whose_request_it_was(self):
        """Readers of an article do not learn the subject of its request."""
        ticket = self._resolved()
        article = self._article(ticket_id=ticket.id)
        for user in (self.colleague, self.it_head):
            reader = article.with_user(user)
            readable = ticket.with_user(user).has_access("read")
            with self.subTest(user.name):
                self.assertEqual(bool(reader.request_id), readable)
                shown = reader.web_read({"request_id": {"fields": {"number": {}}}})
                self.assertEqual(bool(shown[0]["request_id"]), readable)
                with self.assertRaises(AccessError):
                    reader.read(["ticket_id"])
                with self.assertRaises(AccessError):
                    reader.search([("ticket_id.name", "ilike", "VPN")])
        self.assertTrue(ticket.with_user(self.it_head).has_access("read"))
        self.assertFalse(ticket.with_user(self.colleague).has_access("read"))

    def test_who_makes_one(self):
        ticket = self._resolved()
        mate = self._user("mate", self.it, "icrm_internal.group_icrm_agent")
        for user in (self.staff, self.colleague, mate):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._dialog(ticket, user)
        # The requester's head reads the request and does not serve it.
        form = self._dialog(ticket, self.finance_head)
        self.assertIn("Only the team", form.problem)
        self.assertFalse(form.body or form.name)
        form = self._dialog(self.submit())
        self.assertEqual(form.problem, "Resolve the request first.")
        self.assertFalse(form.body)
        dialog = self._dialog(ticket).save()
        ticket.sudo()._icrm_set_state("in_progress")
        with self.assertRaisesRegex(UserError, "Resolve the request first"):
            dialog.action_create()
        self.assertFalse(self.service.article_ids)

    def test_what_did_not_help(self):
        article = self._article()
        reader = article.with_user(self.staff)
        self._reason_dialog(
            reader, "action_not_helped", "Step 3 <b>differs</b>"
        ).action_apply()
        self.assertEqual(article.not_helped_count, 1)
        feedback = article.feedback_ids
        self.assertEqual(feedback.reason, "Step 3 <b>differs</b>")
        self.assertNotIn("create_uid", feedback._fields)
        self.assertEqual(feedback.with_user(self.it_head).day, feedback.day)
        for user in (self.staff, self.agent, self.finance_head):
            with self.subTest(user.name), self.assertRaises(AccessError):
                feedback.with_user(user).read(["reason"])
        for reason in ("", " ", "x" * 1001, 5):
            with self.subTest(str(reason)[:5]), self.assertRaises(UserError):
                reader.action_not_helped(reason)
        draft = self._article(state="draft")
        with self.assertRaises(AccessError):
            draft.with_user(self.staff).action_not_helped("x")
        self.assertEqual(article.not_helped_count, 1)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal.ir_cron_service_article"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_an_answer_that_was_found(self):
        """Read, and no request for the service within three days."""
        Reading = self.env["icrm.service.article.reading"]
        article, other = self._article(), self._article(name="Other")
        for user in (self.staff, self.staff, self.colleague, self.it_head):
            article.with_user(user).action_open()
        other.with_user(self.staff).action_open()
        # Who edits the service is no reader.
        self.assertEqual(Reading.search_count([("article_id", "=", article.id)]), 2)
        self.submit(user=self.colleague)
        self._run()
        self.assertEqual(article.answered_count, 0)
        for reading in Reading.search([]):
            reading.read_at -= timedelta(days=3, minutes=1)
        tickets = self.env["helpdesk.ticket"].sudo()
        asked = tickets.search([("icrm_requester_id.user_id", "=", self.colleague.id)])
        asked.icrm_submitted_at -= timedelta(days=1)
        self._run()
        self.assertEqual(article.answered_count, 1)
        self.assertEqual(other.answered_count, 1)
        self.assertFalse(Reading.search([]))
        self._run()
        self.assertEqual(article.answered_count, 1)
        # A request after the three days does not count against it.
        article.with_user(self.colleague).action_open()
        for reading in Reading.search([]):
            reading.read_at -= timedelta(days=9)
        self._run()
        self.assertEqual(article.answered_count, 2)

    def test_reviews(self):
        self.service.owner_id = self.it_head
        today = fields.Date.context_today(self.service)
        article = self._article(review_on=today)
        self._article(name="Later", review_on=today + timedelta(days=2))
        for _run in range(2):
            self._run()
            activity = self.service.activity_ids
            self.assertEqual(activity.mapped("summary"), ["Review articles: VPN"])
        self.assertEqual(activity.user_id, self.it_head)
        article.with_user(self.it_head).action_publish()
        self.assertGreater(article.review_on, today)

    def test_services_that_lack_one(self):
        services = self.env["icrm.service"].with_user(self.it_head)
        wanted = [("lacks_article", "=", True)]
        for _number in range(9):
            self.submit()
        self.assertNotIn(self.service, services.search(wanted))
        ticket = self.submit()
        self.assertIn(self.service, services.search(wanted))
        self.assertTrue(self.service.lacks_article)
        draft = self._article(state="draft")
        self.assertIn(self.service, services.search(wanted))
        draft.action_publish()
        self.assertNotIn(self.service, services.search(wanted))
        draft.unlink()
        ticket.sudo().icrm_submitted_at -= timedelta(days=91)
        self.env.flush_all()
        self.assertNotIn(self.service, services.search(wanted))
