# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestNewDate(models.TransientModel):
    """The dialog in which agents name a new date for a request, and why."""

    _name = "icrm.request.new.date"
    _description = "New Date for Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    promised_at = fields.Datetime(
        related="ticket_id.icrm_due_at", related_sudo=False, string="Promised by"
    )
    current_at = fields.Datetime(
        related="ticket_id.icrm_expected_at", related_sudo=False, string="Current Date"
    )
    expected_at = fields.Datetime(string="New Date")
    reason = fields.Text()

    def action_send(self):
        """Set the date; the request checks who may."""
        self.ensure_one()
        self.ticket_id.action_icrm_set_expected_date(self.expected_at, self.reason)
        return {"type": "ir.actions.act_window_close"}
