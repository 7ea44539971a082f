# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# An order beyond what a commitment holds can be confirmed all the same.
AMOUNT_LIMIT = 10**12


class SaleOrder(models.Model):
    """Orders, for which sales staff ask inside by the date promised to the customer."""

    _name = "sale.order"
    _inherit = ["sale.order", "icrm.external.document"]

    _icrm_commitment_triggers = frozenset(
        {
            *("name", "partner_id", "commitment_date", "user_id", "state"),
            *("order_line", "currency_id", "pricelist_id"),
        }
    )
    _icrm_commitment_follows = frozenset(
        {"name", "partner_id", "customer_date", "order_value"}
    )

    def _icrm_prepare_commitment(self):
        return {
            "name": self.name[:64],
            "partner_id": self.partner_id.id,
            "customer_date": self.commitment_date or self.expected_date,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "state": self._icrm_get_commitment_state(),
            "amount": abs(self.amount_untaxed) <= AMOUNT_LIMIT and self.amount_untaxed,
            "currency_id": self.currency_id.id,
        }

    def _icrm_prepare_follow(self):
        """Without a delivery date that of a quotation is counted from now, each time
        anew: nothing the customer was promised."""
        values = super()._icrm_prepare_follow()
        if not self.commitment_date and self.state != "sale":
            values.pop("customer_date", None)
        if abs(self.amount_untaxed) <= AMOUNT_LIMIT:
            # Nothing ordered any more is a value, too.
            values["amount"] = self.amount_untaxed
        return values

    def _icrm_get_commitment_state(self):
        """Return "delivered" once all that was ordered is, as the lines say.

        A locked order is only one that is no longer changed: some companies lock each
        with its confirmation.
        """
        if self.state == "cancel":
            return "cancelled"
        lines = self.order_line.filtered(
            lambda line: not line.display_type
            and not line.is_downpayment
            and line.product_uom_qty > 0
        )
        if (
            self.state == "sale"
            and lines
            and all(line.qty_delivered >= line.product_uom_qty for line in lines)
        ):
            return "delivered"
        return "open"
