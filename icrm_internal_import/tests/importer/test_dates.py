# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.importer.fault import Fault
from odoo.addons.icrm_internal_import.importer.dates import DateReader, detect_order

AT = datetime.datetime


@tagged("post_install", "-at_install")
class TestDates(BaseCase):
    def reader(self, order="dmy", zone="UTC"):
        return DateReader(order, zone, now=AT(2026, 1, 1))

    def test_layouts(self):
        for order, text, expected in [
            ("dmy", "29-02-2016 01:16", AT(2016, 2, 29, 1, 16)),
            ("dmy", "31.3.2024", AT(2024, 3, 31)),
            ("dmy", "29/Feb/24 1:16 PM", AT(2024, 2, 29, 13, 16)),
            ("dmy", "2024-03-31T10:20:30Z", AT(2024, 3, 31, 10, 20, 30)),
            ("mdy", "03/31/2024 12:05 AM", AT(2024, 3, 31, 0, 5)),
            ("dmy", "Mar 31, 2024 02:30", AT(2024, 3, 31, 2, 30)),
            ("ymd", "2024-03-31 10:20:30.123", AT(2024, 3, 31, 10, 20, 30)),
            ("ymd", "2024年3月31日 10:20", AT(2024, 3, 31, 10, 20)),
            ("ymd", "2024-03-31T10:20:00+08:00", AT(2024, 3, 31, 2, 20)),
            ("ymd", AT(2024, 3, 31, 10, 20, 30, 5), AT(2024, 3, 31, 10, 20, 30)),
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.reader(order)(text), (expected, None))

    def test_what_no_calendar_has(self):
        for text, sentence in [
            ("31-02-2016", "Month 2 of 2016 has no day 31."),
            ("29-02-2015 10:00", "Month 2 of 2015 has no day 29."),
            ("01-13-2016", "Month 13 does not exist"),
            ("01-01-2016 25:00", "Time 25:00:00 does not exist."),
            ("01-01-2016 13:00 PM", "Hour 13 does not exist."),
            ("00-01-2016", "has no day 0"),
            ("soon", "date cannot be read"),
            ("4242", "date cannot be read"),
            ("01-01-1066", "before 1970 or in the future"),
            ("01-01-2031", "before 1970 or in the future"),
        ]:
            with self.subTest(text=text):
                instant, remark = self.reader()(text)
                self.assertIsNone(instant)
                severity, message, values = remark
                self.assertEqual(severity, "error")
                self.assertIn(sentence, message % values)

    def test_time_zone_and_summer_time(self):
        read = self.reader(zone="Europe/Berlin")
        self.assertEqual(read("01-07-2024 12:00"), (AT(2024, 7, 1, 10), None))
        self.assertEqual(read("01-12-2024 12:00"), (AT(2024, 12, 1, 11), None))
        instant, remark = read("31-03-2024 02:30")
        self.assertEqual(instant, AT(2024, 3, 31, 1, 30))
        self.assertEqual(remark[0], "warning")
        self.assertIn("does not exist in Europe/Berlin", remark[1] % remark[2])
        instant, remark = read("27-10-2024 02:30")
        self.assertEqual(instant, AT(2024, 10, 27, 0, 30))
        self.assertIn("exists twice", remark[1] % remark[2])

    def test_unknown_zone(self):
        with self.assertRaises(Fault):
            self.reader(zone="Mars/Olympus")

    def test_order_is_found_and_doubt_told(self):
        self.assertEqual(detect_order(["01-02-2016", "29-02-2016"]), ("dmy", True))
        self.assertEqual(detect_order(["02/01/2016", "02/29/2016"]), ("mdy", True))
        self.assertEqual(detect_order(["2016-01-02"]), ("ymd", True))
        self.assertEqual(detect_order(["01-02-2016"])[1], False)
