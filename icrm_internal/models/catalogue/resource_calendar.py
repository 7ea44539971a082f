# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta, timezone

from odoo import models
from odoo.exceptions import ValidationError

from ...measures.worktime import HorizonError, WorkTime

FIRST_HORIZON = timedelta(weeks=5)
# A budget of 10,000 hours at ten hours a week ends before this.
LAST_HORIZON = timedelta(days=366 * 20)


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
        # sudo: a portal user is told a promise too, and it must be the same one.
        calendar_sudo = self.sudo().with_context(employee_timezone=None)
        intervals = calendar_sudo._work_intervals_batch(
            start.replace(tzinfo=timezone.utc),
            end.replace(tzinfo=timezone.utc),
            domain=self._icrm_leave_domain(company),
        )[False]
        return WorkTime(((begin, stop) for begin, stop, _meta in intervals), start, end)

    def _icrm_leave_domain(self, company):
        return [("time_type", "=", "leave"), ("company_id", "in", (False, company.id))]

    def _icrm_ask(self, question, start, end=None, company=None):
        """Return ``question(worktime)`` over a period that holds the answer.

        The period begins at *start*, reaches beyond *end* at least, and grows for as
        long as the question runs past it.

        :param question: called with a :class:`WorkTime`, maybe more than once
        :return: the answer, or ``None`` if twenty years do not hold it: the calendar
            never opens
        """
        horizon = max((end or start) - start, timedelta()) + FIRST_HORIZON
        while True:
            try:
                return question(self._icrm_worktime(start, start + horizon, company))
            except HorizonError:
                if horizon > LAST_HORIZON:
                    return None
                horizon *= 4

    def _icrm_due_dates(self, budgets, company=None):
        """Return when each budget runs out, in the order given.

        :param budgets: list of ``(start, seconds)``; ``seconds`` may be ``False`` for
            no promise
        :return: list of naive UTC datetimes, ``False`` where there is no promise or
            the calendar never opens
        """
        budgets = list(budgets)
        starts = [start for start, seconds in budgets if seconds]
        if not starts:
            return [False] * len(budgets)

        def due_dates(worktime):
            return [
                bool(seconds) and worktime.add(start, seconds)
                for start, seconds in budgets
            ]

        answer = self._icrm_ask(due_dates, min(starts), max(starts), company)
        return answer or [False] * len(budgets)

    def _icrm_check_opens(self, company):
        """Raise ValidationError unless there is working time in the coming year."""
        start = self.env.cr.now().replace(microsecond=0)
        if not (
            self
            and self._icrm_worktime(start, start + timedelta(days=366), company).total
        ):
            raise ValidationError(
                self.env._(
                    "Working hours “%(calendar)s” are empty. Add working times, or "
                    "choose others on the service, team or company.",
                    calendar=self.sudo().name or self.env._("(none)"),
                )
            )
