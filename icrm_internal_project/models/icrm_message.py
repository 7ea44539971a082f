# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
)
from odoo.addons.icrm_internal.models.request import notice_texts
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES


class IcrmMessage(models.Model):
    """Messages about projects of requests."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        return super()._get_message_events() + [
            MessageEvent(
                "project_reached_desk",
                self.env._("Desk: all milestones reached"),
                "helpdesk.ticket",
            )
        ]

    def _render_project_reached_desk(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        return MessageText(
            self.env._(
                "All milestones reached: %(request)s", request=self._title(ticket)
            ),
            notice_texts.body(
                self.env._("Resolve the request, or say what is still to be done.")
            ),
        )
