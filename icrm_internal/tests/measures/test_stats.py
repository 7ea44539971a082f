# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures import stats


@tagged("post_install", "-at_install")
class TestStats(BaseCase):
    def test_student_quantiles(self):
        """Against the printed tables: two-sided 95 % and 99 %."""
        for p, df, expected in (
            (0.975, 1, 12.706),
            (0.975, 2, 4.303),
            (0.975, 10, 2.228),
            (0.975, 30, 2.042),
            (0.975, 120, 1.980),
            (0.995, 5, 4.032),
            (0.995, 60, 2.660),
        ):
            with self.subTest(p=p, df=df):
                self.assertAlmostEqual(stats.t_quantile(p, df), expected, 3)
        self.assertAlmostEqual(stats.t_quantile(0.975, 1e7), 1.959964, 5)
        for p, df in ((0.3, 4), (1, 4), (0.9, 0)):
            with self.assertRaises(ValueError):
                stats.t_quantile(p, df)

    def test_mean(self):
        result = stats.mean([2, 4, 4, 4, 5, 5, 7, 9, None])
        self.assertEqual((result.n, result.mean), (8, 5))
        self.assertAlmostEqual(result.sd, 2.13809, 5)
        self.assertAlmostEqual(result.high - result.mean, 1.78749, 4)
        self.assertAlmostEqual(result.mean - result.low, 1.78749, 4)

    def test_too_few(self):
        self.assertEqual(stats.mean([]), (0, None, None, None, None))
        self.assertEqual(stats.mean([3]), (1, 3, None, None, None))
        self.assertAlmostEqual(stats.mean([0.1] * 10).sd, 0, 6)

    def test_alpha(self):
        """Items that say the same have an alpha of 1; opposite ones a negative one."""
        self.assertAlmostEqual(stats.alpha_of([[1, 1], [2, 2], [3, 3]]), 1)
        self.assertLess(stats.alpha_of([[1, 3], [2, 2.5], [3, 1]]), 0)
        self.assertIsNone(stats.alpha_of([[1], [2]]))
        self.assertIsNone(stats.alpha_of([[1, 2], [1, 2]]))
        self.assertAlmostEqual(stats.alpha_of([[1, 1], [2, 2], [3, 3], [5, None]]), 1)
