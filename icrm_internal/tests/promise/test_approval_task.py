# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from ..request.staff_common import StaffCommon


class ApproveCommon(StaffCommon):
    """``boss`` approves what the staff asks for; ``deputy`` covers them today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("approve_boss", cls.finance)
        cls.deputy = cls._user("approve_deputy", cls.finance)
        cls.reset.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(cls.boss.ids)]}
            )
        ]
        today = fields.Date.today()
        cls.delegation = (
            cls.env["icrm.approval.delegation"]
            .with_user(cls.boss)
            .create(
                {"delegate_id": cls.deputy.id, "date_from": today, "date_to": today}
            )
        )

    def ask(self):
        return self.submit(service=self.reset, name="Big screen").sudo()


@tagged("post_install", "-at_install")
class TestApprovalTask(ApproveCommon, HttpCase):
    def test_the_deputy_is_told_for_whom(self):
        ticket = self.ask()
        for user, text in (
            (self.boss, False),
            (self.deputy, f"As deputy for {self.boss.name}"),
            (self.staff, False),
        ):
            approval = ticket.icrm_approval_id.with_user(user)
            self.assertEqual(approval.deputy_text, text)
        (task,) = self.env["helpdesk.ticket"].with_user(self.deputy).get_icrm_tasks()
        self.assertIn(f"As deputy for {self.boss.name}.", task["status"])
        self.assertEqual(
            [button["method"] for button in task["buttons"]],
            ["action_approve", "action_open_refuse"],
        )
        for user in (self.staff, self.portal_user):
            self.assertEqual(
                self.env["helpdesk.ticket"].with_user(user).get_icrm_tasks(), []
            )

    def test_the_approver_sees_the_files(self):
        ticket = self.ask()
        file = self.env["ir.attachment"].create(
            {
                "name": "offer.txt",
                "datas": base64.b64encode(b"1,000"),
                "res_model": ticket._name,
                "res_id": ticket.id,
            }
        )
        note = ticket.message_post(
            body="Note",
            subtype_xmlid="mail.mt_note",
            attachments=[("secret.txt", b"secret")],
        )
        approval = ticket.icrm_approval_id.with_user(self.boss)
        self.assertEqual(approval.attachment_ids.sudo(), file)
        self.assertTrue(note.attachment_ids)

    def test_declined_with_the_reason_in_the_status(self):
        ticket = self.ask()
        ticket.icrm_approval_id.with_user(self.boss).action_refuse("Too dear")
        mine = ticket.with_user(self.staff)
        self.assertEqual(
            mine.icrm_status_text, f"Declined by {self.boss.name}: Too dear"
        )
        labels = {
            dict(record._fields[name]._description_selection(record.env))[record[name]]
            for record, name in (
                (ticket, "icrm_state"),
                (mine, "icrm_progress"),
                (ticket, "icrm_approval_state"),
                (ticket.icrm_approval_ids, "state"),
            )
        }
        self.assertEqual(labels, {"Declined"})

    def test_undo_of_a_withdrawal_brings_the_approval_back(self):
        ticket = self.ask()
        approval = ticket.icrm_approval_id
        action = ticket.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(approval.state, "cancelled")
        self.env["helpdesk.ticket"].with_user(self.staff).action_icrm_undo(
            action["params"]["step"]
        )
        self.assertEqual(approval.state, "requested")
        self.assertEqual(ticket.icrm_approval_id, approval)
        self.assertEqual(ticket.icrm_holder, "approver")
        approval.with_user(self.boss).action_approve()
        self.assertEqual(ticket.icrm_holder, "provider")
