# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..common import IcrmCommon


class RequestCommon(IcrmCommon):
    """The small company, and short words for asking and for looking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requester = cls._customer(cls.staff)

    def submit(self, user=None, service=None, **values):
        """Return a request submitted by *user* (``staff``), in their environment."""
        service = (service or self.service).with_user(user or self.staff)
        return service.submit_request({"name": "Broken screen", **values})

    def request(self, **values):
        """Return a request as an agent's import would create it, in sudo."""
        return self.env["helpdesk.ticket"].create(
            {
                "name": "Broken screen",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.requester.id,
                **values,
            }
        )

    def send_messages(self):
        """Send what is queued; return it. Without a gateway, mails stay to be seen."""
        Message = self.env["icrm.message"].sudo()
        self.env.flush_all()
        Message._flush_outbox()
        waiting = Message.search([("state", "=", "waiting")], order="id")
        waiting._send_now()
        return waiting

    def events(self, ticket):
        """Return the ledger of a request as ``[(state, holder)]``."""
        events = self.env["icrm.request.event"].search([("ticket_id", "=", ticket.id)])
        return [(event.state, event.holder) for event in events]
