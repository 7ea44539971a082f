# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..access import given
from ..request.helpdesk_ticket_course import OPEN_STATES
from .icrm_handover import REASON_LIMIT


class HelpdeskTicket(models.Model):
    """A request on its way between departments."""

    _inherit = "helpdesk.ticket"

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
        compute="_compute_icrm_handover_id", compute_sudo=True
    )
    icrm_handed_from_id = fields.Many2one(
        related="icrm_handover_id.from_team_id", string="Handed Over by"
    )
    icrm_handover_reason = fields.Text(
        related="icrm_handover_id.reason", string="Why It Was Handed Over"
    )

    @api.depends_context("uid")
    @api.depends("icrm_handover_ids.state")
    def _compute_icrm_handover_id(self):
        waiting = (
            self.env["icrm.handover"]
            .sudo()
            .search([("ticket_id", "in", self.ids), ("state", "=", "waiting")])
            .grouped("ticket_id")
        )
        for ticket in self:
            handover = waiting.get(ticket._origin.sudo())
            ticket.icrm_handover_id = handover
            ticket.icrm_can_answer_handover = bool(handover and handover.can_answer)

    def _search_icrm_handover_id(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        found = Domain("icrm_handover_ids.state", "=", "waiting")
        return ~found if operator == "in" else found

    def action_icrm_hand_over(self, team_id, reason, budget_hours=None):
        """Pass a request to another team, to be acknowledged there.

        :param int team_id: the receiving team, of the same company
        :param str reason: why, up to 2,000 characters
        :param float budget_hours: working hours to acknowledge; by default the team's
        :return: the ``icrm.handover``
        """
        self.ensure_one()
        ticket_sudo = self._icrm_check_provider()
        ticket_sudo._icrm_check_state(OPEN_STATES)
        team = self.env["helpdesk.ticket.team"].browse(given.id_of(team_id)).exists()
        if not team or team.company_id not in (
            self.env["res.company"],
            ticket_sudo.company_id,
        ):
            raise AccessError(self.env._("Choose a team of the same company."))
        if team == ticket_sudo.team_id:
            raise UserError(
                self.env._("%(team)s has this request already.", team=team.name)
            )
        if ticket_sudo.icrm_handover_id:
            raise UserError(self.env._("This request is being handed over already."))
        if budget_hours:
            label = self.env._("Hours to acknowledge")
            given.number_of(self.env, label, budget_hours, 0.01, 10_000.0)
        reason = self._icrm_check_reason(reason)
        return (
            self.env["icrm.handover"]
            .sudo()
            ._hand_over(ticket_sudo, team.sudo(), reason, budget_hours)
            .sudo(False)
        )

    def action_icrm_acknowledge(self):
        """Acknowledge the hand-over of this request and take it."""
        self.ensure_one()
        self._icrm_check_provider()
        return self.icrm_handover_id.sudo(False).action_acknowledge()

    @api.model
    def _icrm_check_reason(self, reason):
        """Return *reason* stripped, if it says something and is not too long."""
        label = self.env._("Reason")
        reason = given.text_of(self.env, label, reason, REASON_LIMIT)
        if not reason:
            raise UserError(
                self.env._("%(field)s: please write something.", field=label)
            )
        return reason

    def _icrm_keep_promises(self, before):
        """A request that is over needs no acknowledgement any more."""
        super()._icrm_keep_promises(before)
        over = self.filtered(lambda ticket: ticket.icrm_state not in OPEN_STATES)
        if over:
            self.env["icrm.handover"].sudo().search(
                [("ticket_id", "in", over.ids), ("state", "=", "waiting")]
            )._answer("cancelled")
