# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestReopen(models.TransientModel):
    """Why it is not done after all: the provider needs the reason to go on."""

    _name = "icrm.request.reopen"
    _description = "Reopen Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", required=True, readonly=True
    )
    reason = fields.Text(string="What still needs to be done?", required=True)

    def action_reopen(self):
        """Reopen the request as the user, who must be allowed to."""
        self.ensure_one()
        self.ticket_id.action_icrm_reopen(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
