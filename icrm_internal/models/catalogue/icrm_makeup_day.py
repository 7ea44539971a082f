# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

# As of attendances
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class IcrmMakeupDay(models.Model):
    """A day that is worked although its weekday is not, to make up for a holiday."""

    _name = "icrm.makeup.day"
    _description = "Make-up Day"
    _order = "date desc"
    _rec_name = "date"

    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        ondelete="cascade",
        index=True,
    )
    date = fields.Date(required=True)
    dayofweek = fields.Selection(
        WEEKDAYS,
        string="Hours of",
        required=True,
        default="0",
        help="The working hours of this weekday apply.",
    )
    name = fields.Char("Reason", size=128)

    _date_uniq = models.Constraint(
        "UNIQUE (calendar_id, date)",
        "This date is a make-up day of these working hours already.",
    )

    @api.constrains("calendar_id", "date", "dayofweek")
    def _check_hours(self):
        # sudo: hours are looked at, visible to the writer or not.
        for day in self.sudo():
            calendar = day.calendar_id
            if calendar.flexible_hours:
                raise ValidationError(
                    self.env._(
                        "Working hours “%(calendar)s” are flexible. Make-up days need "
                        "hours with a beginning and an end.",
                        calendar=calendar.name,
                    )
                )
            attendances = calendar._icrm_get_attendances()
            # A copied calendar may get its hours last.
            if attendances and not calendar._icrm_get_day_attendances(
                attendances, day._get_model_day()
            ):
                labels = dict(
                    self._fields["dayofweek"]._description_selection(self.env)
                )
                raise ValidationError(
                    self.env._(
                        "Make-up day %(date)s: working hours “%(calendar)s” have no "
                        "hours on %(weekday)s of that week. Choose another weekday.",
                        date=format_date(self.env, day.date),
                        calendar=calendar.name,
                        weekday=labels[day.dayofweek],
                    )
                )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self._apply_changes(days._get_places())
        return days

    def write(self, vals):
        places = self._get_places()
        result = super().write(vals)
        self._apply_changes(places | self._get_places())
        return result

    def unlink(self):
        places = self._get_places()
        result = super().unlink()
        self._apply_changes(places)
        return result

    def _get_places(self):
        return {(day.calendar_id, day.date) for day in self}

    @api.model
    def _apply_changes(self, places):
        """Let what was computed from hours follow their change; extended by promises.

        :param places: the days, as a set of (calendar, date)
        """
        # sudo: the leave app counts again for whom it concerns, as it does for days
        # off of a calendar.
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        if not hasattr(leaves_sudo, "_reevaluate_leaves"):
            # It is not installed.
            return
        spans = []
        for calendar, date in places:
            zone = pytz.timezone(calendar.tz)
            begin = zone.localize(datetime.combine(date, time.min))
            begin = begin.astimezone(pytz.utc).replace(tzinfo=None)
            # sudo: which company's time off is counted anew, nothing is shown
            companies = calendar.sudo().company_id
            spans += [
                {
                    "company_id": company.id,
                    "date_from": begin,
                    "date_to": begin + timedelta(days=1),
                }
                for company in companies or companies.search([])
            ]
        leaves_sudo._reevaluate_leaves(spans)

    # ------------------------------------------------------------------
    # Hours
    # ------------------------------------------------------------------

    def _get_model_day(self):
        """Return the day of the same week whose hours apply."""
        self.ensure_one()
        return self.date + timedelta(days=int(self.dayofweek) - self.date.weekday())
