# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon

AGENT = "icrm_internal.group_icrm_agent"


@tagged("post_install", "-at_install")
class TestAccessReview(IcrmCommon):
    """Heads confirm or withdraw the roles of their people, administrators the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user(
            "boss", None, "icrm_internal.group_icrm_admin,base.group_erp_manager"
        )
        action = cls.env["icrm.access.review"].with_user(cls.boss).action_start()
        cls.review = cls.env["icrm.access.review"].browse(action["res_id"])
        cls.Log = cls.env["icrm.access.log"]

    def line(self, user, by=None, name=""):
        line = self.review.line_ids.filtered(
            lambda line: line.user_id == user and name in line.role_name
        )
        return line.with_user(by) if by else line

    def decide(self, line, by, method="action_confirm"):
        line = line.with_user(by)
        if not line.why:
            line.why = "Their work"
        getattr(line, method)()

    def test_who_is_listed(self):
        lines = self.review.line_ids
        self.assertEqual(len(self.line(self.agent)), 1)
        self.assertEqual(self.line(self.agent).role_name, "Agent")
        self.assertEqual(self.line(self.agent).why, "IT desk")
        self.assertEqual(self.line(self.it_head).role_name, "Department Manager")
        # what comes with a role is not listed beside it
        self.assertEqual(self.line(self.boss).role_name, "Administrator")
        self.assertFalse(self.line(self.staff))
        self.assertFalse(self.line(self.portal_user))
        self.assertEqual(set(lines.mapped("state")), {"open"})
        deciders = {
            user: self.line(user).decider
            for user in (self.agent, self.it_head, self.auditor, self.boss)
        }
        self.assertEqual(
            deciders,
            {
                self.agent: "head",
                self.it_head: "admin",
                self.auditor: "admin",
                self.boss: "admin",
            },
        )

    def test_role_through_a_group_of_others(self):
        self.review.with_user(self.boss).action_close()
        group = self.env["res.groups"].create(
            {
                "name": "Club",
                "implied_ids": [Command.link(self.env.ref(AGENT).id)],
                "user_ids": [Command.link(self.staff.id)],
            }
        )
        review = self.env["icrm.access.review"]._start(self.company)
        line = review.line_ids.filtered(lambda line: line.user_id == self.staff)
        self.assertEqual(line.role_name, "Agent")
        with self.assertRaisesRegex(UserError, "through another group"):
            self.decide(line, self.finance_head, "action_withdraw")
        group.unlink()
        with self.assertRaisesRegex(UserError, "no longer has the role"):
            self.decide(line, self.finance_head)

    def test_head_confirms_with_a_reason(self):
        line = self.line(self.agent, self.it_head)
        line.why = " "
        with self.assertRaisesRegex(UserError, "reason"):
            line.action_confirm()
        line.why = "Serves the IT desk"
        line.action_confirm()
        self.assertEqual((line.state, line.decided_by_id), ("confirmed", self.it_head))
        self.assertTrue(line.decided_at)
        for again in (
            lambda: line.action_withdraw(),
            lambda: line.action_confirm(),
            lambda: line.write({"why": "x"}),
        ):
            with self.assertRaisesRegex(AccessError, "already decided"):
                again()

    def test_head_withdraws_and_the_log_has_it(self):
        self.line(self.agent, self.it_head).action_withdraw()
        self.assertFalse(self.agent.has_group(AGENT))
        entry = self.Log.search([("kind", "=", "role")], limit=1)
        self.assertEqual(entry.user_id, self.it_head)
        self.assertIn("Agent: taken from", entry.reason)
        self.assertEqual(self.line(self.agent).state, "withdrawn")

    def test_who_may_not_decide(self):
        line = self.line(self.agent)
        for user in (self.finance_head, self.officer, self.auditor, self.staff):
            for method in ("action_confirm", "action_withdraw"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(line.with_user(user), method)()
            with self.assertRaises(AccessError):
                line.with_user(user).write({"why": "x"})
        for values in (
            {"state": "confirmed"},
            {"decider": "head"},
            {"user_id": self.staff.id},
        ):
            with self.assertRaises(UserError):
                line.with_user(self.it_head).write(values)
        self.assertEqual(line.state, "open")
        # nobody their own, not even as head or administrator
        for user in (self.it_head, self.boss):
            with self.assertRaises(AccessError):
                self.line(user, user).action_confirm()
        # what reads the secrets of others is for who administers users
        self.auditor.employee_ids.department_id = self.it
        with self.assertRaises(AccessError):
            self.line(self.auditor, self.it_head).action_withdraw()
        with self.assertRaisesRegex(AccessError, "administer users"):
            self.line(self.auditor, self.admin_user).action_withdraw()
        self.line(self.auditor, self.boss).action_withdraw()
        self.assertFalse(self.auditor.has_group("icrm_internal.group_icrm_auditor"))

    def test_who_reads(self):
        lines = self.env["icrm.access.review.line"]
        mine = [("review_id", "=", self.review.id)]
        self.assertEqual(
            lines.with_user(self.it_head).search(mine).user_id,
            self.agent | self.it_head,
        )
        self.assertEqual(
            lines.with_user(self.auditor).search(mine), self.review.line_ids
        )
        self.assertFalse(lines.with_user(self.officer).search(mine))
        for user in (self.staff, self.agent, self.desk):
            with self.assertRaises(AccessError):
                lines.with_user(user).search([])
        other = self.env["res.company"].create({"name": "Other"})
        self.auditor.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(lines.with_user(self.auditor).search(mine))

    def test_who_starts_and_closes(self):
        with self.assertRaisesRegex(UserError, "open access review"):
            self.review.with_user(self.boss).action_start()
        for user in (self.officer, self.it_head, self.auditor):
            for method in ("action_start", "action_close", "action_remind"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(self.review.with_user(user), method)()
        self.review.with_user(self.boss).action_close()
        self.assertEqual(self.review.state, "closed")
        with self.assertRaisesRegex(AccessError, "closed"):
            self.line(self.agent, self.it_head).action_confirm()

    def test_tasks_and_messages(self):
        home = self.env["icrm.home"]
        (found,) = [
            task
            for task in home.with_user(self.it_head)._get_tasks()
            if task["kind"] == "icrm.access.review.line"
        ]
        self.assertIn(": 1.", found["status"])
        self.env["icrm.message"]._flush_outbox()
        sent = self.env["icrm.message"].search([("event", "=", "access_review")])
        people = sent.mapped("partner_id")
        self.assertIn(self.it_head.partner_id, people)
        self.assertIn(self.boss.partner_id, people)
        self.assertNotIn(self.finance_head.partner_id, people)
        message = sent.filtered(lambda row: row.partner_id == self.it_head.partner_id)
        self.assertIn("withdraw: 1", message._render().body)
        self.line(self.agent, self.it_head).action_withdraw()
        self.assertIsNone(message._render())
        self.assertFalse(home.with_user(self.it_head)._get_review_tasks())

    def test_yearly_job(self):
        Review = self.env["icrm.access.review"]
        self.agent.group_ids = [Command.unlink(self.env.ref(AGENT).id)]
        self.line(self.it_head).sudo().write({"why": "Heads IT"})
        self.decide(self.line(self.it_head), self.boss)
        Review._cron_review()
        self.assertEqual(self.line(self.agent).state, "withdrawn")
        self.assertFalse(self.line(self.agent).decided_by_id)
        self.assertEqual(self.review.state, "open")
        self.review.line_ids.filtered(lambda line: line.state == "open").sudo()._decide(
            "confirmed", self.boss
        )
        Review._cron_review()
        self.assertEqual(self.review.state, "closed")
        self.assertEqual(Review.search_count([("state", "=", "open")]), 0)
        self.review.sudo().started_on -= timedelta(days=365)
        Review._cron_review()
        Review._cron_review()
        again = Review.search([("state", "=", "open")])
        self.assertEqual(len(again), 1)
        self.assertFalse(again.started_by_id)
        head = again.line_ids.filtered(lambda line: line.user_id == self.it_head)
        self.assertEqual(head.why, "Heads IT")
