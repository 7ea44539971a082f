# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.external.common import ExternalCommon


@tagged("post_install", "-at_install")
class TestCrmInside(ExternalCommon):
    """What a lead needs is asked for inside, by the day it is to be closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", cls.finance, "sales_team.group_sale_salesman")

    def lead(self, **values):
        leads = self.env["crm.lead"].with_user(self.seller)
        return leads.create(
            {
                "name": "Lenses",
                "type": "opportunity",
                "partner_id": self.azure.id,
                "date_deadline": "2026-06-05",
                "user_id": self.seller.id,
                **values,
            }
        )

    def test_lead_drives_the_inside(self):
        lead = self.lead()
        commitment = lead._icrm_take_commitment()
        self.env.company.resource_calendar_id.tz = "UTC"
        # the end of the day
        self.assertEqual(commitment.customer_date.day, 5)
        ticket = self.ask_inside(commitment, user=self.seller)
        self.assertEqual(ticket.icrm_external_customer_id, self.azure)
        self.assertEqual(lead.icrm_inside_standing, "safe")
        self.assertIn("IT", lead.icrm_inside_progress)
        lead.date_deadline = "2026-06-01"
        self.assertEqual(commitment.customer_date.date(), datetime(2026, 6, 1).date())
        self.assertEqual(lead.icrm_inside_standing, "late")
        lead.action_set_won()
        self.assertEqual(commitment.state, "delivered")
        self.assertEqual(ticket.icrm_state, "new")

    def test_who_is_won_is_asked_nothing(self):
        """Nothing was delivered, and a lead is named in words of the inside."""
        self.env.company.write({"icrm_ask_external": True, "email": "us@example.com"})
        self.azure.email = "azure@example.com"
        lead = self.lead(name="Squeeze them for the big one")
        commitment = lead._icrm_take_commitment()
        by_hand = self.promise_outside()
        lead.action_set_won()
        by_hand.action_deliver()
        self.assertEqual(commitment.state, "delivered")
        self.assertFalse(commitment._may_be_asked())
        self.assertTrue(by_hand.sudo()._may_be_asked())

    def test_lost_lead(self):
        lead = self.lead()
        commitment = lead._icrm_take_commitment()
        lead.action_set_lost()
        self.assertEqual(commitment.state, "cancelled")
        lead.action_unarchive()
        self.assertEqual(commitment.state, "open")

    def test_customer_and_date_first(self):
        for values in ({"partner_id": False}, {"date_deadline": False}):
            with self.assertRaises(UserError):
                self.lead(**values)._icrm_take_commitment()
        lead = self.lead()
        for user in (self.staff, self.it_head):
            with self.assertRaises(AccessError):
                lead.with_user(user).action_icrm_ask_inside()

    def test_merged_leads_keep_what_was_asked(self):
        first, second, third = (
            self.lead(probability=number) for number in (90, 50, 10)
        )
        rows = [lead._icrm_take_commitment() for lead in (second, third)]
        tickets = [self.ask_inside(row, user=self.seller) for row in rows]
        self.assertEqual((first | second | third).merge_opportunity(), first)
        self.assertEqual(rows[0].state, "open")
        self.assertEqual(rows[0].document_id, first.id)
        self.assertEqual(tickets[0].icrm_commitment_id, rows[0])
        self.assertEqual(tickets[1].icrm_commitment_id, rows[0])

    def test_end_of_day_whoever_changes_the_lead(self):
        lead = self.lead(company_id=False)
        commitment = lead._icrm_take_commitment()
        before = commitment.customer_date
        abroad = self.env["res.company"].create({"name": "Abroad"})
        abroad.resource_calendar_id.tz = "Pacific/Auckland"
        lead.sudo().with_company(abroad).name = "More lenses"
        self.assertEqual(commitment.name, "More lenses")
        self.assertEqual(commitment.customer_date, before)

    def test_new_salesperson_is_told_of_the_lead_alone(self):
        other = self._user(
            "seller_too", self.finance, "sales_team.group_sale_salesman_all_leads"
        )
        lead = self.lead()
        commitment = lead._icrm_take_commitment()
        self.env.flush_all()
        lead.sudo().user_id = other
        self.env.flush_all()
        told = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", other.partner_id.ids),
            ]
        )
        self.assertEqual(commitment.user_id, other)
        self.assertEqual(told.mapped("model"), ["crm.lead"])

    def test_won_lead_is_taken_up_open(self):
        lead = self.lead()
        lead.action_set_won()
        commitment = lead._icrm_take_commitment()
        self.assertEqual(commitment.state, "open")
        self.assertFalse(commitment.delivered_at)
