# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models

from ...measures.worktime import HorizonError
from ..catalogue.resource_calendar import FIRST_HORIZON, LAST_HORIZON


class Hours:
    """A calendar's working time that grows with the questions.

    Answers as :class:`~odoo.addons.icrm_internal.measures.worktime.WorkTime` does, but
    fetches a longer period instead of raising; two queries each time, and each time
    the period is four times as long.
    """

    def __init__(self, calendar, company, begin, end):
        self._calendar, self._company = calendar, company
        self._begin, self._end = begin, end + FIRST_HORIZON
        self._worktime = None

    def _ask(self, question):
        while True:
            if self._worktime is None:
                self._worktime = self._calendar._icrm_worktime(
                    self._begin, self._end, self._company
                )
            try:
                return question(self._worktime)
            except HorizonError:
                length = self._end - self._begin
                if length > LAST_HORIZON:
                    return None
                self._end += length * 3
                self._worktime = None

    def add(self, start, seconds):
        """Return when *seconds* of work begun at *start* are done; ``None`` if the
        calendar never holds that much."""
        self._reach(start, start)
        return self._ask(lambda worktime: worktime.add(start, seconds))

    def elapsed(self, start, end):
        """Return the working seconds from *start* to *end*."""
        self._reach(start, end)
        return self._ask(lambda worktime: worktime.elapsed(start, end))

    def _reach(self, start, end):
        if start < self._begin:
            self._begin, self._worktime = start - timedelta(days=1), None
        if end > self._end:
            self._end, self._worktime = end + FIRST_HORIZON, None


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _icrm_hours(self, company, begin, end):
        """Return the :class:`Hours` of this calendar; nothing is read yet.

        :param datetime begin: the earliest instant that will be asked about
        :param datetime end: the latest one known by now
        """
        return Hours(self, company, begin, end)
