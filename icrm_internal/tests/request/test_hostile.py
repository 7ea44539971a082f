# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What strangers and colleagues try on forms and mails."""

from time import perf_counter

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.request.mail_intake import THREAD_LIMIT
from ...models.request.mail_thread import CID
from .mail_common import MailCommon
from .portal_common import PortalCommon
from .test_form_request import ITEMS, FormCommon

# A mail that takes longer stops all others.
SECONDS = 4
LETTERS = 40_000


@tagged("post_install", "-at_install")
class TestLongMails(MailCommon):
    """No mail takes the gateway's time away from the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.it_team.icrm_mail_limit = 100

    def _receive(self, **values):
        start = perf_counter()
        tickets, _mails = self.receive(**values)
        self.assertLess(perf_counter() - start, SECONDS)
        return tickets

    def test_subjects(self):
        for piece in ("a", "a-", "[ ", "#a/", "【a.", "HT_"):
            with self.subTest(piece):
                subject = piece * (LETTERS // len(piece))
                self.assertTrue(self._receive(subject=subject))

    def test_number_before_a_long_rest(self):
        ticket = self.submit()
        subject = f"Re: [{ticket.number}] {'a' * LETTERS}"
        self.assertFalse(self._receive(subject=subject))
        self.assertIn("black", ticket.sudo().message_ids[0].body)

    def test_one_note_of_a_robot(self):
        before = self.it_team.message_ids
        for number in range(5):
            self._receive(
                name=f"Robot {number}", extra="Auto-Submitted: auto-replied\n"
            )
        self.assertEqual(len(self.it_team.message_ids - before), 1)

    def test_a_stranger_of_many_addresses(self):
        """Who once got a mail of the conversation cannot ring at the desk for ever."""
        ticket, _mails = self.receive()
        for number in range(THREAD_LIMIT + 8):
            self.reply(ticket, sender=f"x{number}@spam.example", body=f"Buy {number}")
        told = ticket.message_ids.search(
            [
                ("model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("message_type", "=", "user_notification"),
                ("body", "ilike", "spam.example"),
            ]
        )
        self.assertTrue(told)
        self.assertLessEqual(len(told), THREAD_LIMIT + 1)
        self.assertEqual(ticket.icrm_attention, "flood")
        notes = ticket.message_ids.filtered(lambda message: "Buy" in message.body)
        self.assertEqual(len(notes), THREAD_LIMIT + 8, "nothing is lost")
        # The customer is heard all the same.
        self.reply(ticket, body="Mine")
        heard = ticket.message_ids.filtered(lambda message: "Mine" in message.body)
        self.assertFalse(heard.is_internal)

    def test_pictures(self):
        """Of the pattern alone: Odoo's own sanitizer is slow with such mails."""
        for piece in ("<img ", "<img src", "<img src = ", "<img\tsrc=cid", "<IMG "):
            with self.subTest(piece):
                start = perf_counter()
                self.assertFalse(CID.search(piece * (3 * LETTERS // len(piece))))
                self.assertLess(perf_counter() - start, SECONDS)


@tagged("post_install", "-at_install")
class TestHostileForms(FormCommon):
    """What was asked and answered is not bent by whoever may touch the request."""

    def test_names_with_dots(self):
        items = self._question(self.service, "items").name
        for name in (
            f"{items}.x.y",
            f"{items}.-1.y",
            f"{items}.².y",
            f"{items}.0.article",
            "kind.a.b",
            "..",
            ".0.",
        ):
            with self.subTest(name):
                self._refused({"kind": "r", name: 1}, "not a question of this form")

    def test_the_form_asked_stays(self):
        ticket = self.submit(answers={"kind": "r", "items": ITEMS, "reason": "x"})
        other = self._service("Other")
        self._set_form(other, [{"name": "other", "string": "Other"}])
        form = other._get_frozen_form()
        for user in (self.agent, self.it_head, self.officer):
            with self.subTest(user.name), self.assertRaises(UserError):
                ticket.with_user(user).write({"icrm_form_id": form.id})
        self.assertEqual(ticket.sudo().icrm_form_id.service_id, self.service)

    def test_no_form_of_another_service_is_asked(self):
        """Not from the start either."""
        self.submit(answers={"kind": "r", "items": ITEMS, "reason": "x"})
        other = self._service("Other")
        self._set_form(other, [{"name": "other", "string": "Other"}])
        values = {"name": "x", "description": "x", "icrm_service_id": self.service.id}
        tickets = self.env["helpdesk.ticket"].with_user(self.officer)
        for form in (other._get_frozen_form().id, 10**8):
            for more in ({}, {"icrm_answers": {"other": "x"}}):
                with self.subTest(str(more)), self.assertRaises(UserError):
                    tickets.create({**values, **more, "icrm_form_id": form})

    def test_own_requests_elsewhere_are_read_alone(self):
        """Who works in another company now reads the own requests, and serves none."""
        ticket = self.submit(answers={"kind": "r"}).sudo()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self._customer(self.officer)
        ticket.icrm_requester_id = customer
        self.officer.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        mine = ticket.with_user(self.officer).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(mine.name, "Broken screen")
        with self.assertRaises(AccessError):
            mine.write({"priority": "3"})
        with self.assertRaises(AccessError):
            mine.write({"user_id": self.officer.id})

    def test_odd_answers_by_who_serves(self):
        ticket = self.submit(answers={"kind": "r", "items": ITEMS, "reason": "x"})
        lines = ticket.sudo().icrm_answer_lines
        for vals in (
            {"icrm_answer_lines": "text"},
            {"icrm_answer_lines": [1]},
            {"icrm_answer_lines": 5},
            {"icrm_answer_lines": {"items": "x"}},
            {"icrm_answer_lines": {"items": [["x"]]}},
            {"icrm_answers": "text"},
            {"icrm_answers": 5},
            {"icrm_answers": [1]},
            {"icrm_answers": {"kind": {"a": 1}}},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                ticket.with_user(self.agent).write(vals)
            self.assertEqual(ticket.sudo().icrm_answers["kind"], "Read")
            self.assertEqual(ticket.sudo().icrm_answer_lines, lines)

    def test_keys(self):
        foreign = self._question(self.service, "kind")
        service = self._service("Finance", department_id=self.finance.id, state="draft")
        Question = self.env["icrm.service.question"].with_user(self.officer)
        with self.assertRaises(UserError):
            Question.create(
                {
                    "service_id": service.id,
                    "name": foreign.name,
                    "label": "Evil",
                    "question_type": "selection",
                    "option_ids": [Command.create({"name": "r", "label": "Evil"})],
                }
            )

    def test_digests(self):
        for form in ([], ["a"], {"a": 1}, 5, True, "a\x00"):
            with self.subTest(str(form)), self.assertRaises(UserError) as caught:
                self.submit(answers={"kind": "r"}, form=form)
            self.assertIn("Form", str(caught.exception))

    def test_lists_that_cannot_be_read(self):
        """What somebody types into the filter of a draft, while it is previewed."""
        draft = self._service("Draft", state="draft", owner_id=self.it_head.id)
        self._set_form(
            draft,
            [
                {
                    "name": "where",
                    "string": "Where",
                    "type": "many2one",
                    "comodel": "hr.department",
                }
            ],
        )
        question = draft.question_ids
        as_head = draft.with_user(self.it_head)
        self.assertTrue(as_head.search_form_records(question.name))
        for domain in (
            "[(",
            "5",
            "uid",
            "{1: 2}",
            "[('name', '=')]",
            "[('name', '~', 'x')]",
            "[('no_such_field', '=', 1)]",
            "[('message_ids.body', 'ilike', 'x')]",
            "[('member_ids', '!=', False)]",
        ):
            with self.subTest(domain):
                question.domain = domain
                with self.assertRaises(UserError):
                    as_head.search_form_records(question.name)

    def test_choices_are_those_of_the_form_as_asked(self):
        """What an editor changes meanwhile is not on offer before it is published."""
        definition = {
            "name": "where",
            "string": "Where",
            "type": "many2one",
            "comodel": "hr.department",
            "domain": "[('name', '=', 'IT')]",
        }
        self._set_form(self.service, [definition])
        asked = self.service.with_user(self.staff)
        self.assertEqual(asked.search_form_records("where")[0]["id"], self.it.id)
        frozen = self.service._get_frozen_form()
        self.env["icrm.service.question"].flush_model()
        self.env.cr.execute(
            "UPDATE icrm_service_question SET domain = '[]' WHERE service_id = %s",
            [self.service.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.service._get_frozen_form(), frozen)
        found = [item["id"] for item in asked.search_form_records("where")]
        self.assertEqual(found, [self.it.id])
        preview = self.service.with_user(self.it_head)
        self.assertGreater(len(preview.search_form_records("where")), 1)

    def test_filters_are_not_shown(self):
        """Which records are on offer is the department's, as in the form itself."""
        self._set_form(
            self.service,
            [
                {
                    "name": "where",
                    "string": "Where",
                    "type": "many2one",
                    "comodel": "hr.department",
                    "domain": "[('name', '!=', 'IT')]",
                }
            ],
        )
        ticket = self.submit(answers={"where": self.finance.id})
        for form in (
            ticket.get_form_answers(),
            ticket.icrm_form_answers,
            self.service.with_user(self.staff).get_form(),
        ):
            self.assertEqual(form["questions"][0]["domain"], False)


@tagged("post_install", "-at_install")
class TestRetiredQuestions(PortalCommon):
    """A link in a mail works as long as the request does, whatever the catalogue."""

    def test_service_retired(self):
        self._set_form(self.reset, [{"name": "device", "string": "Device *"}])
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "By mail",
                "icrm_service_id": self.reset.id,
                "icrm_requester_id": self._customer(self.portal_user).id,
                "icrm_origin": "mail",
            }
        )
        path = f"/my/requests/{ticket.id}/questions"
        self.reset.state = "retired"
        self.login(self.portal_user)
        props = self.props(self.page(path))
        self.assertEqual(
            [item["label"] for item in props["schema"]["questions"]], ["Device"]
        )
        self.assertFalse(props["schema"]["questions"][0]["default_source"])
        answers = self.posted(service=self.reset, device="Lamp")
        self.assertEqual(self.send(path, answers=answers).status_code, 303)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.icrm_answers["device"], "Lamp")
