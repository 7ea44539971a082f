# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date


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
        selection="_get_weekdays",
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

    @api.model
    def _get_weekdays(self):
        weekday = self.env["resource.calendar.attendance"]._fields["dayofweek"]
        return weekday._description_selection(self.env)

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
                raise ValidationError(
                    self.env._(
                        "Make-up day %(date)s: working hours “%(calendar)s” have no "
                        "hours on %(weekday)s of that week. Choose another weekday.",
                        date=format_date(self.env, day.date),
                        calendar=calendar.name,
                        weekday=dict(self._get_weekdays())[day.dayofweek],
                    )
                )

    def _get_model_day(self):
        """Return the day of the same week whose hours apply."""
        self.ensure_one()
        return self.date + timedelta(days=int(self.dayofweek) - self.date.weekday())
