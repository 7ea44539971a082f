# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from .helpdesk_ticket_course import OPEN_STATES

# Which turns a customer is told of, and how
TURN_TEMPLATES = {
    "resolved": "icrm_internal.mail_template_request_resolved",
    "rejected": "icrm_internal.mail_template_request_rejected",
}


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

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Do not look for the followers of a team again that is known to have none."""
        quiet_ids = self.env.context.get("icrm_quiet_team_ids", ())
        if updated_values.get("team_id") in quiet_ids and not (
            updated_values.get("user_id")
        ):
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    @api.model
    def _icrm_quiet_team_ids(self, team_ids):
        """Return those of the teams that nobody follows."""
        followers_sudo = self.env["mail.followers"].sudo()
        rows = followers_sudo._read_group(
            [("res_model", "=", "helpdesk.ticket.team"), ("res_id", "in", team_ids)],
            ["res_id"],
        )
        return tuple(set(team_ids) - {team_id for (team_id,) in rows})

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

    # -- what is told --
    icrm_customer_url = fields.Char(
        compute="_compute_icrm_customer_url",
        compute_sudo=True,
        help="Where the customer finds the request: the web client, or the portal.",
    )

    def _compute_icrm_customer_url(self):
        for ticket in self:
            user = ticket.icrm_requester_id.user_id
            path = ticket.access_url
            if user and not user.share:
                path = f"/odoo/my-requests/{ticket.id}"
            ticket.icrm_customer_url = ticket.get_base_url() + path

    def _icrm_notify_turn(self, before):
        """Tell customers that their requests were resolved or not accepted."""
        context = self.env.context
        if context.get("tracking_disable") or context.get("mail_notrack"):
            return
        for state, template in TURN_TEMPLATES.items():
            turned = self.filtered(
                lambda ticket, state=state: ticket.icrm_state == state
                and before.get(ticket.id, {}).get("state") in OPEN_STATES
                and not ticket._icrm_has_own_template()
            )
            if context.get("icrm_answered"):
                continue
            turned._icrm_mail(template)

    def _icrm_mail(self, template):
        """Send each customer with an address a mail in his language; queued."""
        template_sudo = self.env.ref(template, raise_if_not_found=False)
        tickets = self.filtered(lambda ticket: ticket.partner_id.email)
        if template_sudo and tickets:
            template_sudo.sudo().send_mail_batch(
                tickets.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _icrm_has_own_template(self):
        """Return whether the company chose a mail of its own for this stage."""
        shipped_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt.closed_ticket_template"
        )
        return self.stage_id.mail_template_id.id not in (False, shipped_id)

    def _track_template(self, tracking):
        """Spare customers helpdesk_mgmt's closing mail, which greets the assignee."""
        templates = super()._track_template(tracking)
        ticket = self[:1].sudo()
        if ticket.icrm_service_id and not ticket._icrm_has_own_template():
            templates.pop("stage_id", None)
        return templates
