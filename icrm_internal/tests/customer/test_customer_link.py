# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..complaint.common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCustomerLink(ComplaintCommon):
    """Who an employee is, HR does not change alone: what is there keeps its user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls._user("hr", cls.law, "hr.group_hr_user")
        cls.employee = cls.staff.sudo().employee_id
        cls.customer = cls._customer(cls.staff)
        cls.Log = cls.env["icrm.access.log"]

    def refused(self, error, text):
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(error, text))
        stack.enter_context(self.cr.savepoint())
        return stack

    def link(self, employee, user, by=None):
        """Tie an employee to a user, as HR does it."""
        by = by or self.hr
        for other in user.sudo().employee_ids - employee:
            other.with_user(by).user_id = False
        employee.with_user(by).user_id = user
        self.env.flush_all()
        self.env.invalidate_all()

    def things(self):
        request = self.service.with_user(self.staff).submit_request({"name": "SECRET"})
        complaints = self._file() | self._file(protection="confidential")
        return request.sudo(), complaints.sudo()

    def test_attack(self):
        """HR links the employee to yourself, looks, acts, and links back."""
        request, complaints = self.things()
        request._icrm_set_state("resolved")
        self.link(self.employee, self.hr)
        self.assertFalse(request.with_user(self.hr).has_access("read"))
        self.assertFalse(request.with_user(self.hr).search([("id", "=", request.id)]))
        Complaint = self.env["icrm.complaint"].with_user(self.hr)
        self.assertFalse(Complaint.search([]))
        self.assertFalse(Complaint.search([("is_mine", "=", True)]))
        for model in ("message", "evidence", "followup", "identity"):
            self.assertFalse(
                self.env[f"icrm.complaint.{model}"].with_user(self.hr).search([])
            )
        for method, args in (
            ("action_write", ("I withdraw",)),
            ("action_follow_up", ({"outcome": "yes", "score": 5, "channel": "talk"},)),
        ):
            with self.refused(AccessError, ""):
                getattr(complaints[0].with_user(self.hr), method)(*args)
        for method, args in (("rate", (5,)), ("confirm", ()), ("reopen", ("x",))):
            with self.refused(AccessError, ""):
                getattr(request.with_user(self.hr), f"action_icrm_{method}")(*args)
        # The user is not that customer, and cannot act for them.
        self.assertFalse(self.env["icrm.customer"].with_user(self.hr)._from_user())
        self.assertEqual(self.customer.pending_user_id, self.hr)
        # The person herself goes on.
        self.assertTrue(request.with_user(self.staff).has_access("read"))
        self.assertTrue(complaints.with_user(self.staff)[0].is_mine)
        complaints[0].with_user(self.staff).action_write("Still me")
        self.link(self.employee, self.staff)
        self.assertFalse(self.customer.pending_user_id)
        self.assertEqual(self.customer.user_id, self.staff)
        entries = self.Log.search([("kind", "=", "link")], order="id")
        self.assertEqual(entries.user_id, self.hr)
        reasons = [
            entry.reason for entry in entries if entry.res_id == self.customer.id
        ]
        self.assertEqual(reasons, ["From Staff to Hr", "From Staff to Staff"])
        self._send_messages()
        for user in (self.staff, self.hr):
            told = self.env["mail.message"].search(
                [
                    ("notified_partner_ids", "in", user.partner_id.ids),
                    ("subject", "ilike", "linked to another user"),
                ]
            )
            self.assertTrue(told)

    def test_mail_contact(self):
        """Another work contact is another person who gets the mails."""
        self.things()
        self.employee.with_user(self.hr).work_contact_id = self.hr.partner_id
        self.env.flush_all()
        self.assertEqual(self.customer.partner_id, self.staff.partner_id)
        self.assertTrue(self.customer.pending_user_id)
        self.env["icrm.customer"]._cron_sync_with_hr()
        self.assertEqual(self.customer.partner_id, self.staff.partner_id)
        self.assertEqual(self.customer.user_id, self.staff)

    def test_night_repairs_nothing(self):
        self.things()
        self.link(self.employee, self.hr)
        self.env["icrm.customer"]._cron_sync_with_hr()
        self.assertEqual(self.customer.user_id, self.staff)
        self.assertEqual(self.customer.partner_id, self.staff.partner_id)

    def test_first_link(self):
        """Without a history at once, with one after it was confirmed."""
        fresh, known = self.env["hr.employee"].create(
            [{"name": "Fresh"}, {"name": "Known"}]
        )
        customers = self.env["icrm.customer"].search(
            [("employee_id", "in", (fresh | known).ids)], order="id"
        )
        request = self.env["helpdesk.ticket"].create(
            {
                "name": "SECRET",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": customers[1].id,
            }
        )
        one, two = (
            new_test_user(self.env, login=login, groups="base.group_user")
            for login in ("fresh_user", "known_user")
        )
        self.link(fresh, one)
        self.link(known, two)
        self.assertEqual(customers[0].user_id, one)
        self.assertFalse(customers[1].user_id)
        self.assertEqual(customers[1].pending_user_id, two)
        self.assertFalse(request.with_user(two).has_access("read"))
        # Round about: away and back again does not make it known.
        self.link(known, self.env["res.users"])
        self.link(known, two)
        self.assertFalse(customers[1].user_id)
        customers[1].with_user(self.admin_user).action_confirm_link()
        self.assertTrue(request.with_user(two).has_access("read"))

    def test_confirming(self):
        request, complaints = self.things()
        account = new_test_user(self.env, login="staff2", groups="base.group_user")
        self.link(self.employee, account)
        for user in (self.hr, account, self.officer, self.desk, self.staff):
            with self.refused(AccessError, ""):
                self.customer.with_user(user).action_confirm_link()
        for name in ("user_id", "known_user_id", "pending_user_id"):
            for user in (self.officer, self.admin_user):
                with self.refused(UserError, ""):
                    self.customer.with_user(user).write({name: account.id})
        at_desk = complaints.with_user(self.desk)
        self.assertFalse(at_desk[0].can_confirm_link)
        with self.refused(UserError, "no other confirmed user"):
            at_desk[0].action_confirm_link("She says so")
        self.customer.with_user(self.admin_user).action_confirm_link()
        self.assertEqual(self.customer.user_id, account)
        self.assertTrue(request.with_user(account).has_access("read"))
        # Of complaints the desk decides.
        self.env.invalidate_all()
        self.assertFalse(complaints.with_user(account)._filtered_access("read"))
        self.assertTrue(at_desk[1].can_confirm_link)
        for user in (self.staff, account, self.officer, self.admin_user):
            with self.refused(AccessError, ""):
                complaints[1].with_user(user).action_confirm_link("x")
        at_desk[1].action_confirm_link("She came by")
        self.assertEqual(at_desk[1].complainant_text, "Confidential")
        self.assertEqual(
            complaints.with_user(account)._filtered_access("read"), complaints[1]
        )
        self.assertFalse(complaints[1].with_user(self.staff).has_access("read"))
        entries = self.Log.search([("kind", "=", "link_confirm")])
        self.assertEqual(entries.user_id, self.admin_user | self.desk)

    def test_administrator_confirms_nothing_for_himself(self):
        self.things()
        self.link(self.employee, self.admin_user)
        with self.refused(AccessError, "to yourself"):
            self.customer.with_user(self.admin_user).action_confirm_link()

    def test_head(self):
        """Linking the head's employee to oneself makes no head, and no approver."""
        self.service.approval_step_ids = [(0, 0, {"approver_type": "department_head"})]
        complaint = self._file()
        head = self.it_head.sudo().employee_id
        self.link(head, self.hr)
        self.assertNotIn(self.hr, self.it.icrm_head_user_ids)
        self.assertFalse(complaint.with_user(self.hr).has_access("read"))
        self.link(self.finance_head.sudo().employee_id, self.hr)
        request = self.service.with_user(self.staff).submit_request({"name": "x"})
        self.assertEqual(
            request.sudo().icrm_approval_id.approver_ids, self.finance_head
        )
        with self.refused(AccessError, ""):
            request.sudo().icrm_approval_id.with_user(self.hr).action_approve()

    # -- the other way round -----------------------------------------------------------
    def readers(self, complaint, *users):
        self.env.flush_all()
        self.env.invalidate_all()
        identities = self.env["icrm.complaint.identity"]
        clocks = self.env["icrm.clock"]
        found = []
        for user in users:
            reads = bool(
                self.env["icrm.complaint"]
                .with_user(user)
                .search([("id", "=", complaint.id)])
            )
            self.assertEqual(complaint.with_user(user).has_access("read"), reads)
            hangs = [("complaint_id", "=", complaint.id)]
            for rows in (identities, clocks):
                if rows.sudo().search_count(hangs) and rows.with_user(user).has_access(
                    "read"
                ):
                    self.assertEqual(bool(rows.with_user(user).search(hangs)), reads)
            if reads:
                found.append(user.name)
        return found

    def test_concerned_by_another_account(self):
        """The head in person, with another user, confirmed or not."""
        complaint = self._file(against_head=True).sudo()
        head = self.it_head.sudo().employee_id
        other = self._user("other", None, "icrm_internal.group_icrm_manager")
        self.assertFalse(self.readers(complaint, self.it_head, other))
        self.link(head, other)
        self.assertFalse(self.readers(complaint, self.it_head, other))
        self._customer(self.it_head).with_user(self.admin_user).action_confirm_link()
        self.assertIn(other, self.it.icrm_head_user_ids)
        self.assertFalse(self.readers(complaint, self.it_head, other))
        # They leave the post, and get it again; or become head above it.
        top = self.env["hr.department"].create({"name": "Top", "manager_id": head.id})
        self.it.parent_id = top
        self.it.manager_id = False
        self.assertIn(other, self.it.icrm_head_user_ids)
        self.assertFalse(self.readers(complaint, self.it_head, other))

    def test_concerned_entered_later(self):
        """Without a known head at filing no later head sees it."""
        top = self.env["hr.department"].create(
            {"name": "Top", "manager_id": self.finance_head.employee_id.id}
        )
        self.it.parent_id = top
        self.it.manager_id = False
        complaint = self._file(user=self.colleague, against_head=True).sudo()
        self.assertFalse(self.readers(complaint, self.finance_head))
        self.it.manager_id = self.it_head.sudo().employee_id
        self.assertFalse(self.readers(complaint, self.it_head, self.finance_head))
        anonymous, _key = self._file_anonymous(against_head="1")
        self.assertTrue(anonymous.against_head)
        # Known now: the head above reads it, the new and the old head do not.
        self.it.manager_id = self.agent.sudo().employee_id
        self.assertEqual(
            self.readers(anonymous, self.it_head, self.finance_head, self.agent),
            ["Finance Head"],
        )

    def test_concerned_without_a_user(self):
        """The head has no user when it is filed; HR links one later."""
        person = self.env["hr.employee"].create({"name": "Person"})
        self.it.manager_id = person
        complaint = self._file(against_head=True).sudo()
        self.assertFalse(complaint.concerned_user_id)
        user = self._user("later", None, "icrm_internal.group_icrm_manager")
        self.link(person, user)
        self.assertFalse(self.readers(complaint, user))
        person.active = False
        self.assertFalse(self.readers(complaint, user))
        self.assertTrue(self.readers(complaint, self.desk))
        with self.refused(UserError, "about Later personally"):
            complaint.with_user(self.desk).action_assign(user.id)
