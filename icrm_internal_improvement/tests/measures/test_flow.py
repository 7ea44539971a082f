# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.flow import arrange


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
        """A step that only leads back stands aside, whatever its place in the list."""
        arrows = [("a", "b"), ("b", "a"), ("a", "c")]
        flow = arrange("abc", arrows)
        self.assertEqual((flow.places["c"], flow.places["b"]), ((1, 0), (1, 1)))

    def test_nothing(self):
        self.assertEqual(arrange([], [])[:2], ({}, {}))
        self.assertEqual(arrange([], []).layers, 0)
