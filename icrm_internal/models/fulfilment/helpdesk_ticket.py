# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access.jobs import run_each
from ..access.listing import join_names
from ..request import undo
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS
from . import progress, promise_whole, run

# Of a step, what ending another one may change
STEP_FIELDS = (
    "state",
    "child_id",
    "started_at",
    "ended_at",
    "expected_at",
    "reason",
    "decided_by_id",
)


class HelpdeskTicket(models.Model):
    """Requests that several departments fulfil, step by step.

    A request without steps costs nothing: ``icrm_has_steps`` is read with it.
    """

    _inherit = "helpdesk.ticket"

    icrm_has_steps = fields.Boolean(string="Has Steps", readonly=True, copy=False)
    icrm_step_ids = fields.One2many(
        "icrm.request.step",
        "ticket_id",
        string="Steps",
        readonly=True,
        domain=[("state", "!=", "replaced")],
    )
    icrm_forecast_at = fields.Datetime(
        string="Expected End",
        readonly=True,
        copy=False,
        help="When all compulsory steps are expected to be done.",
    )
    icrm_plan = fields.Json(
        string="Steps and Date", compute="_compute_icrm_plan", compute_sudo=True
    )

    @api.depends(
        "icrm_has_steps",
        "icrm_forecast_at",
        "icrm_state",
        "icrm_step_ids.state",
        "icrm_step_ids.not_before_at",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_plan(self):
        shown = progress.describe(self.filtered("icrm_has_steps"))
        for ticket in self:
            ticket.icrm_plan = shown.get(ticket.id, False)

    # ------------------------------------------------------------------
    # Begin
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        # sudo: steps are the system's
        tickets.sudo()._icrm_begin_steps()
        return tickets

    @api.model
    def _icrm_prepare_requests(self, requests):
        """Promise the whole by the end of its critical path."""
        batch = super()._icrm_prepare_requests(requests)
        for vals, promised in zip(requests, batch.promised, strict=True):
            # sudo: the steps of a service that may be requested
            service_sudo = self.env["icrm.service"].sudo()
            service_sudo = service_sudo.browse(vals["icrm_service_id"])
            if (
                vals["icrm_origin"] != "import"
                and not vals.get("icrm_parent_id")
                and service_sudo.has_plan
            ):
                promise_whole.promise(service_sudo, vals, promised)
        return batch

    def _icrm_get_budgets(self, changes=None):
        """What was promised for the whole stays, whatever changes in the request."""
        budgets = super()._icrm_get_budgets(changes)
        for ticket in self.filtered("icrm_has_steps"):
            clock = ticket.icrm_clock_ids.filtered(
                lambda clock: clock.kind == "resolution"
            )
            if clock and any(run.get_steps(ticket).mapped("key")):
                budgets[ticket]["resolution"] = clock[:1].budget_seconds
        return budgets

    def _icrm_convert_ticket(self):
        super()._icrm_convert_ticket()
        self._icrm_begin_steps()

    def _icrm_begin_steps(self):
        planned = self.filtered(
            lambda ticket: ticket.icrm_service_id.has_plan
            and ticket.icrm_origin != "import"
        )
        if planned:
            run.begin(planned)

    def _icrm_complete_answers(self, answers):
        text = super()._icrm_complete_answers(answers)
        # sudo: steps are the system's; the answers were checked.
        self.sudo()._icrm_begin_steps()
        return text

    def action_icrm_split(self, service_id, values):
        """Create a sub-request in another department: a step of the request.

        :param int service_id: an ``icrm.service`` on offer to the caller
        :param dict values: as for ``submit_request``
        """
        child = super().action_icrm_split(service_id, values)
        # sudo: steps are the system's; both requests were checked.
        child_sudo = child.sudo()
        if child_sudo.icrm_has_steps:
            raise UserError(
                self.env._(
                    "%(service)s has a plan of its own. Request it separately.",
                    service=child_sudo.icrm_service_id.name,
                )
            )
        run.add_by_hand(child_sudo.icrm_parent_id, child_sudo)
        return child

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def write(self, vals):
        """Look ahead again after a new date of a sub-request or other answers."""
        if vals.get("icrm_service_id"):
            self._icrm_check_steps(vals["icrm_service_id"])
        result = super().write(vals)
        if "icrm_expected_at" in vals:
            # sudo: what is expected of the whole is the system's
            run.forecast(self.sudo().icrm_parent_id.filtered("icrm_has_steps"))
        if "icrm_answers" in vals and (stepped := self.filtered("icrm_has_steps")):
            # sudo: the days that steps wait for are the system's
            run.follow_answers(stepped.sudo())
        return result

    def _icrm_check_steps(self, service_id):
        """Raise if a request under way would get another service."""
        # sudo: whether there are steps, seen by the writer or not
        for ticket_sudo in self.sudo():
            if (
                ticket_sudo.icrm_has_steps
                and ticket_sudo.icrm_service_id.id != service_id
            ):
                raise UserError(
                    self.env._(
                        "Request %(number)s has steps of its service. Withdraw or "
                        "decline it, and submit another one.",
                        number=ticket_sudo.number,
                    )
                )

    def _icrm_prepare_promises(self, batch):
        """Refuse to resolve a request with open compulsory steps."""
        for change in batch.changes:
            if (
                change.ticket.icrm_has_steps
                and change.vals.get("icrm_state") == "resolved"
                and change.before["state"] in OPEN_STATES
            ):
                change.ticket._icrm_check_steps_done()
        super()._icrm_prepare_promises(batch)

    def _icrm_check_steps_done(self):
        steps = run.get_steps(self).filtered(
            lambda step: step.key and step.required and step.state in run.PENDING
        )
        if steps:
            raise UserError(
                self.env._(
                    "Request %(number)s is done once its steps are. Still open: "
                    "%(steps)s. Skip those that are not needed.",
                    number=self.number,
                    steps=join_names(self.env, steps.mapped("name")),
                )
            )

    def _icrm_update_dependents(self, batch):
        """Start, withdraw or take up steps after a change of their request."""
        super()._icrm_update_dependents(batch)
        known = self.filtered(lambda ticket: ticket.id in batch.before)
        self._icrm_follow_steps(known, batch)
        again = known.filtered(
            lambda ticket: not ticket.icrm_has_steps
            and ticket.icrm_service_id != batch.before[ticket.id]["service"]
        )
        if again:
            again._icrm_begin_steps()

    def _icrm_follow_steps(self, known, batch):
        stepped = known.filtered("icrm_has_steps")
        if not stepped:
            return
        was_open = stepped.filtered(
            lambda ticket: batch.before[ticket.id]["state"] in OPEN_STATES
        )
        over = was_open.filtered(
            lambda ticket: ticket.icrm_state in ("withdrawn", "rejected")
        )
        if over:
            run.end_all(over)
        reopened = (stepped - was_open).filtered(
            lambda ticket: ticket.icrm_state in OPEN_STATES
            and batch.before[ticket.id]["state"] in ("withdrawn", "rejected")
        )
        if reopened:
            run.resume_all(reopened)
        # Approved: what waited for it begins.
        approved = was_open.filtered(
            lambda ticket: batch.before[ticket.id]["holder"] == "approver"
            and ticket.icrm_holder != "approver"
        )
        if approved:
            run.advance(approved, since=fields.Datetime.now())

    def _icrm_finish_parents(self, before):
        """Go on with the steps after those that were closed or opened again."""
        children = self.filtered(
            lambda ticket: ticket.id in before
            and ticket.icrm_parent_id.icrm_has_steps
            and (ticket.icrm_state in OPEN_STATES)
            != (before[ticket.id]["state"] in OPEN_STATES)
        )
        if children:
            run.close_steps(children)
        return super(HelpdeskTicket, self - children)._icrm_finish_parents(before)

    def _icrm_are_parts_done(self):
        if not self.icrm_has_steps:
            return super()._icrm_are_parts_done()
        steps = run.get_steps(self)
        # From before there were steps
        others = self.icrm_child_ids - steps.child_id
        if any(child.icrm_state in OPEN_STATES for child in others):
            return False
        return "done" in steps.mapped("state") and not run.get_needed(steps).filtered(
            lambda step: step.state in run.PENDING
        )

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _icrm_undo_scope(self):
        scope = super()._icrm_undo_scope()
        return scope | scope.filtered("icrm_has_steps").icrm_child_ids

    def _icrm_undo_snapshot(self):
        snapshot = super()._icrm_undo_snapshot()
        stepped = self.filtered("icrm_has_steps")
        steps = stepped and run.get_steps(stepped)
        snapshot["steps"] = undo.picture(steps, STEP_FIELDS)
        snapshot["forecasts"] = undo.picture(stepped, ("icrm_forecast_at",))
        return snapshot

    def _icrm_undo_restore(self, before):
        """Put the steps back; what began after them ends, unless somebody has it."""
        stepped = self.filtered("icrm_has_steps")
        begun = self.browse()
        if stepped:
            steps = run.get_steps(stepped)
            rows = before.get("steps", {})
            for step in steps:
                child = step.child_id
                if child and rows.get(str(step.id), {}).get("child_id") != child.id:
                    begun |= child
            if begun.filtered(lambda child: child.icrm_state != "new" or child.user_id):
                raise UserError(
                    self.env._(
                        "Another department has begun the next step. This can no "
                        "longer be undone."
                    )
                )
            undo.restore(steps, rows)
            undo.restore(
                stepped,
                before.get("forecasts", {}),
                lambda ticket, vals: run._write(ticket, **vals),
            )
        super()._icrm_undo_restore(before)
        if begun:
            run.withdraw(begun, self.env._("The step before it was taken back."))

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def _icrm_format_due(self, now):
        """Beside the promise what is expected, if that is later."""
        if (
            self.icrm_has_steps
            and self.icrm_state in OPEN_STATES
            and self.icrm_holder != "approver"
            and self.icrm_forecast_at
            and self.icrm_forecast_at > (self.icrm_due_at or self.icrm_submitted_at)
        ):
            expected = format_deadline(self.env, self.icrm_forecast_at)
            if not self.icrm_due_at:
                return self.env._("Expected by %(when)s", when=expected)
            return self.env._(
                "Expected by %(when)s, promised by %(promised)s",
                when=expected,
                promised=format_deadline(self.env, self.icrm_due_at),
            )
        return super()._icrm_format_due(now)

    @api.depends("icrm_has_steps", "icrm_step_ids.state")
    def _compute_icrm_holder_name(self):
        """Whoever does the steps under way has the request now."""
        super()._compute_icrm_holder_name()
        stepped = self.filtered(
            lambda ticket: ticket.icrm_has_steps
            and ticket.icrm_holder in RUNNING_HOLDERS
        )
        if stepped:
            by_ticket = run.get_steps(stepped).grouped("ticket_id")
            for ticket in stepped:
                running = by_ticket.get(ticket._origin, ticket.icrm_step_ids).filtered(
                    lambda step: step.state == "running"
                )
                if running:
                    ticket.icrm_holder_name = progress.get_names(running)

    @api.depends("icrm_forecast_at")
    def _compute_icrm_texts(self):
        super()._compute_icrm_texts()

    # ------------------------------------------------------------------
    # Job
    # ------------------------------------------------------------------

    @api.model
    def _cron_icrm_forecast(self):
        """Begin steps whose day has come; look ahead where one should have ended."""
        run_each(run.find_dated(self.env), run.advance)
        now = fields.Datetime.now()
        steps = self.env["icrm.request.step"].search(
            [
                ("state", "=", "running"),
                ("expected_at", "<", now - timedelta(minutes=1)),
                ("ticket_id.icrm_state", "in", OPEN_STATES),
            ]
        )
        run_each(steps.ticket_id, run.look_ahead)
