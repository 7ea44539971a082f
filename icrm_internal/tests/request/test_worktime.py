# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from random import Random

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools.date_utils import localized

from odoo.addons.base.tests.common import BaseCommon

from ...measures.worktime import HorizonError, WorkTime, merge
from .common import RequestCommon

HOUR = 3600


def at(day, hour, minute=0, second=0):
    """Return an instant of the week that begins on Monday, 5 January 2026."""
    return datetime(2026, 1, 5 + day, hour, minute, second)


class TestWorkTime(BaseCase):
    """The arithmetic alone, against hours that are easy to compute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday to Friday, 8 to 12 and 13 to 17
        cls.week = WorkTime(
            (at(day, hour), at(day, hour + 4)) for day in range(5) for hour in (8, 13)
        )

    def test_merge(self):
        self.assertEqual(
            merge([(5, 6), (1, 3), (2, 4), (4, 5), (8, 8), (9, 7)]), [(1, 6)]
        )
        self.assertEqual(merge([]), [])
        self.assertEqual(merge([(1, 9), (2, 3), (9, 10)]), [(1, 10)])

    def test_intervals_are_counted_once(self):
        worktime = WorkTime([(at(0, 8), at(0, 12)), (at(0, 10), at(0, 13))])
        self.assertEqual(worktime.total, 5 * HOUR)
        self.assertEqual(list(worktime), [(at(0, 8), at(0, 13))])
        self.assertEqual(len(worktime), 1)

    def test_midnight_is_not_a_gap(self):
        worktime = WorkTime(
            [
                (at(0, 20), at(0, 23, 59, 59) + timedelta(microseconds=999999)),
                (at(1, 0), at(1, 4)),
            ]
        )
        self.assertEqual(worktime.total, 8 * HOUR)
        self.assertEqual(len(worktime), 1)

    def test_add(self):
        for start, hours, due in (
            (at(0, 8), 4, at(0, 12)),  # ends with the shift, not with the next one
            (at(0, 8), 8, at(0, 17)),
            (at(0, 7), 1, at(0, 9)),  # before work
            (at(0, 12, 30), 1, at(0, 14)),  # over lunch
            (at(0, 16), 2, at(1, 9)),  # over night
            (at(0, 8), 40, at(4, 17)),  # the whole of it
            (at(0, 12), 0, at(0, 13)),  # nothing to do is done at the next opening
            (at(0, 9), 0, at(0, 9)),
            (at(0, 17), 1, at(1, 9)),
        ):
            self.assertEqual(self.week.add(start, hours * HOUR), due)
        self.assertEqual(self.week.add(at(0, 8), 1), at(0, 8, 0, 1))

    def test_add_refuses(self):
        with self.assertRaises(HorizonError):
            self.week.add(at(0, 8), 40 * HOUR + 1)
        with self.assertRaises(HorizonError):
            self.week.add(at(4, 17), 0)
        with self.assertRaises(ValueError):
            self.week.add(at(0, 8), -1)
        with self.assertRaises(HorizonError):
            WorkTime([]).add(at(0, 8), 1)

    def test_elapsed(self):
        for start, end, hours in (
            (at(0, 8), at(0, 12), 4),
            (at(0, 12), at(0, 13), 0),
            (at(0, 11), at(0, 14), 2),
            (at(0, 0), at(4, 23), 40),
            (at(4, 17), at(6, 12), 0),
            (at(1, 9), at(0, 9), 0),
        ):
            self.assertEqual(self.week.elapsed(start, end), hours * HOUR)

    def test_what_is_elapsed_until_due_is_the_budget(self):
        random = Random(5)
        for _case in range(500):
            start = at(0, 0) + timedelta(seconds=random.randrange(4 * 86400))
            budget = random.randrange(1, 8 * HOUR)
            due = self.week.add(start, budget)
            self.assertEqual(self.week.elapsed(start, due), budget)
            self.assertLess(
                self.week.elapsed(start, due - timedelta(seconds=1)), budget
            )

    def test_opening(self):
        self.assertTrue(self.week.is_open(at(0, 8)))
        self.assertTrue(self.week.is_open(at(0, 11, 59, 59)))
        self.assertFalse(self.week.is_open(at(0, 12)))
        self.assertFalse(self.week.is_open(at(0, 7, 59, 59)))
        self.assertFalse(self.week.is_open(at(6, 9)))
        self.assertEqual(self.week.opens_at(at(0, 9)), at(0, 9))
        self.assertEqual(self.week.opens_at(at(0, 12)), at(0, 13))
        self.assertEqual(self.week.opens_at(at(0, 19)), at(1, 8))
        with self.assertRaises(HorizonError):
            self.week.opens_at(at(6, 9))

    def test_outside_the_known_period(self):
        week = WorkTime(list(self.week), begin=at(0, 0), end=at(5, 0))
        for question in (
            lambda: week.elapsed(at(0, 0), at(5, 1)),
            lambda: week.elapsed(datetime(2026, 1, 4), at(0, 9)),
            lambda: week.is_open(at(6, 0)),
            lambda: week.opens_at(at(4, 18)),
            lambda: week.add(at(5, 1), 1),
        ):
            with self.assertRaises(HorizonError):
                question()

    def test_aware_instants_are_converted(self):
        aware = localized(at(0, 8))
        self.assertEqual(self.week.add(aware, HOUR), at(0, 9))


@tagged("post_install", "-at_install")
class TestCalendars(BaseCommon):
    """The same answers as Odoo's own calendars, to the second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(1969)

    def calendar(self, name, tz, shifts, two_weeks=False):
        """Return a calendar; *shifts* are ``(weekday, from, to[, week])``."""
        return self.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "company_id": self.env.company.id,
                "two_weeks_calendar": two_weeks,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{shift}",
                                "dayofweek": str(shift[0]),
                                "hour_from": shift[1],
                                "hour_to": shift[2],
                                "day_period": "morning",
                                "week_type": str(shift[3]) if two_weeks else False,
                            }
                        )
                        for shift in shifts
                    ),
                ],
            }
        )

    def leave(self, calendar, begin, end, **values):
        return calendar.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": calendar.id,
                "date_from": begin,
                "date_to": end,
                "company_id": calendar.env.company.id,
                "time_type": "leave",
                **values,
            }
        )

    def rounded(self, instant):
        """Return an instant of Odoo, naive and at the nearest second."""
        return (instant + timedelta(milliseconds=500)).replace(microsecond=0)

    def compare(self, calendar, begin, days, cases, longest):
        """Compare *cases* random due dates and elapsed times with Odoo's.

        :param begin: first start; *days*: the starts are spread over so many
        :param longest: the longest budget, in hours
        """
        domain = calendar._icrm_leave_domain(self.env.company)
        clocks = [
            (
                begin + timedelta(seconds=self.random.randrange(days * 86400)),
                self.random.randrange(1, longest * HOUR),
            )
            for _case in range(cases)
        ]
        due_dates = calendar._icrm_due_dates(clocks)
        for (start, seconds), due_at in zip(clocks, due_dates, strict=True):
            # Hours are floats there: a budget that ends with a shift may be a hair too
            # long for it. Four microseconds less name the same second.
            planned = calendar.plan_hours(
                seconds / HOUR - 1e-9, start, compute_leaves=True, domain=domain
            )
            self.assertEqual(due_at, self.rounded(planned), (start, seconds))
        last = max(due_dates)
        worktime = calendar._icrm_worktime(begin, last)
        for start, _seconds in clocks[: cases // 5]:
            end = start + timedelta(
                seconds=self.random.randrange(int((last - start).total_seconds()))
            )
            hours = calendar.get_work_hours_count(
                localized(start), localized(end), domain=domain
            )
            self.assertEqual(worktime.elapsed(start, end), round(hours * HOUR))

    def test_forty_hours(self):
        calendar = self.calendar(
            "Forty",
            "UTC",
            [(day, hour, hour + 4) for day in range(5) for hour in (8, 13)],
        )
        self.compare(calendar, datetime(2026, 1, 1), 300, 600, 200)

    def test_split_shifts_and_closing_days(self):
        calendar = self.calendar(
            "Split",
            "Asia/Shanghai",
            [
                (day, *hours)
                for day in range(6)
                for hours in ((6.5, 9.25), (9.75, 12), (14, 18.1), (20, 22.75))
            ],
        )
        self.leave(calendar, "2026-02-16 16:00:00", "2026-02-23 15:59:59")
        self.leave(calendar, "2026-05-01 03:10:20", "2026-05-01 07:33:41")
        # of the whole company, and of another one: the latter is no business of ours
        self.leave(
            self.env["resource.calendar"], "2026-09-30 16:00:00", "2026-10-07 15:59:59"
        )
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.env["resource.calendar"].with_company(other)
        leave = self.leave(elsewhere, "2026-03-02 00:00:00", "2026-03-20 00:00:00")
        self.assertEqual(leave.company_id, other)
        self.compare(calendar, datetime(2026, 1, 1), 300, 400, 120)
        monday = calendar._icrm_worktime(datetime(2026, 3, 2), datetime(2026, 3, 3))
        self.assertTrue(monday.total)

    def test_two_weeks(self):
        calendar = self.calendar(
            "Alternating",
            "Europe/Paris",
            [(day, 6, 14, 0) for day in range(5)]
            + [(day, 14, 22, 1) for day in range(4)]
            + [(6, 10, 12, 1)],
            two_weeks=True,
        )
        self.compare(calendar, datetime(2026, 1, 1), 365, 600, 160)

    def test_both_nights_of_summer_time(self):
        for tz, nights in (
            ("Europe/Berlin", (datetime(2026, 3, 27), datetime(2026, 10, 23))),
            ("America/New_York", (datetime(2026, 3, 6), datetime(2026, 10, 30))),
        ):
            calendar = self.calendar(
                f"Nights of {tz}",
                tz,
                [(day, *hours) for day in range(7) for hours in ((0, 6), (21, 24))],
            )
            for night in nights:
                self.compare(calendar, night, 4, 300, 60)

    def test_always_open(self):
        calendar = self.calendar(
            "Always", "Asia/Kathmandu", [(day, 0, 24) for day in range(7)]
        )
        self.compare(calendar, datetime(2026, 1, 1), 60, 300, 400)
        start = datetime(2026, 1, 1, 7, 3)
        self.assertEqual(
            calendar._icrm_due_dates([(start, 1000 * HOUR)]),
            [start + timedelta(hours=1000)],
        )

    def test_budgets_over_a_year(self):
        calendar = self.calendar("Mondays", "Pacific/Auckland", [(0, 9, 12)])
        self.compare(calendar, datetime(2026, 1, 1), 30, 40, 240)

    def test_growing_horizon(self):
        calendar = self.calendar("Sundays", "UTC", [(6, 9, 10)])
        [due_at] = calendar._icrm_due_dates([(datetime(2026, 1, 1), 500 * HOUR)])
        self.assertEqual(due_at, datetime(2026, 1, 4, 10) + timedelta(weeks=499))

    def test_one_walk_for_many(self):
        calendar = self.calendar("Nine to five", "UTC", [(d, 9, 17) for d in range(5)])
        start = datetime(2026, 1, 1)
        clocks = [
            (start + timedelta(minutes=minute), HOUR * (minute % 60))
            for minute in range(2000)
        ]
        calendar._icrm_due_dates(clocks[:1])
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            calendar._icrm_due_dates(clocks)

    def test_never_open(self):
        calendar = self.calendar("Never", "UTC", [])
        with self.assertRaises(ValidationError):
            calendar._icrm_check_opens(self.env.company)
        self.assertEqual(
            calendar._icrm_due_dates([(datetime(2026, 1, 1), HOUR)]), [False]
        )


@tagged("post_install", "-at_install")
class TestHoursThatNeverOpen(RequestCommon):
    """They are refused where they are set, with a sentence."""

    def test_refused_where_set(self):
        never = self.calendar.copy()
        never.name = "Never"
        never.attendance_ids.unlink()
        refused = "“Never” are empty"
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            self.service.calendar_id = never
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            self.it_team.icrm_calendar_id = never
        self.service.calendar_id = False
        self.it_team.icrm_calendar_id = False
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            self.company.resource_calendar_id = never
        # What nothing published rests on may be as empty as it likes.
        self.service.state = "draft"
        self.company.resource_calendar_id = never
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            self.service.state = "published"
