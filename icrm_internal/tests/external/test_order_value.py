# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ...models.access.groups import EXPORT
from .common import FRIDAY, ExternalCommon

MODEL = "icrm.external.commitment"
REPORT = "icrm.external.cost.report"


@tagged("post_install", "-at_install")
class TestOrderValue(ExternalCommon):
    """Who reads that an order is late need not know what it is worth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper = cls._user("helper", cls.it, "helpdesk_mgmt.group_helpdesk_user")

    def setUp(self):
        super().setUp()
        self.commitment = self.promise_outside(order_value=1200)
        # IT holds what it takes: its head reads the commitment
        self.ask_inside(self.commitment)
        self.env.flush_all()
        self.env.invalidate_all()
        self.knowing = (self.staff, self.finance_head, self.officer, self.auditor)
        self.others = (self.colleague, self.it_head)
        exporters = self.env.ref(EXPORT)
        for user in (*self.knowing, *self.others, self.admin_user, self.helper):
            user.sudo().group_ids |= exporters

    def as_user(self, user, model=MODEL):
        return self.env[model].with_user(user)

    def values(self, user):
        """Return what *user* learns of the value: read, exported, in a search."""
        commitment = self.commitment.with_user(user)
        search = commitment.search([("order_value", ">", 1000)])
        return (
            commitment.read(["order_value"])[0]["order_value"],
            commitment.export_data(["order_value"])["datas"][0][0],
            self.commitment in search,
        )

    def test_stored_value_is_read_by_no_one(self):
        for user in (*self.knowing, *self.others, self.admin_user):
            commitment = self.commitment.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    commitment.read(["amount"])
                with self.assertRaises(AccessError):
                    commitment.export_data(["amount"])
                with self.assertRaises(AccessError):
                    commitment.search([("amount", ">", 1000)])
                with self.assertRaises(AccessError):
                    commitment._read_group([], ["state"], ["amount:sum"])
                with self.assertRaises(AccessError):
                    commitment._read_group([], ["amount"])
                with self.assertRaises(AccessError):
                    commitment.write({"amount": 1})

    def test_who_knows_the_value(self):
        for user in self.knowing:
            with self.subTest(user=user.login):
                self.assertEqual(self.values(user), (1200, 1200, True))

    def test_who_does_not(self):
        for user in self.others:
            commitment = self.commitment.with_user(user)
            with self.subTest(user=user.login):
                self.assertTrue(commitment.has_access("read"))
                self.assertEqual(self.values(user), (0, 0, False))
                # nor by asking the other way round
                for operator, value in (
                    ("<", 2000),
                    ("!=", 5),
                    ("=", 0),
                    ("in", [1200]),
                    ("not in", [5]),
                ):
                    found = commitment.search(
                        [("order_value", operator, value)]
                    ) | commitment.search(["!", ("order_value", operator, value)])
                    same = commitment.search(
                        [("order_value", operator, value)]
                    ) & commitment.search([("order_value", "=", 1200)])
                    self.assertFalse(same)
                    self.assertLessEqual(found, commitment)

    def test_grouped_by_no_one(self):
        for user in (*self.knowing, *self.others):
            for groupby, aggregates in (
                (["order_value"], ["__count"]),
                (["state"], ["order_value:sum"]),
            ):
                with self.subTest(user=user.login), self.assertRaises(ValueError):
                    self.as_user(user)._read_group([], groupby, aggregates)

    def test_who_reads_the_document(self):
        """A helper in IT reads the customer's ticket, whoever answers for it."""
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Where is it?",
                "description": "-",
                "partner_id": self.azure.id,
                "user_id": self.helper.id,
            }
        )
        self.commitment.sudo().write(
            {"document_model": "helpdesk.ticket", "document_id": ticket.id}
        )
        # he reads the commitment as head of the department that has the step
        self.it.sudo().manager_id = self.helper.employee_id
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.commitment.with_user(self.helper).has_access("read"))
        self.assertEqual(self.values(self.helper), (1200, 1200, True))
        self.assertFalse(ticket.with_user(self.colleague).has_access("read"))
        self.assertEqual(self.values(self.colleague), (0, 0, False))

    def test_report(self):
        self.clock.move_to(datetime(2026, 6, 8, 9))
        self.commitment.action_deliver()
        self.env.flush_all()
        for user in (*self.knowing, *self.others):
            self.env.invalidate_all()
            report = self.as_user(user, REPORT)
            knows = user in self.knowing
            with self.subTest(user=user.login):
                rows = report.search([("commitment_id", "=", self.commitment.id)])
                if user == self.it_head:
                    # delivered: nothing is held any more
                    self.assertFalse(rows)
                    continue
                self.assertEqual(sum(rows.mapped("late_count")), 1)
                total = 1200 if knows else 0
                self.assertEqual(sum(rows.mapped("late_amount")), total)
                self.assertEqual(bool(report.search([("late_amount", ">", 1)])), knows)
                [(_state, grouped)] = report._read_group(
                    [("commitment_id", "=", self.commitment.id)],
                    ["commitment_id"],
                    ["late_amount:sum"],
                )
                self.assertEqual(grouped or 0, total)

    def test_one_query_for_a_list(self):
        many = self.commitment
        for number in range(5):
            many |= self.promise_outside(name=f"S{number}", customer_date=FRIDAY)
        self.env.flush_all()
        user = self.colleague
        many.with_user(user).read(["order_value"])
        counts = []
        for rows in (many[:1], many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.with_user(user).read(["order_value"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_value_and_comment_are_asked_about_once(self):
        user = self.staff
        self.commitment.with_user(user).read(["order_value", "customer_comment"])
        counts = []
        for names in (["order_value"], ["order_value", "customer_comment"]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.commitment.with_user(user).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_entered_with_a_new_one(self):
        form = Form(self.as_user(self.staff))
        form.name = "S1"
        form.partner_id = self.azure
        form.customer_date = FRIDAY
        form.order_value = 77
        commitment = form.save()
        self.assertEqual(commitment.sudo().amount, 77)
        self.assertEqual(commitment.order_value, 77)
