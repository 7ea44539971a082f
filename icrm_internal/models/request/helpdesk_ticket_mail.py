# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models

from .helpdesk_ticket_course import OPEN_STATES


class HelpdeskTicket(models.Model):
    """The conversation: what is said moves the request, and what moves is told."""

    _inherit = "helpdesk.ticket"

    # -- the beginning --
    def _icrm_open_conversations(self):
        """Subscribe who asked and who wrote it down, and say that it was created.

        What ``mail.thread`` does at creation, for a batch instead of one by one. Only
        requests of whose birth somebody wants to hear (followers of the team) get a
        message of their own.
        """
        context = self.env.context
        if context.get("tracking_disable"):
            return
        Follower = self.env["mail.followers"]
        followers = Follower.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        subtype = self._creation_subtype()
        if not context.get("mail_create_nosubscribe"):
            known = {(row.res_id, row.partner_id.id) for row in followers}
            Follower.with_context(default_partner_id=False).create(
                [
                    values
                    for ticket in self
                    for values in ticket._prepare_icrm_followers()
                    if (ticket.id, values["partner_id"]) not in known
                ]
            )
        if not context.get("mail_create_nolog"):
            author = self.env.user.partner_id
            told_ids = {
                follower.res_id
                for follower in followers
                if follower.partner_id != author and subtype in follower.subtype_ids
            }
            silent = self.filtered(lambda ticket: ticket.id not in told_ids)
            bodies = {ticket.id: ticket._creation_message() for ticket in self}
            silent._message_log_batch(bodies)
            for ticket in self - silent:
                ticket.message_post(
                    body=bodies[ticket.id],
                    subtype_id=subtype.id,
                    author_id=author.id,
                )

    def _prepare_icrm_followers(self):
        """Return the values of the followers a new request begins with."""
        self.ensure_one()
        _all, internal, external = self.env["mail.message.subtype"].default_subtypes(
            self._name
        )
        partners = self.icrm_requester_id.partner_id
        if self.env.user.active and not self.env.user.share:
            partners |= self.env.user.partner_id
        return [
            {
                "res_model": self._name,
                "res_id": self.id,
                "partner_id": partner.id,
                "subtype_ids": [
                    Command.set((external if partner.partner_share else internal).ids)
                ],
            }
            for partner in partners
            if partner.active
        ]

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
