# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from math import sqrt

from odoo.tests import BaseCase, tagged

from ...measures.ces import ces
from ...measures.csat import csat
from ...measures.nps import nps


@tagged("post_install", "-at_install")
class TestNps(BaseCase):
    def test_promoters_minus_detractors(self):
        result = nps({10: 30, 9: 20, 8: 20, 7: 10, 6: 10, 0: 10})
        self.assertEqual(
            (result.n, result.promoters, result.passives, result.detractors),
            (100, 50, 30, 20),
        )
        self.assertAlmostEqual(result.score, 30)
        self.assertAlmostEqual(result.margin, 196 * sqrt((0.5 + 0.2 - 0.3**2) / 100))

    def test_ends(self):
        self.assertEqual(nps({}).score, None)
        self.assertEqual(nps({9: 7})[:3], (7, 100, 0))
        self.assertEqual(nps({6: 1}).score, -100)

    def test_bad_answers(self):
        for measure, answer in ((nps, 11), (nps, -1), (csat, 0), (csat, 6), (ces, 8)):
            with self.subTest(answer=answer), self.assertRaises(ValueError):
                measure({answer: 1})

    def test_satisfaction(self):
        one = csat({5: 2, 4: 1, 3: 1})
        self.assertEqual((one.n, one.share), (4, 0.75))
        self.assertIsNone(csat({}).share)
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81 of 263, and
        # 0 of 20
        one = csat({5: 81, 1: 182})
        self.assertAlmostEqual(one.low, 0.2553, 4)
        self.assertAlmostEqual(one.high, 0.3662, 4)
        one = csat({1: 20})
        self.assertEqual(one.low, 0)
        self.assertAlmostEqual(one.high, 0.1611, 4)

    def test_effort(self):
        one = ces({7: 1, 4: 1})
        self.assertEqual((one.n, one.mean), (2, 5.5))
        self.assertAlmostEqual(one.sd, 2.1213, 4)
        self.assertIsNone(ces({}).mean)
