# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.servqual import ITEMS, SHORT_ITEMS, analyse, overall


@tagged("post_install", "-at_install")
class TestServqual(BaseCase):
    def test_the_instrument(self):
        self.assertEqual([len(numbers) for numbers in ITEMS.values()], [4, 5, 4, 4, 5])
        self.assertEqual(sorted(sum(map(list, ITEMS.values()), [])), [*range(1, 23)])
        for dimension, numbers in SHORT_ITEMS.items():
            self.assertLessEqual(set(numbers), set(ITEMS[dimension]))

    def test_gaps(self):
        items = {"reliability": (1, 2), "empathy": (3,)}
        result = analyse(
            [{1: 5, 2: 4, 3: 3}, {1: 6, 2: None, 3: 3}],
            [{1: 7, 2: 6, 3: 3}, {1: 7, 2: 7}],
            items,
        )
        reliability = result["reliability"]
        # -2 and -2; then -1 alone: the pair without a perception drops out.
        self.assertEqual((reliability.gap.n, reliability.gap.mean), (2, -1.5))
        self.assertEqual(reliability.perception.mean, 5.25)
        self.assertEqual((result["empathy"].gap.n, result["empathy"].gap.mean), (1, 0))
        self.assertEqual(
            overall({key: dimension.gap.mean for key, dimension in result.items()}),
            -0.75,
        )

    def test_perception_only(self):
        one = analyse([{1: 5, 2: 7}, {1: 3, 2: 3}], items={"tangibles": (1, 2)})
        self.assertIsNone(one["tangibles"].gap.mean)
        self.assertEqual(one["tangibles"].perception.mean, 4.5)
        self.assertAlmostEqual(one["tangibles"].alpha, 0.888889, 6)

    def test_weights(self):
        values = {"a": -1, "b": -2, "c": None}
        self.assertEqual(overall(values, {"a": 75, "b": 25, "c": 900}), -1.25)
        self.assertIsNone(overall({"a": None}))
        with self.assertRaises(ValueError):
            overall(values, {"a": -1, "b": 2})
