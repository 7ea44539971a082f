# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import IcrmCommon

FORM = [
    {"name": "q_model", "string": "Model *", "type": "char"},
    {"name": "q_why", "string": "Why", "type": "text"},
    {"name": "q_part", "string": "For your work", "type": "separator"},
    {"name": "q_count", "string": "How many*", "type": "integer"},
    {"name": "q_price", "string": "Price", "type": "float"},
    {"name": "q_from", "string": "From", "type": "date"},
    {"name": "q_at", "string": "At", "type": "datetime"},
    {"name": "q_agreed", "string": "I agree*", "type": "boolean"},
    {
        "name": "q_size",
        "string": "Size",
        "type": "selection",
        "selection": [["s", "Small"], ["l", "Large"]],
    },
    {
        "name": "q_tags",
        "string": "Extras",
        "type": "tags",
        "tags": [["bag", "Bag", 1], ["dock", "Dock", 2]],
    },
    {
        "name": "q_dept",
        "string": "Department",
        "type": "many2one",
        "comodel": "hr.department",
        "domain": "[('name', '!=', 'IT')]",
    },
    {
        "name": "q_secret",
        "string": "Server",
        "type": "many2many",
        "comodel": "ir.mail_server",
    },
]
GOOD = {"q_model": "X1", "q_count": 2, "q_agreed": True}


