# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..request.common import RequestCommon

FORM = [
    {"name": "budget", "type": "integer", "string": "Budget"},
    {"name": "urgent", "type": "boolean", "string": "Urgent"},
    {
        "name": "size",
        "type": "selection",
        "string": "Size",
        "selection": [["s", "Small"], ["l", "Large"]],
    },
    {"name": "tags", "type": "tags", "string": "Tags", "tags": [["a", "A", 1]]},
    {"name": "day", "type": "date", "string": "Day"},
]
SILENT = {"tracking_disable": True, "mail_notrack": True, "mail_create_nolog": True}


@tagged("post_install", "-at_install")
class TestApprovalRestart(RequestCommon):
    """A change of approved content restarts approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("boss", cls.finance)
        cls._set_form(cls.service, FORM)
        cls.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(cls.boss.ids)]}
            )
        ]
        cls.other_service = cls._service("Car")

    def start_approval(self, **values):
        return self.submit(
            description="A small one",
            answers={"budget": 800, "size": "s"},
            **values,
        ).sudo()

    def approved(self, **values):
        ticket = self.start_approval(**values)
        ticket.icrm_approval_id.with_user(self.boss).action_approve()
        self.assertEqual(ticket.icrm_approval_state, "approved")
        return ticket

    def changes(self):
        return {
            "name": "A yacht",
            "description": "<p>A big one</p>",
            "priority": "3",
            "icrm_beneficiary_id": self._customer(self.colleague).id,
            "icrm_requester_id": self._customer(self.colleague).id,
            "icrm_answers": {"budget": 80000, "size": "s"},
        }

    def refuses(self, text):
        """A refused call leaves nothing behind, as in a transaction of its own."""
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(UserError, text))
        stack.enter_context(self.cr.savepoint())
        return stack

    def test_every_change_restarts(self):
        for ticket_of in (self.approved, self.start_approval):
            for name, value in self.changes().items():
                for context in ({}, SILENT):
                    with self.subTest(ticket_of.__name__, name=name, context=context):
                        ticket = ticket_of()
                        former = ticket.icrm_approval_ids
                        messages = ticket.message_ids
                        ticket.with_user(self.agent).with_context(**context).write(
                            {name: value}
                        )
                        self.assertEqual(ticket.icrm_approval_state, "waiting")
                        self.assertFalse(former.active)
                        self.assertEqual(ticket.icrm_approval_id.state, "requested")
                        said = (ticket.message_ids - messages).mapped("body")
                        self.assertTrue(
                            any("approval starts again" in body for body in said)
                        )
                        asked = self.send_messages().filtered(
                            lambda message, ticket=ticket: message.res_id == ticket.id
                            and message.event == "approval_requested"
                        )
                        self.assertIn(self.boss.partner_id, asked.partner_id)
                        with self.refuses("awaiting approval"):
                            ticket.with_user(self.agent).action_icrm_take()
                        # The old question cannot be answered any more, nor a screen
                        # that shows it.
                        with self.refuses("Reload the page"):
                            ticket.with_user(self.boss).with_context(
                                icrm_approval_seen=former.id
                            ).action_icrm_approve()
                        with self.assertRaises(UserError):
                            former.with_user(self.boss).action_approve()
                        ticket.icrm_approval_id.with_user(self.boss).action_approve()
                        ticket.with_user(self.agent).action_icrm_take()

    def test_by_load(self):
        ticket = self.approved()
        result = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .load([".id", "name"], [[str(ticket.id), "A yacht"]])
        )
        self.assertTrue(result["ids"])
        self.assertEqual(ticket.icrm_approval_state, "waiting")

    def test_what_changes_nothing(self):
        ticket = self.approved()
        rows = ticket.icrm_approval_ids
        self.env.invalidate_all()
        agent = ticket.with_user(self.agent)
        agent.write(
            {
                "name": ticket.name,
                "description": ticket.description,
                "priority": ticket.priority,
                "icrm_beneficiary_id": ticket.icrm_beneficiary_id.id,
                "icrm_answers": {"budget": 800, "size": "s"},
            }
        )
        agent.write({"icrm_answers": agent.read(["icrm_answers"])[0]["icrm_answers"]})
        agent.action_icrm_take()
        agent.user_id = self.it_head
        agent.action_icrm_ask("Which colour?")
        agent.action_icrm_resume()
        agent.action_icrm_resolve()
        self.assertEqual(ticket.icrm_approval_ids, rows)
        self.assertEqual(ticket.icrm_approval_state, "approved")

    def test_every_kind_of_answer_is_stable(self):
        """Written, and read back from the database: the same digest."""
        ticket = self.start_approval()
        ticket.icrm_answers = {
            "budget": 1,
            "urgent": True,
            "size": "l",
            "tags": ["a"],
            "day": "2026-05-01",
        }
        digest = ticket._icrm_get_approved_digest()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(ticket._icrm_get_approved_digest(), digest)
        self.assertEqual(
            ticket.with_context(lang="zh_CN")._icrm_get_approved_digest(), digest
        )

    def test_work_under_way_stops(self):
        ticket = self.approved()
        agent = ticket.with_user(self.agent)
        agent.action_icrm_take()
        agent.description = "A big one"
        self.assertEqual(ticket.icrm_holder, "approver")
        with self.refuses("awaiting approval"):
            agent.action_icrm_resolve()

    def test_over_and_rewritten(self):
        ticket = self.approved()
        agent = ticket.with_user(self.agent)
        agent.action_icrm_resolve()
        for user in (self.agent, self.officer):
            with self.refuses("approved and closed"):
                ticket.with_user(user).name = "A yacht"
        # Even the system's own change comes to light once it is open again.
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET name = 'A yacht' WHERE id = %s", [ticket.id]
        )
        self.env.invalidate_all()
        ticket.with_user(self.staff).action_icrm_reopen("Not yet")
        self.assertEqual(ticket.icrm_approval_state, "waiting")

    def test_another_service(self):
        """The approval of one service is none of another; nor of none at all."""
        ticket = self.approved()
        ticket.with_user(self.agent).icrm_service_id = self.other_service
        self.assertNotEqual(ticket.icrm_approval_state, "approved")
        self.assertFalse(ticket.icrm_approval_ids)

    def test_no_approval_no_message(self):
        ticket = self.submit(service=self.other_service).sudo()
        messages = ticket.message_ids
        ticket.with_user(self.agent).description = "More"
        self.assertEqual(ticket.message_ids, messages)

    def test_digest_is_not_written(self):
        ticket = self.start_approval()
        for user in (self.boss, self.agent, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                ticket.icrm_approval_id.with_user(user).write({"digest": "x"})
