# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

FOLLOWED = {
    *("qty_delivered", "product_uom_qty", "customer_lead"),
    *("price_unit", "discount", "product_id", "product_uom_id", "tax_ids"),
}


class SaleOrderLine(models.Model):
    """What is ordered and delivered is on the lines, which also come and go alone."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._icrm_follow()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self.order_id._icrm_follow()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._icrm_follow()
        return result
