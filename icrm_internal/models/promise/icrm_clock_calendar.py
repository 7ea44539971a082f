# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...measures.clock import Clock

RECKON_BATCH = 20_000


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

        Per 20,000 clocks one SELECT, two UPDATEs and no ORM records: 200,000 take
        seconds (bench/bench_clock.py).
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        escalations_sudo = self.env["icrm.escalation"].sudo().search([])
        levels, hours, last_id = {}, {}, 0
        while rows := self._get_running_rows(calendar, last_id):
            values = []
            for row in rows:
                clock_id, start_at, budget, elapsed, company_id, kind, team_id = row
                key = kind, team_id, company_id
                if key not in levels:
                    levels[key] = escalations_sudo._select(*key)
                if company_id not in hours:
                    company = self.env["res.company"].browse(company_id)
                    hours[company_id] = calendar._icrm_hours(company, start_at, now)
                clock = Clock(budget, start_at, True, elapsed, levels=levels[key])
                clock.forecast(hours[company_id])
                alert_at = clock.next_level_at(hours[company_id], max(now, start_at))
                values.append((clock_id, clock.due_at, alert_at))
            self._store_dates(values)
            last_id = rows[-1][0]
        self.env.invalidate_all()

    def _get_running_rows(self, calendar, last_id):
        return self.env.execute_query(
            SQL(
                """
                SELECT clock.id, segment.start_at, clock.budget_seconds,
                       COALESCE(clock.elapsed_seconds, 0), clock.company_id, clock.kind,
                       COALESCE(handover.to_team_id, ticket.team_id)
                  FROM icrm_clock clock
                  JOIN icrm_clock_segment segment
                    ON segment.clock_id = clock.id AND segment.end_at IS NULL
             LEFT JOIN helpdesk_ticket ticket ON ticket.id = clock.ticket_id
             LEFT JOIN icrm_handover handover ON handover.id = clock.handover_id
                 WHERE clock.state = 'running'
                   AND clock.calendar_id = %s
                   AND clock.id > %s
              ORDER BY clock.id
                 LIMIT %s
                """,
                calendar.id,
                last_id,
                RECKON_BATCH,
            )
        )

    def _store_dates(self, values):
        """Write dates of clocks, and tell them to the requests they belong to."""
        self.env.cr.execute(
            SQL(
                """
                WITH dates AS (
                    UPDATE icrm_clock clock
                       SET due_at = new.due_at, next_alert_at = new.alert_at
                      FROM unnest(%s, %s::timestamp[], %s::timestamp[])
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
                [clock_id for clock_id, _due_at, _alert_at in values],
                [due_at for _clock_id, due_at, _alert_at in values],
                [alert_at for _clock_id, _due_at, alert_at in values],
            )
        )
