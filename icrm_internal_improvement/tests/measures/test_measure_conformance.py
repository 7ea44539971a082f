# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from itertools import combinations
from statistics import median

from odoo.tests import BaseCase, tagged

from ...measures.conformance import (
    BEGIN,
    END,
    INSERTED,
    MIN_COMPARED,
    REPEATED,
    SKIPPED,
    SWAPPED,
    Standard,
    align,
    compare,
    compare_medians,
    median_of,
    most_frequent,
)


def standard(text):
    """``"ab?c"``: b is optional."""
    return [
        Standard(key, text[place + 1 : place + 2] == "?")
        for place, key in enumerate(text)
        if key != "?"
    ]


def least_cost(path, steps):
    """Independent: every choice of optional steps, the longest common subsequence."""

    def lcs(one, other):
        row = [0] * (len(other) + 1)
        for key in one:
            former = row[:]
            for place, step in enumerate(other, start=1):
                row[place] = (
                    former[place - 1] + 1
                    if key == step
                    else max(former[place], row[place - 1])
                )
        return row[-1]

    optional = [place for place, step in enumerate(steps) if step.optional]
    costs = []
    for size in range(len(optional) + 1):
        for out in combinations(optional, size):
            kept = [step.key for place, step in enumerate(steps) if place not in out]
            costs.append(len(path) + len(kept) - 2 * lcs(path, kept))
    return min(costs)


@tagged("post_install", "-at_install")
class TestConformance(BaseCase):
    def _deviations(self, path, steps):
        return set(align(path, standard(steps)).deviations)

    def test_kinds_of_deviation(self):
        for path, steps, expected in (
            ("abcd", "abcd", set()),
            ("acd", "ab?cd", set()),
            ("abcd", "ab?cd", set()),
            ("acd", "abcd", {(SKIPPED, "b")}),
            ("abxcd", "abcd", {(INSERTED, "x")}),
            ("abcbd", "abcd", {(REPEATED, "b")}),
            ("acbd", "abcd", {(SWAPPED, "b")}),
            ("acbd", "ab?cd", {(SWAPPED, "b")}),
            ("axbxcd", "abcd", {(INSERTED, "x")}),
            ("", "ab", {(SKIPPED, "a"), (SKIPPED, "b")}),
            ("a", "", {(INSERTED, "a")}),
            ("", "a?", set()),
            ("aba", "aba", set()),
            ("ab", "aba", {(SKIPPED, "a")}),
            ("xbcd", "abcd", {(SKIPPED, "a"), (INSERTED, "x")}),
        ):
            with self.subTest(path=path, steps=steps):
                self.assertEqual(self._deviations(path, steps), expected)

    def test_costs_are_the_least(self):
        """1,000 random pairs against all choices of optional steps."""
        drawn = random.Random(16)
        for _number in range(1000):
            steps = [
                Standard(drawn.choice("abcd"), drawn.random() < 0.4)
                for _place in range(drawn.randrange(7))
            ]
            path = "".join(drawn.choice("abcde") for _ in range(drawn.randrange(9)))
            aligned = align(path, steps)
            self.assertEqual(aligned.cost, least_cost(path, steps), (path, steps))
            self.assertEqual(bool(aligned.cost), bool(aligned.deviations))
            walked = [step for _place, step in aligned.moves if step is not None]
            self.assertEqual("".join(walked), path)
            places = [place for place, _step in aligned.moves if place is not None]
            self.assertEqual(places, list(range(len(steps))))

    def test_counts_of_a_period(self):
        paths = [("abd", [10] * 12), ("acd", [20] * 6), ("abcbd", [30] * 2)]
        result = compare(paths, standard("abd"))
        self.assertEqual((result.requests, result.conforming), (20, 12))
        found = {(row.kind, row.key): row.count for row in result.deviations}
        self.assertEqual(
            found,
            {
                (INSERTED, "c"): 8,
                (SKIPPED, "b"): 6,
                (REPEATED, "b"): 2,
            },
        )
        self.assertEqual(result.deviations[0].key, "c")
        self.assertEqual(result.arrows[BEGIN, 0], 20)
        self.assertEqual(result.arrows[0, 1], 14)
        self.assertEqual(result.arrows["c", 1], 2)
        self.assertEqual(result.arrows[2, END], 20)
        self.assertEqual(result.visits[1], 14)
        self.assertEqual(result.visits["c"], 8)
        self.assertEqual(result.others, 0)

    def test_what_is_not_listed(self):
        """Deviations of few requests, and those after the most frequent ones."""
        paths = [("abd", [10] * 12), ("acd", [20] * 6), ("abcbd", [30] * 2)]
        for values, listed, others in (
            ({"most": 1}, ["c"], 8),
            ({"least": 3}, ["c", "b"], 2),
            ({"least": 9}, [], 8),
        ):
            with self.subTest(**values):
                result = compare(paths, standard("abd"), **values)
                self.assertEqual([row.key for row in result.deviations], listed)
                self.assertEqual((result.others, result.kinds), (others, 3))

    def test_too_few_are_not_compared(self):
        few, many = list(range(MIN_COMPARED - 1)), list(range(40))
        self.assertIsNone(compare_medians(few, many))
        self.assertIsNone(compare_medians(many, few))
        self.assertIsNotNone(compare_medians(many, few + [3]))
        self.assertEqual(median_of([]).median, None)
        self.assertIsNone(median_of([1, 2, 3, 4, 5]).low)

    def test_intervals_cover_the_truth(self):
        """Of 400 skewed samples 95 in 100 cover the median and the difference."""
        drawn = random.Random(7)
        truth = 2.718281828
        hits = equal = differ = 0
        for _number in range(400):
            one = [drawn.lognormvariate(1, 1) for _ in range(40)]
            other = [drawn.lognormvariate(1, 1) for _ in range(60)]
            known = median_of(one)
            hits += known.low <= truth <= known.high
            delay = compare_medians(one, other)
            equal += delay.low <= 0 <= delay.high
            longer = compare_medians([value + 3 for value in one], other)
            differ += longer.low > 0
        self.assertGreaterEqual(hits, 0.93 * 400)
        self.assertGreaterEqual(equal, 0.93 * 400)
        self.assertGreaterEqual(differ, 0.9 * 400)

    def test_medians_of_many(self):
        values = list(range(5001))
        known = median_of(values)
        self.assertEqual(known.median, median(values))
        self.assertTrue(2420 < known.low < 2500 < known.high < 2580, known)
        delay = compare_medians([value + 500 for value in values], values)
        self.assertTrue(350 < delay.low < 500 < delay.high < 650, delay)

    def test_the_usual_path(self):
        paths = [("abc", [1]), ("ab", [1, 1]), ("abcd", [1, 1])]
        self.assertEqual(most_frequent(paths), "ab")
