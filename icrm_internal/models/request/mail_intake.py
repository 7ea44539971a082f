# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of an e-mail at a desk: whose it is, and where it goes.

The mail gateway finds a route, here it is followed, changed or ended. Nothing is lost
without a word: what makes no request is noted with the team or in a conversation.
"""

import logging
import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import parse_contact_from_email
from odoo.tools.sql import escape_psql

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from . import attention, automatic_mail
from .icrm_service import NAME_LIMIT

_logger = logging.getLogger(__name__)

MODEL = "helpdesk.ticket"
HOUR = timedelta(hours=1)
# Mails of one sender in one conversation and hour that are passed on
THREAD_LIMIT = 20
NUMBERS_TRIED = 10
# So much of a subject is read: looking for numbers takes the square of its length.
SUBJECT_READ = 500
NUMBER = re.compile(
    r"(?P<marked>[\[(#【]\s*)?(?P<number>[^\W_][\w/.-]*\d[\w/.-]*|\d+)", re.A
)

# Left in the gateway's dictionary until the mail is stored
ASIDE = "icrm_aside"


class MailIntake:
    """One e-mail that came in.

    :param thread: the model ``mail.thread`` of the gateway's environment
    :param message: the mail, an ``email.message.EmailMessage``
    :param dict values: what the gateway parsed of it; changed in place
    """

    def __init__(self, thread, message, values):
        self.env = thread.env
        self.message = message
        self.values = values
        self.email = email_normalize(values.get("email_from") or "")
        self.reason = automatic_mail.find_reason(message)

    # ------------------------------------------------------------------
    # Who wrote it
    # ------------------------------------------------------------------
    def recognise(self, route):
        """Find the author by all addresses known; return whether the route is open.

        In the conversation of a request it is: what comes from an unknown address is
        kept aside, and the agent told. A new mail has to pass the alias.
        """
        ticket_sudo = self._get_ticket(route)
        if ticket_sudo and not ticket_sudo.icrm_service_id:
            return False
        partner = ticket_sudo and self._find_party(ticket_sudo)
        if not partner:
            company = ticket_sudo.company_id or self._get_team(route).company_id
            customers = self._find_customers(company)
            partner = len(customers) == 1 and customers.partner_id
        if partner:
            self.values["author_id"] = partner.id
        if ticket_sudo and not partner and not self.values.get("author_id"):
            authors = ticket_sudo._partner_find_from_emails_single(
                [self.values["email_from"]], no_create=True
            )
            self.values["author_id"] = authors[:1].id
        if not ticket_sudo:
            return False
        if not self._belongs(ticket_sudo):
            self.values[ASIDE] = "stranger"
        return True

    def _find_party(self, ticket_sudo):
        """Return the contact of the customer of a request who has this address."""
        customers = ticket_sudo.icrm_requester_id | ticket_sudo.icrm_beneficiary_id
        found = self._find_customers(among=customers)
        # Of two who share a mailbox, the requester
        return (ticket_sudo.icrm_requester_id & found or found)[:1].partner_id

    def _find_customers(self, company=None, among=None):
        # sudo: whose address it is decides where the mail goes, nothing is shown.
        Customer_sudo = self.env["icrm.customer"].sudo()
        return Customer_sudo._icrm_find_by_email(self.email, company, among)

    def _belongs(self, ticket_sudo):
        """Return whether the sender may take part in a conversation."""
        partner = self.env["res.partner"].browse(self.values.get("author_id") or ())
        partner_sudo = partner.sudo()  # sudo: whether it is one of those
        if not partner:
            return bool(
                self.email
                and not ticket_sudo.icrm_requester_id
                and self.email == email_normalize(ticket_sudo.partner_email or "")
            )
        return (
            ticket_sudo._icrm_is_customer(partner)
            or partner in ticket_sudo.partner_id | ticket_sudo.message_partner_ids
            or any(not user.share for user in partner_sudo.user_ids)
            or bool(self._find_customers(ticket_sudo.company_id))
        )

    # ------------------------------------------------------------------
    # Where it goes
    # ------------------------------------------------------------------
    def follow(self, route):
        """Return the route of the mail, another one, or ``None``."""
        model, thread_id, values, user_id, alias = route
        if model != MODEL:
            return route
        ticket_sudo = self._get_ticket(route)
        if ticket_sudo:
            if ticket_sudo.icrm_service_id and self._is_flood(ticket_sudo):
                self._collect(ticket_sudo)
            return route
        team_sudo = self._get_team(route)
        if not self._is_ours(team_sudo):
            return route
        if self.reason:
            self._log_automatic(team_sudo)
            return None
        ticket_sudo = self._find_by_number(team_sudo)
        if not ticket_sudo:
            ticket_sudo = self._find_excess(team_sudo)
            if ticket_sudo:
                self._collect(ticket_sudo)
        return (model, ticket_sudo.id, values, user_id, alias) if ticket_sudo else route

    def handles(self, route):
        """Return whether floods of this route are braked here, not by core."""
        if route[0] != MODEL:
            return False
        ticket_sudo = self._get_ticket(route)
        if ticket_sudo:
            return bool(ticket_sudo.icrm_service_id)
        return self._is_ours(self._get_team(route))

    def _get_ticket(self, route):
        # sudo: a mail may be written by anybody; what it may do is decided here.
        Ticket_sudo = self.env[MODEL].sudo()
        return Ticket_sudo.browse(route[1] or ()).exists()

    def _get_team(self, route):
        # sudo: as above
        Team_sudo = self.env["helpdesk.ticket.team"].sudo()
        return Team_sudo.browse((route[2] or {}).get("team_id") or ()).exists()

    @staticmethod
    def _is_ours(team_sudo):
        """Return whether a team's mails are requests; others stay helpdesk_mgmt's."""
        return bool(team_sudo.icrm_mail_service_id or team_sudo.icrm_department_id)

    def _find_by_number(self, team_sudo):
        """Return the ticket whose number the subject has, if the sender belongs to it.

        A number of digits only must be marked as one: "[123]", "#123".
        """
        Ticket_sudo = self.env[MODEL].sudo()  # sudo: the sender belongs to it, or not
        subject = self.values.get("subject") or ""
        found = NUMBER.finditer(subject[:SUBJECT_READ])
        numbers = {
            match["number"].rstrip(".-/")
            for match in found
            if match["marked"] or not match["number"].isdigit()
        }
        numbers |= {number.upper() for number in numbers}
        if not numbers:
            return Ticket_sudo
        candidates = Ticket_sudo.search(
            [
                ("number", "in", sorted(numbers)[:NUMBERS_TRIED]),
                ("company_id", "=", team_sudo.company_id.id or self.env.company.id),
            ],
        )
        for ticket_sudo in candidates:
            # Merged into another customer's, it stays the sender's conversation.
            for found_sudo in (ticket_sudo.duplicate_id, ticket_sudo):
                if found_sudo and self._takes_part(found_sudo):
                    return found_sudo
        return Ticket_sudo

    def _takes_part(self, ticket_sudo):
        """Return whether the sender is of the conversation, on either side."""
        if party := self._find_party(ticket_sudo):
            self.values["author_id"] = party.id
            return True
        partner = self.env["res.partner"].browse(self.values.get("author_id") or ())
        if not partner:
            address = email_normalize(ticket_sudo.partner_email or "")
            return bool(self.email) and self.email == address
        return (
            ticket_sudo._icrm_is_customer(partner)
            or partner in ticket_sudo.partner_id | ticket_sudo.message_partner_ids
            or ticket_sudo._icrm_is_served_by(partner)
        )

    # ------------------------------------------------------------------
    # The brake
    # ------------------------------------------------------------------
    def _find_excess(self, team_sudo):
        """Return the last ticket of a sender who made as many as one may in an hour."""
        Ticket_sudo = self.env[MODEL].sudo()  # sudo: the sender's own
        if not self.email:
            return Ticket_sudo
        since = fields.Datetime.now() - HOUR
        customers = self._find_customers(team_sudo.company_id)
        sender = Domain("partner_email", "ilike", escape_psql(self.email))
        sender |= Domain("icrm_origin", "=", "mail") & Domain(
            "icrm_requester_id", "in", customers.ids
        )
        recent = Domain("icrm_submitted_at", ">", since) | (
            Domain("icrm_submitted_at", "=", False)
            & Domain("last_stage_update", ">", since)
        )
        tickets_sudo = Ticket_sudo.search(
            Domain("team_id", "=", team_sudo.id)
            & Domain("icrm_origin", "in", ("mail", False))
            & sender
            & recent,
            order="id desc",
        ).filtered(
            # A colleague's address may contain this one.
            lambda ticket: ticket.icrm_requester_id & customers
            or email_normalize(ticket.partner_email or "") == self.email
        )
        if len(tickets_sudo) < team_sudo.icrm_mail_limit:
            return Ticket_sudo
        return tickets_sudo[:1]

    def _is_flood(self, ticket_sudo):
        """Return whether the sender wrote into one conversation all the time.

        Strangers count together: a new address costs nothing.
        """
        sender = ("email_from", "ilike", escape_psql(self.email or "@"))
        if self.values.get(ASIDE) == "stranger":
            sender = ("is_internal", "=", True)
        messages_sudo = self.env["mail.message"].sudo()  # sudo: counted only
        count = messages_sudo.search_count(
            [
                ("model", "=", MODEL),
                ("res_id", "=", ticket_sudo.id),
                ("message_type", "in", ("email", "auto_comment")),
                sender,
                ("create_date", ">", fields.Datetime.now() - HOUR),
            ],
            limit=THREAD_LIMIT,
        )
        return count >= THREAD_LIMIT

    def _collect(self, ticket_sudo):
        """Have the mail kept as a note of a request; the team is told once."""
        self.values[ASIDE] = "flood"
        if ticket_sudo.icrm_attention != "flood":
            attention.raise_flood(ticket_sudo, self.values["email_from"])

    def _log_automatic(self, team_sudo):
        """Note with the team, once an hour and sender, what was no request."""
        _logger.info(
            "E-mail %s to %s is no request: %s",
            self.values.get("message_id"),
            team_sudo.id,
            self.reason,
        )
        messages_sudo = self.env["mail.message"].sudo()  # sudo: whether it is noted
        # By the address: whoever sends gives themselves another name each time.
        if messages_sudo.search_count(
            [
                ("model", "=", team_sudo._name),
                ("res_id", "=", team_sudo.id),
                ("email_from", "ilike", escape_psql(self.email or "@")),
                ("create_date", ">", fields.Datetime.now() - HOUR),
            ],
            limit=1,
        ):
            return
        team_sudo._message_log(
            body=self.env._(
                "Automatic e-mail, no request: “%(subject)s” (%(reason)s). More from "
                "this sender within the hour are not listed.",
                subject=self.values.get("subject") or "",
                reason=self.reason,
            ),
            author_id=False,
            email_from=self.values["email_from"],
        )

    # ------------------------------------------------------------------
    # How it is stored
    # ------------------------------------------------------------------
    def set_aside(self, routes):
        """Make a note of what no person of the conversation wrote; return why.

        A note is read by those who serve, answers nothing and is sent to nobody.
        """
        aside = self.values.pop(ASIDE, None)
        if not any(map(self._is_protected, routes or ())):
            return None
        if any(self._is_shared(route) for route in routes):
            # Core takes one of those who share the address for the author.
            self.values["author_id"] = False
        if self.reason:
            aside = "automatic"
        if not aside:
            return None
        self.values.update(is_internal=True, partner_ids=[])
        # The author of what it answers would be notified.
        self.values.pop("parent_id", None)
        if aside == "automatic":
            self.values["message_type"] = "auto_comment"
        return aside

    def _is_protected(self, route):
        """Return whether the mail goes to a record of ours; plain tickets stay."""
        if route[0] != MODEL:
            return is_hardened(self.env, route[0])
        ticket_sudo = self._get_ticket(route)
        return bool(ticket_sudo.icrm_service_id) or self._is_ours(
            ticket_sudo.team_id or self._get_team(route)
        )

    def _is_shared(self, route):
        """Return whether a new mail comes from an address that several people have."""
        if route[0] != MODEL or route[1]:
            return False
        service_sudo = self._get_team(route).icrm_mail_service_id
        return len(service_sudo._icrm_mail_customers(self.values)) > 1

    def tell(self, aside, routes):
        """Tell who has the request that somebody unknown wrote."""
        if aside == "stranger":
            for route in routes:
                if route[0] == MODEL and (ticket_sudo := self._get_ticket(route)):
                    attention.raise_stranger(ticket_sudo, self.values["email_from"])


def make_request(tickets, msg_dict, values):
    """Return ``(values of the ticket, customers)`` for a mail to a team's address.

    One customer: it becomes the request; several who share the address: a request
    without a requester, marked; none: a plain ticket, if the alias lets it in.

    :param tickets: the model
    """
    name, _email = parse_contact_from_email(msg_dict.get("from") or "")
    values = {"partner_name": name or False, **values}
    # sudo: the alias says the team; who writes a mail needs no right to read it.
    team_sudo = tickets.env["helpdesk.ticket.team"].sudo().browse(values.get("team_id"))
    service_sudo = team_sudo.icrm_mail_service_id
    customers_sudo = service_sudo._icrm_mail_customers(msg_dict)
    if not customers_sudo:
        return values, customers_sudo
    subject = (msg_dict.get("subject") or "").strip() or service_sudo.name
    values.update(
        {
            "name": subject[:NAME_LIMIT],
            "icrm_service_id": service_sudo.id,
            "icrm_origin": "mail",
        }
    )
    if len(customers_sudo) == 1:
        values["icrm_requester_id"] = customers_sudo.id
        if customers_sudo.partner_id:
            values["partner_id"] = customers_sudo.partner_id.id
    else:
        values.update(partner_id=False, icrm_attention="shared")
    return values, customers_sudo


def acknowledge(ticket, customers):
    """Follow up a new request by mail; in sudo.

    The customer gets the receipt of every request. Where several people have the
    address there is no customer yet: the address is answered, and asked for the name.
    """
    if len(customers) == 1:
        ticket.message_subscribe(customers.partner_id.ids)
        return
    ticket._message_log(
        body=ticket.env._(
            "%(address)s is the address of %(names)s. Set the requester.",
            address=ticket.partner_email,
            names=", ".join(customers.mapped("name")),
        )
    )
    template = ticket.env.ref(
        "icrm_internal.mail_template_request_shared", raise_if_not_found=False
    )
    if template and ticket.partner_email:
        # sudo: a mail of the system, caused by any mail
        template.sudo().send_mail_batch(
            ticket.ids,
            email_values={
                "headers": repr(automatic_mail.REPLIED),
                "email_to": ticket.partner_email,
            },
            email_layout_xmlid="mail.mail_notification_light",
        )
