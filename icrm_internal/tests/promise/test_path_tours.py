# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from ..request.staff_common import StaffCommon

DESKTOP = "1366x800"
PHONE = "390x844"


@tagged("post_install", "-at_install")
class TestPathTours(HttpCase, StaffCommon):
    """The main paths of each role, in few clicks from where they land.

    At a desktop and on a phone, in English and in Chinese. The tours count.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["icrm_internal"], ["zh_CN"])
        cls.staff.employee_id.mobile_phone = "+86 138 0013 8000"
        cls.boss = cls._user("approve_head", cls.finance)
        cls.deputy = cls._user("approve_deputy", cls.finance)
        cls.walkers = cls.staff | cls.agent | cls.deputy
        # Where the demo company lands, too.
        landing = cls.env.ref("icrm_internal.icrm_service_action_my")
        cls.walkers.filtered(lambda user: not user.action_id).action_id = landing.id

    def walk(self, user, path, size, lang):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        user.lang = lang
        self.start_tour("/odoo", f"icrm_path_{path}", login=user.login, timeout=120)
        self.env.invalidate_all()

    # -- customer: answer, find, request, withdraw, undo --
    def walk_customer(self, size, lang):
        asked = self.submit(service=self.reset, name="Two screens").sudo()
        asked.with_user(self.agent).action_icrm_ask("Which screen?")
        self.submit(service=self.reset, name="Weekly report")
        self.walk(self.staff, "customer", size, lang)
        self.assertEqual(asked.icrm_state, "in_progress")
        self.assertIn("The left one", " ".join(asked.message_ids.mapped("body")))
        mine = self.env["helpdesk.ticket"].search(
            [("name", "=", "Mine is broken today")]
        )
        self.assertEqual(len(mine), 1)
        self.assertEqual(mine.icrm_answers["why"], "It burns")
        self.assertEqual(mine.icrm_state, "new")

    def test_customer_at_a_desktop(self):
        self.walk_customer(DESKTOP, "en_US")

    def test_customer_at_a_desktop_in_chinese(self):
        self.walk_customer(DESKTOP, "zh_CN")

    def test_customer_on_a_phone(self):
        self.walk_customer(PHONE, "en_US")

    def test_customer_on_a_phone_in_chinese(self):
        self.walk_customer(PHONE, "zh_CN")

    # -- caller and agent: register and finish a call; take, ask, resolve, undo --
    def walk_agent(self, size, lang):
        ticket = self.submit(service=self.reset).sudo()
        self.walk(self.agent, "agent", size, lang)
        call = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
        self.assertRecordValues(
            call,
            [
                {
                    "icrm_state": "resolved",
                    "icrm_beneficiary_id": self.requester.id,
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertIn("off and on", call.message_ids[0].body)
        self.assertEqual(ticket.user_id, self.agent)
        self.assertTrue(ticket.icrm_first_response_at)
        self.assertEqual(ticket.icrm_state, "waiting")

    def test_agent_at_a_desktop(self):
        self.walk_agent(DESKTOP, "en_US")

    def test_agent_at_a_desktop_in_chinese(self):
        self.walk_agent(DESKTOP, "zh_CN")

    def test_agent_on_a_phone(self):
        self.walk_agent(PHONE, "en_US")

    def test_agent_on_a_phone_in_chinese(self):
        self.walk_agent(PHONE, "zh_CN")

    # -- approver: approve; refuse with a reason, as deputy --
    def walk_approver(self, size, lang):
        today = fields.Date.today()
        self.env["icrm.approval.delegation"].with_user(self.boss).create(
            {"delegate_id": self.deputy.id, "date_from": today, "date_to": today}
        )
        tickets = []
        for subject, user in (("Big", self.deputy), ("Small", self.boss)):
            self.reset.approval_step_ids = [
                Command.clear(),
                Command.create(
                    {"approver_type": "users", "user_ids": [Command.set(user.ids)]}
                ),
            ]
            ticket = self.submit(service=self.reset, name=f"{subject} screen")
            tickets.append(ticket.sudo())
        self.walk(self.deputy, "approver", size, lang)
        big, small = tickets
        self.assertEqual(big.icrm_approval_state, "approved")
        self.assertEqual(small.icrm_approval_state, "refused")
        self.assertEqual(small.icrm_approval_ids.comment, "Too dear")

    def test_approver_at_a_desktop(self):
        self.walk_approver(DESKTOP, "en_US")

    def test_approver_at_a_desktop_in_chinese(self):
        self.walk_approver(DESKTOP, "zh_CN")

    def test_approver_on_a_phone(self):
        self.walk_approver(PHONE, "en_US")

    def test_approver_on_a_phone_in_chinese(self):
        self.walk_approver(PHONE, "zh_CN")
