# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

FOLLOWED = {
    *("qty_delivered", "product_uom_qty", "customer_lead"),
    *("price_unit", "discount"),
}


class SaleOrderLine(models.Model):
    """What is delivered is on the lines."""

    _inherit = "sale.order.line"

    def write(self, vals):
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self.order_id._icrm_follow()
        return result
