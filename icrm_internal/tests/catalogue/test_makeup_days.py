# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from random import Random

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.date_utils import localized

from odoo.addons.base.tests.common import BaseCommon

HOUR = 3600
# Saturday before the Spring Festival of 2026, worked in China
SATURDAY = date(2026, 2, 14)


class CalendarCommon(BaseCommon):
    @classmethod
    def _calendar(cls, name, shifts, tz="Asia/Shanghai", two_weeks=False, **values):
        """Return a calendar; *shifts* are ``(weekday, from, to[, week[, period]])``."""
        rows = [
            (*shift, 0, "morning")[:5] if len(shift) == 3 else shift for shift in shifts
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "company_id": cls.env.company.id,
                "two_weeks_calendar": two_weeks,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{row}",
                                "dayofweek": str(row[0]),
                                "hour_from": row[1],
                                "hour_to": row[2],
                                "day_period": row[4],
                                "week_type": str(row[3]) if two_weeks else False,
                            }
                        )
                        for row in rows
                    ),
                ],
                **values,
            }
        )

    @classmethod
    def _office(cls, **values):
        """Return hours from Monday to Friday, 9 to 12 and 13 to 18 in Shanghai, with
        a break, and 9 to 11 on Saturdays if ``saturdays``."""
        shifts = []
        for day in range(5):
            shifts += [
                (day, 9, 12, 0, "morning"),
                (day, 12, 13, 0, "lunch"),
                (day, 13, 18 if day else 17, 0, "afternoon"),
            ]
        if values.pop("saturdays", False):
            shifts.append((5, 9, 11, 0, "morning"))
        return cls._calendar("Office", shifts, **values)

    @classmethod
    def _makeup(cls, calendar, day=SATURDAY, weekday="1", **values):
        return cls.env["icrm.makeup.day"].create(
            {"calendar_id": calendar.id, "date": day, "dayofweek": weekday, **values}
        )

    def _worked(self, calendar, day, **kwargs):
        """Return the working hours of one day, as text in local time."""
        zone = localized(datetime(2026, 1, 1)).tzinfo
        begin = datetime.combine(day, datetime.min.time()) - timedelta(hours=8)
        intervals = calendar._attendance_intervals_batch(
            begin.replace(tzinfo=zone),
            (begin + timedelta(days=1)).replace(tzinfo=zone),
            **kwargs,
        )
        return {
            key: [f"{start:%H:%M}-{stop:%H:%M}" for start, stop, _meta in found]
            for key, found in intervals.items()
        }


