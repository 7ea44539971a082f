# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..request.common import RequestCommon
from .test_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementDates(AgreementCommon):
    """The dates of an agreement decide, not the job that ends it."""

    def _over(self):
        self._sign()
        last = date.today() - timedelta(days=30)
        self.agreement.sudo()._store(
            {"date_from": last - timedelta(days=365), "date_to": last}
        )
        return last

    def test_what_is_over_is_not_prolonged_by_ending_it(self):
        last = self._over()
        self.agreement.action_end()
        self.assertEqual(self.agreement.state, "ended")
        self.assertEqual(self.agreement.date_to, last)

    def test_what_runs_ends_today(self):
        self._sign()
        today = self.agreement.sudo()._get_today()
        for date_to in (False, today + timedelta(days=90)):
            self.agreement.sudo()._store({"state": "signed", "date_to": date_to})
            self.agreement.action_end()
            self.assertEqual(self.agreement.date_to, today)

    def test_it_promises_nothing_after_its_last_day(self):
        self._over()
        service = self.service.with_user(self.staff)
        ticket = service.submit_request({"name": "Broken screen"})
        budgets = self._budgets(ticket.sudo())
        self.assertEqual(budgets, [4 * 3600, 16 * 3600])

    def test_nothing_is_agreed_on_for_days_that_are_over(self):
        past = {
            "date_from": date.today() - timedelta(days=40),
            "date_to": date.today() - timedelta(days=10),
        }
        late = self._agree(**past)
        with self.assertRaisesRegex(UserError, "is in the past"):
            late.action_propose()
        self.agreement.action_propose()
        self.agreement.sudo()._store(past)
        with self.assertRaisesRegex(UserError, "is in the past"):
            self.agreement.with_user(self.finance_head).action_sign()


@tagged("post_install", "-at_install")
class TestConfirmationDate(RequestCommon):
    """Confirmed when the time to object ran out, whether a job noticed or not."""

    def now(self):
        return self.env.cr.now().replace(microsecond=0)

    def test_late(self):
        self.company.icrm_confirm_days = 5
        ticket = self.submit()
        ticket.with_user(self.agent).action_icrm_resolve("Done")
        resolved_at = self.now() - timedelta(days=9)
        ticket.sudo().icrm_resolved_at = resolved_at
        ticket.with_user(self.staff).action_icrm_confirm()
        self.assertEqual(
            ticket.sudo().icrm_confirmed_at, resolved_at + timedelta(days=5)
        )

    def test_in_time(self):
        self.company.icrm_confirm_days = 5
        ticket = self.submit()
        ticket.with_user(self.agent).action_icrm_resolve("Done")
        resolved_at = ticket.sudo().icrm_resolved_at
        ticket.with_user(self.staff).action_icrm_confirm()
        self.assertLess(
            ticket.sudo().icrm_confirmed_at, resolved_at + timedelta(minutes=5)
        )

    def test_without_a_limit(self):
        self.company.icrm_confirm_days = 0
        ticket = self.submit()
        ticket.with_user(self.agent).action_icrm_resolve("Done")
        ticket.sudo().icrm_resolved_at = self.now() - timedelta(days=90)
        ticket.with_user(self.staff).action_icrm_confirm()
        self.assertLess(
            self.now() - ticket.sudo().icrm_confirmed_at, timedelta(minutes=5)
        )


@tagged("post_install", "-at_install")
class TestOtherLogins(RequestCommon):
    """Requester and beneficiary are people: no user of theirs approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("boss", cls.finance)
        cls.other = cls._user("other", None)
        cls.staff.employee_id.parent_id = cls.boss.employee_id

    def _step(self, **values):
        self.service.approval_step_ids = [Command.clear(), Command.create(values)]

    def _refused(self, ticket, user):
        approval = ticket.sudo().icrm_approval_id.with_user(user)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            approval.action_approve()
        self.env.invalidate_all()
        self.assertNotEqual(ticket.sudo().icrm_approval_id.state, "approved")

    def test_linked_after_asking(self):
        self._step(approver_type="users", user_ids=[Command.set(self.other.ids)])
        ticket = self.submit()
        self.staff.employee_id.user_id = self.other
        self.assertEqual(self._customer(self.staff).pending_user_id, self.other)
        self._refused(ticket, self.other)
        found = self.env["icrm.approval"].with_user(self.other)
        self.assertFalse(found.search([("can_decide", "=", True)]))

    def test_linked_before_asking(self):
        """Neither asked, nor taken for the requester, who needs no approval."""
        self._step(approver_type="users", user_ids=[Command.set(self.other.ids)])
        self.service.owner_id = self.officer
        self.staff.employee_id.user_id = self.other
        ticket = self.submit()
        approval = ticket.sudo().icrm_approval_id
        self.assertEqual(approval.state, "requested")
        self.assertNotIn(self.other, approval.approver_ids)

    def test_deputy(self):
        self._step(approver_type="line_manager")
        ticket = self.submit()
        today = date.today()
        self.env["icrm.approval.delegation"].with_user(self.boss).create(
            {"delegate_id": self.other.id, "date_from": today, "date_to": today}
        )
        self.staff.employee_id.user_id = self.other
        self._refused(ticket, self.other)

    def test_first_requester(self):
        """Whoever submitted it stays concerned when the requester is corrected."""
        self._step(approver_type="users", user_ids=[Command.set(self.staff.ids)])
        self.service.owner_id = self.officer
        ticket = self.submit()
        approval = ticket.sudo().icrm_approval_id
        approval.approver_ids = self.staff | self.boss
        ticket.sudo().write(
            {
                "icrm_first_requester_id": self._customer(self.staff).id,
                "icrm_first_beneficiary_id": self._customer(self.staff).id,
                "icrm_requester_id": self._customer(self.colleague).id,
                "icrm_beneficiary_id": self._customer(self.colleague).id,
            }
        )
        approval = ticket.sudo().icrm_approval_ids.filtered(
            lambda one: one.state == "requested"
        )[:1]
        approval.approver_ids |= self.staff
        with self.assertRaises(AccessError):
            approval.with_user(self.staff).action_approve()

    def test_the_true_approver_still_decides(self):
        self._step(approver_type="line_manager")
        ticket = self.submit()
        self.staff.employee_id.user_id = self.other
        ticket.sudo().icrm_approval_id.with_user(self.boss).action_approve()
        self.assertEqual(ticket.sudo().icrm_approval_ids.state, "approved")
