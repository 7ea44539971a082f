# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Datetime

from ...models.access import caller_values


class IcrmExternalAsk(models.TransientModel):
    """Choose the service to ask for on behalf of an external customer; its form, the
    same as everybody's, comes next."""

    _name = "icrm.external.ask"
    _inherit = ["icrm.request.split"]
    _description = "Ask Inside"

    ticket_id = fields.Many2one(required=False)
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    commitment_id = fields.Many2one(
        "icrm.external.commitment", readonly=True, ondelete="cascade"
    )
    customer_date = fields.Datetime(
        string="Customer's Date", help="When the customer expects it."
    )
    follows_date = fields.Boolean(compute="_compute_follows_date")

    @api.model
    def default_get(self, fields):
        """Refuse a document or a date that are none: anybody may write a context."""
        given = {
            name: self.env.context.get(f"default_{name}")
            for name in ("document_model", "document_id", "customer_date")
        }
        model, date = given["document_model"], given["customer_date"]
        known = self.env["icrm.external.document"]._get_document_models()
        if model and not (isinstance(model, str) and model in known):
            raise UserError(self.env._("Document: this one is not a customer's."))
        if given["document_id"] and not caller_values.id_of(given["document_id"]):
            raise UserError(self.env._("Document: it no longer exists."))
        try:
            Datetime.to_datetime(date or None)
        except (TypeError, ValueError):
            raise UserError(
                self.env._(
                    "%(field)s: enter a date and time, e.g. 2026-03-31 16:00:00.",
                    field=self._fields["customer_date"]._description_string(self.env),
                )
            ) from None
        return super().default_get(fields)

    @api.depends("document_model", "commitment_id")
    def _compute_follows_date(self):
        """The date of a document with one of its own is changed there."""
        for dialog in self:
            document = dialog._get_document()
            dialog.follows_date = bool(dialog.commitment_id) or (
                document is not None
                and "customer_date" in document._icrm_commitment_follows
            )

    def _get_document(self):
        """Return the document as the caller, or None."""
        self.ensure_one()
        if not self.document_model:
            return None
        return self.env[self.document_model].browse(self.document_id).exists()

    def action_next(self):
        """Open the request dialog of the chosen service."""
        self.ensure_one()
        if not self.customer_date:
            raise UserError(self.env._("Customer's Date: enter when it is expected."))
        return super().action_next()

    def _prepare_defaults(self):
        return {"default_parent_id": False, "default_ask_id": self.id}

    def _take_commitment(self):
        """Return the commitment in sudo; made now, if it is the document's first."""
        if self.commitment_id:
            return self.env["icrm.external.commitment"]._take_for_request(
                self.commitment_id.id, self.service_id
            )
        document = self._get_document()
        if not document:
            raise UserError(self.env._("Document: it no longer exists."))
        row_sudo = document._icrm_take_commitment(customer_date=self.customer_date)
        if not self.follows_date and row_sudo.customer_date != self.customer_date:
            row_sudo.customer_date = self.customer_date
        return row_sudo
