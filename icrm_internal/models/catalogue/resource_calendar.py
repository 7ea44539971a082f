# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta, timezone

from dateutil.relativedelta import MO, relativedelta
from pytz import timezone as get_zone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals
from odoo.tools.misc import format_date

from ...measures.worktime import HorizonError, WorkTime

FIRST_HORIZON = timedelta(weeks=5)
# A budget of 10,000 hours at ten hours a week ends before this.
LAST_HORIZON = timedelta(days=366 * 20)
# Promises need hours that are never closed for longer.
LONGEST_CLOSING = timedelta(days=366)


class CalendarWorkTime:
    """A calendar's working time that grows with the questions.

    Answers as :class:`~odoo.addons.icrm_internal.measures.worktime.WorkTime` does, but
    fetches a longer period instead of raising; two queries each time, and each time
    the period is four times as long.
    """

    def __init__(self, calendar, company, begin, end):
        self._calendar, self._company = calendar, company
        self._begin, self._end = begin, end + FIRST_HORIZON
        self._worktime = None

    def compute(self, function, begin, end):
        """Return ``function(worktime)``: many answers at the cost of one.

        :param function: called with a WorkTime that reaches from *begin* beyond *end*,
            maybe more than once
        :return: the answer, or ``None`` if the calendar never holds it
        """
        self._extend(begin, end)
        while True:
            if self._worktime is None:
                self._worktime = self._calendar._icrm_worktime(
                    self._begin, self._end, self._company
                )
            try:
                return function(self._worktime)
            except HorizonError:
                length = self._end - self._begin
                if length > LAST_HORIZON:
                    return None
                self._end += length * 3
                self._worktime = None

    def add(self, start, seconds):
        """Return when *seconds* of work started at *start* are done; ``None`` if the
        calendar never holds that much."""
        return self.compute(lambda worktime: worktime.add(start, seconds), start, start)

    def subtract(self, end, seconds):
        """Return the latest start of *seconds* of work that are done by *end*; they lie
        after the earliest instant asked about."""
        return self.compute(lambda worktime: worktime.subtract(end, seconds), end, end)

    def elapsed(self, start, end):
        """Return the working seconds from *start* to *end*."""
        return self.compute(lambda worktime: worktime.elapsed(start, end), start, end)

    def due_dates(self, budgets):
        """Return when each budget runs out, in the order given.

        :param budgets: list of ``(start, seconds)``; ``seconds`` may be ``False`` for
            no promise
        :return: list of naive UTC datetimes, ``False`` where there is no promise or
            the calendar never holds that much
        """
        starts = [start for start, seconds in budgets if seconds]
        if not starts:
            return [False] * len(budgets)

        def due_dates(worktime):
            return [
                bool(seconds) and worktime.add(start, seconds)
                for start, seconds in budgets
            ]

        # All at once; one by one where the calendar never holds some budget.
        return self.compute(due_dates, min(starts), max(starts)) or [
            bool(seconds) and (self.add(start, seconds) or False)
            for start, seconds in budgets
        ]

    def _extend(self, start, end):
        if start < self._begin:
            self._begin, self._worktime = start - timedelta(days=1), None
        if end > self._end:
            self._end, self._worktime = end + FIRST_HORIZON, None


