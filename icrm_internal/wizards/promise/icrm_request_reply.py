# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestReply(models.TransientModel):
    """A question about a request whose promise is missed brings a new date."""

    _inherit = "icrm.request.reply"

    needs_date = fields.Boolean(
        related="ticket_id.icrm_needs_date", related_sudo=False, string="Needs New Date"
    )
    expected_at = fields.Datetime(string="New Date")
    reason = fields.Text(string="Reason for the Delay")

    def action_send(self):
        if self.kind == "ask" and self.needs_date:
            self.ticket_id.action_icrm_set_expected_date(self.expected_at, self.reason)
        return super().action_send()