@tagged("post_install", "-at_install")
class TestMakeupDays(CalendarCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls._office()

    def test_worked_like_the_chosen_weekday(self):
        self.assertEqual(self._worked(self.office, SATURDAY), {False: []})
        self._makeup(self.office)
        self.assertEqual(
            self._worked(self.office, SATURDAY), {False: ["09:00-12:00", "13:00-18:00"]}
        )
        self.assertEqual(
            self._worked(self.office, SATURDAY, lunch=True), {False: ["12:00-13:00"]}
        )
        self.assertEqual(
            self._worked(self.office, SATURDAY + timedelta(1)), {False: []}
        )
        self.assertEqual(
            self._worked(self.office, SATURDAY + timedelta(7)), {False: []}
        )

    def test_in_place_of_the_hours_of_the_day(self):
        office = self._office(saturdays=True)
        self.assertEqual(self._worked(office, SATURDAY), {False: ["09:00-11:00"]})
        self._makeup(office, weekday="0")
        self.assertEqual(
            self._worked(office, SATURDAY), {False: ["09:00-12:00", "13:00-17:00"]}
        )
        # A Friday may be a short day.
        friday = SATURDAY - timedelta(days=1)
        self._makeup(office, friday, "5")
        self.assertEqual(self._worked(office, friday), {False: ["09:00-11:00"]})

    def test_part_of_the_day(self):
        self._makeup(self.office)
        begin = localized(datetime(2026, 2, 14, 2, 30))
        end = localized(datetime(2026, 2, 14, 6))
        [intervals] = self.office._attendance_intervals_batch(begin, end).values()
        self.assertEqual(
            [(stop - start).total_seconds() / HOUR for start, stop, _meta in intervals],
            [1.5, 1],
        )
        self.assertEqual(self.office.get_work_hours_count(begin, end), 2.5)

    def test_time_off_on_the_day(self):
        self._makeup(self.office)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Water pipe",
                "calendar_id": self.office.id,
                "date_from": "2026-02-14 05:00:00",
                "date_to": "2026-02-14 10:00:00",
            }
        )
        hours = self.office.get_work_hours_count(
            localized(datetime(2026, 2, 13, 16)), localized(datetime(2026, 2, 14, 16))
        )
        self.assertEqual(hours, 3)

    def test_two_weeks(self):
        """The hours of the weekday in the week of the day itself."""
        week = self.env["resource.calendar.attendance"].get_week_type(SATURDAY)
        office = self._calendar(
            "Alternating",
            [(1, 6, 14, week, "morning"), (1, 14, 22, 1 - week, "afternoon")],
            two_weeks=True,
        )
        self._makeup(office)
        self._makeup(office, SATURDAY + timedelta(days=7))
        self.assertEqual(self._worked(office, SATURDAY), {False: ["06:00-14:00"]})
        self.assertEqual(
            self._worked(office, SATURDAY + timedelta(7)), {False: ["14:00-22:00"]}
        )

    def test_people_elsewhere_and_at_will(self):
        self._makeup(self.office)
        here, there, free = self.env["resource.resource"].create(
            [
                {"name": "Here", "calendar_id": self.office.id, "tz": "Asia/Shanghai"},
                {"name": "There", "calendar_id": self.office.id, "tz": "Asia/Tokyo"},
                {"name": "At will", "calendar_id": False, "tz": "Asia/Shanghai"},
            ]
        )
        hours = self._worked(self.office, SATURDAY, resources=here | there | free)
        self.assertEqual(hours[here.id], ["09:00-12:00", "13:00-18:00"])
        self.assertEqual(hours[False], hours[here.id])
        # nine o'clock in Tokyo, in Tokyo's time
        self.assertEqual(hours[there.id], ["09:00-12:00", "13:00-18:00"])
        self.assertEqual(hours[free.id], ["00:00-00:00"])

    def test_promises_and_plan_hours_agree(self):
        random = Random(214)
        for calendar in (
            self.office,
            self._office(saturdays=True),
            self._calendar(
                "Nights",
                [(day, *hours) for day in range(5) for hours in ((0, 6), (21, 24))],
                tz="Europe/Berlin",
            ),
        ):
            days = [SATURDAY, date(2026, 2, 28), date(2026, 3, 29), date(2026, 10, 25)]
            for day in days:
                self._makeup(calendar, day, str(random.randrange(5)))
            domain = calendar._icrm_leave_domain(self.env.company)
            clocks = [
                (
                    datetime(2026, 2, 1)
                    + timedelta(seconds=random.randrange(270 * 86400)),
                    random.randrange(1, 60 * HOUR),
                )
                for _case in range(150)
            ]
            due_dates = calendar._icrm_due_dates(clocks)
            for (start, seconds), due_at in zip(clocks, due_dates, strict=True):
                planned = calendar.plan_hours(
                    seconds / HOUR - 1e-9, start, compute_leaves=True, domain=domain
                )
                planned = (planned + timedelta(milliseconds=500)).replace(microsecond=0)
                self.assertEqual(due_at, planned, (calendar.name, start, seconds))

    def test_the_leave_app_counts_the_day(self):
        """What time off is computed from: days and hours of an employee."""
        self._makeup(self.office)
        employee = self.env["hr.employee"].create(
            {
                "name": "Li",
                "resource_calendar_id": self.office.id,
                "tz": "Asia/Shanghai",
            }
        )
        begin, end = datetime(2026, 2, 13, 16), datetime(2026, 2, 14, 15, 59, 59)
        found = employee._get_work_days_data_batch(begin, end, calendar=self.office)
        self.assertEqual(found[employee.id], {"days": 1, "hours": 8})
        self.assertEqual(
            self.office.get_work_duration_data(localized(begin), localized(end)),
            {"days": 1, "hours": 8},
        )
        self.assertEqual(self.office._get_hours_for_date(SATURDAY), (9, 18))
        self.assertEqual(self.office._get_hours_for_date(SATURDAY, "morning"), (9, 12))
        self.assertTrue(self.office._works_on_date(SATURDAY))
        self.assertFalse(self.office._works_on_date(SATURDAY + timedelta(days=7)))
        unusual = self.office._get_unusual_days(begin, end + timedelta(days=7))
        self.assertEqual(
            [day for day, is_unusual in unusual.items() if not is_unusual][0],
            "2026-02-14" if "2026-02-14" in unusual else "2026-02-13",
        )

    def _refused(self, sentence, *args, **kwargs):
        with (
            self.assertRaisesRegex(ValidationError, sentence),
            self.env.cr.savepoint(),
        ):
            self._makeup(*args, **kwargs)

    def test_refused(self):
        self._refused("no hours on Sunday", self.office, weekday="6")
        made_up = self._makeup(self.office, SATURDAY + timedelta(days=14))
        with self.assertRaisesRegex(ValidationError, "no hours on Sunday"):
            made_up.dayofweek = "6"
        made_up.dayofweek = "3"
        flexible = self._office(schedule_type="flexible")
        self._refused("are flexible", flexible)
        week = self.env["resource.calendar.attendance"].get_week_type(SATURDAY)
        every_other = self._calendar(
            "Every other", [(1, 6, 14, 1 - week, "morning")], two_weeks=True
        )
        self._refused("no hours on Tuesday", every_other)
        self._makeup(self.office)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._makeup(self.office, weekday="2")

    def test_copied_with_the_hours(self):
        self._makeup(self.office)
        copy = self.office.copy()
        self.assertEqual(copy.icrm_makeup_day_ids.date, SATURDAY)
        self.assertTrue(copy.icrm_has_makeup_days)
        copy.icrm_makeup_day_ids.unlink()
        self.assertFalse(copy.icrm_has_makeup_days)
        self.assertEqual(self._worked(copy, SATURDAY), {False: []})
        self.assertTrue(self.office.icrm_has_makeup_days)

    def test_typed_in_the_form(self):
        with Form(self.office) as form, form.icrm_makeup_day_ids.new() as line:
            line.date = SATURDAY
            line.dayofweek = "4"
            line.name = "Spring Festival"
        self.assertEqual(
            self._worked(self.office, SATURDAY), {False: ["09:00-12:00", "13:00-18:00"]}
        )

    def test_hours_taken_away_later(self):
        self._makeup(self.office)
        self.office.attendance_ids.filtered(lambda row: row.dayofweek == "1").unlink()
        self.assertEqual(self._worked(self.office, SATURDAY), {False: []})

    def test_queries(self):
        """Calendars without such days cost nothing, others one query a walk."""
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.office._icrm_worktime(datetime(2026, 1, 1), datetime(2027, 1, 1))
            counts.append(self.env.cr.sql_log_count - before)
            if not _round:
                self._makeup(self.office)
                self.env.flush_all()
        self.assertLessEqual(counts[1] - counts[0], 3)


