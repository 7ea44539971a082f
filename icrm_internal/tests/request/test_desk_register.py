# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskRegister(RequestCommon):
    """A call: found by number, registered and finished in one dialog."""

    def dialog(self, user=None, **values):
        """Return the dialog as *user* (the agent) filled it in."""
        Dialog = self.env["icrm.request.register"].with_user(user or self.agent)
        with Form(Dialog) as form:
            form.beneficiary_id = self.requester
            form.service_id = values.pop("service", self.service)
            for name, value in values.items():
                form[name] = value
        return form.record

    def last(self):
        return self.env["helpdesk.ticket"].search([], order="id desc", limit=1)

    def test_the_agent_stands_on_the_desks_form(self):
        dialog = self.dialog(name="Sofia's screen is broken", description="Flickers")
        self.assertIn("Finance", dialog.caller_text)
        action = dialog.action_register()
        ticket = self.last()
        self.assertEqual(ticket.name, "Sofia's screen is broken")
        self.assertIn("Flickers", ticket.description)
        self.assertEqual(ticket.icrm_beneficiary_id, self.requester)
        self.assertEqual(ticket.icrm_requester_id, self._customer(self.agent))
        self.assertEqual(ticket.icrm_customer_department_id, self.finance)
        self.assertEqual(ticket.icrm_state, "new")
        opened = action["params"]["next"]
        self.assertEqual(opened["res_id"], ticket.id)
        form = self.env.ref("icrm_internal.helpdesk_ticket_view_form_desk")
        self.assertEqual(opened["views"], [(form.id, "form")])

    def test_what_another_team_serves_opens_as_the_agents_own_request(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Payroll",
                "icrm_department_id": self.finance.id,
                "icrm_calendar_id": self.calendar.id,
            }
        )
        refund = self._service("Refund", department_id=self.finance.id, team_id=team.id)
        dialog = self.dialog(service=refund)
        self.assertFalse(dialog.can_resolve)
        with self.assertRaises(UserError):
            dialog.action_register_resolved()
        self.assertEqual(dialog.action_register()["tag"], "icrm_request_sent")
        self.assertEqual(self.last().team_id, team)

    def test_finished_in_the_same_call(self):
        dialog = self.dialog(answer="Turned it off and on.\nNow it works.")
        self.assertTrue(dialog.can_resolve)
        dialog.action_register_resolved()
        ticket = self.last()
        self.assertEqual(ticket.name, "Laptop")  # without a subject, the service's
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(ticket.user_id, self.agent)
        self.assertTrue(ticket.icrm_first_response_at)
        self.assertIn("Turned it off and on.", ticket.message_ids[0].body)
        self.assertEqual(
            self.events(ticket)[-1:],
            [("resolved", False)],
        )

    def test_what_needs_approval_is_registered_but_not_resolved(self):
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(self.it_head.id)]}
            )
        ]
        action = self.dialog().action_register_resolved()
        ticket = self.last()
        self.assertEqual(ticket.icrm_state, "new")
        self.assertEqual(ticket.icrm_holder, "approver")
        self.assertEqual(action["params"]["next"]["res_id"], ticket.id)

    def test_the_form_is_asked_and_checked(self):
        self._set_form(
            self.service, [{"name": "room", "type": "char", "string": "Room*"}]
        )
        self.service.owner_id = self.it_head
        self.service.action_publish()
        dialog = self.dialog()
        self.assertEqual(dialog.form["questions"][0]["label"], "Room")
        with self.assertRaises(UserError):
            dialog.action_register()
        dialog.answers = {"answers": {"room": "B-1.04"}}
        dialog.action_register()
        self.assertIn("B-1.04", str(self.last()._icrm_get_answers()))

    def test_callers_recent_requests_as_far_as_the_agent_sees_them(self):
        mine = self.submit()
        dialog = self.dialog()
        self.assertEqual(dialog.caller_request_ids.sudo(), mine.sudo())
        mate = self._user("mate", self.finance, "icrm_internal.group_icrm_agent")
        self.assertFalse(self.dialog(user=mate).caller_request_ids)

    def test_only_agents(self):
        with self.assertRaises(AccessError):
            self.env["icrm.request.register"].with_user(self.staff).create(
                {"service_id": self.service.id, "beneficiary_id": self.requester.id}
            )
