# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.flow import PAPER, PHONE, SCREEN, arrange, draw


@tagged("post_install", "-at_install")
class TestFlow(BaseCase):
    def test_a_chain_is_straight(self):
        flow = arrange("abc", [("a", "b"), ("b", "c")])
        self.assertEqual(flow.places, {"a": (0, 0), "b": (1, 0), "c": (2, 0)})
        self.assertEqual((flow.layers, flow.rows), (3, 1))
        self.assertFalse(flow.returns)

    def test_branches_stand_beside_each_other(self):
        flow = arrange("abcd", [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])
        self.assertEqual(flow.places["b"], (1, 0))
        self.assertEqual(flow.places["c"], (1, 1))
        self.assertEqual(flow.places["d"][0], 2)

    def test_a_long_arrow_crosses_no_step(self):
        flow = arrange("abc", [("a", "b"), ("b", "c"), ("a", "c")])
        self.assertEqual(flow.routes["a", "c"], [(0, 0), (1, 1), (2, 0)])
        self.assertEqual(flow.rows, 2)
        taken = set(flow.places.values())
        for route in flow.routes.values():
            self.assertFalse(taken & set(route[1:-1]))

    def test_places_are_taken_once(self):
        arrows = [(a, b) for a in range(9) for b in range(9) if (a * b) % 4 == 1]
        flow = arrange(range(9), arrows)
        self.assertEqual(len(set(flow.places.values())), 9)

    def test_returns(self):
        flow = arrange("ab", [("a", "b"), ("b", "a"), ("b", "b"), ("a", "x")])
        self.assertEqual(flow.returns, {("b", "a"), ("b", "b")})
        self.assertEqual(set(flow.routes), {("a", "b")})

    def test_what_leads_on_stays_straight(self):
        """A step that only leads back is aside, whatever its place in the list."""
        arrows = [("a", "b"), ("b", "a"), ("a", "c")]
        flow = arrange("abc", arrows)
        self.assertEqual((flow.places["c"], flow.places["b"]), ((1, 0), (1, 1)))

    def test_nothing(self):
        self.assertEqual(arrange([], [])[:2], ({}, {}))
        self.assertEqual(arrange([], []).layers, 0)


@tagged("post_install", "-at_install")
class TestDraw(BaseCase):
    """Points and paths: the same for screen, phone and paper."""

    def test_left_to_right(self):
        arrows = [("a", "b"), ("b", "c"), ("a", "c")]
        drawing = draw(arrange("abc", arrows), arrows, SCREEN)
        self.assertEqual(drawing["step"], [134, 112])
        self.assertEqual(drawing["nodes"], [[14, 14], [174, 14], [334, 14]])
        self.assertEqual((drawing["width"], drawing["height"]), (482, 278))
        first, _second, over = drawing["edges"]
        self.assertEqual(first["line"], "M 148 70 C 161 70 161 70 167 70")
        self.assertEqual(first["head"], "M 167 66 L 167 74 L 174 70 z")
        self.assertEqual(first["label"], [148, -6])
        # by way of the free place below the second step
        self.assertIn("174 208 L 308 208", over["line"])

    def test_a_phone_turns_it(self):
        arrows = [("a", "b")]
        drawing = draw(arrange("ab", arrows), arrows, PHONE)
        self.assertEqual(drawing["nodes"], [[10, 10], [10, 156]])
        self.assertEqual((drawing["width"], drawing["height"]), (156, 278))
        self.assertEqual(drawing["edges"][0]["head"], "M 74 149 L 82 149 L 78 156 z")

    def test_back_above_the_first_row_else_below(self):
        arrows = [("a", "b"), ("b", "a"), ("a", "c")]
        drawing = draw(arrange("abc", arrows), arrows, SCREEN)
        # b only leads back and is in the second row
        (_x, top), (_x, second), _c = drawing["nodes"]
        self.assertEqual((top, second), (14, 152))
        back = drawing["edges"][1]
        self.assertTrue(back["head"].endswith("L 81 126 z"), back)
        self.assertIsNone(back["label"])
        arrows = [("a", "b"), ("b", "c"), ("c", "a")]
        drawing = draw(arrange("abc", arrows), arrows, SCREEN)
        self.assertEqual(drawing["nodes"][0], [14, 54], "room above")
        self.assertTrue(drawing["edges"][2]["head"].endswith("L 81 54 z"))

    def test_paper_goes_on_in_a_new_line(self):
        arrows = [(step, step + 1) for step in range(12)] + [(12, 0)]
        drawing = draw(arrange(range(13), arrows), arrows, PAPER)
        self.assertLessEqual(drawing["width"], 960)
        self.assertEqual(len({y for _x, y in drawing["nodes"]}), 3)
        self.assertEqual(len({tuple(node) for node in drawing["nodes"]}), 13)
        width, height = drawing["step"]
        for x, y in drawing["nodes"]:
            self.assertLessEqual(x + width, drawing["width"])
            self.assertLessEqual(y + height, drawing["height"])
        x, y = drawing["nodes"][6]
        turn = drawing["edges"][5]
        self.assertTrue(turn["head"].endswith(f"L {x + width / 2:g} {y} z"), turn)

    def test_nothing(self):
        drawing = draw(arrange([], []), [], SCREEN)
        self.assertEqual((drawing["nodes"], drawing["edges"]), ([], []))
