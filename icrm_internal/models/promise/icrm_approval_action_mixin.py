# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.icrm_action_mixin import ActionSpec
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES


class IcrmApprovalActionMixin(models.AbstractModel):
    """Approving and refusing from a mail, without logging in.

    The approver acts as their user; ``action_approve`` and ``action_refuse`` decide.
    """

    _name = "icrm.approval.action.mixin"
    _inherit = "icrm.action.mixin"
    _description = "Actions by Link on an Approval"

    def _icrm_get_actions(self):
        _ = self.env._
        return super()._icrm_get_actions() | {
            "approve": ActionSpec(
                label=_("Approve"),
                title=_("Approve this request?"),
                button=_("Approve"),
                done=_("Approved. Thank you."),
                style="primary",
                asks="comment",
            ),
            "refuse": ActionSpec(
                label=_("Refuse"),
                title=_("Refuse this request?"),
                button=_("Refuse"),
                done=_("Refused. The requester was notified."),
                asks="reason",
            ),
        }

    def _icrm_get_action_events(self):
        events = {"approval": [("approve", 0), ("refuse", 0)]}
        return super()._icrm_get_action_events() | events

    def _icrm_get_action_stamp(self, action):
        # The row is one round: a changed request gets others.
        return [self.requested_at]

    def _icrm_is_action_for(self, action, partner):
        # sudo: whether they may decide is asked as them
        user = self._icrm_get_acting_user(partner)
        deputised = self.env["icrm.approval.delegation"]._get_absent(user)
        return bool(
            self.approver_ids & self.with_user(user)._get_represented(deputised)
        )

    def _get_amount(self):
        """Return the amount that is limited, None if there is none; in sudo."""
        answers = self.ticket_id._icrm_get_answers()
        amount = answers.get(self.amount_question or "")
        return amount if isinstance(amount, int | float) else None

    def _needs_login(self):
        """Return whether a link is not enough for this approval; in sudo.

        An amount that nobody entered may be any.
        """
        if self.link_policy != "limit":
            return self.link_policy == "never"
        amount = self._get_amount()
        return amount is None or abs(amount) > self.link_limit

    def _icrm_get_action_obstacle(self, action):
        """Return why the caller has nothing to decide any more, or ""."""
        _ = self.env._
        # sudo: the link was theirs; they learn what became of it
        approval_sudo = self.sudo()
        ticket, number = approval_sudo.ticket_id, approval_sudo.ticket_id.number
        state = approval_sudo.state
        if state in ("approved", "refused"):
            states = dict(self._fields["state"]._description_selection(self.env))
            return _(
                "%(number)s was already decided by %(name)s (%(date)s): “%(state)s”.",
                number=number,
                name=approval_sudo.decided_by_id.name,
                date=format_deadline(self.env, approval_sudo.decided_at),
                state=states[state],
            )
        if state != "requested" or ticket.icrm_state not in OPEN_STATES:
            return _(
                "The approval of %(number)s is not needed any more: the request has "
                "changed or was closed.",
                number=number,
            )
        if approval_sudo._needs_login():
            return _("Log in to decide on %(number)s.", number=number)
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        if not self._get_authorities(deputised):
            return _("You have already approved %(number)s.", number=number)
        if self.env.user in self._get_concerned():
            return _("You cannot approve your own request: %(number)s.", number=number)
        return ""

    def _icrm_perform_action(self, action, text, stars, partner):
        if action == "approve":
            self.action_approve(text or None)
        else:
            self.action_refuse(text)

    def _icrm_get_action_record(self):
        return self.ticket_id

    def _icrm_get_action_details(self, action):
        """Return what the page shows: the request, and what is asked."""
        _, ticket = self.env._, self.ticket_id
        rows = [
            (_("Request"), f"{ticket.number} {ticket.name}"),
            (_("Service"), ticket.icrm_service_id.name),
            (_("Requested by"), ticket.icrm_requester_id.name),
            (
                _("Requested for"),
                ticket.icrm_beneficiary_id != ticket.icrm_requester_id
                and ticket.icrm_beneficiary_id.name,
            ),
            (_("Department"), ticket.icrm_customer_department_id.name),
            (_("Promise"), ticket.icrm_promise_text),
            *ticket._icrm_format_answers(),
            (_("Description"), ticket.description),
        ]
        return [(label, value) for label, value in rows if value]

    def _icrm_get_action_url(self, action):
        return f"/odoo/internal-to-approve/{self.id}"
