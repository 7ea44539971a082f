# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import caller_values
from ..access.icrm_action_mixin import ActionSpec
from ..request.request_batch import HOUR
from .icrm_clock import ClockEvent


class IcrmHandover(models.Model):
    """A request passed to another department or team, to be acknowledged."""

    _name = "icrm.handover"
    _inherit = ["icrm.action.mixin"]
    _description = "Hand-over"
    _order = "handed_at desc, id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    from_team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="restrict", readonly=True, index=True
    )
    from_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", readonly=True, index=True
    )
    to_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    to_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", readonly=True, index=True
    )
    reason = fields.Text(required=True, readonly=True)
    budget_hours = fields.Float(
        string="Hours to Acknowledge",
        readonly=True,
        aggregator="avg",
    )
    answer_hours = fields.Float(
        string="Hours until Answered",
        readonly=True,
        aggregator="avg",
        help="Working hours used to acknowledge or return it.",
    )
    state = fields.Selection(
        [
            ("waiting", "To be acknowledged"),
            ("acknowledged", "Acknowledged"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    handed_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    handed_at = fields.Datetime(
        string="Handed Over on",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    answered_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    return_reason = fields.Text(readonly=True)
    clock_ids = fields.One2many("icrm.clock", "handover_id", readonly=True)
    can_answer = fields.Boolean(compute="_compute_can_answer", compute_sudo=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    _one_waiting = models.UniqueIndex(
        "(ticket_id) WHERE state = 'waiting'",
        "This request is already being handed over.",
    )
    _budget_range = models.Constraint(
        "CHECK (budget_hours IS NULL OR budget_hours BETWEEN 0.01 AND 10000)",
        "Enter 0.01 to 10,000 working hours for the hand-over.",
    )

    @api.depends("ticket_id.name", "to_team_id")
    def _compute_display_name(self):
        # sudo: both sides know which request it was, also when it has moved on.
        for handover, handover_sudo in zip(self, self.sudo(), strict=True):
            handover.display_name = self.env._(
                "%(request)s to %(team)s",
                request=handover_sudo.ticket_id.display_name,
                team=handover.to_team_id.name,
            )

    @api.depends_context("uid")
    @api.depends("to_team_id.user_ids", "to_department_id.icrm_head_user_ids", "state")
    def _compute_can_answer(self):
        """Members of the receiving team answer, and who heads its department."""
        for handover in self:
            handover.can_answer = (
                handover.state == "waiting" and handover._is_received_by(self.env.user)
            )

    @api.depends_context("uid")
    @api.depends("ticket_id")
    def _compute_can_open(self):
        """Who gave a request away may not see any more what became of it."""
        readable = self.ticket_id._filtered_access("read")
        for handover in self:
            handover.can_open = handover.ticket_id in readable

    def action_open_request(self):
        """Return the action that opens the request, as those who serve see it."""
        self.ensure_one()
        self.ticket_id.check_access("read")
        return self.ticket_id._icrm_form_action()

    def _is_received_by(self, user):
        return user in (
            self.to_team_id.user_ids | self.to_department_id.icrm_head_user_ids
        )

    @api.model
    def _hand_over(self, tickets, team, reason, budget_hours=None):
        """Pass requests on; no access check: the request's action has decided.

        The receiver holds them from this moment: its own clocks to acknowledge start,
        and what the promise to the customer uses up is put down to the receiver. A
        constant number of queries for any number of requests.

        :param float budget_hours: working hours to acknowledge; by default the team's
        """
        now = fields.Datetime.now()
        department = team.icrm_department_id
        handovers = self.create(
            [
                {
                    "ticket_id": ticket.id,
                    "from_team_id": ticket.team_id.id,
                    "from_department_id": ticket.team_id.icrm_department_id.id
                    or ticket.icrm_provider_department_id.id,
                    "to_team_id": team.id,
                    "to_department_id": department.id,
                    "reason": reason,
                    "budget_hours": budget_hours or team.icrm_handover_hours,
                    "handed_by_id": self.env.uid,
                    "handed_at": now,
                }
                for ticket in tickets
            ]
        )
        # Who passes work on becomes the receiver's customer.
        self.env["icrm.relationship"]._ensure(
            {
                (department.id, handover.from_department_id.id, handover.company_id.id)
                for handover in handovers
            }
        )
        tickets.write({"team_id": team.id, "user_id": False})
        # The user who hands over keeps following the requests.
        tickets.message_subscribe(partner_ids=self.env.user.partner_id.ids)
        tickets._message_log_batch(
            {
                handover.ticket_id.id: self.env._(
                    "Handed over from %(from_team)s to %(to_team)s: %(reason)s",
                    from_team=handover.from_team_id.name or "",
                    to_team=team.name,
                    reason=reason,
                )
                for handover in handovers
            }
        )
        self.env["icrm.clock"]._open(
            [
                {
                    "kind": "handover",
                    "ticket_id": handover.ticket_id.id,
                    "handover_id": handover.id,
                    "company_id": handover.company_id.id,
                    "calendar_id": handover.ticket_id.icrm_service_id._icrm_calendar(
                        team
                    ).id,
                    "budget_seconds": round(handover.budget_hours * HOUR),
                    "started_at": now,
                    "holder": "department",
                    "department_id": department.id,
                }
                for handover in handovers
            ]
        )
        return handovers

    def action_acknowledge(self):
        """Acknowledge for one's team; the caller takes the request."""
        handovers_sudo = self._check_answer()
        handovers_sudo._answer("acknowledged")
        for handover in handovers_sudo:
            if not handover.ticket_id.user_id:
                handover.ticket_id.write({"user_id": self.env.uid})
        return True

    def action_return(self, reason):
        """Give the request back to where it came from.

        :param str reason: up to 2,000 characters, compulsory
        """
        handovers_sudo = self._check_answer()
        reason = caller_values.reason_of(self.env, reason)
        handovers_sudo._answer("returned", return_reason=reason)
        for handover in handovers_sudo:
            ticket, team = handover.ticket_id, handover.from_team_id
            ticket.write({"team_id": team.id, "user_id": False})
            ticket._message_log(
                body=self.env._(
                    "Returned by %(team)s: %(reason)s",
                    team=handover.to_team_id.name,
                    reason=reason,
                )
            )
        return True

    def _check_answer(self):
        """Return these hand-overs in sudo if the caller may answer them all."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("No hand-over is pending."))
        # sudo: locks; the request first, as closing it does.
        self.sudo().ticket_id._icrm_lock()
        self._icrm_lock()
        for handover in self.sudo():
            if not handover._is_received_by(self.env.user):
                raise AccessError(
                    self.env._("Only the receiving team can answer this hand-over.")
                )
            if handover.state != "waiting":
                raise UserError(self.env._("This hand-over is already answered."))
        return self.sudo()

    def _answer(self, state, **values):
        now = fields.Datetime.now()
        self.write(
            {
                "state": state,
                "answered_by_id": self.env.uid if state != "cancelled" else False,
                "answered_at": now,
                **values,
            }
        )
        end = "cancel" if state == "cancelled" else "stop"
        clocks = self.clock_ids.filtered(lambda clock: not clock.stopped_at)
        clocks._apply_events({clock: ClockEvent(now, end=end) for clock in clocks})
        for handover in self.filtered("answered_by_id"):
            seconds = sum(handover.clock_ids.mapped("elapsed_seconds"))
            handover.answer_hours = seconds / HOUR

    # ------------------------------------------------------------------
    # By a link in a mail
    # ------------------------------------------------------------------

    def _icrm_get_actions(self):
        return super()._icrm_get_actions() | {
            "acknowledge": ActionSpec(
                label=self.env._("Acknowledge"),
                title=self.env._("Acknowledge this hand-over?"),
                button=self.env._("Acknowledge"),
                done=self.env._("Acknowledged. The request is with you."),
                style="primary",
            )
        }

    def _icrm_get_action_events(self):
        return super()._icrm_get_action_events() | {"handover": [("acknowledge", 0)]}

    def _icrm_is_action_for(self, action, partner):
        return self._is_received_by(self._icrm_get_acting_user(partner))

    def _icrm_get_action_obstacle(self, action):
        states = dict(self._fields["state"]._description_selection(self.env))
        # sudo: what became of a hand-over that the caller received
        handover_sudo = self.sudo()
        if handover_sudo.state == "waiting":
            return ""
        return self.env._(
            "The hand-over of %(number)s is already answered: “%(state)s”.",
            number=handover_sudo.ticket_id.number,
            state=states[handover_sudo.state],
        )

    def _icrm_perform_action(self, action, text, stars, partner):
        self.action_acknowledge()

    def _icrm_get_action_record(self):
        return self.ticket_id

    def _icrm_get_action_details(self, action):
        _, ticket = self.env._, self.ticket_id
        rows = [
            (_("Request"), f"{ticket.number} {ticket.name}"),
            (_("Service"), ticket.icrm_service_id.name),
            (_("Handed Over by"), self.from_team_id.name or self.handed_by_id.name),
            (_("Hand-over Reason"), self.reason),
        ]
        return [(label, value) for label, value in rows if value]

    def _icrm_get_action_url(self, action):
        return f"/odoo/internal-service-desk/{self.ticket_id.id}"
