# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What the portal may show and do (facts S1, S3), and to whom a merge is named."""

    _inherit = "helpdesk.ticket"

    # helpdesk_mgmt's portal page repeats the record rules in a search of the portal
    # user, who may not read customers: "by me or for me" must be searchable anyway.
    icrm_requester_id = fields.Many2one(bypass_search_access=True)
    icrm_beneficiary_id = fields.Many2one(bypass_search_access=True)
    # The duplicate of my request is somebody else's: its number and title would stand
    # in mine, for a many2one shows its name to whoever reads the record.
    duplicate_id = fields.Many2one(
        groups="helpdesk_mgmt.group_helpdesk_user_own,icrm_internal.group_icrm_agent,"
        "icrm_internal.group_icrm_auditor"
    )
    duplicate_ids = fields.One2many(
        groups="helpdesk_mgmt.group_helpdesk_user_own,icrm_internal.group_icrm_agent,"
        "icrm_internal.group_icrm_auditor"
    )
    duplicate_count = fields.Integer(compute_sudo=True)

    def _icrm_may_close_from_portal(self):
        """Return whether the user may close this ticket on its portal page.

        A request has a page and ends of its own: withdrawn by who asked, resolved by
        who serves, confirmed. Of other tickets: who serves it may, and who asked.
        Readers (followers, heads, auditors) may not. On a plain ticket of an outside
        customer, readers of the portal are colleagues of who asked, to whom
        helpdesk_mgmt gives the same buttons.
        """
        self.ensure_one()
        if not self.has_access("read") or self.sudo().icrm_service_id:
            return False
        if self.has_access("write"):
            return True
        ticket_sudo = self.sudo()
        user = self.env.user
        return ticket_sudo.partner_id == user.partner_id or user._is_portal()

    def _icrm_portal_attachments(self):
        """Return the files that customers may fetch.

        All of the ticket but those that hang on internal messages only: what was sent
        with the form, and what stands in the conversation.
        """
        self.ensure_one()
        attachments = self.attachment_ids
        Message = self.env["mail.message"].sudo()
        messages = Message.search([("attachment_ids", "in", attachments.ids)])
        public = messages.filtered_domain(Message._get_search_domain_share())
        internal = messages.attachment_ids - public.attachment_ids
        return attachments - internal
