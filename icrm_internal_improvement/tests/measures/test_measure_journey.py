# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.journey import low, peak, peak_end


@tagged("post_install", "-at_install")
class TestJourney(BaseCase):
    def test_most_extreme_and_last(self):
        self.assertEqual(peak_end([4, 1, 3, 5]), 3)
        self.assertEqual(peak_end([3, 4.5, 2]), 3.25)

    def test_length_does_not_matter(self):
        """Kahneman et al. 1993: longer pain with a better end is remembered better."""
        self.assertGreater(peak_end([1, 1, 1, 2]), peak_end([1, 1, 1]))

    def test_the_end_may_be_the_peak(self):
        self.assertEqual(peak_end([3, 3, 5]), 5)

    def test_bad_is_stronger_than_good(self):
        self.assertEqual(peak([5, 3, 1]), 2)
        self.assertEqual(peak([1, 3, 5]), 0)
        self.assertEqual(peak([2, 3, 2]), 2)

    def test_low_point(self):
        self.assertEqual(low([4, 2, 2, 5]), 2)
        self.assertEqual(low([None, 5, 4]), 2)
        for level in ([], [None], [3], [4, 4, None]):
            self.assertIsNone(low(level))

    def test_unknown(self):
        self.assertIsNone(peak_end([]))
        self.assertIsNone(peak_end([None, None]))
        self.assertIsNone(peak_end([1, None]))
        self.assertEqual(peak_end([None, 5, 4]), 4.5)
