# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..request.helpdesk_ticket_course import OPEN_STATES
from ..request.helpdesk_ticket_create import HOUR
from .icrm_clock_engine import Turn

DUE_FIELDS = {"response": "icrm_response_due_at", "resolution": "icrm_due_at"}


class HelpdeskTicket(models.Model):
    """The promises of a request, each with its clock."""

    _inherit = "helpdesk.ticket"

    icrm_clock_ids = fields.One2many(
        "icrm.clock", "ticket_id", string="Promises", readonly=True
    )

    icrm_timeline = fields.Json(
        string="Timeline",
        compute="_compute_icrm_timeline",
        help="Who held the request how long, against what was promised.",
    )

    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_timeline(self):
        by_ticket = self._icrm_get_clocks().grouped("ticket_id")
        for ticket in self:
            # Who reads the request reads its clocks: the rules say the same of both.
            clocks = by_ticket.get(ticket._origin, self.env["icrm.clock"])
            ticket.icrm_timeline = (
                clocks.with_user(self.env.user).sudo()._get_timeline()
            )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.sudo().filtered(
            lambda ticket: ticket.icrm_service_id and ticket.icrm_origin != "import"
        )._icrm_start_clocks()
        return tickets

    def write(self, vals):
        """The first response, wherever it comes from, stops its clock."""
        result = super().write(vals)
        if vals.get("icrm_first_response_at"):
            at = fields.Datetime.to_datetime(vals["icrm_first_response_at"])
            clocks = self._icrm_get_clocks().filtered(
                lambda clock: clock.kind == "response"
                and not clock.stopped_at
                # A request not accepted does not count as answered in time.
                and clock.ticket_id.icrm_state not in ("withdrawn", "rejected")
            )
            clocks._turn({clock: Turn(at, end="stop") for clock in clocks})
        return result

    def _icrm_get_clocks(self):
        """Return the clocks of the promises to the customer, one query."""
        return (
            self.env["icrm.clock"]
            .sudo()
            .search([("ticket_id", "in", self.ids), ("kind", "in", list(DUE_FIELDS))])
        )

    def _icrm_start_clocks(self):
        """Start a clock for each promise of new requests."""
        specs = []
        for ticket in self:
            calendar = ticket.icrm_service_id._icrm_calendar(ticket.team_id)
            for kind, budget in ticket._icrm_get_budgets().items():
                specs.append(
                    {
                        "kind": kind,
                        "ticket_id": ticket.id,
                        "company_id": ticket.company_id.id,
                        "calendar_id": calendar.id,
                        "budget_seconds": budget,
                        "started_at": ticket.icrm_submitted_at,
                        **ticket._icrm_get_holding(),
                    }
                )
        clocks = self.env["icrm.clock"]._open(specs)
        self._icrm_copy_due_dates(clocks)

    def _icrm_get_budgets(self):
        """Return {kind of clock: working seconds promised}."""
        self.ensure_one()
        hours = self.icrm_service_id._icrm_promise_hours(self.priority)
        return {
            kind: round(budget * HOUR)
            for kind, budget in zip(DUE_FIELDS, hours, strict=True)
            if budget
        }

    def _icrm_get_holding(self):
        """Return who holds the request now: ``holder`` and ``department_id``."""
        event = self._prepare_icrm_event(False)
        return {name: event[name] for name in ("holder", "department_id")}

    def _icrm_keep_promises(self, before):
        """Let the clocks follow a turn in the course of requests.

        :param before: as :meth:`_icrm_standing` returned it
        """
        now = fields.Datetime.now()
        turns = {}
        clocks = self._icrm_get_clocks()
        for clock in clocks:
            ticket = clock.ticket_id
            if ticket.id not in before:
                continue
            turn = ticket._icrm_get_turn(clock, before[ticket.id], now)
            if turn:
                turns[clock] = turn
        if turns:
            clocks._turn(turns)
            self._icrm_copy_due_dates(clocks)

    def _icrm_get_turn(self, clock, was, now):
        """Return what a turn of this request means for one of its clocks, or None."""
        self.ensure_one()
        over = self.icrm_state not in OPEN_STATES
        if over:
            if clock.stopped_at:
                return None
            kept = self.icrm_state == "resolved"
            return Turn(now, end="stop" if kept else "cancel")
        if clock.kind == "response" and self.icrm_first_response_at:
            return None
        changed = clock.stopped_at or any(
            was[name] != value
            for name, value in (
                ("holder", self.icrm_holder),
                ("team", self.team_id),
                ("priority", self.priority),
                ("service", self.icrm_service_id),
            )
        )
        if not changed:
            return None
        budget = self._icrm_get_budgets().get(clock.kind)
        if budget is None:
            return Turn(now, end="cancel")
        return Turn(
            now,
            budget_seconds=budget,
            calendar_id=self.icrm_service_id._icrm_calendar(self.team_id).id,
            **self._icrm_get_holding(),
        )

    def _icrm_copy_due_dates(self, clocks):
        """Keep the dates told to customers in line with the clocks.

        While somebody else holds a request its clock has no date; the one last told
        remains.
        """
        values = {}
        for clock in clocks:
            name = DUE_FIELDS[clock.kind]
            if clock.due_at and clock.ticket_id[name] != clock.due_at:
                values.setdefault(clock.ticket_id, {})[name] = clock.due_at
        self._icrm_apply(values)
