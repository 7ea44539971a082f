# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...importer import strict
from ...importer.fault import ERROR, Fault, Report, shorten
from ...importer.source import Source
from ...models.access import company_day
from ...models.access.actions import show_message
from ...models.access.finding_text import get_finding_text
from ...models.catalogue import public_holidays
from ...models.catalogue.public_holidays import Day

MAX_YEARS = 10
# What is read at once of a file, and how many mistakes are shown.
LIMITS = {"max_bytes": 2**20, "max_rows": 1000}
TOLD = 10
DAY = timedelta(days=1)
# A day is closed from here on: time off may end at 23:59.
CLOSED = timedelta(hours=23)

# Headers and words of a file, in lower case
COLUMNS = {
    "date": ("date", "day", "日期"),
    "name": ("name", "holiday", "reason", "名称", "名稱", "节日", "節日", "假期"),
    "kind": ("type", "kind", "isoffday", "类型", "類型", "种类", "種類"),
}
WORDS_OFF = ("off", "holiday", "day off", "true", "休", "放假", "休假")
WORDS_WORK = ("work", "workday", "make-up", "false", "班", "上班", "补班", "補班")


class IcrmPublicHolidays(models.TransientModel):
    """The dialog that adds a country's public holidays and make-up days to calendars.

    It shows what would be added; days that are off or made up already are left out.
    """

    _name = "icrm.public.holidays"
    _description = "Add Public Holidays"

    calendar_ids = fields.Many2many(
        "resource.calendar",
        relation="icrm_public_holidays_calendar_rel",
        string="Working Hours",
        required=True,
        default=lambda self: self.env.company.resource_calendar_id,
    )
    country_id = fields.Many2one(
        "res.country", compute="_compute_country_id", store=True, readonly=False
    )
    state_id = fields.Many2one(
        "res.country.state",
        domain="[('country_id', '=', country_id)]",
        compute="_compute_state_id",
        store=True,
        readonly=False,
        help="States and provinces with holidays of their own.",
    )
    year_from = fields.Integer(
        "From Year",
        required=True,
        default=lambda self: company_day.today(self).year,
    )
    year_to = fields.Integer(
        "To Year",
        required=True,
        default=lambda self: company_day.today(self).year,
    )
    file = fields.Binary(
        attachment=False,
        help="CSV or Excel with the columns date, name and type (off or work), for "
        "years that are not known yet. Country and years are not used then.",
    )
    file_name = fields.Char()
    line_ids = fields.One2many(
        "icrm.public.holidays.line",
        "dialog_id",
        string="Days",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    problem = fields.Text(compute="_compute_line_ids", store=True)

    @api.depends("calendar_ids")
    def _compute_country_id(self):
        for dialog in self:
            company = dialog.calendar_ids.company_id[:1] or self.env.company
            dialog.country_id = dialog.country_id or company.country_id

    @api.depends("country_id")
    def _compute_state_id(self):
        for dialog in self:
            if dialog.state_id.country_id != dialog.country_id:
                dialog.state_id = False

    @api.depends(
        "calendar_ids", "country_id", "state_id", "year_from", "year_to", "file"
    )
    def _compute_line_ids(self):
        for dialog in self:
            dialog.problem = False
            rows = []
            try:
                rows = dialog._prepare_lines(dialog._get_days())
            except UserError as error:
                dialog.problem = str(error)
            dialog.line_ids = [Command.clear(), *map(Command.create, rows)]

    def action_add(self):
        """Add the chosen days to the calendars."""
        self.ensure_one()
        self.check_access("read")
        calendars = self.calendar_ids
        calendars.check_access("write")
        if self.problem:
            raise UserError(self.problem)
        chosen = self.line_ids.filtered("is_added")
        if not chosen:
            raise UserError(self.env._("Choose days to add."))
        counts = {"off": 0, "work": 0}
        for calendar in calendars:
            for kind, count in self._add(calendar, chosen).items():
                counts[kind] += count
        return show_message(
            self.env._(
                "Added: days off %(off)s, make-up days %(work)s.",
                off=counts["off"],
                work=counts["work"],
            ),
            then={"type": "ir.actions.act_window_close"},
        )

    def _add(self, calendar, lines):
        """Add the days of *lines* that the calendar lacks; return their counts."""
        days, weekdays = [], {}
        for line in lines:
            date = line.date_from
            while date <= line.date_to:
                days.append(Day(date, line.name or "", line.kind == "work"))
                weekdays[date] = line.dayofweek
                date += DAY
        states = self._get_states(calendar, days)
        missing = [day for day in days if states[day.date] != "known"]
        off = [day for day in missing if not day.is_worked]
        work = [day for day in missing if day.is_worked]
        # sudo: time off of a calendar is of those who may write the calendar, which
        # was checked; core lets administrators only. The calendar by default, not by
        # value: else the leave app takes the instants for those of the user's zone.
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        leaves_sudo.with_context(default_calendar_id=calendar.id).create(
            [
                {
                    "name": first.name,
                    "company_id": self._get_company(calendar).id,
                    "time_type": "leave",
                    "date_from": _in_utc(calendar, first.date, time.min),
                    "date_to": _in_utc(calendar, last.date, time(23, 59, 59)),
                }
                for first, last in _join(off)
            ]
        )
        self.env["icrm.makeup.day"].create(
            [
                {
                    "calendar_id": calendar.id,
                    "date": day.date,
                    "name": day.name,
                    "dayofweek": weekdays[day.date] or _get_weekday(calendar),
                }
                for day in work
            ]
        )
        return {"off": len(off), "work": len(work)}

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def _prepare_lines(self, days):
        """Return the values of the lines; a day counts as there if all calendars have
        it."""
        states = defaultdict(set)
        for calendar in self.calendar_ids:
            for date, state in self._get_states(calendar._origin, days).items():
                states[date].add(state)
        rows = []
        for state in ("new", "worked", "closed", "known"):
            group = [
                day
                for day in days
                if state
                == next(
                    name
                    for name in ("new", "worked", "closed", "known")
                    if name in states[day.date] or name == "known"
                )
            ]
            for first, last in _join(group):
                rows.append(
                    {
                        "date_from": first.date,
                        "date_to": last.date,
                        "name": first.name,
                        "kind": "work" if first.is_worked else "off",
                        "dayofweek": first.is_worked
                        and _get_weekday(self.calendar_ids[:1]),
                        "state": state,
                        "is_added": state == "new",
                    }
                )
        return sorted(rows, key=lambda row: row["date_from"])

    def _get_company(self, calendar):
        return calendar.company_id or self.env.company

    def _get_states(self, calendar, days):
        """Return {date: state of a line}, for one calendar."""
        if not days:
            return {}
        dates = [day.date for day in days]
        begin = _in_zone(calendar, min(dates), time.min)
        end = _in_zone(calendar, max(dates) + DAY, time.min)
        # sudo: time off of the calendar, whoever entered it
        calendar_sudo = calendar.sudo()
        domain = calendar_sudo._icrm_leave_domain(self._get_company(calendar))
        attended = calendar_sudo._attendance_intervals_batch(begin, end)[False]
        leaves = calendar_sudo._leave_intervals_batch(begin, end, domain=domain)[False]
        worked, left, closed = (
            _spread(calendar, intervals)
            for intervals in (attended, attended - leaves, leaves)
        )
        made_up = set(calendar_sudo.icrm_makeup_day_ids.mapped("date"))
        states = {}
        for day in days:
            date = day.date
            is_closed = closed[date] >= CLOSED or (worked[date] and not left[date])
            if day.is_worked:
                states[date] = (
                    "known"
                    if date in made_up
                    else "closed"
                    if is_closed
                    else "worked"
                    if worked[date]
                    else "new"
                )
            else:
                states[date] = "known" if is_closed else "new"
        return states

    # ------------------------------------------------------------------
    # Days
    # ------------------------------------------------------------------

    def _get_days(self):
        """Return the days of country and years, or those of the file.

        :raise UserError: saying what to do
        """
        if self.file:
            return self._read_file()
        country = self.country_id
        if not country:
            raise UserError(self.env._("Choose a country, or load a file."))
        unknown = self.env._(
            "No public holidays are known of %(country)s. Load them from a file.",
            country=country.name,
        )
        if not public_holidays.is_known(country.code):
            raise UserError(unknown)
        years = self._get_years()
        state, subdivision = self.state_id, None
        if state:
            subdivision = public_holidays.find_subdivision(country.code, state.code)
        if state and not subdivision:
            raise UserError(
                self.env._(
                    "No holidays of their own are known of %(state)s. Leave “State” "
                    "empty.",
                    state=state.name,
                )
            )
        days = public_holidays.get_days(
            country.code, years, subdivision, self.env.lang or "en_US"
        )
        if not days:
            raise UserError(unknown)
        names = self._get_chinese_names()
        makeup = self.env._("Make-up day")
        return [
            day._replace(
                name=names.get(day.name) or day.name or (day.is_worked and makeup)
            )
            for day in days
        ]

    def _get_years(self):
        first, last = self.year_from, self.year_to
        if last < first:
            raise UserError(self.env._("“To Year” must not be before “From Year”."))
        if last - first >= MAX_YEARS:
            raise UserError(
                self.env._("Choose %(limit)s years at most.", limit=MAX_YEARS)
            )
        code = self.country_id.code
        known_first, known_last = public_holidays.get_known_years(code)
        if first < known_first or last > known_last:
            raise UserError(
                self.env._(
                    "The public holidays of %(country)s are known for the years "
                    "%(first)s to %(last)s. Choose these, load a file, or have the "
                    "Python package %(package)s updated.",
                    country=self.country_id.name,
                    # No number with a thousands separator
                    first=str(known_first),
                    last=str(known_last),
                    package=public_holidays.get_package(code),
                )
            )
        return range(first, last + 1)

    def _get_chinese_names(self):
        _ = self.env._
        return {
            "New Year's Day": _("New Year's Day"),
            "Spring Festival": _("Spring Festival"),
            "Tomb-sweeping Day": _("Tomb-sweeping Day"),
            "Labour Day": _("Labour Day"),
            "Dragon Boat Festival": _("Dragon Boat Festival"),
            "Mid-autumn Festival": _("Mid-autumn Festival"),
            "National Day": _("National Day"),
            "Anti-Fascist 70th Day": _("70th Anniversary of the Victory"),
        }

    def _read_file(self):
        """Return the days of the file; raise UserError naming rows."""
        broken = []
        try:
            source = Source.open(base64.b64decode(self.file), **LIMITS)
            rows = list(source.rows(Report(broken.append)))
        except Fault as fault:
            raise UserError(get_finding_text(self.env, fault)) from fault
        mistakes = [
            self.env._(
                "Row %(row)s: %(problem)s",
                row=issue.line,
                problem=get_finding_text(self.env, issue),
            )
            for issue in broken
            if issue.severity == ERROR
        ]
        places = self._find_columns(source.header)
        days = {}
        for line, cells in rows:
            try:
                day = self._read_row([cells[place] for place in places])
                if day.date in days:
                    raise UserError(
                        self.env._("%(date)s is there twice.", date=day.date)
                    )
                days[day.date] = day
            except UserError as error:
                mistakes.append(
                    self.env._("Row %(row)s: %(problem)s", row=line, problem=error)
                )
        if mistakes:
            raise UserError("\n".join(mistakes[:TOLD]))
        return sorted(days.values())

    def _find_columns(self, header):
        """Return the places of date, name and kind among the columns."""
        names = [name.strip().casefold() for name in header]
        places = []
        for column, words in COLUMNS.items():
            place = next((names.index(word) for word in words if word in names), None)
            if place is None:
                raise UserError(
                    self.env._(
                        "The file has no column “%(column)s”. It needs the columns "
                        "date, name and type.",
                        column={"kind": "type"}.get(column, column),
                    )
                )
            places.append(place)
        return places

    def _read_row(self, cells):
        date, name, kind = cells
        try:
            if isinstance(date, datetime):
                date = date.date()
            date = strict.to_day(date)
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(value)s” is no date. Write it as 2027-01-31.",
                    value=shorten(date),
                )
            ) from None
        word = str(kind).strip().casefold()
        if word not in (*WORDS_OFF, *WORDS_WORK):
            raise UserError(
                self.env._(
                    "“%(value)s” is no type. Write off or work.", value=shorten(kind)
                )
            )
        return Day(date, shorten(str(name).strip(), 128), word in WORDS_WORK)


def _in_zone(calendar, date, hour):
    return pytz.timezone(calendar.tz).localize(datetime.combine(date, hour))


def _in_utc(calendar, date, hour):
    return _in_zone(calendar, date, hour).astimezone(pytz.utc).replace(tzinfo=None)


def _spread(calendar, intervals):
    """Return {date: how much of it the intervals cover}, in the calendar's time."""
    zone, covered = pytz.timezone(calendar.tz), defaultdict(timedelta)
    for start, stop, _meta in intervals:
        start, stop = start.astimezone(zone), stop.astimezone(zone)
        while start < stop:
            midnight = zone.localize(datetime.combine(start.date() + DAY, time.min))
            covered[start.date()] += min(stop, midnight) - start
            start = midnight
    return covered


def _join(days):
    """Return (first, last) of days off in a row with one name, and of single make-up
    days."""
    runs = []
    for day in sorted(days):
        last = runs[-1][1] if runs else None
        if (
            last
            and not day.is_worked
            and not last.is_worked
            and day.name == last.name
            and day.date == last.date + DAY
        ):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _get_weekday(calendar):
    """Return the first weekday with hours."""
    return min(calendar._icrm_get_attendances().mapped("dayofweek"), default="0")
