# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext
from odoo.tools.sql import column_exists, create_column

from odoo.addons.helpdesk_mgmt_hardening.models.guard import as_id

from ...measures.clock import Clock
from ..access import caller_values, inner_context
from ..access.actions import open_action, open_dialog
from ..customer.icrm_segment import MEMBER_GROUPS
from ..request import request_display, undo
from ..request.checklist import find_missing
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import (
    OPEN_STATES,
    REQUEST_STATES,
    RUNNING_HOLDERS,
)
from ..request.notices import tell_customers
from ..request.promise_ask import PromiseAsk
from ..request.request_batch import DUE_NAMES, HOUR
from ..request.request_tasks import TASK_LIMIT
from ..request.request_workflow import next_due
from . import expected_dates, undo_clocks
from .icrm_clock import ClockEvent

DUE_FIELDS = dict(zip(("response", "resolution"), DUE_NAMES, strict=True))

# Where the working time of an imported request without a promise is kept.
MEASURED = {
    "response": "icrm_response_seconds",
    "resolution": "icrm_resolution_seconds",
}

# States of work, current or done.
WORK_STATES = ("in_progress", "waiting", "resolved")

# The approved content: a change restarts approval.
APPROVED_FIELDS = (
    "name",
    "description",
    "priority",
    "icrm_service_id",
    "icrm_requester_id",
    "icrm_beneficiary_id",
    "icrm_answers",
)


# Between which departments a request is.
PAIR_FIELDS = frozenset(
    {
        "icrm_service_id",
        "icrm_requester_id",
        "icrm_beneficiary_id",
        "icrm_customer_department_id",
        "icrm_provider_department_id",
    }
)


