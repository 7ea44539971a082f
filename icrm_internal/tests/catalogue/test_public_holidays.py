# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date, datetime, timedelta

import holidays as holidays_library
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools.date_utils import localized

from ...models.catalogue import public_holidays
from ..common import IcrmCommon
from .test_makeup_days import CalendarCommon


def days_of(year):
    """Yield all dates of *year*."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


class TestLibraries(BaseCase):
    def test_two_libraries_say_the_same_of_china(self):
        """Which weekdays are off and which weekend days worked, for ten years."""
        _first, last = public_holidays.get_known_years("CN")
        self.assertGreaterEqual(last, 2026)
        for year in range(last - 9, last + 1):
            days = public_holidays.get_days("CN", [year])
            other = holidays_library.country_holidays("CN", years=[year])
            self.assertEqual(
                {
                    day.date
                    for day in days
                    if day.date.weekday() < 5 and not day.is_worked
                },
                {day for day in days_of(year) if day.weekday() < 5 and day in other},
            )
            self.assertEqual(
                {day.date for day in days if day.is_worked},
                {day for day in other.weekend_workdays if day.year == year},
            )
            self.assertGreaterEqual(len([day for day in days if day.is_worked]), 4)

    def test_make_up_days_are_of_weekends(self):
        first, last = public_holidays.get_known_years("CN")
        for day in public_holidays.get_days("CN", range(first, last + 1)):
            if day.is_worked:
                self.assertGreaterEqual(day.date.weekday(), 5, day)

    def test_every_country(self):
        """Each has holidays in ten years; dates are of the years asked for."""
        years, having = range(2021, 2031), 0
        for country in holidays_library.list_supported_countries():
            if len(country) != 2:
                continue
            first, last = public_holidays.get_known_years(country)
            known = [year for year in years if first <= year <= last]
            found = public_holidays.get_days(country, known, lang="zh_CN")
            self.assertEqual(sorted(set(found)), found, country)
            dates = [day.date for day in found]
            self.assertEqual(len(set(dates)), len(dates), country)
            self.assertLessEqual({day.year for day in dates}, set(known), country)
            if found:
                having += 1
        # Nobody lives in the others.
        self.assertGreater(having, 245)

    def test_against_the_law(self):
        """Dates as decreed, by hand."""
        decreed = {
            day.date: day.is_worked for day in public_holidays.get_days("CN", [2026])
        }
        for month, off, worked in (
            (1, (1, 2, 3), (4,)),
            (2, range(15, 24), (14, 28)),
            (5, range(1, 6), (9,)),
            (9, (25, 26, 27), (20,)),
            (10, range(1, 8), (10,)),
        ):
            for day in off:
                self.assertIs(decreed.get(date(2026, month, day)), False)
            for day in worked:
                self.assertIs(decreed.get(date(2026, month, day)), True)
        self.assertNotIn(date(2026, 3, 2), decreed)


@tagged("post_install", "-at_install")
class TestAddPublicHolidays(CalendarCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china, cls.germany = cls.env.ref("base.cn"), cls.env.ref("base.de")
        cls.office = cls._office()

    def _dialog(self, calendars=None, **values):
        values = {
            "country_id": self.china.id,
            "year_from": 2026,
            "year_to": 2026,
            "calendar_ids": (calendars or self.office).ids,
            **values,
        }
        return self.env["icrm.public.holidays"].create(values)

    def _leaves(self, calendar=None):
        return self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", (calendar or self.office).id)], order="date_from"
        )

    def test_china(self):
        dialog = self._dialog()
        self.assertFalse(dialog.problem)
        off = dialog.line_ids.filtered(lambda line: line.kind == "off")
        self.assertEqual(len(off), 7)
        self.assertEqual(len(dialog.line_ids - off), 6)
        self.assertEqual(set(dialog.line_ids.mapped("state")), {"new"})
        self.assertFalse(self._leaves())
        dialog.action_add()
        festival = self._leaves()[1]
        self.assertEqual(
            (festival.name, festival.date_from, festival.date_to),
            (
                "Spring Festival",
                datetime(2026, 2, 14, 16),
                datetime(2026, 2, 23, 15, 59, 59),
            ),
        )
        worktime = self.office._icrm_worktime(
            datetime(2026, 1, 1), datetime(2027, 1, 1)
        )
        worked = {(begin + timedelta(hours=8)).date() for begin, _end in worktime}
        decreed = {
            day.date: day.is_worked for day in public_holidays.get_days("CN", [2026])
        }
        self.assertEqual(
            worked,
            {day for day in days_of(2026) if decreed.get(day, day.weekday() < 5)},
        )
        # Four hours from Friday 17:00 before the festival: Saturday is worked.
        self.assertEqual(
            self.office._icrm_due_dates([(datetime(2026, 2, 13, 9), 4 * 3600)]),
            [datetime(2026, 2, 14, 4)],
        )

    def test_days_that_cannot_be_meant(self):
        line = self._dialog().line_ids[:1]
        for first, last in (
            ("0001-01-01", "0001-01-02"),
            ("2026-01-02", "9999-01-01"),
            ("2026-01-02", "2026-01-01"),
            ("2026-01-01", "2027-01-02"),
        ):
            with self.subTest(first + last), self.assertRaises(ValidationError):
                line.write({"date_from": first, "date_to": last})
        line.write({"date_from": "2026-01-01", "date_to": "2026-12-31"})

    def test_nothing_twice(self):
        self._dialog().action_add()
        again = self._dialog()
        self.assertEqual(set(again.line_ids.mapped("state")), {"known"})
        self.assertFalse(any(again.line_ids.mapped("is_added")))
        with self.assertRaisesRegex(UserError, "Choose days"):
            again.action_add()
        again.line_ids.is_added = True
        again.action_add()
        self.assertEqual(len(self._leaves()), 7)
        self.assertEqual(len(self.office.icrm_makeup_day_ids), 6)

    def test_what_is_there_by_other_names(self):
        """Part of a festival as somebody typed it, one day of the whole company."""
        for begin, end, calendar in (
            ("2026-02-16 01:00:00", "2026-02-18 10:00:00", self.office),
            ("2026-10-01 01:00:00", "2026-10-01 10:00:00", self.office),
            (
                "2026-12-31 16:00:00",
                "2027-01-01 15:59:59",
                self.env["resource.calendar"],
            ),
            ("2026-05-01 01:00:00", "2026-05-01 04:00:00", self.office),
        ):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Ours",
                    "calendar_id": calendar.id,
                    "company_id": self.env.company.id,
                    "date_from": begin,
                    "date_to": end,
                }
            )
        dialog = self._dialog()
        lines = {
            (str(line.date_from), str(line.date_to)): line.state
            for line in dialog.line_ids
            if line.kind == "off"
        }
        self.assertEqual(lines["2026-02-15", "2026-02-15"], "new")
        self.assertEqual(lines["2026-02-16", "2026-02-18"], "known")
        self.assertEqual(lines["2026-02-19", "2026-02-23"], "new")
        self.assertEqual(lines["2026-10-01", "2026-10-01"], "known")
        # Half a day off is not the holiday.
        self.assertEqual(lines["2026-05-01", "2026-05-05"], "new")
        germany = self._dialog(country_id=self.germany.id, year_from=2027, year_to=2027)
        self.assertEqual(
            germany.line_ids.filtered(
                lambda line: str(line.date_from) == "2027-01-01"
            ).state,
            "known",
        )

    def test_make_up_days_that_need_none(self):
        six = self._office(saturdays=True)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Long festival",
                "calendar_id": six.id,
                "date_from": "2026-02-13 16:00:00",
                "date_to": "2026-02-28 15:59:59",
            }
        )
        dialog = self._dialog(six)
        states = {
            str(line.date_from): (line.state, line.is_added)
            for line in dialog.line_ids
            if line.kind == "work"
        }
        self.assertEqual(
            states,
            {
                "2026-01-04": ("new", True),
                "2026-02-14": ("closed", False),
                "2026-02-28": ("closed", False),
                "2026-05-09": ("worked", False),
                "2026-09-20": ("new", True),
                "2026-10-10": ("worked", False),
            },
        )
        dialog.action_add()
        self.assertEqual(len(six.icrm_makeup_day_ids), 2)

    def test_the_weekday_is_chosen(self):
        dialog = self._dialog()
        made_up = dialog.line_ids.filtered(lambda line: line.kind == "work")
        self.assertEqual(set(made_up.mapped("dayofweek")), {"0"})
        made_up[0].dayofweek = "4"
        made_up[1].is_added = False
        dialog.action_add()
        self.assertEqual(
            sorted(self.office.icrm_makeup_day_ids.mapped("dayofweek")),
            ["0", "0", "0", "0", "4"],
        )

    def test_several_calendars(self):
        other = self._calendar("Berlin", [(1, 9, 17)], tz="Europe/Berlin")
        self._dialog(other, country_id=self.germany.id).action_add()
        self._dialog(self.office | other, country_id=self.germany.id).action_add()
        self.assertEqual(len(self._leaves(other)), len(self._leaves()))
        self.assertEqual(self._leaves(other)[0].date_from, datetime(2025, 12, 31, 23))
        self.assertFalse(other.icrm_makeup_day_ids)

    def test_a_state_and_a_language(self):
        bavaria = self.env["res.country.state"].search(
            [("country_id", "=", self.germany.id), ("code", "=", "DE-BY")]
        )
        self.env["res.lang"]._activate_lang("de_DE")
        dialog = (
            self.env["icrm.public.holidays"]
            .with_context(lang="de_DE")
            .create(
                {
                    "calendar_ids": self.office.ids,
                    "country_id": self.germany.id,
                    "state_id": bavaria.id,
                    "year_from": 2026,
                    "year_to": 2026,
                }
            )
        )
        names = dialog.line_ids.mapped("name")
        self.assertIn("Fronleichnam", names)
        self.assertNotIn(
            "Fronleichnam",
            self._dialog(country_id=self.germany.id).line_ids.mapped("name"),
        )

    def test_unknown_years(self):
        _first, last = public_holidays.get_known_years("CN")
        nowhere = self.env["res.country"].create({"name": "Nowhere", "code": "XQ"})
        state = self.env["res.country.state"].create(
            {"name": "Void", "code": "VOID", "country_id": self.germany.id}
        )
        for values, sentence in (
            ({"year_to": last + 1}, f"to {last}.*file.*chinese-calendar"),
            ({"year_from": 1999, "year_to": 2004}, "years 2004 to"),
            ({"year_from": 2027, "year_to": 2026}, "must not be before"),
            ({"year_from": 2010}, "10 years at most"),
            (
                {"country_id": self.germany.id, "year_from": 9998, "year_to": 9999},
                "holidays updated",
            ),
            ({"country_id": False}, "Choose a country"),
            ({"country_id": self.env.ref("base.hm").id}, "No public holidays"),
            ({"country_id": nowhere.id}, "No public holidays.*Nowhere.*file"),
            ({"country_id": self.germany.id, "state_id": state.id}, "Void"),
            ({"year_from": -5, "year_to": 0}, "years 2004 to"),
        ):
            dialog = self._dialog(**values)
            self.assertRegex(dialog.problem or "", f"(?s){sentence}")
            self.assertFalse(dialog.line_ids)
            with self.assertRaisesRegex(UserError, f"(?s){sentence}"):
                dialog.action_add()
        self.assertFalse(self._leaves())

    def _file(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        return base64.b64encode(data)

    def test_a_year_from_a_file(self):
        for text in (
            "date,name,type\n2027-02-05,Spring Festival,off\n"
            "2027-02-06,Spring Festival,off\n2027-01-30,Make-up,work\n",
            "日期;名称;类型\n2027-02-05;春节;休\n2027-02-06;春节;休\n2027-01-30;补班;班\n".encode(
                "gb18030"
            ),
            "isOffDay\tdate\tname\ntrue\t2027-02-05\t春节\nTRUE\t2027-02-06\t春节\nfalse\t2027-01-30\t春节\n",
        ):
            office = self._office()
            dialog = self._dialog(office, file=self._file(text))
            self.assertFalse(dialog.problem)
            dialog.action_add()
            self.assertEqual(
                self._leaves(office).mapped("date_to"),
                [datetime(2027, 2, 6, 15, 59, 59)],
            )
            self.assertEqual(office.icrm_makeup_day_ids.date, date(2027, 1, 30))
            self.assertIn(
                "春节" if "春" in str(self._leaves(office).name) else "Spring Festival",
                self._leaves(office).name,
            )

    def test_crooked_files(self):
        head = "date,name,type\n"
        for text, sentence in (
            ("date,name\n2027-02-05,x\n", "no column “type”"),
            (head, "no rows"),
            ("", "is empty|Choose a country"),
            (head + "05.02.2027,x,off\n", "Row 2: “05.02.2027” is no date"),
            (head + "2027-02-30,x,off\n", "Row 2: “2027-02-30” is no date"),
            (head + "0227-02-03,x,off\n", "Row 2"),
            (
                head + "2027-02-05,x,off\n2027-02-05,x,work\n",
                "Row 3: 2027-02-05 is there",
            ),
            (head + "2027-02-05,x,maybe\n", "Row 2: “maybe” is no type"),
            (head + "2027-02-05,x\n", "Row 2"),
        ):
            dialog = self._dialog(country_id=False, file=self._file(text))
            self.assertRegex(dialog.problem or "", sentence)
            with self.assertRaises(UserError):
                dialog.action_add()
        self.assertFalse(self._leaves())

    def test_in_the_form(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "icrm_internal.icrm_public_holidays_action"
        )
        model = self.env[action["res_model"]].with_context(
            default_calendar_ids=self.office.ids
        )
        with freeze_time("2026-05-05"):
            form = Form(model)
        form.country_id = self.china
        self.assertEqual(len(form.line_ids), 13)
        form.year_to = 2031
        self.assertIn("to 2026", form.problem.replace(",", ""))
        form.year_to = 2026
        with form.line_ids.edit(0) as line:
            line.is_added = False
        form.save().action_add()
        self.assertEqual(len(self._leaves()), 6)


@tagged("post_install", "-at_install")
class TestWhoAdds(IcrmCommon):
    def test_who_may(self):
        clerk = self._user("clerk", None, "hr.group_hr_user")
        values = {
            "calendar_ids": self.calendar.ids,
            "country_id": self.env.ref("base.cn").id,
            "year_from": 2026,
            "year_to": 2026,
        }
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["icrm.public.holidays"].with_user(user).create(values)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["icrm.makeup.day"].with_user(user).create(
                    {"calendar_id": self.calendar.id, "date": "2026-02-14"}
                )
        dialog = self.env["icrm.public.holidays"].with_user(clerk).create(values)
        dialog.action_add()
        self.assertEqual(len(self.calendar.icrm_makeup_day_ids), 6)
        begin, end = datetime(2026, 2, 14), datetime(2026, 2, 15)
        for user in (self.staff, self.portal_user):
            calendar = self.calendar.with_user(user)
            self.assertTrue(calendar._icrm_worktime(begin, end).total)
        self.assertEqual(
            self.calendar.with_user(self.staff).get_work_hours_count(
                localized(begin), localized(end)
            ),
            8,
        )

    def test_days_of_other_companies(self):
        """Their hours are theirs: read, as those of a colleague there, not changed."""
        clerk = self._user("clerk", None, "hr.group_hr_user")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = company.resource_calendar_id
        values = {"calendar_id": theirs.id, "date": "2026-02-14"}
        day = self.env["icrm.makeup.day"].create(values)
        days = self.env["icrm.makeup.day"].with_user(clerk)
        for operation in (
            lambda: days.create({**values, "date": "2026-02-28"}),
            lambda: day.with_user(clerk).write({"dayofweek": "1"}),
            lambda: day.with_user(clerk).unlink(),
        ):
            with self.assertRaises(AccessError):
                operation()
        self.assertTrue(day.with_user(clerk).date)
        theirs.company_id = False
        days.create({**values, "date": "2026-02-28"})

    def test_nobody_elses_dialog(self):
        clerk = self._user("clerk", None, "hr.group_hr_user")
        mate = self._user("mate", None, "hr.group_hr_user")
        dialog = (
            self.env["icrm.public.holidays"]
            .with_user(clerk)
            .create({"calendar_ids": self.calendar.ids})
        )
        with self.assertRaises(AccessError):
            dialog.with_user(mate).action_add()
