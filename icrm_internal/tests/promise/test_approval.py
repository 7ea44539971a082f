# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..request.common import RequestCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestApproval(RequestCommon):
    """``boss`` is the line manager of the staff; ``hr_head`` is asked by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls.env["hr.department"].create({"name": "HR"})
        cls.boss = cls._user("boss", cls.finance)
        cls.hr_one = cls._user("hr_one", cls.hr)
        cls.hr_two = cls._user("hr_two", cls.hr)
        for user in (cls.staff, cls.colleague):
            user.employee_id.parent_id = cls.boss.employee_id
        cls.service.owner_id = cls.officer

    def _steps(self, *steps):
        self.service.approval_step_ids = [
            Command.clear(),
            *[
                Command.create({"sequence": number, **step})
                for number, step in enumerate(steps)
            ],
        ]

    def _named(self, *users, mode="any"):
        return {
            "approver_type": "users",
            "mode": mode,
            "user_ids": [Command.set([user.id for user in users])],
        }

    def _at(self, **later):
        frozen = freeze_time(MONDAY + timedelta(**later))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _approvals(self, ticket):
        return ticket.sudo().icrm_approval_ids.sorted("id")

    def _approval_as(self, ticket, user):
        return ticket.sudo().icrm_approval_id.with_user(user)

    def _deputy(self, absent, deputy, **values):
        today = datetime.now().date()
        return (
            self.env["icrm.approval.delegation"]
            .with_user(absent)
            .create(
                {
                    "delegate_id": deputy.id,
                    "date_from": today,
                    "date_to": today,
                    **values,
                }
            )
        )

    # -- the promise waits --
    def test_the_promise_waits_for_the_approver(self):
        self._steps({"approver_type": "line_manager"}, self._named(self.hr_one))
        self._at()
        ticket = self.submit()
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertEqual(ticket.icrm_holder, "approver")
        self.assertEqual(ticket.icrm_holder_name, "Boss (approval)")
        self.assertEqual(ticket.icrm_progress, "approval")
        self.assertIn("Boss", ticket.icrm_status_text)
        self.assertIn("2 working days after", ticket.icrm_promise_text)
        self.assertFalse(ticket.icrm_due_at or ticket.icrm_next_due_at)
        clocks = ticket.sudo().icrm_clock_ids
        self.assertEqual(set(clocks.mapped("state")), {"paused"})
        self._at(hours=4)
        self._approval_as(ticket, self.boss).action_approve("Fine")
        self.assertEqual(ticket.icrm_holder_name, "Hr One (approval)")
        self._at(days=1)
        self._approval_as(ticket, self.hr_one).action_approve()
        self.assertEqual(ticket.icrm_approval_state, "approved")
        self.assertEqual(ticket.icrm_holder, "provider")
        # Sixteen working hours from Tuesday, 8:00, on
        self.assertEqual(ticket.icrm_due_at, MONDAY + timedelta(days=2, hours=9))
        self.assertEqual(ticket.icrm_next_due_at, MONDAY + timedelta(days=1, hours=4))
        segments = clocks[:1].segment_ids.sorted("start_at")
        self.assertEqual(
            [(row.holder, row.department_id, row.is_counted) for row in segments],
            [
                ("approver", self.finance, False),
                ("approver", self.hr, False),
                ("provider", self.it, True),
            ],
        )
        self.assertEqual(
            self.events(ticket),
            [("new", "approver"), ("new", "approver"), ("new", "provider")],
        )
        ticket.with_user(self.agent).action_icrm_take()
        self.assertEqual(ticket.icrm_state, "in_progress")

    def test_no_work_without_approval(self):
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        served = ticket.with_user(self.agent)
        for action in ("take", "resolve"):
            with self.assertRaisesRegex(UserError, "awaiting approval from Boss"):
                getattr(served, f"action_icrm_{action}")()
        with self.assertRaisesRegex(UserError, "awaiting approval"):
            served.action_icrm_ask("Which one?")
        with self.assertRaisesRegex(UserError, "awaiting approval"):
            served.action_icrm_split(self.service.id, {"name": "x"})
        working = self.it_team._get_applicable_stages().filtered(
            lambda stage: stage.icrm_state == "in_progress"
        )[:1]
        with self.assertRaisesRegex(UserError, "awaiting approval"):
            served.write({"stage_id": working.id})
        # What the customer adds meanwhile is no answer to a question.
        ticket.message_post(body="It is urgent", message_type="comment")
        self.assertEqual(ticket.icrm_state, "new")

    def test_a_service_without_steps(self):
        ticket = self.submit()
        self.assertEqual(ticket.icrm_approval_state, "none")
        self.assertEqual(ticket.icrm_holder, "provider")

    # -- refused, withdrawn --
    def test_refused(self):
        self._steps({"approver_type": "line_manager"}, self._named(self.hr_one))
        ticket = self.submit()
        with self.assertRaisesRegex(UserError, "is required"):
            self._approval_as(ticket, self.boss).action_refuse(" ")
        self._approval_as(ticket, self.boss).action_refuse("Too <b>dear</b>")
        self.assertEqual(ticket.icrm_state, "rejected")
        self.assertEqual(
            self._approvals(ticket).mapped("state"), ["refused", "cancelled"]
        )
        said = ticket.message_ids.filtered(
            lambda message: "Too" in (message.body or "")
        )
        self.assertIn("&lt;b&gt;dear", said[:1].body)
        self.assertEqual(said[:1].author_id, self.boss.partner_id)
        self.assertIn("Declined by Boss: Too", ticket.icrm_status_text)
        self.assertEqual(
            set(ticket.sudo().icrm_clock_ids.mapped("state")), {"cancelled"}
        )
        new, working = (
            self.it_team._get_applicable_stages().filtered(
                lambda stage, state=state: stage.icrm_state == state
            )[:1]
            for state in ("new", "in_progress")
        )
        with self.assertRaisesRegex(UserError, "not approved"):
            ticket.with_user(self.agent).write({"stage_id": working.id})
        ticket.with_user(self.agent).write({"stage_id": new.id})
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertEqual(
            self._approvals(ticket).mapped("state"), ["requested", "waiting"]
        )

    def test_withdrawn_while_waiting(self):
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        approval = self._approval_as(ticket, self.boss)
        ticket.action_icrm_withdraw()
        self.assertEqual(ticket.icrm_state, "withdrawn")
        self.assertEqual(approval.sudo().state, "cancelled")
        with self.assertRaises(AccessError):
            approval.action_approve()
        # Who may read it by another right reads why it cannot be decided.
        self.service.approval_step_ids.write(
            {"approver_type": "users", "user_ids": [Command.link(self.finance_head.id)]}
        )
        ticket = self.submit()
        approval = self._approval_as(ticket, self.finance_head)
        ticket.action_icrm_withdraw()
        with self.assertRaisesRegex(UserError, "is not open"):
            approval.action_approve()

    def test_decided_once(self):
        self._steps(self._named(self.hr_one, self.hr_two))
        ticket = self.submit()
        approval = self._approval_as(ticket, self.hr_one)
        approval.action_approve()
        for user in (self.hr_one, self.hr_two):
            with self.assertRaisesRegex(UserError, "is not open"):
                approval.with_user(user).action_refuse("No")
        self.assertEqual(ticket.icrm_state, "new")

    def test_all_of_them(self):
        self._steps(self._named(self.hr_one, self.hr_two, mode="all"))
        ticket = self.submit()
        self.assertIn("Hr One and Hr Two", ticket.icrm_holder_name)
        approval = self._approval_as(ticket, self.hr_one)
        approval.action_approve()
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertEqual(ticket.icrm_holder_name, "Hr Two (approval)")
        with self.assertRaisesRegex(UserError, "already"):
            approval.action_approve()
        approval.with_user(self.hr_two).action_approve()
        self.assertEqual(ticket.icrm_approval_state, "approved")

    # -- who --
    def test_who_may_decide(self):
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        for user in (
            self.staff,
            self.colleague,
            self.agent,
            self.it_head,
            self.finance_head,
            self.officer,
            self.admin_user,
            self.auditor,
        ):
            for action in (
                lambda row: row.action_approve(),
                lambda row: row.action_refuse("No"),
                lambda row: row.write({"state": "approved"}),
                lambda row: row.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    action(self._approval_as(ticket, user))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                ticket.with_user(user).write({"icrm_approval_state": "approved"})
        with self.assertRaises(AccessError):
            self.env["icrm.approval"].with_user(self.boss).create(
                {"ticket_id": ticket.id, "company_id": 1, "state": "requested"}
            )
        # The approver reads the request and what is said, nothing more.
        boss = ticket.with_user(self.boss)
        self.assertEqual(boss.name, "Broken screen")
        self.assertTrue(boss.icrm_can_approve)
        self.assertFalse(boss.icrm_deputy_text)
        with self.assertRaises(AccessError):
            boss.write({"name": "Other"})
        self.assertNotIn(
            self.submit(self.colleague, self._service("Other")),
            self.env["helpdesk.ticket"].with_user(self.boss).search([]),
        )

    def test_an_agent_asks_for_others(self):
        """Agents have no right to write approvals; their own request needs them too."""
        self._steps({"approver_type": "line_manager"})
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Called",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self.requester.id,
                }
            )
        )
        self.assertEqual(self._approval_as(ticket, self.boss).approver_ids, self.boss)
        with self.assertRaises(AccessError):
            ticket.create(
                {
                    "name": "Called",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_approval_state": "approved",
                }
            )

    def test_those_found(self):
        head = self.finance_head
        top = self.env["hr.department"].create({"name": "Board"})
        chief = self._user("chief", top)
        top.manager_id = chief.employee_id
        self.finance.parent_id = top
        cases = [
            ("line_manager", self.staff, self.boss),
            # no manager: the head of the department, then the next one up
            ("line_manager", self.boss, head),
            ("line_manager", head, chief),
            ("department_head", self.staff, head),
            ("cost_owner", self.staff, head),
            # the chief has no one above: the owner of the service
            ("line_manager", chief, self.officer),
        ]
        for who, user, approver in cases:
            self._steps({"approver_type": who})
            with self.subTest(who=who, user=user.login):
                ticket = self.submit(user)
                self.assertEqual(self._approvals(ticket).approver_ids, approver)
        top.icrm_cost_owner_id = self.hr_one
        self._steps({"approver_type": "cost_owner"})
        self.assertEqual(self._approvals(self.submit()).approver_ids, self.hr_one)
        self.boss.active = False
        self._steps({"approver_type": "line_manager"})
        self.assertEqual(self._approvals(self.submit()).approver_ids, head)

    def test_nobody_approves_his_own(self):
        self._steps({"approver_type": "department_head"}, self._named(self.hr_one))
        ticket = self.submit(self.finance_head)
        self.assertEqual(
            self._approvals(ticket).mapped("state"), ["skipped", "requested"]
        )
        self.assertEqual(self._approvals(ticket)[0].skip_reason, "own")
        # for the one who would approve: the next one up does
        self._steps(self._named(self.boss))
        ticket = self.submit(beneficiary_id=self._customer(self.boss).id)
        self.assertEqual(self._approvals(ticket).approver_ids, self.officer)
        # a deputy does not approve their own request either
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        self._deputy(self.boss, self.staff)
        self.assertFalse(ticket.icrm_can_approve)
        with self.assertRaisesRegex(AccessError, "your own request"):
            self._approval_as(ticket, self.staff).action_approve()

    def test_only_own_steps_skipped_means_approved(self):
        self._steps(self._named(self.staff))
        ticket = self.submit()
        self.assertEqual(ticket.icrm_approval_state, "approved")
        self.assertEqual(ticket.icrm_holder, "provider")
        self.assertTrue(ticket.icrm_due_at)

    def test_another_service_asks_anew(self):
        self._steps({"approver_type": "line_manager"})
        free = self._service("Free")
        ticket = self.submit()
        ticket.sudo().with_user(self.agent).write({"icrm_service_id": free.id})
        self.assertEqual(ticket.icrm_approval_state, "none")
        self.assertEqual(ticket.icrm_holder, "provider")
        self.assertTrue(ticket.icrm_due_at)
        ticket.with_user(self.agent).action_icrm_take()
        ticket.with_user(self.agent).write({"icrm_service_id": self.service.id})
        self.assertEqual(ticket.icrm_holder, "approver")
        with self.assertRaisesRegex(UserError, "awaiting approval"):
            ticket.with_user(self.agent).action_icrm_resolve("Done")

    # -- deputies --
    def test_a_deputy_decides_in_the_place_of_the_absent(self):
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        approval = self._approval_as(ticket, self.hr_one)
        self._deputy(
            self.boss, self.hr_one, date_from="2020-01-01", date_to="2020-01-02"
        )
        self._deputy(
            self.boss, self.hr_one, date_from="2199-01-01", date_to="2199-01-02"
        )
        with self.assertRaises(AccessError):
            approval.action_approve()
        self._deputy(self.boss, self.hr_one)
        mine = self.env["icrm.approval"].with_user(self.hr_one)
        self.assertEqual(mine.search([("can_decide", "=", True)]), approval)
        self.assertEqual(ticket.with_user(self.hr_one).name, "Broken screen")
        approval.action_approve()
        self.assertEqual(approval.decided_by_id, self.hr_one)
        self.assertEqual(approval.decided_for_id, self.boss)
        self.assertEqual(ticket.icrm_holder, "provider")

    def test_who_names_deputies(self):
        for user in (self.colleague, self.it_head, self.agent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._deputy(user, user, user_id=self.boss.id)
        self._deputy(self.finance_head, self.hr_one, user_id=self.boss.id)
        own = self._deputy(self.colleague, self.hr_one)
        with self.assertRaises(AccessError):
            own.user_id = self.it_head
        with self.assertRaises(AccessError):
            own.with_user(self.hr_one).unlink()
        with self.assertRaisesRegex(ValidationError, "internal users"):
            self._deputy(self.boss, self.portal_user)

    def test_nobody_makes_himself_a_deputy(self):
        """Heads and officers neither; nor by prolonging it, or by changing the side."""
        for user in (self.officer, self.finance_head, self.admin_user, self.hr_one):
            with self.assertRaises(AccessError):
                self._deputy(user, user, user_id=self.boss.id)
            with self.assertRaises(AccessError):
                self.env["icrm.approval.delegation"].with_user(user).with_context(
                    default_delegate_id=user.id
                ).create({"user_id": self.boss.id, "date_to": "2199-01-01"})
        row = self._deputy(self.boss, self.finance_head)
        other = self._deputy(self.boss, self.hr_one)
        for values in ({"date_to": "2199-01-01"}, {"user_id": self.staff.id}):
            with self.assertRaises(AccessError):
                row.with_user(self.finance_head).write(values)
        for user in (self.officer, self.finance_head):
            with self.assertRaises(AccessError):
                other.with_user(user).delegate_id = user
            other.with_user(user).note = "Ill"
        result = (
            self.env["icrm.approval.delegation"]
            .with_user(self.officer)
            .load(
                ["user_id/.id", "delegate_id/.id", "date_from", "date_to"],
                [[self.boss.id, self.officer.id, "2026-01-01", "2199-01-01"]],
            )
        )
        self.assertFalse(result["ids"])

    def test_the_desk_names_whom_the_deputy_stands_in_for(self):
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit().sudo(False)
        self._deputy(self.boss, self.agent)
        self.assertEqual(
            ticket.with_user(self.agent).icrm_deputy_text, "As deputy for Boss"
        )
        for user in (self.boss, self.it_head):
            self.assertFalse(ticket.with_user(user).icrm_deputy_text)

    def test_a_deputy_in_one_company(self):
        """The officer of another company, and a deputy there, have no share in this."""
        other = self.env["res.company"].create({"name": "Two"})
        foreign = self._user("foreign", None, "icrm_internal.group_icrm_officer")
        foreign.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        friend = self._user("friend", None)
        friend.write({"company_ids": [(4, other.id)]})
        self.boss.write({"company_ids": [(4, other.id)]})
        self._steps({"approver_type": "line_manager"})
        ticket = self.submit()
        approval = self._approval_as(ticket, friend)
        Delegation = self.env["icrm.approval.delegation"]
        for deputy in (foreign, friend):
            with self.assertRaises(UserError):
                self._deputy(
                    foreign, deputy, user_id=self.boss.id, company_id=self.company.id
                )
        here = self._deputy(self.boss, self.hr_one)
        self.assertFalse(Delegation.with_user(foreign).search([]))
        with self.assertRaises(AccessError):
            here.with_user(foreign).write({"note": "x"})
        # Named there: the deputy approves there only, and cannot read this one.
        there = Delegation.with_user(foreign).create(
            {
                "user_id": self.boss.id,
                "delegate_id": friend.id,
                "date_to": "2199-01-01",
            }
        )
        self.assertEqual(there.company_id, other)
        self.env.invalidate_all()
        self.assertFalse(self.env["icrm.approval"].with_user(friend).search([]))
        self.assertFalse(ticket.with_user(friend).has_access("read"))
        with self.assertRaises(AccessError):
            approval.action_approve()
        # Moved to this company by the one who may not.
        with self.assertRaises(AccessError):
            there.with_user(foreign).company_id = self.company
        self.assertEqual(self._approval_as(ticket, self.hr_one).can_decide, True)

    def test_the_absent_one_is_told(self):
        for user in (self.officer, self.finance_head):
            before = self._get_notifications(self.boss)
            row = self._deputy(user, self.hr_one, user_id=self.boss.id)
            told = self._get_notifications(self.boss) - before
            self.assertIn("Hr One approves for Boss", told.body)
            self.assertIn(user.name, told.body)
            row.date_to = "2199-01-01"
            row.with_user(user).unlink()
            self.assertEqual(len(self._get_notifications(self.boss) - before), 3)
        before = self._get_notifications(self.boss)
        self._deputy(self.boss, self.hr_one)
        self.assertEqual(self._get_notifications(self.boss), before)

    def test_nobody_makes_himself_the_cost_owner(self):
        officer_of_hr = self._user("personnel", self.hr, "hr.group_hr_user")
        with self.assertRaises(UserError):
            self.finance.with_user(officer_of_hr).icrm_cost_owner_id = officer_of_hr
        self.finance.with_user(officer_of_hr).icrm_cost_owner_id = self.boss

    # -- telling --
    def _get_notifications(self, user):
        self.send_messages()
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal.ir_cron_approval_remind"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_reminders_once_a_day(self):
        self._steps({"approver_type": "line_manager"})
        self._at()
        # The test company gets no notifications by default.
        loud = {"tracking_disable": False}
        service = self.service.with_context(**loud)
        tickets = self.submit(service=service) | self.submit(self.colleague, service)
        self.assertEqual(len(self._get_notifications(self.boss)), 2)
        self._at(days=1, hours=23)
        self._remind()
        self.assertEqual(len(self._get_notifications(self.boss)), 2)
        self._at(days=2, hours=1)
        self._remind()
        self._remind()
        # one for both requests
        self.assertEqual(len(self._get_notifications(self.boss)), 3)
        self._deputy(
            self.boss, self.hr_one, date_from="2026-06-04", date_to="2026-06-30"
        )
        self._at(days=3, hours=1)
        tickets[0].action_icrm_withdraw()
        self._remind()
        self.assertEqual(len(self._get_notifications(self.boss)), 4)
        self.assertEqual(len(self._get_notifications(self.hr_one)), 1)
        self.company.icrm_approval_remind_days = 0
        self._at(days=4, hours=1)
        self._remind()
        self.assertEqual(len(self._get_notifications(self.boss)), 4)

    # -- the catalogue --
    def test_steps_are_set_with_the_service(self):
        service = self.service.with_user(self.it_head)
        service.approval_step_ids = [Command.create(self._named(self.hr_one))]
        self.assertEqual(service.approval_text, "Hr One")
        for user in (self.staff, self.agent, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                service.approval_step_ids.with_user(user).unlink()
        with self.assertRaisesRegex(ValidationError, "at least one"):
            service.approval_step_ids.user_ids = False

    def test_a_batch_costs_a_constant_number_of_queries(self):
        self._steps(
            {"approver_type": "line_manager"}, self._named(self.hr_one, self.hr_two)
        )
        self.env["helpdesk.ticket.team"].flush_model()

        def cost(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets = (
                self.env["helpdesk.ticket"]
                .with_context(tracking_disable=False)
                .create(
                    [
                        {
                            "name": "Broken screen",
                            "icrm_service_id": self.service.id,
                            "icrm_requester_id": self.requester.id,
                        }
                        for _index in range(count)
                    ]
                )
            )
            self.env.flush_all()
            self.assertEqual(set(tickets.mapped("icrm_holder")), {"approver"})
            return self.cr.sql_log_count - before

        cost(2)
        few, many = cost(2), cost(50)
        self.assertLessEqual(many, few + 2, f"{few} for two, {many} for fifty")
