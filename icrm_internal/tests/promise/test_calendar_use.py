# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


class CalendarUseCommon(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.precommit.run()
        frozen = freeze_time(MONDAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)

    def _submit(self, service=None):
        return (
            (service or self.service)
            .with_user(self.staff)
            .submit_request({"name": "No picture", "description": "Black"})
            .sudo(False)
            .with_user(self.env.user)
        )

    def _copy(self, name):
        calendar = self.calendar.copy()
        calendar.name = name
        return calendar

    def _refused(self, sentence, change, error=ValidationError):
        with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
            change()
            self.env.cr.flush()


@tagged("post_install", "-at_install")
class TestHoursInUse(CalendarUseCommon):
    """What promises rest on must open; who changes it is told what rests on it."""

    def test_all_attendances_removed(self):
        for change in (
            self.calendar.attendance_ids.unlink,
            lambda: self.calendar.write({"attendance_ids": [Command.clear()]}),
            lambda: self.calendar.attendance_ids.write({"day_period": "lunch"}),
            lambda: self.calendar.attendance_ids.write({"hour_to": 0, "hour_from": 0}),
            lambda: self.calendar.write(
                {"schedule_type": "flexible", "hours_per_day": 0}
            ),
            lambda: self.calendar.attendance_ids.write(
                {"calendar_id": self.calendar.copy().id}
            ),
        ):
            self._refused("(?s)“Forty hours” are empty.*used by:.*Laptop", change)
        self.assertTrue(self.calendar.attendance_ids)

    def test_what_is_named(self):
        self._submit()
        for number in range(6):
            self._service(f"More {number}")
        self._refused(
            "(?s)services: .*, 2 more.*teams: IT desk.*running promises: 2",
            self.calendar.attendance_ids.unlink,
        )

    def test_in_the_form(self):
        form = Form(self.calendar)
        while len(form.attendance_ids):
            form.attendance_ids.remove(0)
        self._refused("are empty", form.save)

    def test_only_running_promises(self):
        """No service has these hours any more, but promises run in them."""
        self._submit()
        spare = self._copy("Spare")
        self.service.calendar_id = spare
        self.it_team.icrm_calendar_id = spare
        self._refused("running promises: 2", self.calendar.attendance_ids.unlink)

    def test_the_hours_of_the_company(self):
        hours = self._copy("Company hours")
        self.company.resource_calendar_id = hours
        self.it_team.icrm_calendar_id = False
        self.service.calendar_id = False
        self._refused("(?s)“Company hours”.*Laptop", hours.attendance_ids.unlink)
        self._refused("(?s)in use.*Laptop", hours.action_archive, UserError)
        self._refused(
            "are empty", lambda: self.company.write({"resource_calendar_id": False})
        )

    def test_replaced_in_one_go(self):
        """Odoo's own buttons delete the old hours before they make the new ones."""
        self.calendar.switch_calendar_type()
        self.calendar.switch_based_on_duration()
        self.calendar.switch_based_on_duration()
        self.calendar.switch_calendar_type()
        self.calendar.attendance_ids.unlink()
        self.calendar.attendance_ids = [
            Command.create(
                {"name": "Sunday", "dayofweek": "6", "hour_from": 8, "hour_to": 9}
            )
        ]
        self.env.cr.flush()
        self.assertEqual(len(self.calendar.attendance_ids), 1)

    def _close(self, begin, end, calendar=None, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": (self.calendar if calendar is None else calendar).id,
                "company_id": self.company.id,
                "date_from": begin,
                "date_to": end,
                **values,
            }
        )

    def test_endless_time_off(self):
        nobody = self.env["resource.calendar"]
        for begin, end, sentence in (
            ("2026-06-01 00:00:00", "2030-01-01 00:00:00", "closed for more than a"),
            ("2026-07-01 00:00:00", "9999-01-01 00:00:00", "(?s)closed.*Laptop"),
            ("2027-07-01 00:00:00", "2028-08-01 00:00:00", "closed for more than a"),
        ):
            self._refused(sentence, lambda b=begin, e=end: self._close(b, e))
            self._refused(
                "closed for more", lambda b=begin, e=end: self._close(b, e, nobody)
            )
        summer = self._close("2026-07-01 00:00:00", "2026-12-31 00:00:00")
        self._refused(
            "closed for more", lambda: summer.write({"date_to": "2027-12-31 00:00:00"})
        )
        # Nobody's time off, and what is no time off, are no concern.
        resource = self.env["resource.resource"].create(
            {"name": "Away", "calendar_id": self.calendar.id}
        )
        self._close(
            "2026-06-01 00:00:00", "2030-01-01 00:00:00", resource_id=resource.id
        )
        self._close("2026-06-01 00:00:00", "2030-01-01 00:00:00", time_type="other")
        self.env.cr.flush()

    def test_hours_nobody_uses(self):
        spare = self.calendar.copy()
        spare.attendance_ids.unlink()
        self.env.cr.flush()
        spare.action_archive()
        spare.unlink()
        self.assertFalse(spare.exists())

    def test_archived_and_deleted(self):
        self._refused("(?s)in use.*Laptop", self.calendar.action_archive, UserError)
        self._refused("(?s)in use.*Laptop", self.calendar.unlink, UserError)
        request = self._submit()
        request.with_user(self.agent).action_icrm_resolve("Done")
        spare = self._copy("Spare")
        self.service.calendar_id = spare
        self.it_team.icrm_calendar_id = spare
        self._refused(
            "(?s)Promises were made.*Archive", self.calendar.unlink, UserError
        )
        self.calendar.action_archive()
        self.assertFalse(self.calendar.active)

    def test_who_may_edit_hours(self):
        """Personnel edits hours and sees no services: refused all the same."""
        clerk = self._user("clerk", None, "hr.group_hr_user")
        self._refused(
            "(?s)are empty.*Laptop",
            self.calendar.with_user(clerk).attendance_ids.unlink,
        )

    def test_complaint_desk(self):
        desk = self._copy("Desk hours")
        self.company.icrm_complaint_calendar_id = desk
        self._refused(
            "(?s)“Desk hours” are empty.*complaint desks", (desk.attendance_ids.unlink)
        )
        self._refused("in use", desk.action_archive, UserError)
        never = self._copy("Never")
        never.attendance_ids.unlink()
        self._refused(
            "“Never” are empty",
            lambda: self.company.write({"icrm_complaint_calendar_id": never.id}),
        )


