# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...models.access.actions import open_dialog
from ...models.catalogue import public_holidays

#: Core's time zone of a database that was never asked
UNASKED = "UTC"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")


class IcrmSetupCompany(models.TransientModel):
    """Asks for country, time zone and working hours of the company.

    Promises run in working time: a database that was never asked counts 8 to 17 UTC.
    Hours that differ by day are left to the form of the working hours.
    """

    _name = "icrm.setup.company"
    _description = "Country and Working Hours"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: self._default_country_id(),
        help="Public holidays are proposed for this country.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self._propose_zone(self._default_country_id()),
    )
    is_irregular = fields.Boolean(compute="_compute_is_irregular")
    monday = fields.Boolean(default=lambda self: self._works_on(0))
    tuesday = fields.Boolean(default=lambda self: self._works_on(1))
    wednesday = fields.Boolean(default=lambda self: self._works_on(2))
    thursday = fields.Boolean(default=lambda self: self._works_on(3))
    friday = fields.Boolean(default=lambda self: self._works_on(4))
    saturday = fields.Boolean(default=lambda self: self._works_on(5))
    sunday = fields.Boolean(default=lambda self: self._works_on(6))
    morning_from = fields.Float(default=lambda self: self._get_default_hour(0, 8))
    morning_to = fields.Float(default=lambda self: self._get_default_hour(1, 12))
    afternoon_from = fields.Float(default=lambda self: self._get_default_hour(2, 13))
    afternoon_to = fields.Float(default=lambda self: self._get_default_hour(3, 17))

    # ------------------------------------------------------------------
    # What is proposed
    # ------------------------------------------------------------------

    @api.model
    def _get_zone(self):
        """Return the company's time zone; if it was never asked, the user's."""
        zone = self.env.company.resource_calendar_id.tz
        return self.env.user.tz or UNASKED if zone in (UNASKED, False) else zone

    @api.model
    def _default_country_id(self):
        """Return the company's country, else the one of the user's time zone."""
        if self.env.company.country_id:
            return self.env.company.country_id
        zone = self._get_zone()
        code = next(
            (code for code, zones in pytz.country_timezones.items() if zone in zones),
            None,
        )
        return self.env["res.country"].search([("code", "=", code)], limit=1)

    @api.model
    def _propose_zone(self, country, zone=None):
        """Return *zone* if it is one of the country's, else the country's first."""
        zone = zone or self._get_zone()
        zones = pytz.country_timezones.get(country.code or "", [zone])
        return zone if zone in zones else zones[0]

    @api.onchange("country_id")
    def _onchange_country_id(self):
        self.tz = self._propose_zone(self.country_id, self.tz)

    @api.model
    def _get_pattern(self):
        """Return (weekdays, four hours) of the company's working hours.

        None if they are not the same each day, or not in two halves.
        """
        calendar = self.env.company.resource_calendar_id
        lines = calendar.attendance_ids.filtered(
            lambda line: line.day_period != "lunch" and not line.display_type
        )
        days = lines.grouped("dayofweek")
        hours = {
            tuple(
                hour
                for line in rows.sorted("hour_from")
                for hour in (line.hour_from, line.hour_to)
            )
            for rows in days.values()
        }
        if (
            calendar.two_weeks_calendar
            or calendar.flexible_hours
            or len(hours) != 1
            or len(*hours) != len(HOURS)
        ):
            return None
        return {int(day) for day in days}, list(*hours)

    def _works_on(self, day):
        pattern = self._get_pattern()
        return day in pattern[0] if pattern else day < 5

    def _get_default_hour(self, place, default):
        pattern = self._get_pattern()
        return pattern[1][place] if pattern else default

    @api.depends_context("company")
    def _compute_is_irregular(self):
        calendar = self.env.company.resource_calendar_id
        self.is_irregular = bool(calendar.attendance_ids) and not self._get_pattern()

    # ------------------------------------------------------------------
    # Saving
    # ------------------------------------------------------------------

    @api.constrains(*HOURS)
    def _check_hours(self):
        for dialog in self:
            hours = [dialog[name] for name in HOURS]
            if not (0 <= hours[0] < hours[1] <= hours[2] < hours[3] <= 24):
                raise ValidationError(
                    self.env._(
                        "Working hours: enter four times between 0:00 and 24:00 in "
                        "their order, e.g. 8:00, 12:00, 13:00, 17:00."
                    )
                )

    def action_save(self):
        """Write the company's country and hours, then propose public holidays."""
        self.ensure_one()
        self.check_access("read")
        company = self.company_id
        company.check_access("write")
        company.country_id = self.country_id
        calendar = company.resource_calendar_id
        if not calendar:
            calendar = calendar.create(
                {"name": company.name, "company_id": company.id, "tz": self.tz}
            )
            company.resource_calendar_id = calendar
        vals = {"tz": self.tz}
        if not self.is_irregular:
            vals["attendance_ids"] = [Command.clear(), *self._prepare_attendances()]
        calendar.write(vals)
        if public_holidays.is_known(self.country_id.code):
            return open_dialog(
                self.env["icrm.public.holidays"],
                self.env._("Add Public Holidays"),
                calendar_ids=calendar.ids,
                country_id=self.country_id.id,
            )
        return self.env["icrm.setup"]._reload()

    def _prepare_attendances(self):
        days = [number for number, name in enumerate(DAYS) if self[name]]
        if not days:
            raise ValidationError(self.env._("Choose at least one working day."))
        Attendance = self.env["resource.calendar.attendance"]
        names = dict(Attendance._fields["dayofweek"]._description_selection(self.env))
        periods = (
            ("morning", self.morning_from, self.morning_to),
            ("lunch", self.morning_to, self.afternoon_from),
            ("afternoon", self.afternoon_from, self.afternoon_to),
        )
        return [
            Command.create(
                {
                    "name": names[str(day)],
                    "dayofweek": str(day),
                    "day_period": period,
                    "hour_from": start,
                    "hour_to": end,
                }
            )
            for day in days
            for period, start, end in periods
            if start < end
        ]
