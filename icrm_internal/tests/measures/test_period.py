# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import unittest
from datetime import date

from odoo.addons.icrm_internal.measures import period
from odoo.addons.icrm_internal.measures.scoring import linear_score, weighted_score


class TestPeriod(unittest.TestCase):
    def test_bounds(self):
        day = date(2024, 2, 29)
        self.assertEqual(
            period.bounds("month", day), (date(2024, 2, 1), date(2024, 2, 29))
        )
        self.assertEqual(
            period.bounds("quarter", day), (date(2024, 1, 1), date(2024, 3, 31))
        )
        self.assertEqual(
            period.bounds("year", day), (date(2024, 1, 1), date(2024, 12, 31))
        )

    def test_december_and_back(self):
        self.assertEqual(
            period.previous("month", date(2026, 1, 1)),
            (date(2025, 12, 1), date(2025, 12, 31)),
        )
        self.assertEqual(
            period.previous("quarter", date(2026, 1, 1)),
            (date(2025, 10, 1), date(2025, 12, 31)),
        )

    def test_kind_of(self):
        for kind in period.MONTHS:
            self.assertEqual(
                period.kind_of(*period.bounds(kind, date(2026, 5, 5))), kind
            )
        self.assertIsNone(period.kind_of(date(2026, 5, 1), date(2026, 6, 30)))

    def test_between_touches_both_ends(self):
        months = period.between("month", date(2025, 11, 30), date(2026, 1, 1))
        self.assertEqual([first.month for first, _last in months], [11, 12, 1])


class TestLinearScore(unittest.TestCase):
    def test_either_direction_and_clamped(self):
        self.assertEqual(linear_score(90, 80, 100), 50)
        self.assertEqual(linear_score(6, 8, 4), 50)
        self.assertEqual(linear_score(9, 8, 4), 0)
        self.assertEqual(linear_score(-1, 8, 4), 100)

    def test_nothing_known_is_not_zero(self):
        self.assertIsNone(linear_score(None, 0, 1))
        self.assertIsNone(linear_score(5, 3, 3))
        self.assertEqual(weighted_score([(60, None), (40, 0.5)]), 50)
