# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.request.deadline import format_deadline


class IcrmRequestCreate(models.TransientModel):
    """The request dialog on behalf of an external customer: it says whether the promise
    ends before the customer's date."""

    _inherit = "icrm.request.create"

    ask_id = fields.Many2one("icrm.external.ask", readonly=True, ondelete="cascade")
    customer_date_text = fields.Char(compute="_compute_customer_date")
    is_too_late = fields.Boolean(compute="_compute_customer_date")

    @api.depends("service_id", "ask_id")
    def _compute_customer_date(self):
        for dialog in self:
            date = dialog.ask_id.customer_date
            end = date and dialog.service_id and dialog.service_id._get_expected_end()
            dialog.is_too_late = bool(end and end > date)
            dialog.customer_date_text = date and self.env._(
                "Customer's date: %(when)s", when=format_deadline(self.env, date)
            )

    def _prepare_request(self):
        values = super()._prepare_request()
        if self.ask_id:
            values["external_commitment_id"] = self.ask_id._take_commitment().id
        return values