@tagged("post_install", "-at_install")
class TestServiceForm(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(cls.service, FORM)
        cls.asked = cls.service.with_user(cls.staff)

    def _refused(self, answers, *words):
        with self.assertRaises(ValidationError) as caught:
            self.asked._check_answers(answers)
        for word in words:
            self.assertIn(word, str(caught.exception))
        return str(caught.exception)

    def test_form_fields(self):
        questions = self.asked.get_form()["questions"]
        self.assertEqual(
            [
                (question["name"], question["label"], question["required"])
                for question in questions[:4]
            ],
            [
                ("q_model", "Model", True),
                ("q_why", "Why", False),
                ("q_part", "For your work", False),
                ("q_count", "How many", True),
            ],
        )
        by_name = {question["name"]: question for question in questions}
        self.assertEqual(by_name["q_size"]["options"], [["s", "Small"], ["l", "Large"]])
        self.assertEqual(
            by_name["q_tags"]["options"], [["bag", "Bag"], ["dock", "Dock"]]
        )
        self.assertEqual(by_name["q_dept"]["comodel"], "hr.department")
        self.assertEqual(by_name["q_part"]["type"], "section")

    def test_good_answers_are_cleaned(self):
        cleaned = self.asked._check_answers(
            {
                "q_model": " X1\nCarbon ",
                "q_why": "",
                "q_count": "2",
                "q_price": "1.5",
                "q_from": "2026-03-31",
                "q_at": "2026-03-31T14:30",
                "q_agreed": "on",
                "q_size": "l",
                "q_tags": ["bag", "bag"],
                "q_dept": [self.finance.id, "Finance"],
                "q_secret": [],
            }
        )
        self.assertEqual(
            cleaned,
            {
                "q_model": "X1 Carbon",
                "q_count": 2,
                "q_price": 1.5,
                "q_from": "2026-03-31",
                "q_at": "2026-03-31 14:30:00",
                "q_agreed": True,
                "q_size": "l",
                "q_tags": ["bag"],
                "q_dept": self.finance.id,
            },
        )
        self.assertEqual(self.asked._check_answers(GOOD), GOOD)

    def test_zero_is_an_answer_no_box_ticked_is_none(self):
        self.assertEqual(self.asked._check_answers(GOOD | {"q_count": 0})["q_count"], 0)
        self._refused(GOOD | {"q_agreed": False}, "I agree")

    def test_every_faulty_question_is_named(self):
        message = self._refused(
            {}, "Model is required", "How many is required", "I agree is required"
        )
        self.assertEqual(len(message.splitlines()), 3)
        self._refused(
            {
                "q_model": "x" * 5001,
                "q_count": "2.5",
                "q_price": float("nan"),
                "q_agreed": "perhaps",
                "q_size": "XL",
                "q_tags": ["rocket"],
                "q_from": "31.02.2026",
                "q_at": "never",
                "q_why": 7,
                "q_evil": 1,
            },
            "Model: 5001 characters, maximum 5000",
            "How many: enter a whole number",
            "Price: enter a number",
            "I agree: enter yes or no",
            "Size: select one of: Small, Large",
            "Extras: select one of",
            "From: enter a date",
            "At: enter a date and time",
            "Why: enter text",
            "q_evil: not a question of this form",
        )

    def test_odd_values_are_refused_not_crashed_on(self):
        for name, value in (
            ("q_model", "a\x00b"),
            ("q_model", "\ud800"),
            ("q_model", {"a": 1}),
            ("q_count", True),
            ("q_count", 2**40),
            ("q_count", "1" * 400),
            ("q_count", [1]),
            ("q_price", "inf"),
            ("q_price", "1_000"),
            ("q_price", "\u0661\u0662"),
            ("q_count", "1_000"),
            ("q_price", 1e300),
            ("q_size", {"a": 1}),
            ("q_size", ["s"]),
            ("q_tags", [["bag"]]),
            ("q_dept", "x"),
            ("q_dept", 2**70),
            ("q_dept", -1),
            ("q_dept", {"id": 1}),
            ("q_dept", [[1], "x"]),
            ("q_secret", 5),
            ("q_secret", list(range(1, 200))),
            ("q_from", 20260331),
            ("q_from", "20260331"),
            ("q_from", "0026-12-20"),
            ("q_at", "1" * 400),
            ("q_at", "2026-W01-1"),
            ("q_at", "2026-03-31T14:30:00+02:00"),
        ):
            with self.subTest(name=name, value=str(value)[:30]):
                self._refused(GOOD | {name: value})
        for answers in ([], "text", 5):
            if answers:
                self._refused(answers)

    def test_links_are_looked_up_as_the_caller(self):
        server = self.env["ir.mail_server"].create(
            {"name": "Secret", "smtp_host": "localhost"}
        )
        self._refused(GOOD | {"q_secret": server.ids}, "Server: select from the list")
        # the question's own domain counts, and what does not exist answers the same
        self._refused(GOOD | {"q_dept": self.it.id}, "Department: select from the list")
        self._refused(GOOD | {"q_dept": 999999}, "Department: select from the list")

    def test_a_form_that_cannot_be_read_is_refused_with_a_sentence(self):
        good = {"name": "x", "type": "char", "string": "y"}
        for questions in (
            [good | {"name": "a b"}],
            [good | {"name": "a_html"}],
            [good | {"name": "é"}],
            [good | {"name": "x" * 201}],
            [{**good, "name": f"q{i}"} for i in range(61)],
            [good | {"string": "y" * 201}],
            [good | {"string": "\ud800"}],
            [good | {"help": "y" * 1001}],
            [good | {"type": "many2one", "comodel": "no.such.model"}],
            [good | {"type": "many2one", "comodel": "icrm.request.create"}],
            [good | {"type": "many2one", "comodel": "mail.thread"}],
            [good | {"columns": [{"name": "c", "type": "char"}]}],
            [good | {"type": "lines", "columns": [{"name": "c", "type": "text"}]}],
            [good | {"type": "lines", "columns": [{"name": "c", "type": "lines"}]}],
        ):
            with self.subTest(questions=str(questions)[:60]):
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self._set_form(self.service, questions)

    def test_a_list_is_not_chosen_by_what_is_confidential(self):
        """It is asked with the rights of the person who fills in the form."""
        word = "[('message_ids.body', 'ilike', 'SECRET')]"
        for domain in (
            word,
            "[('manager_id', 'any', [('user_id.password', '!=', False)])]",
            "[('member_ids', '!=', False)]",
        ):
            self._set_form(
                self.service,
                [
                    {
                        "name": "q",
                        "string": "Which",
                        "type": "many2one",
                        "comodel": "hr.department",
                        "domain": domain,
                    }
                ],
            )
            problems = self.service._get_form_problems()
            self.assertIn("Which", " ".join(problems), domain)
            self._refused({"q": self.it.id}, "Which")
