# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon

EXAMPLES = ("assign", "answer", "priority", "escalate", "close")


@tagged("post_install", "-at_install")
class TestRequestAutomation(IcrmCommon):
    """A rule fires once per change of a request, whoever or whatever changed it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["ir.model"]._get("helpdesk.ticket")
        cls.log = cls.env["res.partner"].create({"name": "Log", "ref": ""})

    def rule(self, trigger_fields=(), **values):
        """Return a rule that writes down the state each time it fires."""
        Field = self.env["ir.model.fields"]
        rule = self.env["base.automation"].create(
            {
                "name": "Rule",
                "model_id": self.model.id,
                "trigger": "on_create_or_write",
                "trigger_field_ids": [
                    Command.set(
                        [
                            Field._get("helpdesk.ticket", name).id
                            for name in trigger_fields
                        ]
                    )
                ],
                **values,
            }
        )
        code = f"""
log = env["res.partner"].browse({self.log.id})
log.write({{"ref": (log.ref or "") + (record.icrm_state or "-") + " "}})
"""
        rule.action_server_ids = [
            Command.create(
                {
                    "name": "Write down",
                    "model_id": self.model.id,
                    "usage": "base_automation",
                    "state": "code",
                    "code": code,
                }
            )
        ]
        return rule

    def fired(self):
        """Return the states in which a rule has fired since the last look."""
        self.env.flush_all()
        states = (self.log.ref or "").split()
        self.log.ref = ""
        return states

    def live(self):
        """Bring a request through its life; return what fired at each step."""
        ticket = self.service.with_user(self.staff).submit_request({"name": "Broken"})
        steps = [self.fired()]
        agent, staff = (
            ticket.sudo(False).with_user(u) for u in (self.agent, self.staff)
        )
        for step in (
            agent.action_icrm_take,
            lambda: agent.action_icrm_ask("Which?"),
            lambda: staff.message_post(
                body="The left one",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            ),
            lambda: agent.write({"priority": "2"}),
            lambda: agent.action_icrm_resolve("Done"),
            lambda: staff.action_icrm_reopen("Not quite"),
            lambda: agent.action_icrm_resolve(),
        ):
            step()
            steps.append(self.fired())
        return steps

    def test_once_per_change_of_state(self):
        self.rule(["icrm_state"])
        self.assertEqual(
            self.live(),
            [
                ["new"],
                ["in_progress"],
                ["waiting"],
                ["in_progress"],
                [],
                ["resolved"],
                ["in_progress"],
                ["resolved"],
            ],
        )

    def test_once_when_a_state_is_reached(self):
        self.rule(["icrm_state"], filter_domain="[('icrm_state', '=', 'resolved')]")
        self.assertEqual(
            self.live(), [[], [], [], [], [], ["resolved"], [], ["resolved"]]
        )

    def test_once_by_a_domain_alone(self):
        self.rule(
            filter_pre_domain="[('icrm_state', '!=', 'resolved')]",
            filter_domain="[('icrm_state', '=', 'resolved')]",
        )
        self.assertEqual(
            self.live(), [[], [], [], [], [], ["resolved"], [], ["resolved"]]
        )

    def test_a_change_of_stage_is_one_write(self):
        """A rule that looks at no field fires with each write: of a stage, at one."""
        ticket = self.service.with_user(self.staff).submit_request({"name": "Broken"})
        self.env.flush_all()
        self.rule(filter_domain="[('icrm_state', '=', 'resolved')]")
        ticket.sudo(False).with_user(self.agent).action_icrm_resolve()
        self.assertEqual(self.fired(), ["resolved"])

    def test_assignee_and_stage(self):
        self.rule(["user_id"])
        self.assertEqual([len(step) for step in self.live()], [1, 1, 0, 0, 0, 0, 0, 0])

    def test_plain_tickets_as_ever(self):
        self.rule(["priority"])
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "x", "team_id": self.it_team.id}
        )
        self.env.flush_all()
        self.log.ref = ""
        ticket.priority = "3"
        self.env.flush_all()
        self.assertTrue(self.log.ref)

    # -- the examples --
    def example(self, name):
        rule = self.env.ref(f"icrm_internal_automation.automation_{name}")
        self.assertFalse(rule.active)
        rule.active = True
        return rule

    def test_examples_are_off_and_complete(self):
        for name in EXAMPLES:
            rule = self.env.ref(f"icrm_internal_automation.automation_{name}")
            self.assertFalse(rule.active)
            self.assertEqual(len(rule.action_server_ids), 1)

    def test_examples_do_what_they_say(self):
        self.it_team.user_id = self.it_head
        for name in EXAMPLES[:3]:
            self.example(name)
        vpn = self._service("VPN access")
        ticket = vpn.with_user(self.staff).submit_request({"name": "Production down"})
        ticket = ticket.sudo()
        self.env.flush_all()
        self.assertEqual(ticket.priority, "3")
        self.assertEqual(ticket.user_id, self.it_head)
        (answer,) = ticket.message_ids.filtered(lambda row: "VPN client" in row.body)
        self.assertEqual(answer.author_id, self.env.ref("base.partner_root"))
        self.assertFalse(ticket.icrm_first_response_at)

    def test_examples_by_time(self):
        self.it_team.user_id = self.it_head
        late, silent = (
            self.service.with_user(self.staff).submit_request({"name": "x"}).sudo()
            for _index in range(2)
        )
        silent.sudo(False).with_user(self.agent).action_icrm_ask("Which?")
        now = fields.Datetime.now()
        late.icrm_next_due_at = now - timedelta(hours=2)
        silent.last_stage_update = now - timedelta(days=15)
        self.env.flush_all()
        rules = self.example("escalate") | self.example("close")
        rules.last_run = now - timedelta(days=30)
        with self.enter_registry_test_mode():
            cron = self.env.ref("base_automation.ir_cron_data_base_automation_check")
            cron.method_direct_trigger()
        self.assertEqual(late.activity_ids.user_id, self.it_head)
        self.assertEqual(silent.icrm_state, "resolved")
        self.assertEqual(late.icrm_state, "new")
