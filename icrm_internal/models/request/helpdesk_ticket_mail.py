# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .helpdesk_ticket_course import OPEN_STATES


class HelpdeskTicket(models.Model):
    """The conversation: what is said moves the request, and what moves is told."""

    _inherit = "helpdesk.ticket"

    # -- what is said --
    def _message_post_after_hook(self, message, msg_values):
        """A public word of the provider responds; one of the customer answers."""
        result = super()._message_post_after_hook(message, msg_values)
        ticket_sudo = self.sudo()
        if (
            ticket_sudo.icrm_service_id
            and ticket_sudo.icrm_state in OPEN_STATES
            and message.sudo()._icrm_is_public_word()
        ):
            author = message.sudo().author_id
            if author in ticket_sudo._icrm_customer_partners():
                if ticket_sudo.icrm_holder == "customer":
                    ticket_sudo._icrm_set_state("in_progress")
            elif not ticket_sudo.icrm_first_response_at and (
                ticket_sudo._icrm_is_served_by(author)
            ):
                ticket_sudo.write({"icrm_first_response_at": fields.Datetime.now()})
                ticket_sudo._icrm_refresh_next_due()
        return result

    def _icrm_is_served_by(self, partner):
        """Return whether a contact is of the provider side of this request."""
        users = partner.user_ids.filtered(lambda user: user.active and not user.share)
        return any(
            self.with_user(user)._icrm_may_serve(
                self.team_id, self.icrm_provider_department_id, self.user_id
            )
            for user in users
        )

    def _icrm_notify_turn(self, before):
        """Tell customers what became of their requests."""
