# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import is_html_empty, plaintext2html

from ...models.access.safe_html import SafeHtml
from ...models.request import canned_text


class IcrmRequestMessage(models.AbstractModel):
    """What a dialog needs to write to customers: text, canned replies, files."""

    _name = "icrm.request.message"
    _description = "Message to Customers"

    body = SafeHtml(string="Message")
    canned_id = fields.Many2one(
        "mail.canned.response",
        string="Canned Reply",
        store=False,
        help="Inserts the text. Placeholders: {customer}, {number}, {subject}, "
        "{service}, {due}, {agent}.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    def _get_single_ticket(self):
        """Return the one request the message is for, or none of several."""
        return self.env["helpdesk.ticket"]

    @api.onchange("canned_id")
    def _onchange_canned_id(self):
        """Insert the reply; placeholders of several requests are filled on sending."""
        if not self.canned_id:
            return
        text = self.canned_id.substitution
        if ticket := self._get_single_ticket():
            text = canned_text.fill(ticket, text)
        text = plaintext2html(text)
        self.body = text if is_html_empty(self.body) else self.body + text
        self.canned_id = False

    def _get_body(self):
        """Return the text to post, or ``None`` if there is none."""
        return None if is_html_empty(self.body) else self.body
