# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.icrm_internal.models.external.icrm_external_document import INSIDE
from odoo.addons.icrm_internal.tests.external.common import FRIDAY, ExternalCommon


@tagged("post_install", "-at_install")
class TestSaleInside(ExternalCommon):
    """What an order promises is asked for inside, by its delivery date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", cls.finance, "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Lens", "type": "service", "list_price": 50}
        )

    def order(self, **values):
        orders = self.env["sale.order"].with_user(self.seller)
        return orders.create(
            {
                "partner_id": self.azure.id,
                "commitment_date": FRIDAY,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2}
                    )
                ],
                **values,
            }
        )

    def ask(self, order, service=None):
        """Ask inside as the screens do; return the request in sudo."""
        user = order.env.user
        context = order.action_icrm_ask_inside()["context"]
        ask = Form(self.env["icrm.external.ask"].with_user(user).with_context(context))
        ask.service_id = service or self.service
        context = ask.save().action_next()["context"]
        create = self.env["icrm.request.create"].with_user(user)
        form = Form(create.with_context(**context))
        form.name = "SECRET words"
        action = form.save().action_submit()
        return self.env["helpdesk.ticket"].browse(action["params"]["request_id"])

    def commitment(self, order):
        return self.env["icrm.external.commitment"].search(
            [("document_model", "=", "sale.order"), ("document_id", "=", order.id)]
        )

    def test_order_drives_the_inside(self):
        order = self.order()
        self.assertFalse(order.icrm_inside_standing)
        ticket = self.ask(order)
        commitment = self.commitment(order)
        self.assertEqual(ticket.icrm_commitment_id, commitment)
        self.assertEqual(ticket.icrm_external_order, order.name)
        self.assertEqual(commitment.customer_date, FRIDAY)
        self.assertEqual(commitment.user_id, self.seller)
        self.assertEqual(commitment.department_id, self.finance)
        self.assertEqual(order.icrm_inside_standing, "safe")
        # who has it and when, and nothing that is written in it
        self.assertIn("IT", order.icrm_inside_progress)
        self.assertIn(ticket.number, order.icrm_inside_progress)
        self.assertNotIn("SECRET", order.icrm_inside_progress)
        # a second request is of the same commitment
        self.ask(order)
        self.assertEqual(len(self.commitment(order).ticket_ids), 2)
        order.commitment_date = datetime(2026, 6, 2, 9)
        self.assertEqual(commitment.standing, "late")
        with self.assertRaises(UserError):
            commitment.with_user(self.seller).customer_date = FRIDAY

    def test_delivered_once_all_lines_are(self):
        order = self.order()
        self.ask(order)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        self.assertEqual(self.commitment(order).state, "open")
        order.order_line.qty_delivered = 2
        self.assertEqual(self.commitment(order).state, "delivered")
        self.assertEqual(self.commitment(order).standing, "done")
        order.order_line.qty_delivered = 1
        self.assertEqual(self.commitment(order).state, "open")
        self.assertTrue(order.icrm_can_deliver)
        order.action_icrm_deliver()
        self.assertEqual(self.commitment(order).state, "delivered")

    def test_cancelled_order_withdraws_nothing_silently(self):
        order = self.order()
        ticket = self.ask(order)
        self.env.flush_all()
        order.with_user(self.env.ref("base.user_admin")).action_cancel()
        commitment = self.commitment(order)
        self.assertEqual(commitment.state, "cancelled")
        self.assertEqual(ticket.icrm_state, "new")
        self.send_messages()
        told = self.env["icrm.message"].search(
            [("event", "=", "commitment_cancelled"), ("res_id", "=", commitment.id)]
        )
        self.assertEqual(told.partner_id, self.seller.partner_id)
        self.assertEqual(set(told.mapped("state")), {"sent"})
        commitment.with_user(self.seller).action_withdraw_requests("Cancelled")
        self.assertEqual(ticket.icrm_state, "withdrawn")

    def test_who_may_ask(self):
        order = self.order()
        for user in (self.staff, self.agent, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_icrm_ask_inside()
        # the dialog alone opens no document either
        ask = self.env["icrm.external.ask"].with_user(self.staff)
        dialog = ask.with_context(
            default_document_model="sale.order", default_document_id=order.id
        ).create({"service_id": self.service.id, "customer_date": FRIDAY})
        with self.assertRaises(AccessError):
            dialog._take_commitment()
        with self.assertRaises(UserError):
            ask.with_context(
                default_document_model="res.partner",
                default_document_id=self.azure.id,
            ).create({"service_id": self.service.id, "customer_date": FRIDAY})

    def test_order_that_nobody_asked_for(self):
        """Nothing changes, and costs one query where its date or state is written."""
        order = self.order()
        self.env.flush_all()
        order.note = "x"
        order.commitment_date = datetime(2026, 6, 2, 9)
        self.assertFalse(self.commitment(order))
        self.assertFalse(order.icrm_inside_progress)

    def test_quotation_without_a_date_moves_nothing(self):
        """Its expected date is counted from now, whoever changes something."""
        self.product.type = "consu"
        order = self.order(commitment_date=False)
        self.ask(order)
        commitment = self.commitment(order)
        before = commitment.customer_date
        self.assertTrue(before)
        self.clock.tick(timedelta(days=1))
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 1})
        ]
        self.assertEqual(commitment.customer_date, before)
        order.action_confirm()
        self.assertEqual(commitment.customer_date, order.expected_date)
        order.commitment_date = FRIDAY
        self.assertEqual(commitment.customer_date, FRIDAY)

    def test_delivered_by_what_is_counted(self):
        """Stock and timesheets write no line: quantities are computed."""
        order = self.order()
        self.ask(order)
        order.action_confirm()
        self.env.flush_all()
        line = order.order_line
        with patch.object(
            type(line),
            "_prepare_qty_delivered",
            lambda lines: dict.fromkeys(lines, 2.0),
        ):
            self.env.add_to_compute(line._fields["qty_delivered"], line)
            self.assertEqual(line.qty_delivered, 2)
        self.env.flush_all()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["icrm.external.commitment"]._cron_advance()
        self.assertEqual(self.commitment(order).state, "delivered")

    def test_value_of_the_order(self):
        order = self.order()
        self.ask(order)
        commitment = self.commitment(order)
        self.assertTrue(order.amount_untaxed)
        self.assertEqual(commitment.order_value, order.amount_untaxed)
        self.assertEqual(commitment.currency_id, order.currency_id)
        order.order_line.price_unit = 70
        self.assertEqual(commitment.order_value, 140)
        order.order_line.price_unit = 10**12
        self.env.flush_all()
        self.assertEqual(commitment.order_value, 140)

    def test_value_is_changed_on_the_order(self):
        order = self.order()
        self.ask(order)
        commitment = self.commitment(order).with_user(self.seller)
        self.assertTrue(commitment.follows_value)
        with self.assertRaisesRegex(UserError, "Order Value in the document"):
            commitment.order_value = 5
        self.assertEqual(commitment.sudo().order_value, order.amount_untaxed)

    def test_value_for_who_reads_the_order(self):
        """A colleague reads the commitment, one of sales the order, too."""
        order = self.order()
        self.ask(order)
        commitment = self.commitment(order)
        sales = self._user(
            "sales_too", self.finance, "sales_team.group_sale_salesman_all_leads"
        )
        self.env.flush_all()
        for user, value in ((sales, 100), (self.colleague, 0)):
            self.assertTrue(commitment.with_user(user).has_access("read"))
            self.assertEqual(commitment.with_user(user).order_value, value)
            found = commitment.with_user(user).search([("order_value", "=", 100)])
            self.assertEqual(bool(found), bool(value))

    def test_lines_that_come_and_go_alone(self):
        """Imports and other apps write lines, not the order."""
        order = self.order()
        self.ask(order)
        commitment = self.commitment(order)
        lines = self.env["sale.order.line"].with_user(self.seller)
        line = lines.create(
            {
                "order_id": order.id,
                "product_id": self.product.id,
                "product_uom_qty": 1,
            }
        )
        self.assertEqual(commitment.order_value, 150)
        line.unlink()
        self.assertEqual(commitment.order_value, 100)
        order.order_line.unlink()
        self.assertEqual(commitment.order_value, 0)

    def test_lines_alone_decide_what_is_delivered(self):
        order = self.order()
        self.ask(order)
        order.action_confirm()
        order.order_line.qty_delivered = 2
        commitment = self.commitment(order)
        self.assertEqual(commitment.state, "delivered")
        line = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.product.id,
                "product_uom_qty": 1,
            }
        )
        self.assertEqual(commitment.state, "open")
        line.product_uom_qty = 0
        self.assertEqual(commitment.state, "delivered")

    def test_lines_of_other_orders_cost_one_query(self):
        """Not one more for a batch of orders that nobody asked inside for."""
        orders = self.order() | self.order() | self.order()
        lines = self.env["sale.order.line"]
        asked = []
        find = type(orders)._icrm_find_commitments

        def watch(records):
            asked.append(len(records))
            return find(records)

        with patch.object(type(orders), "_icrm_find_commitments", watch):
            lines = lines.create(
                [
                    {"order_id": order.id, "product_id": self.product.id}
                    for order in orders
                ]
            )
            self.assertEqual(asked, [3])
            lines.unlink()
            self.assertEqual(asked, [3, 3])

    def test_customer_in_the_portal_reads_nothing_of_the_inside(self):
        contact = self.env["res.partner"].create(
            {"name": "Lin", "parent_id": self.azure.id}
        )
        portal = self.env["res.users"].create(
            {
                "login": "lin_of_azure",
                "partner_id": contact.id,
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        order = self.order(partner_id=contact.id)
        self.ask(order)
        self.assertTrue(order.icrm_inside_progress)
        self.env.flush_all()
        seen = order.with_user(portal).read(list(INSIDE))[0]
        self.assertFalse([name for name in INSIDE if seen[name]])
