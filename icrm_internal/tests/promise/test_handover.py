# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestHandover(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user("buyer", cls.finance, "icrm_internal.group_icrm_agent")
        cls.finance_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Finance desk",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.buyer.id)],
            }
        )
        cls.purchase = cls._service(
            "Purchase", department_id=cls.finance.id, team_id=cls.finance_team.id
        )
        with freeze_time(MONDAY):
            cls.request = (
                cls.service.with_user(cls.colleague)
                .submit_request({"name": "Laptop broken", "description": "x"})
                .with_user(cls.env.user)
            )

    def _at(self, days=0, hours=0):
        frozen = freeze_time(MONDAY + timedelta(days=days, hours=hours))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _hand_over(self, **values):
        return self.request.with_user(self.agent).action_icrm_hand_over(
            values.pop("team_id", self.finance_team.id),
            values.pop("reason", "Needs a purchase"),
            **values,
        )

    def test_the_receiver_holds_it_from_the_moment_of_handing_over(self):
        self._at(hours=2)
        handover = self._hand_over()
        self.assertRecordValues(
            self.request,
            [
                {
                    "team_id": self.finance_team.id,
                    "icrm_holder": "department",
                    "icrm_provider_department_id": self.it.id,
                    "user_id": False,
                }
            ],
        )
        resolution = self.request.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )
        self.assertEqual(
            resolution.segment_ids.sorted("start_at").mapped("department_id"),
            self.it | self.finance,
        )
        self.assertEqual(resolution.state, "running")
        own = handover.sudo().clock_ids
        self.assertEqual(own.due_at, MONDAY + timedelta(hours=7))
        self._at(hours=5)
        self.request.with_user(self.buyer).action_icrm_acknowledge()
        self.assertEqual(own.state, "met")
        self.assertEqual(self.request.user_id, self.buyer)
        self._at(hours=9)
        self.request.with_user(self.buyer).action_icrm_resolve("Bought")
        held = {
            segment.department_id: segment.working_seconds
            for segment in resolution.segment_ids
        }
        self.assertEqual(held, {self.it: 2 * 3600, self.finance: 6 * 3600})

    def test_returned_with_a_reason(self):
        handover = self._hand_over()
        with self.assertRaisesRegex(UserError, "is required"):
            handover.with_user(self.buyer).action_return("  ")
        handover.with_user(self.buyer).action_return("Not ours")
        self.assertEqual(self.request.team_id, self.it_team)
        self.assertEqual(self.request.icrm_holder, "provider")
        self.assertEqual(handover.state, "returned")
        with self.assertRaisesRegex(UserError, "already answered"):
            handover.with_user(self.buyer).action_acknowledge()
        self.assertTrue(self._hand_over(reason="Once more"))

    def test_who_may(self):
        for user in (self.colleague, self.buyer, self.finance_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.request.with_user(user).action_icrm_hand_over(
                    self.finance_team.id, "Mine now"
                )
        handover = self._hand_over()
        for user in (self.agent, self.colleague, self.officer, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                handover.with_user(user).action_acknowledge()
        self.assertTrue(handover.with_user(self.finance_head).action_acknowledge())

    def test_refusals_say_why(self):
        with self.assertRaisesRegex(UserError, "already is with"):
            self._hand_over(team_id=self.it_team.id)
        with self.assertRaisesRegex(AccessError, "same company"):
            self._hand_over(team_id=0)
        with self.assertRaisesRegex(UserError, "Reason"):
            self._hand_over(reason="")
        with self.assertRaisesRegex(UserError, "10,000"):
            self._hand_over(budget_hours=float("inf"))
        self._hand_over()
        self.env.invalidate_all()
        # It is with the other team now.
        with self.assertRaises(AccessError):
            self._hand_over()

    def test_withdrawing_cancels_what_waits(self):
        handover = self._hand_over()
        self.request.with_user(self.colleague).action_icrm_withdraw()
        self.assertEqual(handover.state, "cancelled")
        self.assertEqual(handover.sudo().clock_ids.state, "cancelled")

    def test_queue_shows_what_came_in(self):
        self._hand_over()
        found = (
            self.env["helpdesk.ticket"]
            .with_user(self.buyer)
            .search(
                [
                    ("icrm_handover_ids.state", "=", "waiting"),
                    ("team_id.user_ids", "in", self.buyer.id),
                ]
            )
        )
        self.assertEqual(found, self.request)

    def test_parts_close_the_whole(self):
        ask = self.request.with_user(self.agent).action_icrm_split
        first = ask(self.purchase.id, {"name": "Buy a screen", "description": "x"})
        second = ask(self.purchase.id, {"name": "Buy a cable", "description": "x"})
        self.assertEqual(first.sudo().icrm_customer_department_id, self.it)
        self.assertEqual(self.request.icrm_open_child_count, 2)
        first.with_user(self.buyer).action_icrm_resolve("Here")
        self.assertEqual(self.request.icrm_state, "new")
        second.with_user(self.agent).action_icrm_withdraw()
        self.assertEqual(self.request.icrm_state, "resolved")

    def test_parts_of_others_are_refused(self):
        values = {"name": "Buy", "description": "x"}
        with self.assertRaises(AccessError):
            self.request.with_user(self.colleague).action_icrm_split(
                self.purchase.id, values
            )
        self.purchase.state = "retired"
        with self.assertRaises(AccessError):
            self.request.with_user(self.agent).action_icrm_split(
                self.purchase.id, values
            )
        self.assertFalse(self.request.icrm_child_ids)

    def test_a_sub_request_begins_with_what_is_known(self):
        wizard = (
            self.env["icrm.request.split"]
            .with_user(self.agent)
            .create({"ticket_id": self.request.id, "service_id": self.purchase.id})
        )
        self.assertIn(self.finance, wizard.department_ids)
        wizard.department_id = self.it
        self.assertFalse(wizard.service_id)
        wizard.department_id = self.finance
        wizard.service_id = self.purchase
        context = wizard.action_next()["context"]
        self.assertEqual(context["default_name"], "Laptop broken")
        for text in (self.request.icrm_beneficiary_id.name, self.request.number, "x"):
            self.assertIn(text, context["default_description"])
