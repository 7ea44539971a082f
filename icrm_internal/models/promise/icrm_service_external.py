# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..access import given

ORDER_LIMIT = 64


class IcrmService(models.Model):
    """Services behind which an external customer may wait."""

    _inherit = "icrm.service"

    asks_external = fields.Boolean(
        string="Ask for the External Order",
        help="Customers are asked which external customer and order a request serves.",
    )

    def _check_request_types(self, values):
        values = super()._check_request_types(values)
        given.text_of(
            self.env,
            self.env._("External order"),
            values.get("external_order"),
            ORDER_LIMIT,
        )
        return values

    def _prepare_request(self, values, requester):
        return {
            **super()._prepare_request(values, requester),
            "icrm_external_customer_id": self._check_external_customer(
                values.get("external_customer_id")
            ),
            "icrm_external_order": (values.get("external_order") or "").strip()
            or False,
        }

    def _check_external_customer(self, partner_id):
        """Return the id if it is of a contact that the caller may see."""
        if partner_id is None or partner_id is False:
            return False
        Partner = self.env["res.partner"]
        if not (
            Partner.has_access("read")
            and Partner.search([("id", "=", given.id_of(partner_id))])
        ):
            raise UserError(
                self.env._("External customer: choose a contact that you may see.")
            )
        return partner_id
