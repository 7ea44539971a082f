# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAccountTransfer(IcrmCommon):
    """A customer changes account managers with the consent of both, never silently."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("second", cls.it, "icrm_internal.group_icrm_agent")
        cls.customer = cls._customer(cls.staff)
        cls.customer.account_manager_id = cls.agent

    def _ask(self, user, receiver=None, customer=None):
        return (
            self.env["icrm.account.transfer"]
            .with_user(user)
            .create(
                {
                    "customer_id": (customer or self.customer).id,
                    "to_user_id": (receiver or user).id,
                    "reason": "I work with them",
                }
            )
        )

    def _messages(self, event):
        self.env["icrm.message"]._flush_outbox()
        return self.env["icrm.message"].search([("event", "=", event)])

    # -- asking --
    def test_present_account_manager_consents(self):
        transfer = self._ask(self.second)
        self.assertEqual(transfer.from_user_id, self.agent)
        self.assertEqual(transfer.answer_user_id, self.agent)
        self.assertEqual(self.customer.account_manager_id, self.agent)
        self.assertEqual(
            self._messages("account_asked").partner_id, self.agent.partner_id
        )
        with self.assertRaisesRegex(AccessError, "consent of Agent"):
            transfer.with_user(self.second).action_accept()
        transfer.with_user(self.agent).action_accept()
        self.assertEqual(transfer.state, "accepted")
        self.assertEqual(transfer.answered_by_id, self.agent)
        self.assertEqual(self.customer.account_manager_id, self.second)
        self.assertEqual(
            self._messages("account_answered").partner_id, self.second.partner_id
        )

    def test_receiver_accepts_what_is_handed_over(self):
        transfer = self._ask(self.agent, self.second)
        self.assertEqual(transfer.answer_user_id, self.second)
        with self.assertRaises(AccessError):
            transfer.with_user(self.agent).action_accept()
        transfer.with_user(self.second).action_accept()
        self.assertEqual(self.customer.account_manager_id, self.second)

    def test_declined(self):
        transfer = self._ask(self.second)
        with self.assertRaisesRegex(UserError, "Reason is required"):
            transfer.with_user(self.agent).action_decline(" ")
        transfer.with_user(self.agent).action_decline("They know me")
        self.assertEqual(
            (transfer.state, transfer.answer), ("declined", "They know me")
        )
        self.assertEqual(self.customer.account_manager_id, self.agent)
        with self.assertRaisesRegex(UserError, "already closed"):
            transfer.with_user(self.agent).action_accept()

    def test_cancelled_by_who_requested_it_alone(self):
        transfer = self._ask(self.second)
        with self.assertRaises(AccessError):
            transfer.with_user(self.agent).action_cancel()
        transfer.with_user(self.second).action_cancel()
        self.assertEqual(transfer.state, "cancelled")

    def test_the_same_is_requested_once(self):
        self._ask(self.second)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(UniqueViolation, "asked_uniq"),
        ):
            self._ask(self.second)

    # -- officers --
    def test_officers_answer_where_there_is_no_account_manager(self):
        customer = self._customer(self.colleague)
        transfer = self._ask(self.second, customer=customer)
        self.assertFalse(transfer.answer_user_id)
        self.assertIn(
            self.officer.partner_id, self._messages("account_asked").partner_id
        )
        with self.assertRaises(AccessError):
            transfer.with_user(self.second).action_accept()
        with self.assertRaises(AccessError):
            transfer.with_user(self.second).action_award("Mine")
        transfer.with_user(self.officer).action_award("Fits")
        self.assertEqual(transfer.state, "decided")
        self.assertEqual(customer.account_manager_id, self.second)

    def test_officer_decides_a_conflict(self):
        """Two ask for one customer: even its account manager cannot choose."""
        first, then = self._ask(self.second), self._ask(self.it_head)
        conflicts = self.env["icrm.account.transfer"].with_user(self.officer)
        self.assertEqual(conflicts.search([("is_conflict", "=", True)]), first | then)
        self.assertTrue(first.is_conflict and then.is_conflict)
        with self.assertRaisesRegex(UserError, "An officer decides"):
            first.with_user(self.agent).action_accept()
        then.with_user(self.officer).action_award("Their department")
        self.assertEqual((first.state, then.state), ("declined", "decided"))
        self.assertEqual(first.answer, "Their department")
        self.assertEqual(self.customer.account_manager_id, self.it_head)

    def test_no_officer_decides_for_himself(self):
        customer = self._customer(self.colleague)
        transfer = self._ask(self.officer, customer=customer)
        with self.assertRaisesRegex(AccessError, "another officer"):
            transfer.with_user(self.officer).action_award("Mine")
        transfer.with_user(self.admin_user).action_award("Fine")
        self.assertEqual(customer.account_manager_id, self.officer)

    def test_officer_who_changes_it_cancels_what_is_open(self):
        transfer = self._ask(self.second)
        self.customer.with_user(self.officer).account_manager_id = self.it_head
        self.assertEqual(transfer.state, "cancelled")

    # -- refusals --
    def test_nobody_else_sets_the_account_manager(self):
        for user in (self.staff, self.agent, self.second, self.it_head, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.customer.with_user(user).account_manager_id = user

    def test_only_agents_are_account_managers(self):
        with self.assertRaises(AccessError):
            self._ask(self.staff)
        with self.assertRaisesRegex(ValidationError, "choose an agent"):
            self._ask(self.agent, self.colleague)

    def test_nobody_hands_over_what_is_not_theirs(self):
        with self.assertRaisesRegex(AccessError, "for yourself"):
            self._ask(self.second, self.it_head)

    def test_callers_cannot_forge_the_parties(self):
        Transfer = self.env["icrm.account.transfer"].with_user(self.second)
        base = {"customer_id": self.customer.id, "reason": "x"}
        for name, value in {
            "answer_user_id": self.second.id,
            "from_user_id": self.it_head.id,
            "state": "accepted",
            "asked_by_id": self.agent.id,
        }.items():
            with self.subTest(field=name), self.assertRaises(UserError):
                Transfer.create({**base, name: value})
        transfer = self._ask(self.second)
        with self.assertRaises(AccessError):
            transfer.with_user(self.second).write({"to_user_id": self.it_head.id})

    def test_only_the_parties_read(self):
        transfer = self._ask(self.second)
        Transfer = self.env["icrm.account.transfer"]
        for user in (self.staff, self.colleague, self.finance_head, self.desk):
            with self.subTest(user=user.name):
                self.assertFalse(Transfer.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    transfer.with_user(user).read(["reason"])
        for user in (self.agent, self.second, self.officer, self.auditor):
            self.assertIn(transfer, Transfer.with_user(user).search([]))
        self.assertIn("I work with them", self.customer.with_user(self.agent).timeline)
        self.assertNotIn(
            "I work with them", self.customer.with_user(self.staff).timeline
        )

    # -- home and team --
    def test_home_asks_who_has_to_answer(self):
        transfer = self._ask(self.second)
        tasks = self.env["icrm.home"].with_user(self.agent)._get_tasks()
        mine = [task for task in tasks if task["kind"] == transfer._name]
        self.assertEqual([task["id"] for task in mine], transfer.ids)
        self.assertEqual(mine[0]["buttons"][0]["method"], "action_accept")
        tasks = self.env["icrm.home"].with_user(self.second)._get_tasks()
        self.assertFalse([task for task in tasks if task["kind"] == transfer._name])

    def test_account_manager_writes_the_team(self):
        line = [Command.create({"user_id": self.it_head.id, "role": "technical"})]
        self.customer.with_user(self.agent).write({"icrm_team_member_ids": line})
        member = self.customer.icrm_team_member_ids
        self.assertEqual(member.user_id, self.it_head)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.second).write({"icrm_team_member_ids": line})
        with self.assertRaises(AccessError):
            member.with_user(self.second).note = "x"
        self.assertEqual(member.with_user(self.staff).user_id, self.it_head)
