# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from ...measures.scoring import adds_up
from ...models.access.workbook import write_workbook


@tagged("post_install", "-at_install")
class TestScoring(BaseCase):
    def test_equal_shares_add_up(self):
        for count in range(1, 61):
            with self.subTest(count=count):
                self.assertTrue(adds_up([round(100 / count, 2)] * count))

    def test_what_does_not_add_up(self):
        for weights in (
            [],
            [0],
            [100.01],
            [50, 49.9],
            [33.3] * 3,
            [33.34] * 3 + [0.1],
            [99.98],
            [float("nan"), 100],
        ):
            with self.subTest(weights=weights):
                self.assertFalse(adds_up(weights))

    def test_numbers_that_are_none(self):
        rows = [["a", "b", "c", "d"], [float("nan"), float("inf"), -float("inf"), 1.5]]
        book = load_workbook(io.BytesIO(write_workbook([("One", rows)])))
        self.assertEqual(
            list(book["One"].values), [("a", "b", "c", "d"), (None, None, None, 1.5)]
        )
