# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .helpdesk_ticket_course import OPEN_STATES
from .helpdesk_ticket_stage import RUNNING_HOLDERS


class HelpdeskTicket(models.Model):
    """How a request looks to the one who looks at it, and what he may do."""

    _inherit = "helpdesk.ticket"

    icrm_is_mine = fields.Boolean(
        compute="_compute_icrm_viewer", compute_sudo=True, search="_search_icrm_is_mine"
    )
    icrm_is_provider = fields.Boolean(compute="_compute_icrm_viewer", compute_sudo=True)
    icrm_can_withdraw = fields.Boolean(
        compute="_compute_icrm_viewer", compute_sudo=True
    )
    icrm_can_confirm = fields.Boolean(compute="_compute_icrm_viewer", compute_sudo=True)
    icrm_can_reopen = fields.Boolean(compute="_compute_icrm_viewer", compute_sudo=True)
    icrm_holder_name = fields.Char(
        string="Held by", compute="_compute_icrm_holder_name", compute_sudo=True
    )
    icrm_is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_icrm_is_overdue",
        search="_search_icrm_is_overdue",
    )

    @api.depends_context("uid")
    @api.depends(
        "icrm_service_id",
        "icrm_requester_id.user_id",
        "icrm_beneficiary_id.user_id",
        "icrm_first_requester_id",
        "icrm_first_beneficiary_id",
        "icrm_state",
        "icrm_resolved_at",
        "icrm_confirmed_at",
        "company_id.icrm_reopen_days",
        "team_id",
        "user_id",
        "icrm_provider_department_id",
    )
    def _compute_icrm_viewer(self):
        now = fields.Datetime.now()
        user = self.env.user
        for ticket in self:
            mine = bool(ticket.icrm_service_id) and user in (
                ticket.icrm_requester_id.user_id | ticket.icrm_beneficiary_id.user_id
            )
            resolved = mine and ticket.icrm_state == "resolved"
            ticket.icrm_is_mine = mine
            ticket.icrm_is_provider = bool(ticket.icrm_service_id) and (
                ticket._icrm_may_serve(
                    ticket.team_id, ticket.icrm_provider_department_id, ticket.user_id
                )
            )
            ticket.icrm_can_withdraw = mine and ticket.icrm_state in OPEN_STATES
            ticket.icrm_can_confirm = (
                resolved
                and not ticket.icrm_confirmed_at
                and not ticket._icrm_why_no_judge()
            )
            until = ticket.icrm_resolved_at and ticket.icrm_resolved_at + timedelta(
                days=ticket.company_id.icrm_reopen_days
            )
            ticket.icrm_can_reopen = bool(resolved and until and now <= until)

    def _icrm_why_no_judge(self):
        """Return why the user may not rate or confirm this request of his, or "".

        In sudo, and without a query of its own; see :meth:`_icrm_check_judge`.
        """
        self.ensure_one()
        user = self.env.user
        first = (self.icrm_first_requester_id or self.icrm_requester_id) | (
            self.icrm_first_beneficiary_id or self.icrm_beneficiary_id
        )
        if user not in first.user_id:
            return self.env._(
                "Request %(number)s was submitted for somebody else: only who asked, "
                "and for whom it was then, can confirm or rate it.",
                number=self.number,
            )
        departments = self.team_id.icrm_department_id | self.icrm_provider_department_id
        if user in (
            self.user_id | self.team_id.user_ids | departments.icrm_head_user_ids
        ):
            return self._icrm_say_own_service()
        return ""

    def _icrm_say_own_service(self):
        return self.env._(
            "You serve request %(number)s, or head who does: others confirm and rate "
            "it. Without objection it is confirmed by itself.",
            number=self.number,
        )

    def _icrm_check_judge(self):
        """Raise unless the user may rate or confirm these requests, in sudo.

        Whoever served one before counts as well: the ledger knows.
        """
        uid = self.env.uid
        served = self.env["icrm.request.event"].search(
            Domain("ticket_id", "in", self.ids)
            & (
                Domain("user_id", "=", uid)
                | Domain("team_id.user_ids", "in", uid)
                | Domain("team_id.icrm_department_id.icrm_head_user_ids", "in", uid)
            )
        )
        for ticket in self:
            reason = ticket._icrm_why_no_judge()
            if not reason and ticket in served.ticket_id:
                reason = ticket._icrm_say_own_service()
            if reason:
                raise UserError(reason)

    def _search_icrm_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("icrm_service_id", "!=", False) & (
            Domain("icrm_requester_id.user_id", "=", self.env.uid)
            | Domain("icrm_beneficiary_id.user_id", "=", self.env.uid)
        )

    @api.model
    def _icrm_may_serve(self, team, department, assignee=()):
        """Return whether the user may serve what lies with a team and a department.

        An agent who is in the team or has it assigned, the head of the department or
        of one above it, officers. The records are given in sudo.
        """
        user = self.env.user
        if user.has_group("icrm_internal.group_icrm_officer"):
            return True
        if not user.has_group("icrm_internal.group_icrm_agent"):
            return False
        if user in team.user_ids or user in assignee:
            return True
        return user.has_group("icrm_internal.group_icrm_manager") and user in (
            (team.icrm_department_id | department).icrm_head_user_ids
        )

    @api.depends_context("uid", "lang")
    @api.depends("icrm_holder", "team_id", "user_id", "icrm_beneficiary_id")
    def _compute_icrm_holder_name(self):
        _ = self.env._
        for ticket in self:
            holder = ticket.icrm_holder
            name = False
            if holder in RUNNING_HOLDERS:
                names = (ticket.team_id.name, ticket.user_id.name)
                name = " - ".join(filter(None, names))
            elif holder == "customer":
                customer = ticket.icrm_requester_id or ticket.icrm_beneficiary_id
                name = _("You") if ticket.icrm_is_mine else customer.name
            elif holder == "third_party":
                name = _("A third party")
            ticket.icrm_holder_name = name

    @api.depends("icrm_next_due_at")
    def _compute_icrm_is_overdue(self):
        now = fields.Datetime.now()
        for ticket in self:
            due_at = ticket.icrm_next_due_at
            ticket.icrm_is_overdue = bool(due_at) and due_at < now

    def _search_icrm_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("icrm_next_due_at", "<", fields.Datetime.now())
