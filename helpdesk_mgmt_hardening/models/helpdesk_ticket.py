# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _hardening_may_close_from_portal(self):
        """Return whether the user may close this ticket on its portal page.

        Agents and the requester may. Inside the company other readers (followers,
        auditors) may not. On the portal they are colleagues of the requester, to whom
        helpdesk_mgmt gives the same buttons.
        """
        self.ensure_one()
        if not self.has_access("read"):
            return False
        if self.has_access("write"):
            return True
        # sudo: that the user may read it was checked above
        ticket_sudo = self.sudo()
        user = self.env.user
        return ticket_sudo.partner_id == user.partner_id or user._is_portal()

    def _hardening_portal_attachments(self):
        """Return the files that customers may fetch.

        All of the ticket but those of internal messages only: what was sent
        with the form, and those in the conversation.
        """
        self.ensure_one()
        attachments = self.attachment_ids
        # sudo: which of these files belong to internal messages only
        Message = self.env["mail.message"].sudo()
        messages = Message.search([("attachment_ids", "in", attachments.ids)])
        public = messages.filtered_domain(Message._get_search_domain_share())
        internal = messages.attachment_ids - public.attachment_ids
        return attachments - internal
