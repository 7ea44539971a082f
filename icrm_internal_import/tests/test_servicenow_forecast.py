# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The forecast of a simulation, made from half of a real history, on the other half.

Read with the csv module and nothing of ours: 890 incidents, by the group that served
and the place or the kind that asked. What was met of the first half, under promises
from two hours to ten days, says an interval; what was met of the second half is to lie
in it for nine pairs out of ten.
"""

import csv
import gzip
import unittest
from collections import defaultdict

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.measures.replay import forecast_share

from .test_servicenow import find_file, instant

HOURS = (2, 4, 8, 12, 16, 24, 48, 72, 120, 240)
# Of fewer nothing can be said.
FEWEST = 5
# The history is three days: its blocks are of four hours, not of a week.
BLOCK = 4 * 3600


@tagged("post_install", "-at_install")
@unittest.skipUnless(find_file(), "the history is not on this machine")
class TestServiceNowForecast(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        last = {}
        with gzip.open(find_file(), "rt") as stream:
            for row in csv.DictReader(stream):
                last[row["number"]] = row
        cls.incidents = sorted(
            (
                instant(row["opened_at"]),
                instant(row["resolved_at"]) or instant(row["closed_at"]),
                row,
            )
            for row in last.values()
        )

    def _try(self, *names):
        """Return (pairs whose second half lies within, all pairs, mean width)."""
        middle = self.incidents[len(self.incidents) // 2][0]
        pairs = defaultdict(lambda: ([], []))
        for opened, ended, row in self.incidents:
            taken = (ended - opened).total_seconds() / 3600
            key = tuple(row[name] for name in names)
            pairs[key][opened >= middle].append((opened.timestamp() // BLOCK, taken))
        inside, tried, width = 0, 0, 0
        for past, future in pairs.values():
            if min(len(past), len(future)) < FEWEST:
                continue
            for hours in HOURS:
                blocks = defaultdict(lambda: [0, 0])
                for block, taken in past:
                    blocks[block][0] += taken <= hours
                    blocks[block][1] += 1
                forecast = forecast_share(
                    [tuple(blocks[block]) for block in sorted(blocks)], len(future)
                )
                real = sum(taken <= hours for _block, taken in future) / len(future)
                inside += forecast.low <= real <= forecast.high
                tried += 1
                width += forecast.high - forecast.low
        return inside, tried, width / tried

    def test_second_half_lies_in_the_interval(self):
        for names in (
            ("assignment_group", "location"),
            ("assignment_group", "category"),
            ("assignment_group",),
            ("location",),
        ):
            inside, tried, width = self._try(*names)
            with self.subTest(names=names, tried=tried, width=width):
                self.assertGreaterEqual(tried, 50)
                self.assertGreaterEqual(inside / tried, 0.9)
                # It says something: not everything is possible.
                self.assertLess(width, 0.9)
