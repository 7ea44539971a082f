# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...measures.clock import Clock

RECKON_BATCH = 20_000


class RunningClock(NamedTuple):
    """What reckoning a clock anew needs to know of it."""

    id: int
    kind: str
    company_id: int
    team_id: int | None
    start_at: datetime
    budget: int
    elapsed: int
    due_at: datetime | None
    alert_at: datetime | None


def _array_text(values):
    """Return an array as the database reads it fastest: one literal, where psycopg2
    writes an expression per element. For numbers, instants and None."""
    texts = (
        "NULL"
        if value is None
        else value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        for value in values
    )
    return f"{{{','.join(texts)}}}"


class IcrmClock(models.Model):
    """A holiday is added, hours change: the dates of running clocks move."""

    _inherit = "icrm.clock"

    @api.model
    def _cron_reckon(self):
        """Reckon the due dates on calendars that changed, a calendar at a time.

        What is elapsed in ended segments stays as it was reckoned then. Killed in the
        middle, the calendar is still marked and is reckoned again.
        """
        cron = self.env["ir.cron"]
        calendars = self.env["resource.calendar"].search(
            [("icrm_changed", "=", True), ("active", "in", (True, False))]
        )
        cron._commit_progress(remaining=len(calendars))
        for calendar in calendars:
            calendar = calendar.try_lock_for_update().filtered("icrm_changed")
            if not calendar:
                continue
            self._reckon_calendar(calendar)
            calendar.icrm_changed = False
            if not cron._commit_progress(1):
                break

    @api.model
    def _reckon_calendar(self, calendar):
        """Reckon the running clocks of one calendar anew.

        Per 20,000 clocks one SELECT, one UPDATE of those whose dates move, and no ORM
        records: 200,000 take seconds (bench/bench_clock.py).
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        # What follows from hours is reckoned for whoever changed them.
        levels_of = cache(self.env["icrm.escalation"].sudo().search([])._select)
        companies = self._read_group(
            [("calendar_id", "=", calendar.id), ("state", "=", "running")],
            ["company_id"],
        )
        for [company] in companies:
            hours, last_id = None, 0
            while rows := self._get_running_rows(calendar, company, last_id):
                first = min(row.start_at for row in rows)
                hours = hours or calendar._icrm_hours(company, first, now)
                reckon = partial(self._reckon_rows, rows, levels_of, now)
                # All at once; one by one where the calendar never holds some budget.
                values = hours.ask(reckon, first, now)
                self._store_dates(reckon(hours) if values is None else values)
                last_id = rows[-1].id
        self.env.invalidate_all()

    def _reckon_rows(self, rows, levels_of, now, worktime):
        """Return ``(clock id, due_at, next_alert_at)`` of the *rows* that move.

        :param levels_of: gives the levels of escalation of a sort of clock
        """
        moved = []
        for row in rows:
            clock = Clock(row.budget, row.start_at, True, row.elapsed)
            clock.levels = levels_of(row.kind, row.team_id, row.company_id)
            clock.forecast(worktime)
            alert_at = None
            if row.alert_at:
                # A level the sweep has not come to yet is not passed over.
                after = min(now, row.alert_at - timedelta(seconds=1))
                alert_at = clock.next_level_at(worktime, after) or now
            if (clock.due_at, alert_at) != (row.due_at, row.alert_at):
                moved.append((row.id, clock.due_at, alert_at))
        return moved

    def _get_running_rows(self, calendar, company, last_id):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT clock.id, clock.kind, clock.company_id,
                       COALESCE(handover.to_team_id, ticket.team_id),
                       segment.start_at, clock.budget_seconds,
                       COALESCE(clock.elapsed_seconds, 0),
                       clock.due_at, clock.next_alert_at
                  FROM icrm_clock clock
                  JOIN icrm_clock_segment segment
                    ON segment.clock_id = clock.id AND segment.end_at IS NULL
             LEFT JOIN helpdesk_ticket ticket ON ticket.id = clock.ticket_id
             LEFT JOIN icrm_handover handover ON handover.id = clock.handover_id
                 WHERE clock.state = 'running'
                   AND clock.calendar_id = %s
                   AND clock.company_id = %s
                   AND clock.id > %s
              ORDER BY clock.id
                 LIMIT %s
                """,
                calendar.id,
                company.id,
                last_id,
                RECKON_BATCH,
            )
        )
        return [RunningClock(*row) for row in rows]

    def _store_dates(self, values):
        """Write dates of clocks, and tell them to the requests they belong to.

        :param values: as :meth:`_reckon_rows` returns them
        """
        if not values:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH dates AS (
                    UPDATE icrm_clock clock
                       SET due_at = new.due_at, next_alert_at = new.alert_at
                      FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[])
                           AS new (id, due_at, alert_at)
                     WHERE clock.id = new.id
                 RETURNING clock.ticket_id, clock.kind, clock.handover_id, clock.due_at
                ), told AS (
                    SELECT ticket_id,
                           MAX(due_at) FILTER (WHERE kind = 'response') AS response,
                           MAX(due_at) FILTER (WHERE kind = 'resolution') AS resolution
                      FROM dates
                     WHERE ticket_id IS NOT NULL AND handover_id IS NULL
                  GROUP BY ticket_id
                )
                UPDATE helpdesk_ticket ticket
                   SET icrm_response_due_at =
                           COALESCE(told.response, ticket.icrm_response_due_at),
                       icrm_due_at = COALESCE(told.resolution, ticket.icrm_due_at),
                       icrm_next_due_at = LEAST(
                           CASE WHEN ticket.icrm_first_response_at IS NULL
                           THEN COALESCE(told.response, ticket.icrm_response_due_at)
                           END,
                           COALESCE(told.resolution, ticket.icrm_due_at)
                       )
                  FROM told
                 WHERE ticket.id = told.ticket_id
                """,
                *map(_array_text, zip(*values, strict=True)),
            )
        )