class HelpdeskTicket(models.Model):
    """Promises, approvals, hand-overs and sub-requests of requests.

    Its clocks, the relationship of the two departments, hand-overs, parts that others
    do, approvals.
    """

    _inherit = "helpdesk.ticket"

    # Promises and their clocks
    icrm_clock_ids = fields.One2many(
        "icrm.clock", "ticket_id", string="Promises", readonly=True
    )
    icrm_timeline = fields.Json(
        string="Timeline",
        compute="_compute_icrm_timeline",
        help="Time spent by each party, against the promise.",
    )

    # The segment whose promise it is, and what that stands on
    icrm_promise_segment_id = fields.Many2one(
        "icrm.segment",
        string="Promise of Segment",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=MEMBER_GROUPS,
        help="The segment for which a shorter time was promised when it was requested.",
    )
    icrm_promise_line_id = fields.Many2one(
        "icrm.agreement.line",
        string="Agreed Promise",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=MEMBER_GROUPS,
    )

    # The date that was named instead of a promise (see expected_dates)
    icrm_expected_at = fields.Datetime(
        string="New Date", readonly=True, copy=False, index="btree_not_null"
    )
    icrm_expected_reason = fields.Text(
        string="Reason for the New Date", readonly=True, copy=False
    )
    icrm_expected_text = fields.Char(
        string="New Date in Words", compute="_compute_icrm_expected_text"
    )
    icrm_expected_date_ids = fields.One2many(
        "icrm.expected.date", "ticket_id", string="New Dates", readonly=True
    )
    icrm_needs_date = fields.Boolean(
        string="Missed, No New Date",
        compute="_compute_icrm_needs_date",
        search="_search_icrm_needs_date",
    )
    icrm_is_at_risk = fields.Boolean(
        string="Promise at Risk", compute="_compute_icrm_is_at_risk"
    )

    # Of imported requests without a promise: working seconds, no clock counts them
    icrm_response_seconds = fields.Integer(
        string="Working Seconds to Response", readonly=True, copy=False
    )
    icrm_resolution_seconds = fields.Integer(
        string="Working Seconds to Resolution", readonly=True, copy=False
    )

    # The external customer it is for
    icrm_external_customer_id = fields.Many2one(
        "res.partner",
        string="External Customer",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    icrm_external_order = fields.Char(
        string="External Order",
        size=64,
        tracking=True,
        help="Number of the order, project or case.",
    )

    # Hand-overs
    icrm_handover_ids = fields.One2many(
        "icrm.handover", "ticket_id", string="Hand-overs", readonly=True
    )
    icrm_handover_id = fields.Many2one(
        "icrm.handover",
        string="Hand-over to Acknowledge",
        compute="_compute_icrm_handover_id",
        search="_search_icrm_handover_id",
        compute_sudo=True,
    )
    icrm_can_answer_handover = fields.Boolean(
        string="Can Answer Hand-over",
        compute="_compute_icrm_handover_id",
        compute_sudo=True,
    )
    icrm_handed_from_id = fields.Many2one(
        related="icrm_handover_id.from_team_id", string="Handed Over by"
    )
    icrm_handover_reason = fields.Text(
        related="icrm_handover_id.reason", string="Hand-over Reason"
    )

    # Parts that other departments do
    icrm_parent_id = fields.Many2one(
        "helpdesk.ticket",
        string="Sub-request of",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    icrm_child_ids = fields.One2many(
        "helpdesk.ticket", "icrm_parent_id", string="Sub-request Records", readonly=True
    )
    icrm_child_count = fields.Integer(
        string="Sub-requests", compute="_compute_icrm_child_count", compute_sudo=True
    )
    icrm_open_child_count = fields.Integer(
        string="Open Sub-requests",
        compute="_compute_icrm_child_count",
        compute_sudo=True,
    )

    # Approval
    icrm_approval_ids = fields.One2many(
        "icrm.approval", "ticket_id", string="Approvals", readonly=True
    )
    icrm_approval_id = fields.Many2one(
        "icrm.approval",
        string="Approval to Decide",
        compute="_compute_icrm_approval",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    icrm_approval_state = fields.Selection(
        [
            ("none", "Not needed"),
            ("waiting", "In approval"),
            ("approved", "Approved"),
            ("refused", "Declined"),
            ("cancelled", "Not decided"),
        ],
        string="Approval",
        compute="_compute_icrm_approval",
        store=True,
        precompute=True,
        compute_sudo=True,
    )
    icrm_can_approve = fields.Boolean(
        string="Can Approve", compute="_compute_icrm_can_approve"
    )
    icrm_deputy_text = fields.Char(
        string="As Deputy", compute="_compute_icrm_can_approve"
    )
    icrm_desk_state = fields.Selection(
        [("approval", "In approval"), *REQUEST_STATES],
        string="Progress at the Desk",
        compute="_compute_icrm_desk_state",
    )
    icrm_progress = fields.Selection(
        selection_add=[("approval", "In approval"), ("in_progress",)]
    )

    # For the figures of relationships, without the rest of the row
    # What the figures of relationships are read from, without the rest of the row.
    _icrm_pair_idx = models.Index(
        "(icrm_provider_department_id, icrm_customer_department_id, icrm_submitted_at)"
        " INCLUDE (company_id, active, icrm_state, icrm_response_due_at,"
        " icrm_first_response_at, icrm_due_at, icrm_resolved_at, icrm_reopen_count)"
        " WHERE icrm_provider_department_id IS NOT NULL"
    )
    # What was missed in the last days
    _icrm_due_idx = models.Index("(icrm_due_at) WHERE icrm_due_at IS NOT NULL")
    _icrm_pair_open_idx = models.Index(
        "(icrm_provider_department_id, icrm_customer_department_id)"
        " INCLUDE (company_id, active, icrm_state, icrm_next_due_at)"
        f" WHERE icrm_state IN {OPEN_STATES}"
    )

    def _auto_init(self):
        """Add these columns ourselves, for there is no approval of any ticket yet: none
        is computed and dated again."""
        columns = {"icrm_approval_id": "int4", "icrm_approval_state": "varchar"}
        for name, kind in columns.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_timeline(self):
        by_ticket = self._icrm_get_clocks().grouped("ticket_id")
        for ticket in self:
            clocks = by_ticket.get(ticket._origin, self.env["icrm.clock"])
            # sudo: as in _icrm_get_clocks(); the user is for language and time zone.
            ticket.icrm_timeline = (
                clocks.with_user(self.env.user).sudo()._get_timeline()
            )

    @api.depends_context("uid")
    @api.depends("icrm_handover_ids.state")
    def _compute_icrm_handover_id(self):
        # sudo: readers of the request may see its hand-overs.
        waiting = (
            self.env["icrm.handover"]
            .sudo()
            .search([("ticket_id", "in", self.ids), ("state", "=", "waiting")])
            .grouped("ticket_id")
        )
        for ticket in self:
            handover = waiting.get(ticket._origin)
            ticket.icrm_handover_id = handover
            ticket.icrm_can_answer_handover = bool(handover and handover.can_answer)

    def _search_icrm_handover_id(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        found = Domain("icrm_handover_ids.state", "=", "waiting")
        return ~found if operator == "in" else found

    @api.depends("icrm_expected_at", "icrm_state")
    @api.depends_context("lang", "tz")
    def _compute_icrm_expected_text(self):
        for ticket in self:
            ticket.icrm_expected_text = (
                ticket.icrm_state in OPEN_STATES
                and format_deadline(self.env, ticket.icrm_expected_at)
            ) or False

    @api.depends(
        "icrm_service_id",
        "icrm_state",
        "icrm_holder",
        "icrm_due_at",
        "icrm_expected_at",
    )
    def _compute_icrm_needs_date(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.icrm_needs_date = expected_dates.needs_date(ticket, now)

    def _search_icrm_needs_date(self, operator, value):
        if operator != "in":
            return NotImplemented
        return expected_dates.search_needing(fields.Datetime.now())

    @api.depends("icrm_due_at", "icrm_state", "icrm_holder")
    def _compute_icrm_is_at_risk(self):
        at_risk = expected_dates.is_at_risk(self)
        for ticket in self:
            ticket.icrm_is_at_risk = ticket._origin in at_risk

    def _compute_icrm_child_count(self):
        counts = {}
        for parent, state, count in self.env["helpdesk.ticket"]._read_group(
            [("icrm_parent_id", "in", self.ids)],
            ["icrm_parent_id", "icrm_state"],
            ["__count"],
        ):
            both = counts.setdefault(parent.id, [0, 0])
            both[0] += count
            both[1] += count if state in OPEN_STATES else 0
        for ticket in self:
            total, still_open = counts.get(ticket._origin.id, (0, 0))
            ticket.icrm_child_count = total
            ticket.icrm_open_child_count = still_open

    @api.depends("icrm_approval_ids.state", "icrm_approval_ids.active")
    def _compute_icrm_approval(self):
        for ticket in self:
            approvals = ticket.icrm_approval_ids.sorted(lambda row: row._origin.id)
            states = set(approvals.mapped("state"))
            ticket.icrm_approval_id = approvals.filtered(
                lambda row: row.state == "requested"
            )[:1]
            ticket.icrm_approval_state = (
                "none"
                if not states
                else "refused"
                if "refused" in states
                else "waiting"
                if states & {"requested", "waiting"}
                else "cancelled"
                if "cancelled" in states
                else "approved"
            )

    @api.depends("icrm_approval_state", "icrm_state")
    def _compute_icrm_desk_state(self):
        for ticket in self:
            waits = (
                ticket.icrm_approval_state == "waiting"
                and ticket.icrm_state in OPEN_STATES
            )
            ticket.icrm_desk_state = "approval" if waits else ticket.icrm_state

    @api.depends_context("uid", "lang")
    @api.depends("icrm_approval_ids.can_decide")
    def _compute_icrm_can_approve(self):
        for ticket in self:
            # sudo: leads to the approval; whether they may decide is checked as the
            # user.
            approval = ticket.sudo().icrm_approval_id.with_env(self.env)
            ticket.icrm_can_approve = approval.can_decide
            ticket.icrm_deputy_text = approval.can_decide and approval.deputy_text

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._icrm_ensure_relationships()
        return tickets

    def write(self, vals):
        """Update clocks, relationships and approvals after a write.

        The first response stops its clock, whatever wrote it. A changed department
        creates the relationship of the two departments. A change of approved content,
        or of content under approval, restarts the approval. Nobody moves on a request
        whose promise is missed, unless to its end, without a new date.
        """
        if "stage_id" in vals and not self.env.su:
            self._icrm_check_expected_date(vals["stage_id"])
        result = super().write(vals)
        if vals.get("icrm_first_response_at"):
            self._icrm_stop_response_clocks(vals["icrm_first_response_at"])
        if not PAIR_FIELDS.isdisjoint(vals):
            self._icrm_ensure_relationships()
        if not {*APPROVED_FIELDS, "icrm_answer_lines"}.isdisjoint(vals):
            # sudo: approvals are the system's; who may write the request was decided.
            self.sudo()._icrm_restart_changed_approvals()
        return result

    def _icrm_stop_response_clocks(self, at):
        at = fields.Datetime.to_datetime(at)
        clocks = self._icrm_get_clocks().filtered(
            lambda clock: clock.kind == "response"
            and not clock.stopped_at
            # A request not accepted does not count as answered in time.
            and clock.ticket_id.icrm_state not in ("withdrawn", "rejected")
        )
        clocks._apply_events({clock: ClockEvent(at, end="stop") for clock in clocks})

    # ------------------------------------------------------------------
    # Workflow
    # ------------------------------------------------------------------

    @api.model
    def _icrm_prepare_requests(self, requests):
        """Set the approver as holder where approval is needed, and the clocks' dates.

        A request that waits for approval has no due dates: its promise does not run.
        """
        batch = super()._icrm_prepare_requests(requests)
        for vals, promised in zip(requests, batch.promised, strict=True):
            vals["icrm_promise_segment_id"] = promised.source.segment_id
            vals["icrm_promise_line_id"] = promised.source.line_id
        new_requests = [
            (vals, promised)
            for vals, promised in zip(requests, batch.promised, strict=True)
            if vals["icrm_origin"] != "import"
        ]
        # sudo: who must approve is the service's to say, seen by the requester or not.
        batch.approvals = (
            self.env["icrm.approval"]
            .sudo()
            ._plan_new_requests([vals for vals, _promised in new_requests])
        )
        for (vals, promised), plan in zip(new_requests, batch.approvals, strict=True):
            if any(row["state"] == "requested" for row in plan):
                vals.update(
                    icrm_holder="approver",
                    icrm_response_due_at=False,
                    icrm_due_at=False,
                    icrm_next_due_at=False,
                )
            elif vals["icrm_holder"] in RUNNING_HOLDERS:
                # Over the caller's values: the ticket shows the dates of its clocks.
                for name, due_at in zip(DUE_NAMES, promised.due_dates, strict=True):
                    vals[name] = due_at or vals[name]
        return batch

    def _icrm_pre_start(self, batch):
        super()._icrm_pre_start(batch)
        new_requests = self.filtered(lambda ticket: ticket.icrm_origin != "import")
        # sudo: a request brings its approvals with it; users have no right to add any.
        self.env["icrm.approval"].sudo()._create_for_requests(
            new_requests, batch.approvals
        )
        specs = []
        for ticket, promised in zip(self, batch.promised, strict=True):
            if ticket.icrm_origin == "import":
                continue
            for kind, budget in zip(DUE_FIELDS, promised.budgets, strict=True):
                if budget:
                    specs.append(
                        {
                            "kind": kind,
                            "ticket_id": ticket.id,
                            "company_id": ticket.company_id.id,
                            "calendar_id": promised.calendar.id,
                            "budget_seconds": budget,
                            "started_at": ticket.icrm_submitted_at,
                            **ticket._icrm_get_holder_values(ticket),
                        }
                    )
        self.env["icrm.clock"]._open(specs, batch.hours)

    def _icrm_snapshot(self):
        snapshots = super()._icrm_snapshot()
        for ticket in self:
            if ticket.id in snapshots:
                approval = ticket.icrm_approval_id
                snapshots[ticket.id]["approval"] = approval, approval.department_id
        return snapshots

    def _icrm_changes_holder(self, change):
        return super()._icrm_changes_holder(change) or (
            (self.icrm_approval_id, self.icrm_approval_id.department_id)
            != change.before["approval"]
        )

    def _icrm_get_holder(self, after):
        holder = super()._icrm_get_holder(after)
        waits = holder and self.icrm_approval_state == "waiting"
        return "approver" if waits else holder

    def _icrm_get_holder_department(self, after):
        if after["icrm_holder"] == "approver":
            return self.icrm_approval_id.department_id
        return super()._icrm_get_holder_department(after)

    def _icrm_prepare_promises(self, batch):
        """Refuse work without approval; take the dates from the clocks."""
        for change in batch.changes:
            state = change["stage_id"].icrm_state
            if state != change.before["state"] and state in WORK_STATES:
                change.ticket._icrm_check_approved()
        super()._icrm_prepare_promises(batch)
        self._icrm_compute_clocks(batch)

    def _icrm_after_change(self, batch):
        """Restart approval after a change of service or a restart of the request."""
        super()._icrm_after_change(batch)
        before = batch.before
        again = self.filtered(
            lambda ticket: ticket.id in before
            and ticket.icrm_state in OPEN_STATES
            and (
                ticket.icrm_service_id != before[ticket.id]["service"]
                or ticket.icrm_approval_state in ("refused", "cancelled")
            )
        )
        if again:
            again._icrm_restart_approval()
        reopened = (self - again).filtered(
            lambda ticket: ticket.id in before
            and ticket.icrm_state in OPEN_STATES
            and before[ticket.id]["state"] not in OPEN_STATES
        )
        if changed := reopened._icrm_differs_from_approved():
            changed._icrm_restart_approval(changed=True)

    def _icrm_update_dependents(self, batch):
        """Update clocks, hand-overs, parents and approvals after a change.

        :param batch: as :meth:`_icrm_prepare_changes` returned it
        """
        super()._icrm_update_dependents(batch)
        self.env["icrm.clock"]._write_updates(batch.clock_updates)
        self.env["icrm.clock"]._create_prepared(batch.new_clocks)
        self._icrm_cancel_handovers()
        self._icrm_finish_parents(batch.before)
        self._icrm_cancel_approvals()

    def action_icrm_take(self):
        self._icrm_check_provider()._icrm_check_approved()
        return super().action_icrm_take()

    # ------------------------------------------------------------------
    # Clocks
    # ------------------------------------------------------------------

    def _icrm_get_clocks(self):
        """Return the clocks of the promises to the customer, one query."""
        # sudo: who reads the request reads its clocks; the rules say the same of both.
        Clock = self.env["icrm.clock"].sudo()
        return Clock.search_fetch(
            [("ticket_id", "in", self.ids), ("kind", "in", list(DUE_FIELDS))],
            [
                name
                for name, field in Clock._fields.items()
                if field.store and field.column_type
            ],
        )

    def _icrm_get_budgets(self, changes=None):
        """Return {request: {kind of clock: working seconds promised}}.

        The promise of the day of the request applies, whatever was signed since, and
        whoever joined or left a segment. One query for the agreements of a whole batch.

        :param changes: per request its :class:`RequestChange`, which learns by which
            segment it is promised; by default the requests
        """
        promises = self.env["icrm.service"]._icrm_promises(
            [
                PromiseAsk(
                    after["icrm_service_id"],
                    after["priority"],
                    after["icrm_customer_department_id"],
                    after["icrm_submitted_at"],
                    after["icrm_beneficiary_id"],
                )
                for after in changes or self
            ]
        )
        for change, promised in zip(changes or (), promises, strict=False):
            for name, value in (
                ("icrm_promise_segment_id", promised.segment_id),
                ("icrm_promise_line_id", promised.line_id),
            ):
                if change[name].id != value:
                    change.vals[name] = value
        return {
            ticket: {
                kind: round(budget * HOUR)
                for kind, budget in zip(DUE_FIELDS, promised.hours, strict=True)
                if budget
            }
            for ticket, promised in zip(self, promises, strict=True)
        }

    def _icrm_get_holder_values(self, after):
        """Return who holds the request: ``holder`` and ``department_id``.

        :param after: the request, or its :class:`RequestChange`
        """
        return {
            "holder": after["icrm_holder"],
            "department_id": self._icrm_get_holder_department(after).id,
        }

    def _icrm_compute_clocks(self, batch):
        """Compute the clock updates of a batch, and collect the new due dates.

        While another party holds a request its clock has no due date; the request
        keeps the last one. Where nothing is promised any more, it has none.
        """
        events = {}
        tickets = self.browse([change.ticket.id for change in batch.changes])
        clocks = tickets._icrm_get_clocks()
        affected = clocks.filtered(
            lambda clock: clock.ticket_id._icrm_affects_clock(
                clock, batch[clock.ticket_id.id]
            )
        )
        # The promise stays unless service, priority or beneficiary change. A cancelled
        # clock starts again only if there is one.
        cancelled = affected.filtered(lambda clock: clock.state == "cancelled")
        new_promises = [
            change
            for change in batch.changes
            if change["icrm_state"] in OPEN_STATES
            and (
                self._icrm_changes_promise(change)
                or change.ticket in cancelled.ticket_id
            )
        ]
        budgets = self.browse(
            [change.ticket.id for change in new_promises]
        )._icrm_get_budgets(new_promises)
        for clock in clocks:
            ticket = clock.ticket_id
            change = batch[ticket.id]
            if change["icrm_state"] not in OPEN_STATES:
                if not clock.stopped_at:
                    resolved = change["icrm_state"] == "resolved"
                    end = "stop" if resolved else "cancel"
                    events[clock] = ClockEvent(batch.now, end=end)
            elif clock in affected:
                budget = clock.budget_seconds
                if clock in cancelled or self._icrm_changes_promise(change):
                    budget = budgets[ticket].get(clock.kind)
                if budget or not clock.stopped_at:
                    events[clock] = ticket._icrm_get_clock_event(
                        change, budget, batch.now
                    )
        batch.clock_updates = clocks._compute_updates(events)
        batch.new_clocks = self._icrm_prepare_new_clocks(
            new_promises, budgets, clocks, batch.now
        )
        dates = {}
        if events:
            dates = {
                (clock.ticket_id.id, clock.kind): clock.due_at
                for clock in clocks
                if clock.state != "cancelled"
            }
        for update in batch.clock_updates:
            key = update.clock.ticket_id.id, update.clock.kind
            dropped = events[update.clock].end == "drop"
            dates[key] = False if dropped else update.state.due_at
        for vals, update in batch.new_clocks:
            dates[vals["ticket_id"], vals["kind"]] = update.state.due_at
        for (ticket_id, kind), due_at in dates.items():
            name, change = DUE_FIELDS[kind], batch[ticket_id]
            if (due_at or due_at is False) and change[name] != due_at:
                change.vals[name] = due_at

    def _icrm_prepare_new_clocks(self, changes, budgets, clocks, now):
        """Return the clocks of what is promised from now on and was not before.

        :param changes: open requests whose promise may have changed
        :param budgets: as :meth:`_icrm_get_budgets` returned it
        :param clocks: those that exist
        :return: as ``_prepare_open`` of the clocks does
        """
        known = {(clock.ticket_id.id, clock.kind) for clock in clocks}
        specs = []
        for change in changes:
            ticket, team = change.ticket, change["team_id"]
            for kind, budget in budgets[ticket].items():
                responded = kind == "response" and change["icrm_first_response_at"]
                if (ticket.id, kind) not in known and not responded:
                    calendar = change["icrm_service_id"]._icrm_calendar(team)
                    specs.append(
                        {
                            "kind": kind,
                            "ticket_id": ticket.id,
                            "company_id": ticket.company_id.id,
                            "calendar_id": calendar.id,
                            "budget_seconds": budget,
                            "started_at": now,
                            "team_id": team.id,
                            **ticket._icrm_get_holder_values(change),
                        }
                    )
        return self.env["icrm.clock"]._prepare_open(specs)

    def _icrm_affects_clock(self, clock, change):
        """Return whether a change of this open request changes its clock."""
        self.ensure_one()
        if change["icrm_state"] not in OPEN_STATES:
            return False
        if clock.kind == "response" and change["icrm_first_response_at"]:
            return False
        if clock.state == "cancelled" and change.before["state"] in OPEN_STATES:
            # Nothing was promised: only another promise starts it.
            return self._icrm_changes_promise(change)
        return (
            self._icrm_changes_holder(change)
            or bool(clock.stopped_at)
            or change.before["holder"] != change["icrm_holder"]
            or self._icrm_changes_promise(change)
        )

    def _icrm_changes_promise(self, change):
        """Return whether the change concerns what is promised, or to whom."""
        return any(
            change.before[key] != change[name]
            for key, name in (
                ("priority", "priority"),
                ("service", "icrm_service_id"),
                ("beneficiary", "icrm_beneficiary_id"),
            )
        )

    def _icrm_get_clock_event(self, change, budget, now):
        """Return the event that brings a clock in line with this open request.

        :param budget: working seconds promised; None: nothing is promised any more
        """
        self.ensure_one()
        if budget is None:
            return ClockEvent(now, end="drop")
        team = change["team_id"]
        return ClockEvent(
            now,
            budget_seconds=budget,
            calendar_id=change["icrm_service_id"]._icrm_calendar(team).id,
            team_id=team.id,
            **self._icrm_get_holder_values(change),
        )

    # ------------------------------------------------------------------
    # Imported requests
    # ------------------------------------------------------------------

    @api.model
    def _icrm_import(self, vals_list, events_list):
        """Create imported requests as they were: dates, states, holders, promises.

        Silent: no followers, mails, activities or log notes. A constant number of
        queries for any number of requests. Called in sudo by the importer.

        :param vals_list: values of create() with ``icrm_origin`` "import", and the
            naive UTC ``create_date``, which create() itself never takes
        :param events_list: for each request the values of its events in the order of
            time, without ``ticket_id``
        :return: the requests
        """
        silent = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
        )
        created_at = [vals.pop("create_date") for vals in vals_list]
        tickets = silent.create(vals_list)
        tickets.flush_recordset()
        # SQL: the ORM writes no create_date; bench_import
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket
                   SET create_date = original.created_at
                  FROM unnest(%s, %s) AS original (id, created_at)
                 WHERE helpdesk_ticket.id = original.id
                """,
                tickets.ids,
                created_at,
            )
        )
        tickets.invalidate_recordset(["create_date"])
        self.env["icrm.request.event"].create(
            [
                {"ticket_id": ticket.id, **event}
                for ticket, events in zip(tickets, events_list, strict=True)
                for event in events
            ]
        )
        tickets._icrm_replay_clocks()
        tickets._icrm_measure_times()
        return tickets

    @api.model
    def _icrm_import_update(self, values, events):
        """Bring imported requests up to date, as silently as they were created.

        :param values: {request: values}, dates included
        :param events: {request: values of the events to add, in the order of time}
        :return: the requests
        """
        tickets = self.browse().concat(*values)
        if not tickets:
            return tickets
        silent = tickets.with_context(tracking_disable=True, mail_notrack=True)
        silent = {ticket.id: ticket for ticket in silent}
        dates = ("closed_date", "last_stage_update")
        # helpdesk_mgmt dates a change of stage today: the file's dates come after.
        for chosen in (lambda name: name not in dates, lambda name: name in dates):
            self.browse().concat(*silent.values())._icrm_write_grouped(
                {
                    silent[ticket.id]: {
                        name: value for name, value in vals.items() if chosen(name)
                    }
                    for ticket, vals in values.items()
                }
            )
        self.env["icrm.request.event"].create(
            [
                {"ticket_id": ticket.id, **event}
                for ticket, added in events.items()
                for event in added
            ]
        )
        # sudo: clocks of imported requests are made by the system.
        tickets.sudo()._icrm_get_clocks().unlink()
        tickets._icrm_replay_clocks()
        tickets._icrm_measure_times()
        return tickets

    def _icrm_measure_times(self):
        """Measure the working time to response and resolution of imported requests.

        For those without a promise, whose time no clock counts: the figures of a
        history do not hang on it. Waiting for the customer does not count.
        """
        # sudo: as for the clocks, which are the system's
        tickets = self.sudo()
        clocks = defaultdict(set)
        for clock in tickets._icrm_get_clocks():
            clocks[clock.ticket_id].add(clock.kind)
        # sudo: as above
        events = self.env["icrm.request.event"].sudo()
        by_ticket = events.search(
            [("ticket_id", "in", tickets.ids)], order="ticket_id, occurred_at, id"
        ).grouped("ticket_id")
        hours, values = {}, {}
        begin = min(
            (history[0].occurred_at for history in by_ticket.values()), default=None
        )
        for ticket, history in by_ticket.items():
            kinds = [kind for kind in MEASURED if kind not in clocks[ticket]]
            if not kinds:
                continue
            calendar = ticket.icrm_service_id._icrm_calendar(ticket.team_id)
            key = calendar, ticket.company_id
            if key not in hours:
                hours[key] = calendar._icrm_hours(
                    ticket.company_id, begin, history[-1].occurred_at
                )
            seconds = {
                MEASURED[kind]: ticket._icrm_measure(kind, history, hours[key])
                for kind in kinds
            }
            if changed := {
                name: value for name, value in seconds.items() if ticket[name] != value
            }:
                values[ticket] = changed
        tickets._icrm_write_grouped(values)

    def _icrm_measure(self, kind, events, worktime):
        """Return the working seconds until a request was answered or resolved, 0 if
        it is not."""
        end = self.icrm_resolved_at
        if kind == "response":
            end = self.icrm_first_response_at or end
        if not end:
            return 0
        total = 0
        for event, following in zip(
            events, [*(event.occurred_at for event in events[1:]), end], strict=True
        ):
            until = min(following, end)
            if (
                event.state in OPEN_STATES
                and event.holder in RUNNING_HOLDERS
                and event.occurred_at < until
            ):
                total += worktime.elapsed(event.occurred_at, until)
        return total

    def _icrm_replay_clocks(self):
        """Create the clocks of imported requests from their events.

        Set-based: one query for the events, two per calendar, one INSERT for clocks
        and one for segments. Requests that have clocks already are left alone.
        """
        # sudo: clocks of imported requests are made by the system, as those of others.
        tickets = (self - self._icrm_get_clocks().ticket_id).sudo()
        events = self.env["icrm.request.event"].sudo()
        by_ticket = events.search(
            [("ticket_id", "in", tickets.ids)], order="ticket_id, occurred_at, id"
        ).grouped("ticket_id")
        hours = {}
        budgets = tickets._icrm_get_budgets()
        clock_values, segment_values = [], []
        for ticket, history in by_ticket.items():
            calendar = ticket.icrm_service_id._icrm_calendar(ticket.team_id)
            key = calendar, ticket.company_id
            if key not in hours:
                hours[key] = calendar._icrm_hours(
                    ticket.company_id, history[0].occurred_at, history[-1].occurred_at
                )
            for kind, budget in budgets[ticket].items():
                clock, segments = ticket._icrm_replay(kind, budget, history, hours[key])
                clock_values.append(
                    {
                        "kind": kind,
                        "ticket_id": ticket.id,
                        "company_id": ticket.company_id.id,
                        "calendar_id": calendar.id,
                        "started_at": history[0].occurred_at,
                        "budget_seconds": clock.budget,
                        "state": clock.state,
                        "elapsed_seconds": clock.elapsed,
                        "due_at": clock.due_at or False,
                        "missed_at": clock.missed_at or False,
                        "stopped_at": clock.stopped_at or False,
                    }
                )
                segment_values.append(segments)
        # sudo: as above
        clocks = self.env["icrm.clock"].sudo().create(clock_values)
        self.env["icrm.clock.segment"].sudo().create(
            [
                {"clock_id": clock.id, **values}
                for clock, segments in zip(clocks, segment_values, strict=True)
                for values in segments
            ]
        )
        clocks._set_responsible_department()
        self._icrm_write_due_dates(clocks)
        return clocks

    def _icrm_write_due_dates(self, clocks):
        """Write the due dates of the clocks on these requests, where they differ."""
        values = {ticket: {} for ticket in self}
        for clock in clocks:
            if clock.due_at:
                values[clock.ticket_id][DUE_FIELDS[clock.kind]] = clock.due_at
        for ticket, vals in values.items():
            vals["icrm_next_due_at"] = next_due(ticket, vals)
            for name in [name for name in vals if ticket[name] == vals[name]]:
                del vals[name]
        self._icrm_write_grouped(values)

    def _icrm_replay(self, kind, budget, events, worktime):
        """Return the pure clock at the end of *events*, and its segments' values."""
        clock = Clock(budget=budget, since=None, is_counted=False)
        segments = []

        def close(at):
            end, worked, _levels = clock.close(worktime, at)
            segments[-1].update(end_at=end, working_seconds=worked)
            return end

        responded_at = self.icrm_first_response_at if kind == "response" else False
        for event in events:
            at = event.occurred_at
            if clock.stopped_at and event.state not in OPEN_STATES:
                # Closed already: the first end applies.
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
                if event.state == "resolved":
                    clock.stop(at, worktime)
                else:
                    clock.stop(at, cancelled=True)
                continue
            clock.open(worktime, at, event.holder in RUNNING_HOLDERS)
            segments.append(
                {
                    "start_at": at,
                    "holder": event.holder,
                    "department_id": event.department_id.id,
                    "is_counted": clock.is_counted,
                }
            )
        if responded_at and clock.since is not None:
            clock.stop(close(responded_at), worktime)
        return clock, segments

    # ------------------------------------------------------------------
    # Relationships
    # ------------------------------------------------------------------

    def _icrm_ensure_relationships(self):
        """Create missing relationships of these requests; at most one query."""
        # sudo: relationships are created by the system.
        tickets_sudo = self.sudo()
        self.env["icrm.relationship"]._ensure(
            {
                (
                    ticket.icrm_provider_department_id.id,
                    ticket.icrm_customer_department_id.id,
                    ticket.company_id.id,
                )
                for ticket in tickets_sudo
                if ticket.icrm_service_id
            }
        )

    # ------------------------------------------------------------------
    # Hand-overs
    # ------------------------------------------------------------------

    def action_icrm_hand_over(self, team_id, reason, budget_hours=None):
        """Hand requests over to another team, which acknowledges them.

        :param int team_id: the receiving team, of the same company
        :param str reason: why, up to 2,000 characters
        :param float budget_hours: working hours to acknowledge; by default the team's
        :return: the ``icrm.handover`` of each
        """
        handovers, _action = self._icrm_hand_over(team_id, reason, budget_hours)
        return handovers

    def _icrm_hand_over(self, team_id, reason, budget_hours=None):
        """Hand over as the caller; return the hand-overs and the action to undo it."""
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        team = (
            self.env["helpdesk.ticket.team"]
            .browse(caller_values.id_of(team_id))
            .exists()
        )
        if not team or requests_sudo.company_id - team.company_id and team.company_id:
            raise AccessError(self.env._("Choose a team of the same company."))
        if team in requests_sudo.team_id:
            raise UserError(
                self.env._("The request already is with %(team)s.", team=team.name)
            )
        if requests_sudo.icrm_handover_id:
            raise UserError(self.env._("This request is already being handed over."))
        if budget_hours:
            label = self.env._("Hours to acknowledge")
            caller_values.number_of(self.env, label, budget_hours, 0.01, 10_000.0)
        reason = caller_values.reason_of(self.env, reason)
        step = undo.begin(requests_sudo, "handover")
        # sudo: hand-overs are the system's; who may hand over was decided above.
        handover_sudo = self.env["icrm.handover"].sudo()
        handovers = handover_sudo._hand_over(
            requests_sudo, team.sudo(), reason, budget_hours
        ).sudo(False)
        return handovers, undo.finish(step)

    def action_icrm_acknowledge(self):
        """Acknowledge the hand-over of this request and take it."""
        self.ensure_one()
        self._icrm_check_provider()
        return self.icrm_handover_id.sudo(False).action_acknowledge()

    def _icrm_cancel_handovers(self):
        """Cancel the pending hand-overs of closed requests."""
        over = self.filtered(lambda ticket: ticket.icrm_state not in OPEN_STATES)
        if over:
            # sudo: hand-overs end with the request, for any user.
            self.env["icrm.handover"].sudo().search(
                [("ticket_id", "in", over.ids), ("state", "=", "waiting")]
            )._answer("cancelled")

    # ------------------------------------------------------------------
    # New dates (see expected_dates)
    # ------------------------------------------------------------------

    def action_icrm_open_expected_date(self):
        """Ask for a new date of this request, and its reason."""
        self.ensure_one()
        return open_dialog(
            self.env["icrm.request.new.date"],
            self.env._("Set New Date"),
            ticket_id=self.id,
        )

    def action_icrm_set_expected_date(self, expected_at: str, reason: str):
        """Name a new date for this request; the customer is notified.

        :param expected_at: UTC, after now and after the promise
        :param str reason: up to 2,000 characters, compulsory
        :raise AccessError: the caller does not serve the request
        """
        self.ensure_one()
        ticket_sudo = self._icrm_check_provider()
        expected_dates.set_date(self, ticket_sudo, expected_at, reason)
        return True

    def action_icrm_ask(self, body: str, attachment_ids: list[int] | None = None):
        expected_dates.check(self._icrm_check_provider().with_env(self.env))
        return super().action_icrm_ask(body, attachment_ids)

    def _icrm_check_expected_date(self, stage_id):
        """Refuse another open stage to requests that need a new date first."""
        now = fields.Datetime.now()
        late = self.filtered(lambda ticket: expected_dates.needs_date(ticket, now))
        if not late:
            return
        # sudo: which state the stage is of
        stage = self.env["helpdesk.ticket.stage"].sudo().browse(as_id(stage_id) or ())
        if stage.icrm_state in OPEN_STATES:
            expected_dates.check(
                late.filtered(
                    lambda ticket: ticket.stage_id.id != stage.id
                    and ticket.icrm_is_provider
                )
            )

    def _icrm_notify_expected_date(self, expected_date):
        """Notify the customers of a new date.

        :param expected_date: the ``icrm.expected.date``, in sudo
        """
        expected_dates.notify(self, expected_date)

    # ------------------------------------------------------------------
    # Sub-requests
    # ------------------------------------------------------------------

    def action_icrm_split(self, service_id, values):
        """Create a sub-request in another department and return it.

        The caller submits it as any customer: the service checks audience, form and
        every id. The request is resolved with its last sub-request.

        :param int service_id: an ``icrm.service`` on offer to the caller
        :param dict values: as for ``submit_request``
        """
        self.ensure_one()
        ticket_sudo = self._icrm_check_provider()
        ticket_sudo._icrm_check_state(OPEN_STATES)
        ticket_sudo._icrm_check_approved()
        if ticket_sudo.icrm_parent_id:
            raise UserError(self.env._("A sub-request cannot have sub-requests."))
        service = self.env["icrm.service"].browse(
            caller_values.id_of(service_id) or None
        )
        child = service.submit_request(values)
        child.sudo().icrm_parent_id = ticket_sudo
        ticket_sudo._message_log(
            body=self.env._(
                "Requested from %(department)s: %(request)s",
                department=child.sudo().icrm_provider_department_id.name,
                request=child.sudo().display_name,
            )
        )
        return child

    def action_icrm_open_children(self):
        """Open the sub-requests that the caller may see."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.env._("Sub-requests of %(number)s", number=self.number),
            domain=[("icrm_parent_id", "=", self.id)],
            context={},
        )

    def _icrm_undo_scope(self):
        scope = super()._icrm_undo_scope()
        return scope | scope.icrm_parent_id

    def _icrm_undo_snapshot(self):
        return super()._icrm_undo_snapshot() | undo_clocks.get_state(self)

    def _icrm_undo_restore(self, before):
        # First: approvals compute fields of the request.
        undo_clocks.set_state(self, before)
        super()._icrm_undo_restore(before)

    def _icrm_finish_parents(self, before):
        """Resolve the parents whose last sub-request was closed."""
        over = self.filtered(
            lambda ticket: ticket.icrm_parent_id
            and ticket.icrm_state not in OPEN_STATES
            and before.get(ticket.id, {}).get("state") in OPEN_STATES
        )
        over.icrm_parent_id._icrm_resolve_parents()

    def _icrm_resolve_parents(self):
        """Resolve those of these requests whose sub-requests are done."""
        parents = self.filtered(
            lambda parent: parent.icrm_state in OPEN_STATES
            and parent._icrm_is_work_allowed()
        )
        # Somebody ticks the checklist, then resolves it.
        missing = find_missing(parents)
        parents = parents.filtered(lambda parent: parent.id not in missing)
        if not parents:
            return
        # Of two last sub-requests that end at once, the second one sees it is the last.
        parents._icrm_lock()
        parents.invalidate_recordset(["icrm_child_count", "icrm_open_child_count"])
        parents.filtered(lambda parent: parent._icrm_are_parts_done())._icrm_set_state(
            "resolved"
        )

    def _icrm_are_parts_done(self):
        """Return whether this request is done because its sub-requests are."""
        self.ensure_one()
        return not self.icrm_open_child_count and (
            "resolved" in self.icrm_child_ids.mapped("icrm_state")
        )

    def _icrm_describe_for_part(self):
        """Return as text what a sub-request begins with: customer, answers, details."""
        self.ensure_one()
        answers = "\n".join(
            self.env._("%(question)s: %(answer)s", question=question, answer=answer)
            for question, answer in self._icrm_format_answers()
        )
        text = html2plaintext(self.description or "").strip()
        return "\n\n".join(filter(None, [self._icrm_describe_origin(), answers, text]))

    def _icrm_describe_origin(self):
        """Return as text for whom a sub-request is, and of which request."""
        self.ensure_one()
        return self.env._(
            "For %(customer)s, request %(number)s",
            customer=self.icrm_beneficiary_id.name or "",
            number=self.number,
        )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    # Meanwhile the approver holds the request and its clocks are paused; the due dates
    # are set when they start.

    def _icrm_is_work_allowed(self):
        """Return whether no approval of this request is pending or refused."""
        self.ensure_one()
        return self.icrm_approval_state in (False, "none", "approved")

    def _icrm_check_approved(self):
        """Raise unless work on these requests may start."""
        for ticket in self.filtered(lambda ticket: not ticket._icrm_is_work_allowed()):
            if ticket.icrm_approval_id:
                raise UserError(
                    self.env._(
                        "Request %(number)s is awaiting approval from %(names)s; "
                        "work starts after approval.",
                        number=ticket.number,
                        names=ticket._icrm_format_approvers(),
                    )
                )
            raise UserError(
                self.env._(
                    "Request %(number)s was not approved. Set it back to Submitted "
                    "to request approval again.",
                    number=ticket.number,
                )
            )

    def _icrm_get_approved_digest(self):
        """Return a digest of the content an approver sees."""
        self.ensure_one()
        values = []
        for name in APPROVED_FIELDS:
            value = self[name]
            if name == "icrm_answers":
                # As stored: reading properties looks up every record they name.
                stored = self._fields[name].convert_to_column(
                    value, self, validate=False
                )
                answers = json.loads(stored) if stored else {}
                value = sorted(
                    (key, answer) for key, answer in answers.items() if answer
                )
            elif isinstance(value, models.BaseModel):
                value = value.id
            values.append((name, value or False))
        return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()

    def _icrm_differs_from_approved(self):
        """Return the requests whose content changed since the approvers saw it."""
        return self.filtered(
            lambda ticket: ticket.icrm_approval_state in ("waiting", "approved")
            and (known := set(ticket.icrm_approval_ids.mapped("digest")) - {False})
            and known != {ticket._icrm_get_approved_digest()}
        )

    def _icrm_restart_changed_approvals(self):
        """Restart approvals of changed content; refuse changes of closed requests."""
        changed = self._icrm_differs_from_approved()
        for ticket in changed:
            if ticket.icrm_state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "Request %(number)s is approved and closed. Reopen it to "
                        "change title, description, answers, priority or customer.",
                        number=ticket.number,
                    )
                )
        if changed:
            changed._icrm_restart_approval(changed=True)

    def _icrm_restart_approval(self, changed=False):
        """Restart approval, with the notifications the caller's context would silence.

        :param bool changed: the content changed; post that in the conversation
        """
        tickets = self.with_context(tracking_disable=False, mail_notrack=False)
        before = tickets._icrm_snapshot()
        former = tickets.icrm_approval_ids
        # An approval still open on a screen can no longer be decided.
        former.filtered(lambda row: row.state in ("requested", "waiting")).write(
            {"state": "cancelled"}
        )
        former.write({"active": False})
        self.env["icrm.approval"].with_env(tickets.env)._create_for_requests(tickets)
        if changed:
            tickets._icrm_post_approval_restart()
        tickets._icrm_sync_changes(before)

    def _icrm_post_approval_restart(self):
        for ticket in self:
            lang = ticket._icrm_customer_partners()[:1].lang or self.env.lang
            ticket.message_post(
                body=ticket.with_context(lang=lang).env._(
                    "%(name)s changed the request; approval starts again.",
                    name=self.env.user.name,
                ),
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                notify_skip_followers=True,
            )
            first = ticket.icrm_approval_ids.sorted("id")[:1]
            tell_customers(ticket, "approval_restarted", f"{first.id}")

    def _icrm_request_next_approval(self):
        """Request the next approval step, in sudo."""
        following = self.env["icrm.approval"]
        for ticket in self:
            rows = ticket.icrm_approval_ids.sorted("id")
            following |= rows.filtered(lambda row: row.state == "waiting")[:1]
        following._replace_unavailable()
        following.write({"state": "requested", "requested_at": fields.Datetime.now()})
        following._notify()

    def _icrm_refuse(self, author, reason):
        """Post the reason to the customer and reject the request, in sudo."""
        self.ensure_one()
        self.icrm_reject_reason = reason
        lang = self._icrm_customer_partners()[:1].lang or self.env.lang
        message = inner_context.give(
            self, icrm_no_response=True, icrm_step=True
        ).message_post(
            body=self.with_context(lang=lang).env._(
                "Declined: %(reason)s", reason=reason
            ),
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self._icrm_customer_partners() - author).ids,
        )
        # Not "not accepted", of which customers hear when the desk closes a request
        inner_context.give(self, icrm_answered=True)._icrm_set_state("rejected")
        tell_customers(self, "request_refused", f"{message.id}", message=message.id)

    def _icrm_cancel_approvals(self):
        """Cancel the open approvals of closed requests."""
        over = self.filtered(lambda ticket: ticket.icrm_state not in OPEN_STATES)
        if over:
            self.env["icrm.approval"].search(
                [
                    ("ticket_id", "in", over.ids),
                    ("state", "in", ("requested", "waiting")),
                ]
            ).write({"state": "cancelled"})

    @api.model
    @api.readonly
    def get_icrm_tasks(self):
        """Return what waits for the caller, approvals included."""
        tasks = super().get_icrm_tasks()
        Approval = self.env["icrm.approval"]
        if not Approval.has_access("read"):
            return tasks  # portal users decide on nothing
        asked = Approval.search(
            [("can_decide", "=", True)], order="requested_at, id", limit=TASK_LIMIT
        )
        return tasks + [approval._get_task() for approval in asked]

    def action_icrm_approve(self):
        """Approve these requests; the approvals decide who may."""
        return self._icrm_get_seen_approvals().action_approve()

    def action_icrm_open_refuse(self):
        """Ask for the reason before these requests are refused."""
        return self._icrm_get_seen_approvals().action_open_refuse()

    def _icrm_get_seen_approvals(self):
        """Return the current approvals; refuse if the caller's screen shows old ones.

        The form sends the approval that it shows; a request changed since then has
        another one.
        """
        self.check_access("read")
        # sudo: the approvals decide themselves who may.
        approvals = self.sudo().icrm_approval_id.with_env(self.env)
        seen = self.env.context.get("icrm_approval_seen")
        if seen and approvals.ids != [seen]:
            raise UserError(
                self.env._(
                    "This request has changed. Reload the page before approving."
                )
            )
        return approvals

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def _icrm_format_approvers(self):
        """Return the names of the approvers who have not decided yet; in sudo."""
        row = self.icrm_approval_id
        names = (row.approver_ids - row.approved_ids).mapped("name")
        glue = self.env._(" and ") if row.mode == "all" else self.env._(" or ")
        return glue.join(names)

    @api.depends("icrm_approval_id")
    def _compute_icrm_holder_name(self):
        super()._compute_icrm_holder_name()
        for ticket in self.filtered(lambda ticket: ticket.icrm_holder == "approver"):
            ticket.icrm_holder_name = self.env._(
                "%(names)s (approval)",
                names=ticket._icrm_format_approvers(),
            )

    @api.depends("icrm_approval_state")
    def _compute_icrm_texts(self):
        super()._compute_icrm_texts()
        for ticket in self.filtered(lambda ticket: ticket.icrm_holder == "approver"):
            ticket.icrm_progress = "approval"

    def _icrm_format_status(self):
        if self.icrm_holder == "approver":
            since = self.icrm_approval_id.requested_at or self.icrm_submitted_at
            return self.env._(
                "Awaiting approval from %(names)s since %(since)s. %(provider)s will "
                "start once it is approved.",
                names=self._icrm_format_approvers(),
                since=format_deadline(self.env, since),
                provider=self.icrm_provider_department_id.name
                or self.env._("the provider"),
            )
        if self.icrm_state == "rejected" and self.icrm_approval_state == "refused":
            row = self.icrm_approval_ids.filtered(
                lambda approval: approval.state == "refused"
            )
            return request_display.declined(self, row[:1].decided_by_id.name)
        return super()._icrm_format_status()

    def _icrm_format_due(self, now):
        if self.icrm_holder == "approver":
            clock = self.icrm_clock_ids.filtered(
                lambda clock: clock.kind == "resolution"
            )
            if not clock:
                return False
            service = self.icrm_service_id
            return self.env._(
                "Done in %(time)s after approval",  # as on the service's card
                time=service._format_working_time(
                    clock[:1].budget_seconds / HOUR,
                    service._icrm_calendar().hours_per_day or 8,
                ),
            )
        return super()._icrm_format_due(now)

    def _icrm_get_progress_steps(self):
        steps = super()._icrm_get_progress_steps()
        if self.icrm_progress != "approval":
            return steps
        labels = dict(self._fields["icrm_progress"]._description_selection(self.env))
        (first, _when), *ahead = steps
        return [(first, "past"), (labels["approval"], "now"), *ahead]
