# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestSplit(models.TransientModel):
    """Choose the service another department does a part with; its form comes next."""

    _name = "icrm.request.split"
    _description = "Request from another department"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    service_id = fields.Many2one("icrm.service", required=True, ondelete="cascade")

    def action_next(self):
        """Open the request dialog of the chosen service."""
        self.ensure_one()
        action = self.service_id.action_open_request()
        action["context"] = {
            **action.get("context", {}),
            "default_parent_id": self.ticket_id.id,
            "default_name": self.ticket_id.name,
        }
        return action
