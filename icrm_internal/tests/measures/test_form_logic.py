# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import time

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ...measures import form_logic, pattern


def _question(name, kind="char", **values):
    return {"name": name, "type": kind, **values}


def _if(*names, mode="all", operator="set"):
    return {
        "mode": mode,
        "conditions": [{"question": name, "operator": operator} for name in names],
    }


@tagged("post_install", "-at_install")
class TestFormLogic(BaseCase):
    """The browser and the server ask the same."""

    def test_shared_cases(self):
        with file_open("icrm_internal/static/tests/catalogue/form_cases.json") as file:
            cases = json.load(file)
        self.assertGreater(len(cases), 15)
        for case in cases:
            questions, answers = case["questions"], case["answers"]
            state = form_logic.evaluate(questions, answers)
            names = [question["name"] for question in questions]
            found = {
                "shown": [name for name in names if name in state.shown],
                "required": [name for name in names if name in state.required],
                "totals": {
                    name: state.values.get(name) for name in case.get("totals", ())
                },
                "missing": form_logic.missing(questions, answers),
            }
            for key, value in found.items():
                if key in case:
                    with self.subTest(case["title"], key=key):
                        self.assertEqual(value, case[key])

    def test_cycles(self):
        """A chain is none; a circle is found through sections, totals and lines."""
        total = {"op": "sum", "questions": ["n"]}
        lines = {"op": "sum_product", "lines": "l", "columns": ["n"]}
        for questions, cycle in (
            ([_question("a"), _question("b", show_if=_if("a"))], []),
            ([_question("a", show_if=_if("a"))], ["a"]),
            (
                [_question("a", show_if=_if("b")), _question("b", show_if=_if("a"))],
                ["a", "b"],
            ),
            (
                [
                    _question("a", require_if=_if("c")),
                    _question("b", show_if=_if("a")),
                    _question("c", show_if=_if("b")),
                ],
                ["a", "c", "b"],
            ),
            ([_question("s", "section", show_if=_if("a")), _question("a")], ["a"]),
            ([_question("a"), _question("s", "section", show_if=_if("a"))], []),
            (
                [
                    _question("n", "integer", show_if=_if("t")),
                    _question("t", "total", formula=total),
                ],
                ["n", "t"],
            ),
            (
                [
                    _question("l", "lines", columns=[], show_if=_if("t")),
                    _question("t", "total", formula=lines),
                ],
                ["l", "t"],
            ),
            ([_question("a", show_if=_if("deleted"))], []),
        ):
            with self.subTest(questions=questions):
                self.assertEqual(form_logic.find_cycle(questions), cycle)

    def test_a_circle_ends(self):
        """Publication refuses it; what slipped in does not hang."""
        questions = [
            _question("a", show_if=_if("b", operator="not_set")),
            _question("b", show_if=_if("a")),
        ]
        state = form_logic.evaluate(questions, {"a": "x", "b": "y"})
        self.assertLessEqual(len(state.shown), 2)

    def test_large_totals(self):
        formula = {"op": "sum_product", "lines": "l", "columns": ["a", "b"]}
        rows = [{"a": 1e15, "b": 1e15}]
        self.assertEqual(form_logic.compute_total(formula, {"l": rows}), 1e30)


@tagged("post_install", "-at_install")
class TestPattern(BaseCase):
    def test_what_may_be_used(self):
        for text, good, bad in (
            (r"\d{4}", "4711", "47111"),
            (r"[A-Z]{2}-\d+", "PR-12", "pr-12"),
            (r"(AB|CD)-\d+", "CD-1", "EF-1"),
            (r"[^@ ]+@[^@ ]+\.[a-z]+", "a@b.example", "a@b"),
            (r"(\d{1,3}\.){3}\d{1,3}", "10.0.0.1", "10.0.0"),
            ("工号\\d{5}", "工号12345", "工号1234"),
            (r"^\w+$", "word", "two words"),
            (r"a|b", "b", "ab"),
        ):
            with self.subTest(text):
                self.assertTrue(pattern.matches(text, good))
                self.assertFalse(pattern.matches(text, bad))

    def test_what_may_not(self):
        slow = (
            "(a+)+b",
            "(a|a)*b",
            "(a|ab)*",
            "(a?){50}",
            "(.*)*",
            "(()a?)*",
            ".*.*.*.*x",
            "((a{1,9}){1,9}){1,9}",
            "(a*)*",
            "(x+x+)+y",
            "([a-z]+)*",
        )
        unread = (
            "(?=a)a",
            "(?!a)b",
            "(?<=a)b",
            r"(a)\1",
            "(?P<x>a)",
            "(?i)a",
            "(x",
            "[",
            "*",
            r"\bword",
            r"\Aa\Z",
            "a" * 201,
        )
        for text in slow + unread:
            with self.subTest(text), self.assertRaises(pattern.PatternError) as caught:
                pattern.check_pattern(text)
            self.assertEqual(
                caught.exception.args[0], "slow" if text in slow else "syntax", text
            )

    def test_the_slowest_that_is_allowed(self):
        start = time.monotonic()
        self.assertFalse(pattern.matches(".*.*.*x", "a" * pattern.MAX_TEXT))
        self.assertFalse(pattern.matches(".*", "a" * (pattern.MAX_TEXT + 1)))
        self.assertLess(time.monotonic() - start, 1)
