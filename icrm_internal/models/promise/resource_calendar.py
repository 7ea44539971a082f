# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models

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

    def ask(self, question, begin, end):
        """Return ``question(worktime)``: many answers at the cost of one.

        :param question: called with a WorkTime that reaches from *begin* beyond *end*,
            maybe more than once
        :return: the answer, or ``None`` if the calendar never holds it
        """
        self._reach(begin, end)
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
        return self.ask(lambda worktime: worktime.add(start, seconds), start, start)

    def elapsed(self, start, end):
        """Return the working seconds from *start* to *end*."""
        return self.ask(lambda worktime: worktime.elapsed(start, end), start, end)

    def _reach(self, start, end):
        if start < self._begin:
            self._begin, self._worktime = start - timedelta(days=1), None
        if end > self._end:
            self._end, self._worktime = end + FIRST_HORIZON, None


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    icrm_changed = fields.Boolean(
        string="Has Changes",
        readonly=True,
        copy=False,
        help="Promised dates will be recalculated by the next job.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"attendance_ids", "tz", "two_weeks_calendar", "flexible_hours"} & set(vals):
            self._icrm_mark_changed()
        return result

    def _icrm_mark_changed(self):
        """Have the promises reckoned anew that run on these calendars."""
        # sudo: whoever may change the hours changes what follows from them.
        calendars_sudo = self.sudo().filtered(lambda one: not one.icrm_changed)
        if calendars_sudo and self.env["icrm.clock"].sudo().search_count(
            [("calendar_id", "in", self.ids), ("state", "=", "running")], limit=1
        ):
            calendars_sudo.icrm_changed = True
            self.env.ref("icrm_internal.ir_cron_clock_reckon").sudo()._trigger()

    def _icrm_hours(self, company, begin, end):
        """Return the :class:`Hours` of this calendar; nothing is read yet.

        :param datetime begin: the earliest instant that will be asked about
        :param datetime end: the latest one known by now
        """
        return Hours(self, company, begin, end)
