# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime
import unittest

from odoo.addons.icrm_internal_care.measures import greeting_days

# Gregorian days of the first day of the first month, the 5th of the 5th, the 15th of
# the 8th and the 9th of the 9th month, from the tables of the Hong Kong Observatory.
KNOWN = {
    2025: ("01-29", "05-31", "10-06", "10-29"),
    2026: ("02-17", "06-19", "09-25", "10-18"),
    2027: ("02-06", "06-09", "09-15", "10-08"),
    2028: ("01-26", "05-28", "10-03", "10-26"),
    2029: ("02-13", "06-16", "09-22", "10-16"),
    2030: ("02-03", "06-05", "09-12", "10-05"),
    2031: ("01-23", "06-24", "10-01", "10-24"),
    2032: ("02-11", "06-12", "09-19", "10-12"),
    2033: ("01-31", "06-01", "09-08", "10-01"),
    2034: ("02-19", "06-20", "09-27", "10-20"),
    2035: ("02-08", "06-10", "09-16", "10-09"),
}
LUNAR = ("lunar_new_year", "dragon_boat", "mid_autumn", "double_ninth")


class TestGreetingDays(unittest.TestCase):
    def test_lunar_holidays_of_eleven_years(self):
        for year, days in KNOWN.items():
            for code, day in zip(LUNAR, days, strict=True):
                with self.subTest(year=year, code=code):
                    self.assertEqual(
                        greeting_days.get_day(code, year),
                        datetime.date.fromisoformat(f"{year}-{day}"),
                    )

    def test_fixed_holidays(self):
        self.assertEqual(
            greeting_days.get_day("new_year", 2030), datetime.date(2030, 1, 1)
        )
        self.assertEqual(
            greeting_days.get_day("christmas", 2030), datetime.date(2030, 12, 25)
        )

    def test_public_holidays_of_a_country(self):
        self.assertIn("German Unity Day", greeting_days.get_names("DE", 2026))
        self.assertEqual(
            greeting_days.get_named_day("DE", "German Unity Day", 2026),
            datetime.date(2026, 10, 3),
        )
        self.assertIsNone(greeting_days.get_named_day("DE", "No such day", 2026))
        self.assertFalse(greeting_days.is_country("XX"))
