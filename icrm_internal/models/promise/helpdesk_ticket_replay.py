# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...measures.clock import Clock
from ..request.helpdesk_ticket_course import OPEN_STATES
from ..request.helpdesk_ticket_stage import RUNNING_HOLDERS


class HelpdeskTicket(models.Model):
    """Clocks of a past that nobody clocked: told from the ledger of events."""

    _inherit = "helpdesk.ticket"

    def _icrm_replay_clocks(self):
        """Make the clocks of imported requests from their events.

        Set-based: one query for the events, two per calendar, one INSERT for clocks
        and one for segments. Requests that have clocks already are left alone.
        """
        tickets = (self - self._icrm_get_clocks().ticket_id).sudo()
        events = self.env["icrm.request.event"].sudo()
        by_ticket = events.search(
            [("ticket_id", "in", tickets.ids)], order="ticket_id, occurred_at, id"
        ).grouped("ticket_id")
        hours = {}
        budgets = tickets._icrm_get_budgets()
        clock_values, segment_values = [], []
        for ticket, course in by_ticket.items():
            calendar = ticket.icrm_service_id._icrm_calendar(ticket.team_id)
            key = calendar, ticket.company_id
            if key not in hours:
                hours[key] = calendar._icrm_hours(
                    ticket.company_id, course[0].occurred_at, course[-1].occurred_at
                )
            for kind, budget in budgets[ticket].items():
                clock, segments = ticket._icrm_replay(kind, budget, course, hours[key])
                clock_values.append(
                    {
                        "kind": kind,
                        "ticket_id": ticket.id,
                        "company_id": ticket.company_id.id,
                        "calendar_id": calendar.id,
                        "started_at": course[0].occurred_at,
                        "budget_seconds": clock.budget,
                        "state": clock.state,
                        "elapsed_seconds": clock.elapsed,
                        "due_at": clock.due_at or False,
                        "missed_at": clock.missed_at or False,
                        "stopped_at": clock.stopped_at or False,
                    }
                )
                segment_values.append(segments)
        clocks = self.env["icrm.clock"].sudo().create(clock_values)
        self.env["icrm.clock.segment"].sudo().create(
            [
                {"clock_id": clock.id, **values}
                for clock, segments in zip(clocks, segment_values, strict=True)
                for values in segments
            ]
        )
        clocks._put_down()
        self._icrm_copy_due_dates(clocks)
        self._icrm_refresh_next_due()
        return clocks

    def _icrm_replay(self, kind, budget, course, worktime):
        """Return the pure clock at the end of *course*, and its segments' values."""
        clock = Clock(budget=budget, since=None, counts=False)
        segments = []

        def close(at):
            end, worked, _levels = clock.close(worktime, at)
            segments[-1].update(end_at=end, working_seconds=worked)
            return end

        responded_at = self.icrm_first_response_at if kind == "response" else False
        for event in course:
            at = event.occurred_at
            if clock.stopped_at and event.state not in OPEN_STATES:
                # From one end to another: it was over since the first.
                continue
            if responded_at and responded_at <= at and segments:
                break
            if clock.since is not None:
                at = close(at)
            elif clock.stopped_at:
                segments.append(
                    {
                        "start_at": clock.stopped_at,
                        "end_at": at,
                        "working_seconds": worktime.elapsed(clock.stopped_at, at),
                    }
                )
            if event.state not in OPEN_STATES:
                clock.stop(at, cancelled=event.state != "resolved")
                continue
            clock.open(worktime, at, event.holder in RUNNING_HOLDERS)
            segments.append(
                {
                    "start_at": at,
                    "holder": event.holder,
                    "department_id": event.department_id.id,
                    "counts": clock.counts,
                }
            )
        if responded_at and clock.since is not None:
            clock.stop(close(responded_at))
        return clock, segments