class ResourceCalendar(models.Model):
    """Working hours: those of promises, and days on which missed work is made up.

    Where public holidays are moved to make longer ones, some weekends are worked. On
    such a make-up day the hours of a chosen weekday of the same week apply, wherever
    Odoo asks for hours: promises, time off, planning.
    """

    _inherit = "resource.calendar"

    icrm_makeup_day_ids = fields.One2many(
        "icrm.makeup.day", "calendar_id", string="Make-up Days", copy=True
    )
    # Read with the calendar, so that calendars without such days cost no query more.
    icrm_has_makeup_days = fields.Boolean(
        string="Has Make-up Days",
        compute="_compute_icrm_has_makeup_days",
        store=True,
    )

    @api.depends("icrm_makeup_day_ids")
    def _compute_icrm_has_makeup_days(self):
        for calendar in self:
            calendar.icrm_has_makeup_days = bool(calendar.icrm_makeup_day_ids)

    # ------------------------------------------------------------------
    # Make-up days
    # ------------------------------------------------------------------

    def _attendance_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False
    ):
        """Let the hours of the chosen weekday apply on make-up days, in place of those
        the day has by itself."""
        result = super()._attendance_intervals_batch(
            start_dt, end_dt, resources=resources, domain=domain, tz=tz, lunch=lunch
        )
        if not self.icrm_has_makeup_days or self.flexible_hours:
            return result
        around = timedelta(days=1)
        model_days = self._icrm_get_model_days(
            start_dt.date() - around, end_dt.date() + around
        )
        if not model_days:
            return result
        attendances = self._icrm_get_attendances(lunch).filtered_domain(
            Domain(domain or Domain.TRUE)
        )
        everybody = self.env["resource.resource"]
        calendars = resources._get_calendar_at(start_dt, tz) if resources else {}
        by_zone = {}
        for resource in [*(resources or ()), everybody]:
            calendar = calendars.get(resource)
            if resource and (not calendar or calendar.flexible_hours):
                # They work when they like.
                continue
            zone = tz or get_zone((resource or self).tz)
            if zone not in by_zone:
                by_zone[zone] = self._icrm_with_makeup_days(
                    result[resource.id], model_days, attendances, zone, start_dt, end_dt
                )
            result[resource.id] = by_zone[zone]
        return result

    def _icrm_with_makeup_days(
        self, intervals, model_days, attendances, zone, start, end
    ):
        """Return attendance *intervals* with those of the make-up days.

        :param model_days: {make-up day: the day of the same week whose hours apply}
        """
        start, end = start.astimezone(zone), end.astimezone(zone)
        kept = [
            interval
            for interval in intervals
            if interval[0].astimezone(zone).date() not in model_days
        ]
        for day, model_day in model_days.items():
            for attendance in self._icrm_get_day_attendances(attendances, model_day):
                begin, stop = (
                    zone.localize(datetime.combine(day, float_to_time(hour)))
                    for hour in (attendance.hour_from, attendance.hour_to)
                )
                kept.append((max(start, begin), min(end, stop), attendance))
        return Intervals(kept, keep_distinct=True)

    def _icrm_get_attendances(self, lunch=False):
        return self.attendance_ids.filtered(
            lambda attendance: not attendance.display_type
            and attendance.hour_from < attendance.hour_to
            and (attendance.day_period == "lunch") == lunch
        )

    def _icrm_get_day_attendances(self, attendances, day):
        """Return those of *attendances* that apply on *day* by its weekday."""
        found = attendances.filtered(
            lambda attendance: int(attendance.dayofweek) == day.weekday()
        )
        if self.two_weeks_calendar:
            week = str(found.get_week_type(day))
            found = found.filtered(lambda attendance: attendance.week_type == week)
        return found

    def _icrm_get_model_days(self, first, last):
        """Return {make-up day: the day of the same week whose hours apply}."""
        # sudo: who reads the hours of a calendar reads those of its make-up days.
        days = (
            self.env["icrm.makeup.day"]
            .sudo()
            .search_fetch(
                [
                    ("calendar_id", "=", self.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ],
                ["date", "dayofweek"],
            )
        )
        return {day.date: day._get_model_day() for day in days}

    def _icrm_get_model_day(self, day):
        """Return the day whose hours apply on *day*: another one on a make-up day."""
        if not self.icrm_has_makeup_days:
            return day
        day = fields.Date.to_date(day)
        return self._icrm_get_model_days(day, day).get(day, day)

    def _works_on_date(self, date):
        return super()._works_on_date(self._icrm_get_model_day(date))

    def _get_hours_for_date(self, target_date, day_period=None):
        if target_date:
            target_date = self._icrm_get_model_day(target_date)
        return super()._get_hours_for_date(target_date, day_period=day_period)

    # ------------------------------------------------------------------
    # Working time of promises
    # ------------------------------------------------------------------

    def _icrm_worktime(self, start, end, company=None):
        """Return the working time from *start* to *end*, at a cost of two queries.

        Shifts, weeks that alternate, time zone and closing days are those of Odoo's
        own calendars (``_work_intervals_batch``); closing days of another company do
        not count. Flexible hours are those Odoo computes for weeks from Monday on,
        whatever the period: so many hours a day around noon until the week's are full.

        :param datetime start: naive UTC
        :param datetime end: naive UTC
        :param company: whose closing days count; by default the calendar's company,
            else the current one
        :rtype: WorkTime
        """
        self.ensure_one()
        company = self.company_id or company or self.env.company
        # sudo: portal users see promises too, and the same ones.
        calendar_sudo = self.sudo().with_context(employee_timezone=None)
        begin = start.replace(tzinfo=timezone.utc)
        until = end.replace(tzinfo=timezone.utc)
        first, last = begin, until
        if calendar_sudo.flexible_hours:
            # Odoo spends the week's hours from the first day asked for.
            first, last = calendar_sudo._icrm_get_whole_weeks(begin, until)
        intervals = calendar_sudo._work_intervals_batch(
            first, last, domain=self._icrm_leave_domain(company)
        )[False]
        return WorkTime(
            (
                (max(opens, begin), min(closes, until))
                for opens, closes, _meta in intervals
            ),
            start,
            end,
        )

    def _icrm_get_whole_weeks(self, begin, until):
        """Return the midnights, from Monday to Monday, around a period."""
        zone = get_zone(self.tz)
        first = begin.astimezone(zone).date() + relativedelta(weekday=MO(-1))
        last = until.astimezone(zone).date() + relativedelta(days=1, weekday=MO)
        return tuple(
            zone.localize(datetime.combine(day, time.min)) for day in (first, last)
        )

    def _icrm_leave_domain(self, company):
        return [("time_type", "=", "leave"), ("company_id", "in", (False, company.id))]

    def _icrm_compute_over_hours(self, function, start, end=None, company=None):
        """Return ``function(worktime)`` over a period that holds the answer.

        The period begins at *start*, reaches beyond *end* at least, and grows for as
        long as the function runs past it.

        :param function: called with a :class:`WorkTime`, maybe more than once
        :return: the answer, or ``None`` if twenty years do not hold it: the calendar
            never opens
        """
        end = max(end or start, start)
        return self._icrm_hours(company, start, end).compute(function, start, end)

    def _icrm_due_dates(self, budgets, company=None):
        """Return when each budget runs out, in the order given.

        :param budgets: list of ``(start, seconds)``; ``seconds`` may be ``False`` for
            no promise
        :return: as :meth:`CalendarWorkTime.due_dates` does
        """
        budgets = list(budgets)
        starts = [start for start, seconds in budgets if seconds]
        if not starts:
            return [False] * len(budgets)
        return self._icrm_hours(company, min(starts), max(starts)).due_dates(budgets)

    def _icrm_hours(self, company, begin, end):
        """Return the :class:`CalendarWorkTime` of this calendar; nothing is read yet.

        :param datetime begin: the earliest instant of later calls
        :param datetime end: the latest one known by now
        """
        return CalendarWorkTime(self, company, begin, end)

    def _icrm_check_opens(self, company):
        """Raise ValidationError unless promises made now and later end some day.

        There must be working time, and none of the coming years without any.
        """
        start = self.env.cr.now().replace(microsecond=0)
        end = start + 3 * LONGEST_CLOSING
        worktime = self._icrm_worktime(start, end, company) if self else ()
        # sudo: the name of hours, for who wants promises to run in them
        name = self.sudo().name or self.env._("(none)")
        has_hours = self._icrm_get_attendances()
        if self.flexible_hours:
            has_hours = self.hours_per_day and self.full_time_required_hours
        if not (worktime or has_hours):
            raise ValidationError(
                self.env._(
                    "Working hours “%(calendar)s” are empty. Add working times, or "
                    "choose others on the service, team or company.",
                    calendar=name,
                )
            )
        closes = start
        for opens, until in [*worktime, (end, end)]:
            if opens - closes > LONGEST_CLOSING:
                raise ValidationError(
                    self.env._(
                        "Working hours “%(calendar)s” are closed for more than a "
                        "year from %(day)s. Shorten the time off, or choose others on "
                        "the service, team or company.",
                        calendar=name,
                        day=format_date(self.env, closes.date()),
                    )
                )
            closes = until
