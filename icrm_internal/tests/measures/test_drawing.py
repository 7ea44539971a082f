# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.drawing import COLORS, UNKNOWN, color_of, curve, fan


@tagged("post_install", "-at_install")
class TestDrawing(BaseCase):
    """What screen and paper draw: one geometry, one scale of colours."""

    def test_colors(self):
        self.assertEqual(color_of(None), UNKNOWN)
        for least, color in COLORS:
            self.assertEqual(color_of(least), color)
        self.assertEqual(color_of(100), COLORS[0][1])
        self.assertEqual(color_of(84.9), COLORS[1][1])
        self.assertEqual(color_of(-1), COLORS[-1][1])

    def test_curve(self):
        found = curve([0, 10, None, 5], 5, width=108, height=28)
        self.assertEqual(found["path"], "M4.0 24.0 L37.3 4.0 M104.0 14.0")
        self.assertEqual((found["x"], found["y"], found["target"]), (104, 14, 14))
        self.assertIsNone(curve([None, None]))
        self.assertIsNone(curve([], 3))
        self.assertEqual(curve([7], width=108, height=28)["path"], "M54.0 14.0")
        self.assertIsNone(curve([7])["target"])

    def test_fan(self):
        """History and forecast share one scale; the band closes around the forecast."""
        drawn = fan([0, 10], [10, 10], [0, 0], [20, 20], width=98, height=28)
        self.assertEqual(drawn["path"], "M4.0 24.0 L34.0 14.0")
        self.assertEqual(drawn["forecast"], "M34.0 14.0 L64.0 14.0 L94.0 14.0")
        self.assertEqual(
            drawn["band"],
            "M34.0 14.0 L64.0 4.0 L94.0 4.0 L94.0 24.0 L64.0 24.0 L34.0 14.0 Z",
        )
        self.assertEqual((drawn["now"], drawn["top"], drawn["limit"]), (34, 20, None))

    def test_fan_of_little(self):
        self.assertIsNone(fan([], [], [], []))
        drawn = fan([0, 0], [], [], [])
        self.assertEqual((drawn["top"], drawn["forecast"], drawn["band"]), (1, "", ""))
        drawn = fan([1], [1], [1], [1], limit=[4])
        self.assertEqual(drawn["top"], 4)
        self.assertTrue(drawn["limit"].startswith("M"))