@tagged("post_install", "-at_install")
class TestMovedDates(CalendarUseCommon):
    """Running promises follow their hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.promise_ids.resolution_hours = 44

    def setUp(self):
        super().setUp()
        self.request = self._submit()

    def _clock(self):
        return self.request.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )

    def _reckon(self):
        self.assertTrue(self.calendar.icrm_changed)
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_reckon").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.calendar.icrm_changed)
        return self._clock().due_at

    def test_make_up_days(self):
        # Five days of eight hours, then Monday at noon
        self.assertEqual(self._clock().due_at, MONDAY + timedelta(days=7, hours=4))
        day = self.env["icrm.makeup.day"].create(
            {"calendar_id": self.calendar.id, "date": "2026-06-06", "dayofweek": "0"}
        )
        saturday = MONDAY + timedelta(days=5, hours=4)
        self.assertEqual(self._reckon(), saturday)
        self.assertEqual(self.request.icrm_due_at, saturday)
        day.date = "2026-06-07"
        self.assertEqual(self._reckon(), saturday + timedelta(days=1))
        day.unlink()
        self.assertEqual(self._reckon(), MONDAY + timedelta(days=7, hours=4))

    def test_a_make_up_day_of_the_past(self):
        """What is used up stays; the day counts from the start of the open part."""
        with freeze_time(MONDAY + timedelta(days=6, hours=1)):
            self.env["icrm.makeup.day"].create(
                {
                    "calendar_id": self.calendar.id,
                    "date": "2026-06-06",
                    "dayofweek": "0",
                }
            )
            self.assertEqual(self._reckon(), MONDAY + timedelta(days=5, hours=4))
            with self.enter_registry_test_mode():
                self.env.ref(
                    "icrm_internal.ir_cron_clock_sweep"
                ).method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(self._clock().missed_at, MONDAY + timedelta(days=5, hours=4))

    def test_flexible_hours(self):
        self.calendar.write({"schedule_type": "flexible", "hours_per_day": 11})
        self.calendar.full_time_required_hours = 44
        # 6:30 to 17:30, Monday to Thursday, from 8:00 on Monday: 1.5 h are left
        self.assertEqual(self._reckon(), MONDAY + timedelta(days=7))
        self.calendar.hours_per_day = 8
        # half the Saturday: 4 h from 10:00 to 14:00
        self.assertEqual(self._reckon(), MONDAY + timedelta(days=5, hours=6))

    def test_full_time_of_the_company(self):
        company_hours = self._copy("Company")
        self.company.resource_calendar_id = company_hours
        self.calendar.write({"schedule_type": "flexible", "hours_per_day": 8})
        self._reckon()
        company_hours.attendance_ids.filtered(
            lambda row: row.dayofweek in ("2", "3", "4")
        ).unlink()
        self.env.flush_all()
        self.assertEqual(self.calendar.full_time_required_hours, 16)
        # two days a week
        self.assertEqual(self._reckon(), MONDAY + timedelta(days=15, hours=4))
