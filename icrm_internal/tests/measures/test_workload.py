# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...measures.workload import available_seconds, first_days

HOUR = 3600


def at(day, hour):
    """Return an instant of the week that begins on Monday, 5 January 2026."""
    return datetime(2026, 1, 5 + day, hour)


WEEK = [
    (at(day, start), at(day, start + 4))
    for day in (0, 1, 2, 3, 4, 7)
    for start in (8, 13)
]


@tagged("post_install", "-at_install")
class TestWorkloadMeasure(BaseCase):
    def test_first_days_skip_days_without_work(self):
        self.assertEqual(
            first_days(WEEK, 2, datetime.toordinal)[-1], (at(1, 13), at(1, 17))
        )
        self.assertEqual(len(first_days(WEEK, 6, datetime.toordinal)), 12)
        self.assertEqual(len(first_days(WEEK, 9, datetime.toordinal)), 12)

    def test_days_are_local(self):
        def east(instant):
            return (instant + timedelta(hours=5)).toordinal()

        late = [(at(0, 17), at(0, 19)), (at(0, 20), at(0, 22))]
        self.assertEqual(len(first_days(late, 1, datetime.toordinal)), 2)
        self.assertEqual(len(first_days(late, 1, east)), 1)

    def test_absences_are_taken_away_once(self):
        week = first_days(WEEK, 5, datetime.toordinal)
        self.assertEqual(available_seconds(week, []), 40 * HOUR)
        self.assertEqual(available_seconds(week, [(at(1, 0), at(2, 0))]), 32 * HOUR)
        self.assertEqual(
            available_seconds(week, [(at(1, 10), at(2, 0)), (at(1, 0), at(1, 15))]),
            32 * HOUR,
        )
        self.assertEqual(available_seconds(week, [(at(0, 9), at(0, 10))]), 39 * HOUR)
        self.assertEqual(available_seconds(week, [(at(-1, 0), at(9, 0))]), 0)
