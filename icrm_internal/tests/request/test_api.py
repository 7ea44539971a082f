# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestApi(RequestCommon, HttpCase):
    """JSON-2 with an API key: the same methods, the same refusals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(
            cls.service,
            [
                {"name": "amount", "type": "float", "string": "Amount"},
                {"name": "room", "type": "char", "string": "Room *"},
            ],
        )
        cls.keys = {
            user: cls.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
            for user in (cls.staff, cls.colleague)
        }

    def call(
        self, method, key=None, ids=None, model="icrm.service", raw=None, **values
    ):
        """Return (status, answer) of one call with an API key, staff's by default."""
        body = {"ids": self.service.ids if ids is None else ids, **values}
        response = self.url_open(
            f"/json/2/{model}/{method}",
            data=raw or json.dumps(body),
            headers={
                "Authorization": f"bearer {key or self.keys[self.staff]}",
                "Content-Type": "application/json",
            },
            method="POST",
        )
        return response.status_code, response.json()

    def submit_over_http(self, **values):
        request = {"name": "By API", "origin": "api", "answers": {"room": "12"}}
        return self.call("submit_request", values={**request, **values})

    def test_form(self):
        """Read, filled in and sent with its digest; what is wrong is named."""
        status, form = self.call("get_form")
        self.assertEqual(status, 200)
        self.assertEqual(
            [(item["name"], item["required"]) for item in form["questions"]],
            [("amount", False), ("room", True)],
        )
        for answers, words in (
            ({"room": "12", "amount": "1,234"}, "Amount: “1,234” can be read as 1234"),
            ({"room": "12", "amount": "1.234"}, "1.2340"),
            ({"amount": 5}, "Room is required"),
            ({"room": "12", "evil": 1}, "evil: not a question of this form"),
        ):
            with self.subTest(answers=answers):
                status, error = self.submit_over_http(answers=answers)
                self.assertEqual(status, 422)
                self.assertIn(words, error["message"])
        status, ids = self.submit_over_http(
            answers={"room": "12", "amount": 1.234}, form=form["digest"]
        )
        self.assertEqual(status, 200)
        status, answered = self.call(
            "get_form_answers", ids=ids, model="helpdesk.ticket"
        )
        self.assertEqual(answered["answers"], {"room": "12", "amount": 1.234})
        status, _error = self.call(
            "get_form_answers",
            key=self.keys[self.colleague],
            ids=ids,
            model="helpdesk.ticket",
        )
        self.assertEqual(status, 403)

    def test_a_client_that_knows_nothing_fills_in_any_form(self):
        """By what get_form says alone: types, options, conditions, what is required."""
        self._set_form(
            self.service,
            [
                {"name": "head", "type": "section", "string": "About"},
                {
                    "name": "kind",
                    "type": "selection",
                    "string": "Kind*",
                    "selection": [("new", "New"), ("part", "Spare part")],
                },
                {"name": "part", "type": "char", "string": "Part*"},
                {"name": "number", "type": "integer", "string": "Number*"},
                {"name": "day", "type": "date", "string": "Day*"},
                {"name": "rush", "type": "boolean", "string": "Urgent"},
                {
                    "name": "extras",
                    "type": "tags",
                    "string": "Extras*",
                    "tags": [("bag", "Bag"), ("mouse", "Mouse")],
                },
            ],
        )
        kind = self._question(self.service, "kind")
        self.env["icrm.service.question.condition"].create(
            {
                "question_id": self._question(self.service, "part").id,
                "effect": "show",
                "other_question_id": kind.id,
                "option_ids": [Command.set(kind.option_ids[1].ids)],
            }
        )
        for wanted in ("new", "part"):
            _status, form = self.call("get_form")
            answers = self._fill_in(form["questions"], {"kind": wanted})
            status, ids = self.submit_over_http(answers=answers, form=form["digest"])
            with self.subTest(kind=wanted):
                self.assertEqual(status, 200, ids)
                self.assertEqual("part" in answers, wanted == "part")

    def _fill_in(self, questions, answers):
        """Return answers to all that must be answered, as a machine finds them."""
        values = {
            "char": lambda question: "x",
            "integer": lambda question: 3,
            "date": lambda question: "2031-05-06",
            "selection": lambda question: question["options"][0][0],
            "tags": lambda question: [key for key, _label in question["options"]],
        }

        def holds(rule):
            met = [
                answers.get(row["question"]) == row["value"]
                for row in rule["conditions"]
            ]
            return all(met) if rule["mode"] == "all" else any(met)

        for question in questions:
            name = question["name"]
            shown = not question["show_if"] or holds(question["show_if"])
            if shown and question["required"] and name not in answers:
                answers[name] = values[question["type"]](question)
        return answers

    def test_submit(self):
        status, ids = self.submit_over_http(form_key="http-1")
        self.assertEqual(status, 200)
        ticket = self.env["helpdesk.ticket"].browse(ids)
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "By API",
                    "icrm_origin": "api",
                    "icrm_requester_id": self.requester.id,
                }
            ],
        )
        self.assertEqual(ticket.icrm_answers["room"], "12")
        self.assertEqual(self.submit_over_http(form_key="http-1"), (200, ids))
        status, promise = self.call("get_promise")
        self.assertEqual((status, promise["resolution_hours"]), (200, 16))
        status, found = self.call("suggest", text="By API")
        self.assertEqual([row["id"] for row in found["duplicates"]], ids)
        # From there on the customer goes on by API too.
        status, _answer = self.call("action_icrm_withdraw", ids=ids, model=ticket._name)
        self.assertEqual((status, ticket.icrm_state), (200, "withdrawn"))

    @mute_logger("odoo.http")
    def test_refusals_store_nothing(self):
        Ticket = self.env["helpdesk.ticket"]
        before = Ticket.search_count([])
        secret = self._service(
            "Secret", audience="departments", audience_department_ids=self.it.ids
        )
        draft = self._service("Draft", state="draft")
        cases = [
            (401, "", {"key": "0" * 40}),
            (403, "not available", {"ids": secret.ids}),
            (403, "not available", {"ids": draft.ids}),
            (403, "not available", {"ids": [2**30]}),
            (403, "not available", {"ids": []}),
            (403, "not available", {"ids": (self.service | secret).ids}),
            (422, "named values", {"values": None}),
            (422, "named values", {"values": [1]}),
        ]
        answers = {"room": "1"}
        for sentence, values in (
            ("create_uid, team_id. Allowed", {"team_id": 1, "create_uid": 1}),
            ("Subject: 251 characters, maximum 250", {"name": "x" * 251}),
            ("Subject: enter text", {"name": ["a", 1]}),
            (
                "Description: 20001 characters, maximum 20000",
                {"description": "x" * 20001},
            ),
            ("Requested for", {"beneficiary_id": 2**31}),
            ("Requested for", {"beneficiary_id": "1; DROP TABLE"}),
            ("Attachments", {"attachment_ids": ["1"]}),
            ("Priority", {"priority": 3}),
            ("Origin", {"origin": "agent"}),
            ("Form key: 65 characters, maximum 64", {"form_key": "k" * 65}),
            ("Room", {"answers": {}}),
            ("Amount", {"answers": {**answers, "amount": float("nan")}}),
            ("Amount", {"answers": {**answers, "amount": float("inf")}}),
            ("not a question of this form", {"answers": {**answers, "hack": 1}}),
            ("Answers", {"answers": [1]}),
        ):
            cases.append((422, sentence, {"values": {"answers": answers, **values}}))
        for expected, sentence, arguments in cases:
            arguments = {"values": {"answers": answers}, **arguments}
            with self.subTest(sentence=sentence, arguments=str(arguments)[:80]):
                status, answer = self.call("submit_request", **arguments)
                self.assertEqual(status, expected, answer)
                self.assertIn(sentence, answer["message"])
        for raw in ("{", "[]", '"x"', "{}"):
            with self.subTest(raw=raw):
                status, _answer = self.call("submit_request", raw=raw)
                self.assertIn(status, (400, 403, 422))
        self.env.invalidate_all()
        self.assertEqual(Ticket.search_count([]), before)

    @mute_logger("odoo.http")
    def test_helpers_are_not_for_strangers(self):
        for name in ("_create_request", "_prepare_request", "_check_on_offer"):
            status, _answer = self.call(name)
            self.assertIn(status, (403, 404))
        ticket = self.request()
        for name, values in (
            ("write", {"vals": {"icrm_state": "resolved"}}),
            ("create", {"vals_list": [{"name": "x", "description": "x"}]}),
            ("action_icrm_take", {}),
            ("action_icrm_resolve", {}),
        ):
            ids = [] if name == "create" else ticket.ids
            body = {"ids": ids, **values} if ids else values
            status, _answer = self.call(
                name, model="helpdesk.ticket", raw=json.dumps(body)
            )
            self.assertEqual(status, 403, name)
        status, _answer = self.call(
            "action_icrm_withdraw",
            key=self.keys[self.colleague],
            ids=ticket.ids,
            model="helpdesk.ticket",
        )
        self.assertEqual(status, 403)
        self.assertEqual(ticket.icrm_state, "new")
