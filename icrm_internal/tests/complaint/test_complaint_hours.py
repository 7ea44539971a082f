# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestComplaintHours(IcrmCommon):
    """Hours that complaints are promised in stay open, complaints or not."""

    def _copy(self, name):
        calendar = self.calendar.copy()
        calendar.name = name
        return calendar

    def _refused(self, sentence, change, error=ValidationError):
        with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
            change()
            self.env.cr.flush()

    def test_hours_of_the_desk(self):
        desk = self._copy("Desk hours")
        self.company.icrm_complaint_calendar_id = desk
        self._refused(
            "(?s)“Desk hours” are empty.*complaint desks: ",
            desk.attendance_ids.unlink,
        )
        self._refused("(?s)in use.*complaint desks", desk.action_archive, UserError)
        self._refused("(?s)in use.*complaint desks", desk.unlink, UserError)

    def test_hours_of_the_company(self):
        """They are the desk's where services are offered and no others are chosen."""
        hours = self._copy("Company hours")
        self.company.resource_calendar_id = hours
        self.company.icrm_complaint_calendar_id = False
        self._refused("(?s)complaint desks: ", hours.attendance_ids.unlink)
        self.env["icrm.service"].search([]).state = "retired"
        hours.attendance_ids.unlink()
        self.env.cr.flush()
        # ... and a complaint that comes all the same has a date.
        calendar = self.company._icrm_get_complaint_calendar()
        self.assertNotEqual(calendar, hours)
        self.assertTrue(calendar.attendance_ids)

    def test_empty_hours_are_not_chosen(self):
        never = self._copy("Never")
        never.attendance_ids.unlink()
        self._refused(
            "“Never” are empty",
            lambda: self.company.write({"icrm_complaint_calendar_id": never.id}),
        )
