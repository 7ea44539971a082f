# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.mail import parse_contact_from_email

from .icrm_service_submit import NAME_LIMIT


class HelpdeskTicket(models.Model):
    """The mail door: an e-mail to a department's address becomes a request."""

    _inherit = "helpdesk.ticket"

    @api.private  # by JSON-2, anybody could have whatever he likes created in sudo
    @api.model
    def message_new(self, msg, custom_values=None):
        """Make a request of an e-mail whose sender is a customer of the team's service.

        From anybody else it stays a plain ticket, if the alias lets him write at all.
        """
        values = dict(custom_values or {})
        # helpdesk_mgmt stores what it finds here; a mail without text has False, and
        # the description is compulsory.
        msg = {**msg, "body": msg.get("body") or ""}
        name, _email = parse_contact_from_email(msg.get("from") or "")
        values.setdefault("partner_name", name or False)
        team_sudo = (
            self.env["helpdesk.ticket.team"].sudo().browse(values.get("team_id"))
        )
        service_sudo = team_sudo.icrm_mail_service_id
        customer_sudo = service_sudo._icrm_mail_customer(msg)
        if customer_sudo:
            subject = (msg.get("subject") or "").strip() or service_sudo.name
            values.update(
                {
                    "name": subject[:NAME_LIMIT],
                    "icrm_service_id": service_sudo.id,
                    "icrm_requester_id": customer_sudo.id,
                    "icrm_origin": "mail",
                }
            )
            if customer_sudo.partner_id:
                values["partner_id"] = customer_sudo.partner_id.id
        # sudo: a user who writes a mail has no right to create tickets; the alias and
        # the lookup above have decided.
        ticket = super(HelpdeskTicket, self.sudo()).message_new(
            msg, custom_values=values
        )
        if customer_sudo:
            ticket.message_subscribe(customer_sudo.partner_id.ids)
            ticket._icrm_mail(
                "icrm_internal.mail_template_request_received",
            )
        return ticket.sudo(self.env.su)
