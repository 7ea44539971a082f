# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...models.request import desk_queues
from .common import RequestCommon

# A Monday at nine, in the calendar of the tests; nothing is due before 14:00.
MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestDeskQueues(RequestCommon):
    """Saved queues: what each finds for whom, and how they are named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("icrm_internal.helpdesk_ticket_action_desk")
        cls.fin_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Payroll",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.finance_head.id)],
            }
        )
        cls.refund = cls._service(
            "Refund", department_id=cls.finance.id, team_id=cls.fin_team.id
        )

    def filters(self, user, action=None):
        """Return {name: values} of what the search offers *user* as favorites."""
        Ticket = self.env["helpdesk.ticket"].with_user(user)
        action = action or self.action
        views = [(action.search_view_id.id, "search")]
        result = Ticket.with_context(lang=user.lang).get_views(
            views, {"action_id": action.id, "load_filters": True}
        )
        return {
            values["name"]: values for values in result["views"]["search"]["filters"]
        }

    def found(self, name, user=None):
        """Return what a saved queue finds for *user* (the agent)."""
        user = user or self.agent
        domain = safe_eval(self.filters(user)[name]["domain"], {"uid": user.id})
        return (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .search(safe_eval(self.action.domain) + domain)
            .sudo()
        )

    @freeze_time(MONDAY)
    def test_what_they_find(self):
        self.service.category_id.specialist_ids = self.agent
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(self.it_head.id)]}
            )
        ]
        approval = self.submit()
        self.service.approval_step_ids = [Command.clear()]
        new = self.request()
        taken = self.request(user_id=self.agent.id)
        replied = self.request(user_id=self.agent.id)
        replied.with_user(self.agent).action_icrm_reply("Soon")
        waiting = self.request(user_id=self.agent.id)
        waiting.with_user(self.agent).action_icrm_ask("Which one?")
        done = self.request()
        done.with_user(self.agent).action_icrm_resolve()
        other = self._service(
            "Desk", category_id=self.category.copy({"specialist_ids": False}).id
        )
        foreign = self.request(icrm_service_id=other.id)
        # The agent's own request to another department is no work of theirs.
        own = self.request(
            icrm_service_id=self.refund.id,
            icrm_requester_id=self._customer(self.agent).id,
        )
        self.assertIn(own, own.with_user(self.agent).search([]))
        for name, expected in (
            ("Unassigned", new | foreign),
            ("My Specialty, Unassigned", new),
            ("Mine, Due Today", taken),
            ("Without a Reply", new | taken | foreign),
            ("Waiting for the Customer", waiting),
            ("In Approval", approval),
            ("Late", self.env["helpdesk.ticket"]),
        ):
            with self.subTest(name):
                self.assertEqual(self.found(name), expected.sudo())
        everything = approval | new | taken | replied | waiting | foreign
        for name in ("By Category", "By Team and Assignee"):
            self.assertEqual(self.found(name), everything.sudo())
        with freeze_time("2026-03-03 09:00:00"):
            self.assertEqual(self.found("Late"), new | taken | foreign)
        self.assertEqual(self.found("Unassigned", self.finance_head), own)

    def test_served_is_what_may_be_served(self):
        """The domain and the decision about one request agree, for every role."""
        Ticket = self.env["helpdesk.ticket"]
        tickets = (
            self.request()
            | self.request(user_id=self.it_head.id)
            | self.request(icrm_service_id=self.refund.id)
            | self.request(
                icrm_service_id=self.refund.id,
                icrm_requester_id=self._customer(self.agent).id,
            )
        )
        for user in (
            *(self.staff, self.agent, self.it_head, self.finance_head),
            *(self.officer, self.auditor),
        ):
            with self.subTest(user.login):
                mine = Ticket.with_user(user).search([("id", "in", tickets.ids)])
                served = mine.search([("icrm_is_provider", "=", True)]) & mine
                self.assertEqual(served, mine.filtered("icrm_is_provider"))
                others = mine.search([("icrm_is_provider", "=", False)]) & mine
                self.assertEqual(others, mine - served)

    def test_names(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertEqual(
            list(self.filters(self.agent))[:3],
            ["Unassigned", "Mine, Due Today", "Without a Reply"],
        )
        self.patch(
            desk_queues,
            "get_names",
            lambda env: {
                "unassigned": "未分派" if env.lang == "zh_CN" else "Unassigned"
            },
        )
        self.agent.lang = "zh_CN"
        names = self.filters(self.agent)
        self.assertIn("未分派", names)
        self.assertNotIn("Unassigned", names)
        # A name of the company's own stays.
        record = self.env.ref("icrm_internal.ir_filters_desk_unassigned")
        record.name = "First come, first served"
        names = self.filters(self.agent)
        self.assertIn("First come, first served", names)
        self.assertNotIn("未分派", names)

    def test_customers_do_not_see_them(self):
        action = self.env.ref("icrm_internal.helpdesk_ticket_action_my")
        self.assertFalse(self.filters(self.staff, action))
