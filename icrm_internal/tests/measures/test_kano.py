# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.kano import ANSWERS, classify, evaluate

# Kano et al. 1984, the evaluation table: functional answer, then its five classes for
# the dysfunctional answers like, must-be, neutral, live-with, dislike.
PUBLISHED = """
like       Q A A A O
must_be    R I I I M
neutral    R I I I M
live_with  R I I I M
dislike    R R R R Q
"""


@tagged("post_install", "-at_install")
class TestKano(BaseCase):
    def test_all_25_cells(self):
        seen = 0
        for line in PUBLISHED.split("\n"):
            if line:
                functional, *classes = line.split()
                for dysfunctional, expected in zip(ANSWERS, classes, strict=True):
                    self.assertEqual(classify(functional, dysfunctional), expected)
                    seen += 1
        self.assertEqual(seen, 25)
        with self.assertRaises(ValueError):
            classify("like", "love")

    def test_coefficients(self):
        result = evaluate({"A": 20, "O": 30, "M": 10, "I": 40, "R": 5, "Q": 1})
        self.assertEqual((result.n, result.kind), (106, "I"))
        self.assertAlmostEqual(result.better, 0.5)
        self.assertAlmostEqual(result.worse, -0.4)

    def test_ties_go_to_the_graver_class(self):
        for counts, expected in (
            ({"M": 2, "O": 2, "A": 2, "I": 2}, "M"),
            ({"O": 2, "A": 2, "I": 2}, "O"),
            ({"A": 2, "I": 2}, "A"),
        ):
            self.assertEqual(evaluate(counts).kind, expected)

    def test_nothing_telling(self):
        self.assertEqual(evaluate({})[:4], (0, None, None, None))
        self.assertEqual(evaluate({"R": 3})[:4], (3, "R", None, None))
        with self.assertRaises(ValueError):
            evaluate({"X": 1})
