# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import given
from ..request.helpdesk_ticket_course import OPEN_STATES

COMMENT_LIMIT = 2000


class IcrmApproval(models.Model):
    """Deciding: who may is asked first, then whether there is anything to decide.

    Of two decisions at the same time the second one is replayed by Odoo on what the
    first one left, and refused or counted.
    """

    _inherit = "icrm.approval"

    def action_approve(self, comment=None):
        """Approve; the next one is asked, or the work may start.

        :param str comment: up to 2,000 characters, or nothing
        """
        approvals_sudo = self._check_decision()
        comment = self._check_comment(comment)
        before = approvals_sudo.ticket_id._icrm_standing()
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in approvals_sudo:
            authorities = approval._get_authorities(deputised)
            complete = approval.mode == "any" or not (
                approval.approver_ids - approval.approved_ids - authorities
            )
            approval.write(
                {
                    **approval._prepare_decision(authorities, comment),
                    "approved_ids": [Command.link(user.id) for user in authorities],
                    "state": "approved" if complete else "asked",
                }
            )
            approval._log_decision(self.env._("Approved"))
        approvals_sudo.filtered(
            lambda approval: approval.state == "approved"
        ).ticket_id._icrm_ask_next()
        approvals_sudo.ticket_id._icrm_track(before)
        return True

    def action_refuse(self, reason):
        """Refuse; the request is over and the customer reads the reason.

        :param str reason: up to 2,000 characters, compulsory
        """
        approvals_sudo = self._check_decision()
        reason = self.env["helpdesk.ticket"]._icrm_check_reason(reason)
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in approvals_sudo:
            authorities = approval._get_authorities(deputised)
            approval.write(
                {
                    **approval._prepare_decision(authorities, reason),
                    "state": "refused",
                }
            )
            approval._log_decision(self.env._("Not approved"))
            approval.ticket_id._icrm_refuse(self.env.user.partner_id, reason)
        return True

    def action_open_refuse(self):
        """Ask for the reason before anything is refused."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_approval_refuse_action"
        )
        return {**action, "context": {"default_approval_ids": self.ids}}

    def action_open_request(self):
        """Open the request that is to be approved."""
        self.ensure_one()
        return self.ticket_id._get_records_action(
            views=[(self.ticket_id.get_formview_id(), "form")]
        )

    def _check_decision(self):
        """Return these approvals in sudo if the caller may decide all of them now."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("No approval waits here."))
        # sudo: locks; the request first, as whoever ends it does.
        self.sudo().ticket_id._icrm_lock()
        self._icrm_lock()
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        states = dict(self._fields["state"]._description_selection(self.env))
        for approval in self:
            number = approval.sudo().ticket_id.number
            if self.env.user in approval._get_concerned():
                raise AccessError(
                    self.env._(
                        "Nobody approves what he asked for himself, or what is for "
                        "him: %(number)s.",
                        number=number,
                    )
                )
            represented = approval._get_represented(deputised)
            if not approval.sudo().approver_ids & represented:
                raise AccessError(
                    self.env._(
                        "You are neither asked to approve %(number)s nor the deputy "
                        "of one who is.",
                        number=number,
                    )
                )
            if (
                approval.state != "asked"
                or approval.sudo().ticket_id.icrm_state not in OPEN_STATES
            ):
                raise UserError(
                    self.env._(
                        "The approval of %(number)s is not open any more, or not yet: "
                        "“%(state)s”.",
                        number=number,
                        state=states[approval.state],
                    )
                )
            if not approval._get_authorities(deputised):
                raise UserError(
                    self.env._("You have approved %(number)s already.", number=number)
                )
        return (
            self.env["helpdesk.ticket"]
            ._icrm_decided()
            .env["icrm.approval"]
            .browse(self.ids)
        )

    def _check_comment(self, comment):
        label = self._fields["comment"].get_description(self.env, ["string"])["string"]
        return given.text_of(self.env, label, comment, COMMENT_LIMIT)

    def _prepare_decision(self, authorities, comment):
        user = self.env.user
        return {
            "decided_at": fields.Datetime.now(),
            "decided_by_id": user.id,
            "decided_for_id": False if user in authorities else authorities[:1].id,
            "comment": comment,
        }

    def _log_decision(self, what):
        """Leave a note for those who serve."""
        names = {"what": what, "name": self.decided_by_id.name}
        text = self.env._("%(what)s by %(name)s", **names)
        if self.decided_for_id:
            names["absent"] = self.decided_for_id.name
            text = self.env._("%(what)s by %(name)s in place of %(absent)s", **names)
        if self.comment:
            text = self.env._("%(text)s: %(comment)s", text=text, comment=self.comment)
        self.ticket_id._message_log(
            body=text, author_id=self.decided_by_id.partner_id.id
        )
