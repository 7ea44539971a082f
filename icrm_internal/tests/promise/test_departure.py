# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..request.common import RequestCommon

# The test company gets no notices by default.
LOUD = {"tracking_disable": False}


class DepartureCommon(RequestCommon):
    """``hr_officer`` archives people and departments, without any of our roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr_officer = new_test_user(
            cls.env,
            login="icrm_hr_officer",
            groups="base.group_user,hr.group_hr_manager,base.group_erp_manager",
        )
        cls.mate = cls._user("mate", cls.it, "icrm_internal.group_icrm_agent")
        cls.it_team.user_ids = [Command.link(cls.mate.id)]
        cls.boss = cls._user("boss", cls.finance)
        cls.staff.employee_id.parent_id = cls.boss.employee_id
        cls.service.owner_id = cls.it_head

    def archive_employee(self, user):
        employee = user.sudo().employee_id.with_context(**LOUD)
        employee.with_user(self.hr_officer).action_archive()

    def archive_user(self, user):
        user.with_user(self.hr_officer).with_context(**LOUD).action_archive()

    def submit(self, user=None, service=None, **values):
        service = (service or self.service).with_context(**LOUD)
        return super().submit(user, service, **values)

    def run_job(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"icrm_internal.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def inbox(self, user):
        """Return the texts of the notices that *user* was sent."""
        self.send_messages()
        messages = self.env["mail.message"].search(
            [("notified_partner_ids", "in", user.partner_id.ids)]
        )
        return " ".join(f"{message.subject} {message.body}" for message in messages)

    def steps(self, *steps):
        self.service.approval_step_ids = [
            Command.clear(),
            *[
                Command.create({"sequence": number, **step})
                for number, step in enumerate(steps)
            ],
        ]

    def named(self, *users, mode="any"):
        return {
            "approver_type": "users",
            "mode": mode,
            "user_ids": [Command.set([user.id for user in users])],
        }

    def approval(self, ticket):
        return ticket.sudo().icrm_approval_id

    def orphans(self, *records, user=None):
        """Return ``{(record, role, reason)}`` of the list, as the officer sees it."""
        rows = self.env["icrm.orphaned.work"].with_user(user or self.officer).search([])
        found = {(row.res_model, row.res_id, row.role, row.reason) for row in rows}
        return {
            row
            for row in found
            if not records
            or any(row[:2] == (record._name, record.id) for record in records)
        }


@tagged("post_install", "-at_install")
class TestAgentLeaves(DepartureCommon):
    def _taken(self):
        ticket = self.submit()
        ticket.with_user(self.agent).action_icrm_take()
        return ticket.sudo()

    def test_requests_go_back_to_the_queue(self):
        for number, leave in enumerate((self.archive_user, self.archive_employee)):
            with self.subTest(way=leave.__name__):
                ticket = self._taken()
                leave(self.agent)
                self.assertFalse(ticket.user_id)
                self.assertEqual(ticket.icrm_state, "in_progress")
                self.assertIn(ticket.number, self.inbox(self.mate))
                ticket.with_user(self.mate).action_icrm_take()
                self.assertEqual(ticket.user_id, self.mate)
                self.assertFalse(self.orphans(ticket))
                self.agent.sudo().active = True
                self.agent.sudo().with_context(
                    active_test=False
                ).employee_ids.active = True
                self.assertFalse(self.agent.sudo().icrm_has_left, number)

    def test_the_resource_and_the_departure_dialog_archive_too(self):
        ticket = self._taken()
        self.agent.sudo().employee_id.resource_id.active = False
        self.assertFalse(ticket.user_id)
        second = self.submit()
        second.with_user(self.mate).action_icrm_take()
        wizard = (
            self.env["hr.departure.wizard"]
            .with_user(self.hr_officer)
            .with_context(
                active_ids=self.mate.sudo().employee_id.ids, employee_termination=True
            )
            .create({"departure_date": date.today()})
        )
        wizard.action_register_departure()
        self.assertFalse(second.sudo().user_id)

    def test_who_loses_the_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        ticket = self._taken()
        self.agent.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(ticket.user_id)

    def test_closed_and_plain_tickets_stay(self):
        done = self._taken()
        done.with_user(self.agent).action_icrm_resolve()
        plain = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "x", "user_id": self.agent.id}
        )
        self.archive_user(self.agent)
        self.assertEqual(done.user_id, self.agent)
        self.assertEqual(plain.user_id, self.agent)

    def test_a_second_employment_is_enough(self):
        """Who moved to another company has an archived and an active employee."""
        other = self.env["res.company"].create({"name": "Second"})
        self.agent.sudo().company_ids = [Command.link(other.id)]
        self.env["hr.employee"].create(
            {"name": "Agent", "user_id": self.agent.id, "company_id": other.id}
        )
        ticket = self._taken()
        self.archive_employee(self.agent)
        self.assertEqual(ticket.user_id, self.agent)

    def test_the_last_member(self):
        """Heads are told, and can take; the team is in the list."""
        ticket = self._taken()
        self.archive_user(self.mate)
        self.archive_user(self.agent)
        self.assertIn(ticket.number, self.inbox(self.it_head))
        self.assertIn(
            ("helpdesk.ticket.team", self.it_team.id, "user_ids", "left"),
            self.orphans(self.it_team),
        )
        ticket.with_user(self.it_head).action_icrm_take()
        self.assertEqual(ticket.user_id, self.it_head)

    def test_officers_are_told_what_remains(self):
        self.service.owner_id = self.agent
        self.archive_user(self.agent)
        self.assertIn("Service: 1", self.inbox(self.officer))
        self.assertNotIn("Orphaned", self.inbox(self.mate))

    def test_the_requester_who_was_asked_leaves(self):
        ticket = self._taken()
        ticket.with_user(self.agent).action_icrm_ask("Which one?")
        self.assertEqual(ticket.icrm_holder, "customer")
        self.archive_employee(self.staff)
        self.assertEqual(ticket.icrm_holder, "provider")
        self.assertIn(ticket.number, self.inbox(self.agent))

    def test_the_job_finds_what_came_in_otherwise(self):
        ticket = self._taken()
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.agent.id]
        )
        self.env.invalidate_all()
        self.assertIn(
            ("helpdesk.ticket", ticket.id, "user_id", "left"), self.orphans(ticket)
        )
        self.run_job("ir_cron_orphaned_work")
        self.assertFalse(ticket.user_id)


@tagged("post_install", "-at_install")
class TestApproverLeaves(DepartureCommon):
    def test_up_the_line(self):
        self.steps({"approver_type": "line_manager"})
        for leave in (self.archive_user, self.archive_employee):
            with self.subTest(way=leave.__name__):
                ticket = self.submit()
                self.assertEqual(self.approval(ticket).approver_ids, self.boss)
                leave(self.boss)
                self.assertEqual(self.approval(ticket).approver_ids, self.finance_head)
                self.assertIn(ticket.name, self.inbox(self.finance_head))
                self.approval(ticket).with_user(self.finance_head).action_approve()
                self.assertEqual(ticket.sudo().icrm_holder, "provider")
                self.boss.sudo().active = True
                self.boss.sudo().with_context(
                    active_test=False
                ).employee_ids.active = True

    def test_a_later_step(self):
        self.steps(self.named(self.mate), {"approver_type": "line_manager"})
        ticket = self.submit()
        self.archive_user(self.boss)
        self.approval(ticket).with_user(self.mate).action_approve()
        self.assertEqual(self.approval(ticket).approver_ids, self.finance_head)

    def test_one_of_several(self):
        self.steps(self.named(self.mate, self.agent))
        either = self.submit()
        self.steps(self.named(self.mate, self.agent, mode="all"))
        both = self.submit()
        self.archive_user(self.mate)
        self.assertEqual(self.approval(either).approver_ids, self.agent)
        self.assertEqual(
            self.approval(both).approver_ids,
            self.agent | self.it_head,
            "the head of the named person's department instead",
        )
        self.approval(both).with_user(self.agent).action_approve()
        self.assertEqual(both.sudo().icrm_approval_state, "waiting")
        self.approval(both).with_user(self.it_head).action_approve()
        self.assertEqual(both.sudo().icrm_approval_state, "approved")

    def test_a_deleted_user(self):
        guest = new_test_user(self.env, login="icrm_guest", groups="base.group_user")
        self.steps(self.named(guest))
        ticket = self.submit()
        guest.unlink()
        self.assertEqual(self.approval(ticket).approver_ids, self.it_head)

    def test_never_the_requester(self):
        self.finance.manager_id = self.staff.sudo().employee_id
        self.steps({"approver_type": "line_manager"})
        ticket = self.submit()
        self.archive_user(self.boss)
        self.assertEqual(self.approval(ticket).approver_ids, self.it_head)

    def test_nobody_left(self):
        """Nothing is approved by a departure: officers are asked."""
        self.steps(self.named(self.boss))
        ticket = self.submit()
        everybody = self.boss | self.it_head | self.finance_head
        for user in everybody:
            self.archive_user(user)
        approval = self.approval(ticket)
        self.assertEqual(approval.state, "requested")
        self.assertIn(self.officer, approval.approver_ids)
        self.assertFalse(everybody & approval.approver_ids)
        self.assertIn(ticket.name, self.inbox(self.officer))
        return ticket, approval

    def test_the_approver_disappeared_otherwise(self):
        self.steps(self.named(self.boss))
        ticket = self.submit()
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.boss.id]
        )
        self.env.invalidate_all()
        approval = self.approval(ticket)
        self.assertEqual(
            self.orphans(approval),
            {(approval._name, approval.id, "approver_ids", "left")},
        )
        row = (
            self.env["icrm.orphaned.work"]
            .with_user(self.officer)
            .search([("res_model", "=", approval._name), ("res_id", "=", approval.id)])
        )
        row.action_reassign("Gone", self.colleague.id)
        self.assertEqual(approval.approver_ids, self.colleague)
        self.assertFalse(self.orphans(approval))

    def test_officers_reassign_with_a_reason(self):
        ticket, approval = self.test_nobody_left()
        for user in (self.staff, self.agent, self.colleague, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                approval.with_user(user).action_reassign("Because", user.id)
        mine = approval.with_user(self.officer).with_context(**LOUD)
        for reason, user, message in (
            ("", self.colleague, "Reason"),
            ("Left", self.staff, "own request"),
            ("Left", self.boss, "Choose the person"),
            ("Left", self.portal_user, "cannot take over"),
            ("Left", self.env["res.users"], "Choose the person"),
        ):
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(UserError, message),
            ):
                mine.action_reassign(reason, user.id)
        dialog = self._reason_dialog(mine, "action_reassign", "Boss has left")
        self.assertTrue(dialog.asks_person)
        dialog.user_id = self.colleague
        dialog.action_apply()
        self.assertEqual(approval.approver_ids, self.colleague)
        self.assertIn(ticket.name, self.inbox(self.colleague))
        notes = " ".join(ticket.sudo().message_ids.mapped("body"))
        self.assertIn("Boss has left", notes)
        log = self.env["icrm.access.log"].search([("kind", "=", "reassign")])
        self.assertIn("Boss has left", log.reason)
        self.assertEqual(log.user_id, self.officer)
        approval.with_user(self.colleague).action_approve()
        with self.assertRaisesRegex(UserError, "not open"):
            mine.action_reassign("Again", self.mate.id)

    def test_only_who_may_see_the_company(self):
        """The line manager works in another company of the group."""
        other = self.env["res.company"].create({"name": "Second"})
        self.boss.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.steps({"approver_type": "line_manager"})
        ticket = self.submit()
        self.assertEqual(self.approval(ticket).approver_ids, self.finance_head)

    def test_who_loses_the_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        self.steps({"approver_type": "line_manager"})
        ticket = self.submit()
        self.boss.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertEqual(self.approval(ticket).approver_ids, self.finance_head)


@tagged("post_install", "-at_install")
class TestAbsence(DepartureCommon):
    def deputy(self, absent, deputy, first=0, last=0):
        today = date.today()
        return (
            self.env["icrm.approval.delegation"]
            .with_user(absent)
            .with_context(**LOUD)
            .create(
                {
                    "delegate_id": deputy.id,
                    "date_from": today + timedelta(days=first),
                    "date_to": today + timedelta(days=last),
                }
            )
        )

    def setUp(self):
        super().setUp()
        self.steps(self.named(self.boss))

    def test_entered_after_asking(self):
        ticket = self.submit()
        self.assertNotIn(ticket.name, self.inbox(self.colleague))
        absence = self.deputy(self.boss, self.colleague)
        self.assertIn(ticket.name, self.inbox(self.colleague))
        # Somebody else instead
        absence.delegate_id = self.mate
        self.assertIn(ticket.name, self.inbox(self.mate))
        count = len(self.inbox(self.mate))
        self.run_job("ir_cron_approval_remind")
        self.assertEqual(len(self.inbox(self.mate)), count, "told once")

    def test_begins_later(self):
        ticket = self.submit()
        self.deputy(self.boss, self.colleague, 2, 5)
        self.assertNotIn(ticket.name, self.inbox(self.colleague))
        with freeze_time(date.today() + timedelta(days=2)):
            self.run_job("ir_cron_approval_remind")
        self.assertIn(ticket.name, self.inbox(self.colleague))

    def test_the_deputy_is_away_as_well(self):
        self.deputy(self.boss, self.mate)
        self.deputy(self.mate, self.colleague)
        ticket = self.submit()
        self.assertIn(ticket.name, self.inbox(self.colleague))
        mine = self.approval(ticket).with_user(self.colleague)
        self.assertTrue(mine.can_decide)
        self.assertIn(mine, mine.search([("can_decide", "=", True)]))
        self.assertEqual(ticket.with_user(self.colleague).name, ticket.name)
        mine.action_approve()
        self.assertEqual(mine.sudo().decided_for_id, self.boss)

    def test_the_second_absence_comes_after_asking(self):
        self.deputy(self.boss, self.mate)
        ticket = self.submit()
        self.deputy(self.mate, self.colleague)
        self.assertIn(ticket.name, self.inbox(self.colleague))

    def test_a_circle(self):
        self.deputy(self.boss, self.mate)
        self.deputy(self.mate, self.boss)
        ticket = self.submit()
        self.approval(ticket).with_user(self.mate).action_approve()
        self.assertEqual(ticket.sudo().icrm_approval_state, "approved")

    def test_not_a_day_too_long(self):
        self.deputy(self.boss, self.mate)
        self.deputy(self.mate, self.colleague, 1, 2)
        ticket = self.submit()
        self.assertFalse(self.approval(ticket).with_user(self.colleague).is_approver)
        with self.assertRaises(AccessError):
            self.approval(ticket).with_user(self.colleague).action_approve()

    def test_the_deputy_has_left(self):
        absence = self.deputy(self.boss, self.colleague, 1, 5)
        self.archive_user(self.colleague)
        self.assertEqual(
            self.orphans(absence), {(absence._name, absence.id, "delegate_id", "left")}
        )


@tagged("post_install", "-at_install")
class TestDepartmentArchived(DepartureCommon):
    def test_services_retire_and_agreements_end(self):
        draft = self._service("Draft", state="draft")
        agreement = self.env["icrm.agreement"].create(
            {
                "relationship_id": self.env["icrm.relationship"]
                .create(
                    {
                        "provider_department_id": self.it.id,
                        "customer_department_id": self.finance.id,
                        "company_id": self.company.id,
                    }
                )
                .id,
                "line_ids": [
                    Command.create(
                        {
                            "service_id": self.service.id,
                            "priority": "1",
                            "response_hours": 2,
                            "resolution_hours": 8,
                        }
                    )
                ],
            }
        )
        for head in (self.it_head, self.finance_head):
            head.group_ids = [
                Command.link(self.env.ref("icrm_internal.group_icrm_manager").id)
            ]
        agreement.with_user(self.officer).action_propose()
        agreement.with_user(self.it_head).action_sign()
        agreement.with_user(self.finance_head).action_sign()
        self.assertEqual(agreement.state, "signed")
        ticket = self.submit()
        self.it.with_user(self.hr_officer).with_context(**LOUD).action_archive()
        self.assertEqual(self.service.state, "retired")
        self.assertIn("IT was archived", self.service.message_ids[:1].body)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(agreement.state, "ended")
        # The requests run on with their team, which the list shows.
        ticket.with_user(self.mate).action_icrm_take()
        self.assertIn(
            (
                "helpdesk.ticket.team",
                self.it_team.id,
                "icrm_department_id",
                "dissolved",
            ),
            self.orphans(self.it_team),
        )
        self.assertIn("Team", self.inbox(self.officer))
        with self.assertRaises(UserError):
            self.service.with_user(self.officer).action_publish()

    def test_a_proposal_is_a_draft_again(self):
        relationship = self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": self.finance.id,
                "company_id": self.company.id,
            }
        )
        agreement = self.env["icrm.agreement"].create(
            {
                "relationship_id": relationship.id,
                "line_ids": [
                    Command.create(
                        {
                            "service_id": self.service.id,
                            "priority": "1",
                            "response_hours": 2,
                            "resolution_hours": 8,
                        }
                    )
                ],
            }
        )
        agreement.with_user(self.officer).action_propose()
        self.finance.with_user(self.hr_officer).action_archive()
        self.assertEqual(agreement.state, "draft")
        self.assertEqual(self.service.state, "published")
        self.assertFalse(relationship.active, "it ends with the department")
        self.assertFalse(self.orphans(relationship))
