# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures import association
from ...measures.association import Sums


@tagged("post_install", "-at_install")
class TestAssociation(BaseCase):
    """What goes with a score, and what only seems to."""

    def test_welch_by_hand(self):
        """Means 3 and 2, variances 1 and 4 of 4 and 3 scores: worked out on paper.

        error = sqrt(1/4 + 4/3) = 1.258306, df = (19/12)^2 / ((1/4)^2/3 + (4/3)^2/2)
        = 2.755725.
        """
        root = 1.5**0.5
        held = Sums.of([3 - root, 3 + root, 3, 3])
        missed = Sums.of([0, 2, 4])
        result = association.compare(held, missed)
        self.assertAlmostEqual(result.value, 1)
        self.assertAlmostEqual(result.df, 2.755725, 5)
        self.assertAlmostEqual((result.low + result.high) / 2, 1)
        self.assertAlmostEqual(
            (result.high - result.low) / 2 / 1.258306,
            association.t_quantile(0.975, result.df),
            5,
        )
        swapped = association.compare(missed, held)
        self.assertAlmostEqual(swapped.value, -1)
        self.assertAlmostEqual(swapped.p, result.p)

    def test_undefined(self):
        """Nothing is made up where there is nothing to compute from."""
        none = association.Difference(None, None, None, None, None)
        self.assertEqual(association.compare(Sums(), Sums.of([4, 5])), none)
        for held, missed in (([4], [3, 5]), ([5, 5], [3, 3])):
            result = association.compare(Sums.of(held), Sums.of(missed))
            self.assertIsNotNone(result.value)
            self.assertEqual(result[1:], (None,) * 4)

    def test_adjusted_as_published(self):
        """The 15 p values of Benjamini and Hochberg 1995, section 4.1: four are told
        at 5 %, where Bonferroni tells three."""
        published = [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
            *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
        ]
        adjusted = association.adjust(published)
        self.assertEqual(sum(p <= 0.05 for p in adjusted), 4)
        mixed = list(range(15))
        Random(1).shuffle(mixed)
        shuffled = association.adjust([published[place] for place in mixed])
        self.assertEqual(shuffled, [adjusted[place] for place in mixed])
        self.assertEqual(association.adjust([]), [])

    def test_too_few(self):
        """Below the minimum on either side, or of customers, nothing is told."""
        good, bad = [5, 4] * 5, [1, 2] * 5
        for held, missed, customers, expected in (
            (good, bad, 5, association.HIGHER),
            (bad, good, 5, association.LOWER),
            (good[1:], bad, 5, association.UNKNOWN),
            (good, bad[1:], 5, association.UNKNOWN),
            (good, bad, 4, association.UNKNOWN),
            (good, good, 5, association.NONE),
            ([5] * 10, [1] * 10, 5, association.UNKNOWN),
        ):
            with self.subTest(held=held, missed=missed, customers=customers):
                found = association.find(
                    {"it": (Sums.of(held), Sums.of(missed), customers)}
                )["it"]
                self.assertEqual(found.verdict, expected)
                self.assertEqual(
                    found.p_adjusted is None, expected == association.UNKNOWN
                )

    def test_what_cannot_be_told_costs_nothing(self):
        """Comparisons below the minimum do not make the others stricter."""
        noise = Random(2)
        some = (
            Sums.of([noise.randint(2, 5) for _n in range(30)]),
            Sums.of([noise.randint(1, 4) for _n in range(30)]),
            9,
        )
        few = (Sums.of([5]), Sums.of([1]), 1)
        alone = association.find({0: some})[0]
        among = association.find({0: some, **dict.fromkeys(range(1, 50), few)})[0]
        self.assertEqual(alone, among)
