# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.request import replying


class IcrmRequestReply(models.TransientModel):
    """The dialog in which agents ask the customer or resolve the request."""

    _name = "icrm.request.reply"
    _inherit = "icrm.request.message"
    _description = "Reply to Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [("ask", "Question"), ("resolve", "Answer")],
        default="ask",
        required=True,
        readonly=True,
    )
    customer_name = fields.Char(
        related="ticket_id.icrm_beneficiary_id.display_name",
        related_sudo=False,
        string="To",
    )
    reach_warning = fields.Text(compute="_compute_reach_warning")
    checklist = fields.Json(
        related="ticket_id.icrm_checklist", related_sudo=False, readonly=True
    )

    @api.depends("ticket_id")
    def _compute_reach_warning(self):
        for dialog in self:
            ticket = dialog.ticket_id
            # sudo: how to reach the customer, for those who serve the request
            dialog.reach_warning = ticket.icrm_is_provider and (
                replying.get_reach_warning(ticket.sudo())
            )

    def _get_single_ticket(self):
        return self.ticket_id

    def action_send(self):
        """Send the message and move the request on; the request checks who may."""
        self.ensure_one()
        body, files = self._get_body(), self.attachment_ids.ids
        if self.kind == "ask":
            self.ticket_id.action_icrm_ask(body, files)
        else:
            return self.ticket_id.action_icrm_resolve(body, files)
        return {"type": "ir.actions.act_window_close"}
