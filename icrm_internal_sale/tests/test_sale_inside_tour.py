# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.external.inside_tour_common import (
    PHONE,
    InsideTourCommon,
)


@tagged("post_install", "-at_install")
class TestSaleInsideTour(InsideTourCommon):
    """Sales asks inside from an order, and reads there how it stands."""

    tour = "icrm_sale_inside"
    action = "sale.action_orders"
    modules = ("sale", "icrm_internal_sale")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create(
            {"name": "Lens", "type": "service", "list_price": 50}
        )
        cls.document = cls.env["sale.order"].create(
            {
                "partner_id": cls.azure.id,
                "user_id": cls.seller.id,
                "commitment_date": cls.now + timedelta(days=9),
                "order_line": [Command.create({"product_id": product.id})],
            }
        )

    def test_at_a_desktop(self):
        self.walk()

    def test_on_a_phone(self):
        self.walk(PHONE)

    def test_in_chinese(self):
        self.walk(PHONE, "zh_CN")
