# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged

from ...models.voice.campaign_charts import BAD, GOOD, KANO_COLORS, describe_charts


def dimension(name, gap=None, measure="servqual", previous=None, **values):
    return {
        "name": name,
        "measure": measure,
        "perception": 5,
        "expectation": None if gap is None else 5 - gap,
        "mean": 4,
        "gap": gap,
        "gap_low": gap,
        "gap_high": gap,
        "low": 3,
        "high": 5,
        "previous": previous,
        **values,
    }


@tagged("post_install", "-at_install")
class TestCampaignCharts(TransactionCase):
    """What is drawn is decided once, for the screen and for paper."""

    def charts(self, dimensions=(), kano=(), drivers=None, scale=None):
        return describe_charts(
            self.env,
            {
                "dimensions": list(dimensions),
                "kano": list(kano),
                "drivers": drivers,
                "scale": scale,
            },
        )

    def test_nothing_to_draw(self):
        found = self.charts()
        self.assertEqual(
            [found[name] for name in ("radar", "bars", "kano", "drivers")], [None] * 4
        )

    def test_radar_and_gaps(self):
        before = dimension("A", -2)
        found = self.charts(
            [
                dimension("other", measure="item"),
                dimension("A", -1, previous=before),
                dimension("B", 0.5),
                dimension("C", -0.5),
            ],
            scale=(1, 5),
        )
        self.assertEqual(found["dimensions"], [1, 2, 3], "the instrument goes first")
        radar, bars = found["radar"], found["bars"]
        self.assertEqual(radar["labels"], ["A", "B", "C"])
        self.assertEqual((radar["low"], radar["high"], radar["step"]), (1, 5, 1))
        self.assertEqual(
            [item["values"] for item in radar["series"]],
            [[5, 5, 5], [6, 4.5, 5.5], [5, None, None]],
        )
        now, then = bars["series"]
        self.assertEqual(now["values"], [-1, 0.5, -0.5])
        self.assertEqual(now["colors"], [BAD, GOOD, BAD])
        self.assertEqual(then["values"], [-2, None, None])
        self.assertEqual(then["intervals"], [[-2, -2], None, None])

    def test_means_without_an_instrument(self):
        found = self.charts(
            [
                dimension("A", measure="item", perception=None),
                dimension("B", measure="x"),
            ]
        )
        self.assertIsNone(found["radar"], "two axes make no area")
        self.assertEqual(found["bars"]["series"][0]["values"], [4, 5])
        self.assertEqual(found["bars"]["series"][0]["intervals"], [[3, 5], [3, 5]])

    def test_maps(self):
        found = self.charts(
            kano=[
                {"name": "Bar", "kind": "A", "better": 0.7, "worse": -0.2},
                {"name": "Untold", "kind": "Q", "better": None, "worse": None},
            ],
            drivers=[
                {"name": "Fast", "importance": 0.2, "performance": 60},
                {"name": "Kind", "importance": 0.6, "performance": 80},
            ],
        )
        [group] = found["kano"]["groups"]
        self.assertEqual(group["color"], KANO_COLORS["A"])
        self.assertEqual(group["dots"], [{"name": "Bar", "x": 0.2, "y": 0.7}])
        self.assertEqual(found["kano"]["corners"][0], found["kinds"]["A"])
        drivers = found["drivers"]
        self.assertIsNone(drivers["middle"], "without intervals nothing is certain")
        self.assertEqual((drivers["low"][0], drivers["high"][0]), (57, 83))

    def test_heat_map(self):
        compared = [
            {"name": "IT", "n": 9, "dimensions": {"1": -2, "2": 0}},
            {"name": "HR", "n": 5, "dimensions": {"1": -1}},
        ]
        found = describe_charts(
            self.env,
            {
                "dimensions": [
                    dimension("A", -1) | {"id": 1},
                    dimension("B") | {"id": 2},
                ],
                "kano": [],
                "drivers": None,
                "scale": None,
                "comparison": compared,
            },
        )["heat"]
        self.assertEqual(found["columns"], ["A", "B"])
        self.assertEqual(
            [[cell["share"] for cell in row["cells"]] for row in found["rows"]],
            [[0, 1], [0.5, None]],
        )
        self.assertIsNone(self.charts()["heat"])

    def test_no_quarter_where_an_interval_crosses(self):
        def driver(name, importance, performance, half):
            return {
                "name": name,
                "importance": importance,
                "importance_low": importance - half / 100,
                "importance_high": importance + half / 100,
                "performance": performance,
                "performance_low": performance - half,
                "performance_high": performance + half,
            }

        wide = [driver("Fast", 0.2, 60, 15), driver("Kind", 0.6, 80, 15)]
        drivers = self.charts(drivers=wide)["drivers"]
        self.assertIsNone(drivers["middle"])
        self.assertEqual(drivers["corners"], [])
        self.assertEqual([len(group["dots"]) for group in drivers["groups"]], [2])
        narrow = [driver("Fast", 0.2, 60, 5), driver("Kind", 0.6, 80, 15)]
        drivers = self.charts(drivers=narrow)["drivers"]
        self.assertEqual(drivers["middle"], [70, 0.4])
        self.assertEqual(
            [[dot["name"] for dot in group["dots"]] for group in drivers["groups"]],
            [["Fast"], ["Kind"]],
        )
        self.assertEqual(drivers["groups"][0]["dots"][0]["xs"], [55, 65])
        self.assertLess(drivers["low"][0], 55, "the map shows whole intervals")
