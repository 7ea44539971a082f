# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import plaintext2html


class IcrmRequestReply(models.TransientModel):
    """The dialog in which agents ask the customer or resolve the request."""

    _name = "icrm.request.reply"
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
    body = fields.Text(string="Message")

    def action_send(self):
        """Send the message and move the request on; the request checks who may."""
        self.ensure_one()
        body = plaintext2html(self.body) if (self.body or "").strip() else None
        if self.kind == "ask":
            self.ticket_id.action_icrm_ask(body)
        else:
            return self.ticket_id.action_icrm_resolve(body)
        return {"type": "ir.actions.act_window_close"}
