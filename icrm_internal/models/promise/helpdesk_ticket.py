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

    def _icrm_adopt(self):
        super()._icrm_adopt()
        self._icrm_start_clocks()

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
        budgets = self._icrm_get_budgets()
        for ticket in self:
            calendar = ticket.icrm_service_id._icrm_calendar(ticket.team_id)
            for kind, budget in budgets[ticket].items():
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
        """Return {request: {kind of clock: working seconds promised}}.

        What was promised on the day of the request counts, whatever has been signed
        since. One query for the agreements of a whole batch.
        """
        promises = self.env["icrm.service"]._icrm_promises(
            [
                (
                    ticket.icrm_service_id,
                    ticket.priority,
                    ticket.icrm_customer_department_id,
                    ticket.icrm_submitted_at,
                )
                for ticket in self
            ]
        )
        return {
            ticket: {
                kind: round(budget * HOUR)
                for kind, budget in zip(DUE_FIELDS, hours, strict=True)
                if budget
            }
            for ticket, hours in zip(self, promises, strict=True)
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
        clocks = clocks.filtered(lambda clock: clock.ticket_id.id in before)
        moved = clocks.filtered(
            lambda clock: clock.ticket_id._icrm_moves(clock, before[clock.ticket_id.id])
        )
        asked_anew = moved.ticket_id.filtered(
            lambda ticket: ticket._icrm_asks_anew(before[ticket.id])
        )
        budgets = asked_anew._icrm_get_budgets()
        for clock in clocks:
            ticket = clock.ticket_id
            if ticket.icrm_state not in OPEN_STATES:
                if not clock.stopped_at:
                    kept = ticket.icrm_state == "resolved"
                    turns[clock] = Turn(now, end="stop" if kept else "cancel")
            elif clock in moved:
                # What was promised stays promised unless something else is asked for.
                budget = budgets.get(ticket, {}).get(clock.kind)
                if ticket not in budgets:
                    budget = clock.budget_seconds
                turns[clock] = ticket._icrm_get_turn(budget, now)
        if turns:
            clocks._turn(turns)
            self._icrm_copy_due_dates(clocks)

    def _icrm_moves(self, clock, was):
        """Return whether a turn of this open request means something to its clock."""
        self.ensure_one()
        if self.icrm_state not in OPEN_STATES:
            return False
        if clock.kind == "response" and self.icrm_first_response_at:
            return False
        return (
            self._icrm_changes_hands(was)
            or bool(clock.stopped_at)
            or was["holder"] != self.icrm_holder
            or self._icrm_asks_anew(was)
        )

    def _icrm_asks_anew(self, was):
        """Return whether a turn changed what is promised, or to whom."""
        return any(
            was[name] != value
            for name, value in (
                ("priority", self.priority),
                ("service", self.icrm_service_id),
                ("beneficiary", self.icrm_beneficiary_id),
            )
        )

    def _icrm_get_turn(self, budget, now):
        """Return the turn that brings a clock in line with this open request.

        :param budget: working seconds promised; None: nothing is promised any more
        """
        self.ensure_one()
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
