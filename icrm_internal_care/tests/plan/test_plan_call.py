# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
class TestPlanCall(PlanCommon):
    """Who prefers the telephone is called by the account manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls._start(cls.plan)
        cls.call = cls.Touch.search(
            [("plan_id", "=", cls.plan.id), ("customer_id", "=", cls.by_phone.id)]
        )

    def test_the_call_is_the_account_managers(self):
        self.assertEqual((self.call.state, self.call.user_id), ("call", self.manager))
        self.by_phone.partner_id.phone = "+49 89 1234"
        call = self.call.with_user(self.manager)
        self.assertEqual(call.phone, "+49 89 1234")
        self.assertEqual(call.subject, "Step 1 for Friend")
        self.assertIn("Hello Friend of Finance", call.script)
        self.assertEqual(len(self._queued(self.plan)), 2, "no mail to the third")

    def test_it_is_a_task_on_the_home_page_of_the_caller_alone(self):
        def tasks(user):
            with freeze_time(NOW):
                home = self.env["icrm.home"].with_user(user).get_home()
            return [
                task["name"]
                for task in home["tasks"]
                if task["kind"] == "icrm.plan.touch"
            ]

        self.assertEqual(tasks(self.manager), ["Call Friend"])
        for user in (self.officer, self.staff, self.caller_friend):
            self.assertEqual(tasks(user), [])

    def test_the_result_is_logged(self):
        call = self.call.with_user(self.manager)
        call.note = "Asked for a new screen"
        with freeze_time(NOW):
            call.action_not_reached()
        self.assertEqual((call.state, call.tries), ("call", 1))
        self.assertEqual(str(call.next_try_on), "2026-03-11")
        call.next_try_on = "2026-03-20"
        with freeze_time(NOW):
            call.action_not_reached()
        self.assertEqual(str(call.next_try_on), "2026-03-20")
        with freeze_time("2026-03-20 08:00:00"):
            call.action_reached()
        self.assertEqual((call.state, call.result), ("done", "reached"))
        self.assertTrue(call.is_answered)
        plan = self.plan.with_user(self.officer)
        plan.invalidate_recordset()
        self.assertEqual((plan.done_count, plan.answered_count), (1, 1))
        with self.assertRaises(UserError):
            call.action_reached()
        with self.assertRaises(UserError):
            call.note = "Later"

    def test_after_three_calls_in_vain_nobody_tries_again(self):
        call = self.call.with_user(self.manager)
        for _again in range(3):
            call.action_not_reached()
        self.assertEqual((call.state, call.reason), ("skipped", "unreached"))

    def test_others_neither_see_nor_log_it(self):
        for user in (self.staff, self.caller_friend, self.agent, self.it_head):
            with self.subTest(user=user.name):
                self.assertFalse(self.Touch.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    self.call.with_user(user).action_reached()
        with self.assertRaises(AccessError):
            self.call.with_user(self.auditor).action_reached()

    def test_the_caller_gives_it_to_nobody_and_forges_nothing(self):
        call = self.call.with_user(self.manager)
        for vals in (
            {"user_id": self.agent.id},
            {"state": "done"},
            {"result": "reached"},
            {"customer_id": self.people[0].id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                call.write(vals)
        self.call.with_user(self.officer).user_id = self.agent
        self.assertEqual(self.call.user_id, self.agent)

    def test_a_call_counts_as_a_contact(self):
        self.company.write({"icrm_plan_most": 1})
        second = self._plan(name="Second")
        self._start(second)
        self.assertEqual(
            self._touches(second, customer_id=self.by_phone).state, "planned"
        )

    def test_nobody_calls_themselves(self):
        self._customer(self.manager).write(
            {
                "preferred_channel": "phone",
                "account_manager_id": self.manager.id,
                "segment_ids": [(4, self.segment.id)],
            }
        )
        second = self._plan(name="Second")
        self._start(second)
        call = self._touches(second, customer_id=self._customer(self.manager))
        self.assertEqual(call.user_id, self.officer)
