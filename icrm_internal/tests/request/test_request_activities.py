# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.translate import code_translations

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequestActivities(HttpCase, RequestCommon):
    """To-dos of the desk are the desk's: customers do not read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.submit(cls).sudo()
        cls.todo = cls.ticket.activity_schedule(
            "icrm_internal.mail_activity_type_promise",
            user_id=cls.agent.id,
            summary="Promise missed",
        )

    def seen(self, user):
        """Return what *user* finds: by search, on the request, and in the chatter."""
        self.env.invalidate_all()
        Activity = self.env["mail.activity"].with_user(user)
        ticket = self.ticket.with_user(user)
        return (
            Activity.search([("res_model", "=", ticket._name)])
            | ticket.activity_ids
            | Activity.browse(self.todo.id)._filtered_access("read")
        )

    def chatter(self, user):
        self.authenticate(user.login, user.login)
        data = self.make_jsonrpc_request(
            "/mail/data",
            {
                "fetch_params": [
                    [
                        "mail.thread",
                        {
                            "access_params": {},
                            "request_list": ["activities"],
                            "thread_id": self.ticket.id,
                            "thread_model": self.ticket._name,
                        },
                    ]
                ]
            },
        )
        self.assertIn("mail.thread", data)
        return [row["summary"] for row in data.get("mail.activity", [])]

    def test_customers_do_not_read_them(self):
        for user in (self.staff, self.finance_head):
            with self.subTest(user=user.login):
                self.assertTrue(self.ticket.with_user(user).has_access("read"))
                self.assertFalse(self.seen(user))
                with self.assertRaises(AccessError):
                    self.todo.with_user(user).read(["summary"])
        self.assertEqual(self.chatter(self.staff), [])

    def test_the_desk_does(self):
        for user in (self.agent, self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen(user), self.todo)
        self.assertEqual(self.chatter(self.agent), ["Promise missed"])

    def test_own_ones_stay(self):
        mine = self.ticket.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.staff.id, summary="Look"
        )
        self.assertEqual(self.seen(self.staff) & (mine | self.todo), mine)

    def test_plain_tickets_are_as_they_were(self):
        helper = new_test_user(
            self.env,
            login="icrm_helper",
            groups="base.group_user,helpdesk_mgmt.group_helpdesk_manager",
        )
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "No service"}
        )
        todo = ticket.activity_schedule("mail.mail_activity_data_todo")
        self.assertTrue(todo.with_user(helper).has_access("read"))

    def test_nor_do_they_find_or_change_them(self):
        """No search tells the words of a to-do, and none is written unread."""
        secret = [
            [("activity_ids.summary", "ilike", "Promise")],
            [("activity_summary", "ilike", "Promise")],
            [("activity_user_id", "=", self.agent.id)],
            [("activity_type_id.name", "ilike", "Promise")],
            [("activity_type_icon", "!=", False)],
            [("activity_date_deadline", ">", "2000-01-01")],
            [("activity_state", "in", ["overdue", "today", "planned"])],
            [("activity_state", "!=", False)],
        ]
        self.env.flush_all()
        for user, count in ((self.staff, 0), (self.agent, 1), (self.auditor, 1)):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            mine = [("id", "=", self.ticket.id)]
            for domain in secret:
                with self.subTest(user=user.name, domain=domain):
                    self.assertEqual(tickets.search_count(mine + domain), count)
            without = [("activity_state", "=", False)]
            self.assertEqual(tickets.search_count(mine + without), 1 - count)
            bar = {
                "field": "activity_state",
                "colors": dict.fromkeys(("overdue", "today", "planned"), "x"),
            }
            bars = tickets.read_progress_bar(mine, "stage_id", bar).values()
            self.assertEqual(sum(sum(states.values()) for states in bars), count)
        todo = self.todo.with_user(self.staff)
        for step in (lambda: todo.write({"summary": "Nothing"}), todo.unlink):
            with self.assertRaises(AccessError):
                step()
        self.todo.with_user(self.agent).summary = "Called"


@tagged("post_install", "-at_install")
class TestMailButton(RequestCommon):
    def test_the_sentence_is_ours(self):
        """Core's Chinese calls the button "View" as in a database."""
        ours = {"icrm_internal": {"View %s": "查看%s"}}
        self.env["res.lang"]._activate_lang("zh_CN")
        ticket = self.submit().sudo().with_context(lang="zh_CN")
        with patch.object(
            code_translations,
            "get_python_translations",
            lambda module, lang: ours.get(module, {}),
        ):
            (group,) = ticket._notify_get_recipients_groups_fillup(
                [("user", lambda data: True, {})], "申请", msg_vals={}
            )
        self.assertEqual(group[2]["button_access"]["title"], "查看申请")
