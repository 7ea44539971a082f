# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta, timezone

from odoo import models
from odoo.exceptions import ValidationError

from ...measures.worktime import HorizonError, WorkTime

FIRST_HORIZON = timedelta(weeks=5)
# A budget of 10,000 hours at ten hours a week ends before this.
LAST_HORIZON = timedelta(days=366 * 20)


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
    _inherit = "resource.calendar"

    def _icrm_worktime(self, start, end, company=None):
        """Return the working time from *start* to *end*, at a cost of two queries.

        Shifts, weeks that alternate, time zone and closing days are those of Odoo's
        own calendars (``_work_intervals_batch``); closing days of another company do
        not count.

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
        intervals = calendar_sudo._work_intervals_batch(
            start.replace(tzinfo=timezone.utc),
            end.replace(tzinfo=timezone.utc),
            domain=self._icrm_leave_domain(company),
        )[False]
        return WorkTime(((begin, stop) for begin, stop, _meta in intervals), start, end)

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
        """Raise ValidationError unless there is working time in the coming year."""
        start = self.env.cr.now().replace(microsecond=0)
        if not (
            self
            and self._icrm_worktime(start, start + timedelta(days=366), company).total
        ):
            # sudo: the name of hours, for who wants promises to run in them
            raise ValidationError(
                self.env._(
                    "Working hours “%(calendar)s” are empty. Add working times, or "
                    "choose others on the service, team or company.",
                    calendar=self.sudo().name or self.env._("(none)"),
                )
            )
