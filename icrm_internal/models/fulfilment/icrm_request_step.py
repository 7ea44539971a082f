# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import caller_values
from ..access.actions import open_form
from ..access.icrm_reason_mixin import ReasonStep
from ..request.helpdesk_ticket_stage import OPEN_STATES
from . import run

STATES = [
    ("waiting", "Waiting"),
    ("running", "In progress"),
    ("done", "Done"),
    ("stopped", "To decide"),
    ("skipped", "Skipped"),
    ("replaced", "Replaced"),
    ("withdrawn", "Withdrawn"),
]


class IcrmRequestStep(models.Model):
    """A step of a request that several departments fulfil.

    Made of the plan when the request begins, so later changes of the plan are not its
    concern; or by hand, by a sub-request. Written by the system and by the actions
    here. A repeated step is another row of the next round.
    """

    _name = "icrm.request.step"
    _inherit = ["icrm.reason.mixin"]
    _description = "Step of a Request"
    _order = "ticket_id, sequence, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    # The step of the plan it was made of; 0 for a sub-request by hand
    key = fields.Integer(required=True, readonly=True, default=0)
    round = fields.Integer(required=True, readonly=True, default=1)
    sequence = fields.Integer(readonly=True, default=1000)
    name = fields.Char(string="Step Name", translate=True, required=True, readonly=True)
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
        help="Empty: a task of the request's own team.",
    )
    department_id = fields.Many2one(
        "hr.department", string="With", ondelete="restrict", readonly=True
    )
    hours = fields.Float(string="Working Hours", readonly=True)
    # [{"question", "source", "value"}]: names of questions
    mapping = fields.Json(readonly=True)
    required = fields.Boolean(string="Compulsory", readonly=True, default=True)
    after_ids = fields.Many2many(
        "icrm.request.step",
        relation="icrm_request_step_after_rel",
        column1="step_id",
        column2="after_id",
        readonly=True,
    )
    # The question, by its name, whose answer it waits for, and the day answered
    not_before_question = fields.Char(readonly=True)
    not_before_days = fields.Integer(readonly=True)
    not_before_date = fields.Date(readonly=True)
    not_before_at = fields.Datetime(
        string="Not Before", readonly=True, help="It begins then at the earliest."
    )
    state = fields.Selection(
        STATES, string="Status", required=True, readonly=True, default="waiting"
    )
    child_id = fields.Many2one(
        "helpdesk.ticket", string="Sub-request", ondelete="restrict", readonly=True
    )
    started_at = fields.Datetime(string="Started", readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    planned_at = fields.Datetime(
        string="Planned End", readonly=True, help="When it was to end at submission."
    )
    expected_at = fields.Datetime(string="Expected End", readonly=True)
    reason = fields.Text(readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", ondelete="restrict", readonly=True
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_end = fields.Boolean(compute="_compute_can_decide")
    is_task = fields.Boolean(compute="_compute_is_task")

    # One row for each step and round: no step runs twice, whoever starts it.
    _round_uniq = models.UniqueIndex(
        "(ticket_id, key, round) WHERE key != 0",
        "This step of the request already exists.",
    )
    _child_uniq = models.UniqueIndex(
        "(child_id) WHERE child_id IS NOT NULL",
        "This sub-request already belongs to a step.",
    )
    _running_idx = models.Index(
        "(expected_at) WHERE state = 'running'",
    )
    _dated_idx = models.Index(
        "(ticket_id) WHERE state = 'waiting' AND not_before_date IS NOT NULL",
    )

    @api.depends("service_id")
    def _compute_is_task(self):
        for step in self:
            step.is_task = not step.service_id

    @api.depends("ticket_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for step in self:
            # sudo: whether the reader serves the request, and whether it is open
            ticket_sudo = step.ticket_id.sudo()
            serves = ticket_sudo.with_env(self.env).sudo().icrm_is_provider
            step.can_decide = serves and ticket_sudo.icrm_state in OPEN_STATES
            step.can_end = serves and ticket_sudo.icrm_state in run.GOING_ON

    # ------------------------------------------------------------------
    # Actions of those who serve the request
    # ------------------------------------------------------------------

    def _check_decider(self, states, request_states=OPEN_STATES):
        """Return these steps in sudo, their requests locked, if the caller may decide.

        :param states: those in which the step may be; else a sentence
        :param request_states: those in which its request may be
        """
        self.check_access("read")
        tickets = self.ticket_id
        tickets_sudo = tickets._icrm_check_provider()
        tickets_sudo._icrm_check_state(request_states)
        steps_sudo = self.sudo()
        steps_sudo.invalidate_recordset(["state", "child_id"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for step_sudo in steps_sudo:
            if step_sudo.state not in states:
                raise UserError(
                    self.env._(
                        "Step “%(step)s” is: %(state)s.",
                        step=step_sudo.name,
                        state=labels[step_sudo.state],
                    )
                )
        return steps_sudo

    def action_done(self):
        """Declare tasks of the own team done."""
        steps_sudo = self._check_decider(("running",), run.GOING_ON)
        if steps_sudo.service_id:
            raise UserError(
                self.env._("A sub-request is done once its department resolves it.")
            )
        steps_sudo._settle("done")
        run.advance(steps_sudo.ticket_id, steps_sudo)
        return True

    def action_skip(self, reason: str):
        """Go on without these steps; what of them is under way is withdrawn.

        :param reason: up to 2,000 characters, compulsory
        """
        reason = caller_values.reason_of(self.env, reason)
        # Optional ones end after the whole is done, too.
        steps_sudo = self._check_decider(
            ("waiting", "running", "stopped"), run.GOING_ON
        )
        children_sudo = steps_sudo._take_children()
        steps_sudo._settle("skipped", reason)
        run.withdraw(children_sudo, reason)
        run.advance(steps_sudo.ticket_id, steps_sudo)
        return True

    def action_repeat(self, reason: str):
        """Do steps again that are done, were skipped or need a decision.

        :param reason: up to 2,000 characters, compulsory
        """
        reason = caller_values.reason_of(self.env, reason)
        steps_sudo = self._check_decider(("done", "skipped", "stopped"))
        steps_sudo._begin_again(reason)
        return True

    def action_replace(self, service_id: int, reason: str):
        """Have another service do a step.

        :param service_id: a published service on offer to the caller
        :param reason: up to 2,000 characters, compulsory
        """
        self.ensure_one()
        reason = caller_values.reason_of(self.env, reason)
        step_sudo = self._check_decider(("waiting", "running", "stopped"))
        service = self.env["icrm.service"].browse(
            caller_values.id_of(service_id) or None
        )
        service_sudo = service._check_on_offer().sudo()
        if service_sudo.company_id != step_sudo.ticket_id.company_id:
            raise AccessError(self.env._("This service is not available to you."))
        if service_sudo.has_plan:
            raise UserError(
                self.env._(
                    "%(service)s has a plan of its own and cannot be a step.",
                    service=service_sudo.name,
                )
            )
        children_sudo = step_sudo._take_children()
        step_sudo._begin_again(
            reason,
            name=service_sudo.name,
            service_id=service_sudo.id,
            department_id=service_sudo.department_id.id,
            mapping=[],
        )
        run.withdraw(children_sudo, reason)
        return True

    def action_open_child(self):
        """Open the sub-request of a step."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.child_id)

    @api.model
    def _icrm_reason_steps(self):
        _ = self.env._
        return super()._icrm_reason_steps() | {
            "action_skip": ReasonStep(
                title=_("Skip Step"),
                button=_("Skip"),
                hint=_("The request continues without it."),
                placeholder=_("e.g. Has a laptop already"),
            ),
            "action_repeat": ReasonStep(
                title=_("Repeat Step"),
                button=_("Repeat"),
                hint=_("It starts again."),
                placeholder=_("e.g. The laptop was for another office"),
            ),
        }

    # ------------------------------------------------------------------
    # In sudo
    # ------------------------------------------------------------------

    def _take_children(self):
        """Return the open sub-requests, which no longer decide about their steps."""
        return self.child_id.filtered(lambda child: child.icrm_state in OPEN_STATES)

    def _settle(self, state, reason=False):
        """Decide about steps, and say so on their requests."""
        _ = self.env._
        labels = dict(self._fields["state"]._description_selection(self.env))
        self._set_state(state, reason)
        for step in self:
            values = {"step": step.name, "state": labels[state], "reason": reason}
            step.ticket_id._message_log(
                body=_("Step “%(step)s”: %(state)s. %(reason)s", **values)
                if reason
                else _("Step “%(step)s”: %(state)s", **values)
            )

    def _set_state(self, state, reason=False):
        now = fields.Datetime.now()
        self.write(
            {
                "state": state,
                "ended_at": now,
                "expected_at": now,
                "reason": reason,
                "decided_by_id": self.env.uid,
            }
        )

    def _begin_again(self, reason, **changes):
        """Replace steps by rows of the next round; what waits for them waits on."""
        _ = self.env._
        for step in self:
            last = self.search(
                [("ticket_id", "=", step.ticket_id.id), ("key", "=", step.key)],
                order="round desc",
                limit=1,
            )
            new = step.copy(
                {
                    "round": last.round + 1,
                    "state": "waiting",
                    "child_id": False,
                    "started_at": False,
                    "ended_at": False,
                    "reason": reason,
                    "decided_by_id": self.env.uid,
                    "after_ids": [(6, 0, step.after_ids.ids)],
                    **changes,
                }
            )
            # Also what has begun: repeated, it waits for the new row.
            for other in self.search(
                [("after_ids", "in", step.ids), ("state", "!=", "replaced")]
            ):
                other.after_ids = other.after_ids - step | new
            step._set_state("replaced", reason)
            values = {"step": step.name, "by": new.name, "reason": reason}
            step.ticket_id._message_log(
                body=_("Step “%(step)s” is replaced by “%(by)s”. %(reason)s", **values)
                if changes
                else _("Step “%(step)s” starts again. %(reason)s", **values)
            )
        run.advance(self.ticket_id, since=fields.Datetime.now())
