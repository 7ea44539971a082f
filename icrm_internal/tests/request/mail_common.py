# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import count

from odoo.tools import mute_logger

from .common import RequestCommon

MAIL = """\
Return-Path: <{sender}>
To: {to}
From: {name} <{sender}>
Subject: {subject}
Message-Id: <{message_id}@example.com>
{extra}MIME-Version: 1.0
Content-Type: {kind}
Date: Mon, 02 Mar 2026 09:00:00 +0000

{body}
"""


class MailCommon(RequestCommon):
    """A desk with an address, and mails to it through Odoo's mail gateway."""

    message_ids = count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests' usual silence would suppress notifications of customers.
        cls.env = cls.env(context={})
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "icrm.example.com",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
            }
        )
        cls.company.alias_domain_id = cls.domain
        cls.it_team.write(
            {
                "alias_name": "icrm-it",
                "alias_domain_id": cls.domain.id,
                "icrm_mail_service_id": cls.service.id,
            }
        )
        cls.staff.sudo().partner_id.email = "staff@icrm.example.com"
        cls.staff.sudo().employee_id.work_email = "staff@icrm.example.com"

    def receive(self, sender="staff@icrm.example.com", **values):
        """Let a mail come in; return the tickets it made, and the mails it sent."""
        self.message_id = f"icrm-{next(self.message_ids)}"
        return self.process(
            MAIL.format(
                **{
                    "sender": sender,
                    "to": "icrm-it@icrm.example.com",
                    "name": "Somebody",
                    "subject": "Screen",
                    "body": "It is black",
                    "extra": "",
                    "kind": 'text/plain; charset="utf-8"',
                    "message_id": self.message_id,
                    **values,
                }
            )
        )

    @mute_logger("odoo.addons.mail.models.mail_thread", "odoo.models.unlink")
    def process(self, text):
        """Let a mail, text or bytes, come in; return as :meth:`receive` does."""
        Ticket, Mail = self.env["helpdesk.ticket"], self.env["mail.mail"]
        tickets, mails = Ticket.search([]), Mail.search([])
        self.env["mail.thread"].message_process("helpdesk.ticket", text)
        self.send_messages()
        return Ticket.search([]) - tickets, Mail.search([]) - mails

    def notes(self, messages):
        """Return the internal notes that people wrote among *messages*."""
        return messages.filtered(
            lambda message: message.is_internal
            and message.message_type != "user_notification"
            and not message.tracking_value_ids
        )

    def reply(self, ticket, **values):
        """Let a mail come in as a reply to the first message of *ticket*."""
        parent = ticket.message_ids.filtered("message_id").sorted("id")[:1].message_id
        extra = f"In-Reply-To: {parent}\nReferences: {parent}\n"
        return self.receive(**{**values, "extra": extra + values.get("extra", "")})