@tagged("post_install", "-at_install")
class TestFlexibleHours(CalendarCommon):
    """A due date follows from the start and the hours, not from the period asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flexible = cls._office(
            tz="Europe/Berlin", schedule_type="flexible", hours_per_day=8
        )
        cls.flexible.full_time_required_hours = 40

    def test_sixteen_hours_from_wednesday(self):
        start = datetime(2026, 6, 3, 8)  # 10:00 in Berlin
        # Wednesday until 16:00, Thursday 8 to 16, two hours of Friday
        due_at = datetime(2026, 6, 5, 8)
        for first in (start, datetime(2026, 6, 1), datetime(2026, 5, 30, 13)):
            for weeks in (1, 2, 5, 60):
                worktime = self.flexible._icrm_worktime(
                    first, start + timedelta(weeks=weeks)
                )
                self.assertEqual(worktime.add(start, 16 * HOUR), due_at)
        self.assertEqual(self.flexible._icrm_due_dates([(start, 16 * HOUR)]), [due_at])

    def test_weekends_are_free_once_the_week_is_full(self):
        worktime = self.flexible._icrm_worktime(
            datetime(2026, 6, 4, 12), datetime(2026, 6, 15)
        )
        self.assertEqual(
            sorted({begin.isoweekday() for begin, _end in worktime}), [1, 2, 3, 4, 5]
        )
        self.flexible.full_time_required_hours = 44
        saturday = self.flexible._icrm_worktime(
            datetime(2026, 6, 6), datetime(2026, 6, 7)
        )
        self.assertEqual(saturday.total, 4 * HOUR)

    def test_any_period_gives_the_same(self):
        random = Random(16)
        calendars = [
            self.flexible,
            self._office(schedule_type="flexible", hours_per_day=7.6),
            self._office(),
            self._calendar(
                "Alternating",
                [(day, 6, 14, 0, "morning") for day in range(5)]
                + [(day, 14, 22, 1, "afternoon") for day in range(4)],
                tz="America/New_York",
                two_weeks=True,
            ),
        ]
        halves = self._office()
        halves.switch_based_on_duration()
        calendars.append(halves)
        for calendar in calendars:
            for _case in range(40):
                start = datetime(2026, 1, 1) + timedelta(
                    seconds=random.randrange(300 * 86400)
                )
                budget = random.randrange(1, 100 * HOUR)
                answers = {
                    calendar._icrm_worktime(
                        start - timedelta(seconds=random.randrange(20 * 86400)),
                        start + timedelta(days=60, seconds=random.randrange(86400)),
                    ).add(start, budget)
                    for _period in range(3)
                }
                self.assertEqual(len(answers), 1, (calendar.name, start, budget))
                [due_at] = answers
                worktime = calendar._icrm_worktime(start, due_at)
                self.assertEqual(worktime.elapsed(start, due_at), budget)

    def test_no_hours_at_all_are_refused(self):
        self.flexible.write({"hours_per_day": 0, "full_time_required_hours": 0})
        with self.assertRaisesRegex(ValidationError, "are empty"):
            self.flexible._icrm_check_opens(self.env.company)
