# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.external import progress
from ...models.external.icrm_external_document import INSIDE
from ..fulfilment.common import MONDAY
from .common import FRIDAY, ExternalCommon


@tagged("post_install", "-at_install")
class TestCommitment(ExternalCommon):
    """What was promised outside: slack, standing, and who hears of it."""

    def run_job(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["icrm.external.commitment"]._cron_advance()
        self.clock.tick(timedelta(minutes=15))

    def worse(self, commitment):
        """Return who was notified that *commitment* got worse, once for each time."""
        self.env.flush_all()
        self.env["icrm.message"]._flush_outbox()
        return (
            self.env["icrm.message"]
            .search(
                [("event", "=", "commitment_worse"), ("res_id", "=", commitment.id)]
            )
            .mapped("partner_id.user_ids")
        )

    def test_request_takes_customer_and_date(self):
        commitment = self.promise_outside()
        self.assertEqual(commitment.department_id, self.finance)
        ticket = self.ask_inside(commitment, external_order="typed")
        self.assertEqual(ticket.icrm_commitment_id, commitment.sudo())
        self.assertEqual(ticket.icrm_external_customer_id, self.azure)
        self.assertEqual(ticket.icrm_external_order, "S00042")
        # 16 h from Monday 8:00: Tuesday 17:00
        self.assertEqual(commitment.expected_at, datetime(2026, 6, 2, 17))
        self.assertEqual(commitment.slack_hours, 72)
        self.assertEqual(commitment.standing, "safe")
        self.assertEqual(commitment.critical_department_id, self.it)
        self.assertIn("3", ticket.with_user(self.agent).icrm_customer_date_text)
        # nothing is typed twice
        commitment.name = "S00043"
        self.assertEqual(ticket.icrm_external_order, "S00043")

    def test_plan_counts_by_its_critical_path(self):
        commitment = self.promise_outside(customer_date=datetime(2026, 6, 5, 12))
        ticket = self.ask_inside(
            commitment,
            self.welcome,
            answers={"name": "Li", "screen": "a", "needs": True},
        )
        self.assertEqual(commitment.expected_at, datetime(2026, 6, 4, 17))
        self.assertEqual(commitment.slack_hours, 19)
        # four working hours: less than a day of whoever has the critical step
        self.assertEqual(commitment.standing, "at_risk")
        self.assertEqual(commitment.critical_department_id, self.finance)
        self.clock.tick(timedelta(hours=26))
        self.steps(ticket)["Buy a laptop"].child_id.with_user(
            self.buyer
        ).action_icrm_resolve()
        self.assertEqual(commitment.critical_department_id, self.it)
        self.assertEqual(commitment.expected_at, datetime(2026, 6, 4, 10))
        self.assertEqual(commitment.standing, "safe")
        line = commitment.progress
        self.assertIn("IT", line)
        self.assertNotIn("Broken screen", line)

    def test_responsible_is_told_once(self):
        commitment = self.promise_outside(customer_date=datetime(2026, 6, 4, 9))
        self.ask_inside(commitment)
        self.run_job()
        self.assertFalse(self.worse(commitment))
        commitment.customer_date = datetime(2026, 6, 3, 9)
        self.run_job()
        self.run_job()
        self.assertEqual(commitment.standing, "at_risk")
        self.assertEqual(self.worse(commitment), self.staff)
        # time passes, nobody does anything
        self.clock.move_to("2026-06-03 10:00:00")
        self.run_job()
        self.assertEqual(commitment.standing, "late")
        self.assertEqual(commitment.slack_hours, -1)
        self.assertEqual(len(self.worse(commitment)), 1)
        self.assertEqual(
            self.env["icrm.message"].search_count(
                [("event", "=", "commitment_worse"), ("res_id", "=", commitment.id)]
            ),
            2,
        )
        self.send_messages()

    def test_colleague_who_left(self):
        commitment = self.promise_outside(customer_date=datetime(2026, 6, 2, 9))
        self.ask_inside(commitment)
        self.staff.active = False
        self.run_job()
        self.assertEqual(self.worse(commitment), self.finance_head)

    def test_date_moved_tells_the_holders(self):
        commitment = self.promise_outside()
        ticket = self.ask_inside(
            commitment,
            self.welcome,
            answers={"name": "Li", "screen": "a", "needs": True},
        )
        commitment.customer_date = datetime(2026, 6, 4, 12)
        commitment.customer_date = datetime(2026, 6, 4, 12)
        self.env.flush_all()
        self.env["icrm.message"]._flush_outbox()
        found = self.env["icrm.message"].search([("event", "=", "customer_date_desk")])
        self.assertEqual(
            set(found.mapped("res_id")),
            {ticket.id, self.steps(ticket)["Buy a laptop"].child_id.id},
        )
        self.assertIn(self.buyer.partner_id, found.partner_id)
        self.send_messages()
        self.assertEqual(set(found.mapped("state")), {"sent"})

    def test_cancelled_leaves_requests_to_a_person(self):
        commitment = self.promise_outside()
        ticket = self.ask_inside(commitment)
        commitment.with_user(self.finance_head).action_cancel("Ordered elsewhere")
        self.assertEqual(ticket.icrm_state, "new")
        self.assertEqual(commitment.standing, "done")
        with self.assertRaises(AccessError):
            commitment.with_user(self.colleague).action_withdraw_requests("Not needed")
        commitment.action_withdraw_requests("Not needed")
        self.assertEqual(ticket.icrm_state, "withdrawn")

    def test_who_reads_and_changes(self):
        commitment = self.promise_outside()
        for user in (self.colleague, self.finance_head, self.officer, self.auditor):
            self.assertTrue(commitment.with_user(user).has_access("read"), user.login)
        for user in (self.stranger, self.it_head, self.agent):
            self.assertFalse(commitment.with_user(user).has_access("read"), user.login)
        for user in (self.colleague, self.it_head, self.auditor):
            self.assertFalse(commitment.with_user(user).has_access("write"), user.login)
        for user in (self.colleague, self.it_head):
            with self.assertRaises(AccessError):
                self.ask_inside(commitment, user=user)
        self.ask_inside(commitment)
        # whoever holds a step sees what waits for it
        self.assertTrue(commitment.with_user(self.it_head).has_access("read"))
        self.assertFalse(commitment.with_user(self.it_head).has_access("write"))
        self.assertFalse(commitment.with_user(self.stranger).has_access("read"))

    def test_dialog_says_that_it_is_too_late(self):
        commitment = self.promise_outside(customer_date=datetime(2026, 6, 2, 9))
        action = commitment.action_ask_inside()
        ask = self.env["icrm.external.ask"].with_user(self.staff)
        dialog = Form(ask.with_context(**action["context"]))
        dialog.service_id = self.service
        action = dialog.save().action_next()
        create = self.env["icrm.request.create"].with_user(self.staff)
        form = Form(create.with_context(**action["context"]))
        self.assertTrue(form.is_too_late)
        form.name = "A part"
        form.save().action_submit()
        self.assertEqual(commitment.sudo().ticket_ids.name, "A part")
        self.assertEqual(commitment.standing, "late")

    def test_ticket_of_a_customer(self):
        helper = self._user("helper", self.finance, "helpdesk_mgmt.group_helpdesk_user")
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Where is it?",
                "description": "-",
                "partner_id": self.azure.id,
                "user_id": helper.id,
            }
        )
        ticket = ticket.with_user(helper)
        self.assertTrue(ticket.icrm_can_ask_inside)
        context = ticket.action_icrm_ask_inside()["context"]
        ask = Form(
            self.env["icrm.external.ask"].with_user(helper).with_context(context)
        )
        ask.customer_date = FRIDAY
        ask.service_id = self.service
        create = self.env["icrm.request.create"].with_user(helper)
        form = Form(create.with_context(**ask.save().action_next()["context"]))
        self.assertFalse(form.is_too_late)
        form.name = "Find it"
        form.save().action_submit()
        commitment = self.env["icrm.external.commitment"].search(
            [
                ("document_model", "=", "helpdesk.ticket"),
                ("document_id", "=", ticket.id),
            ]
        )
        self.assertEqual(commitment.name, ticket.number)
        self.assertEqual(commitment.user_id, helper)
        self.assertEqual(ticket.icrm_inside_standing, "safe")
        with self.assertRaises(UserError):
            commitment.with_user(helper).name = "other"
        # a ticket has no value: it is entered
        self.assertFalse(commitment.follows_value)
        commitment.with_user(helper).order_value = 1200
        self.assertEqual(commitment.sudo().amount, 1200)
        closed = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        ticket.stage_id = closed
        self.assertEqual(commitment.state, "delivered")

    def test_customer_in_the_portal_reads_nothing_of_the_inside(self):
        contact = self.env["res.partner"].create(
            {"name": "Lin", "parent_id": self.azure.id}
        )
        portal = self.env["res.users"].create(
            {
                "login": "lin_of_azure",
                "partner_id": contact.id,
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        helper = self._user("helper", self.finance, "helpdesk_mgmt.group_helpdesk_user")
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Where is it?",
                "description": "-",
                "partner_id": contact.id,
                "user_id": helper.id,
            }
        )
        commitment = ticket.with_user(helper)._icrm_take_commitment(
            customer_date=FRIDAY
        )
        self.ask_inside(commitment, user=helper)
        self.assertIn("IT", ticket.with_user(helper).icrm_inside_progress)
        seen = ticket.with_user(portal).read(list(INSIDE))[0]
        self.assertFalse([name for name in INSIDE if seen[name]])

    def test_reader_of_the_ticket_alone(self):
        """He reads how far it is; the commitment is not offered, and refused."""
        other = self.env["hr.department"].create({"name": "Other"})
        asking, reading = (
            self._user(login, department, "helpdesk_mgmt.group_helpdesk_manager")
            for login, department in (("asking", self.finance), ("reading", other))
        )
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Where is it?",
                "description": "-",
                "partner_id": self.azure.id,
                "user_id": asking.id,
            }
        )
        with self.assertRaisesRegex(UserError, "nothing asked inside yet"):
            ticket.with_user(reading).action_icrm_open_commitment()
        commitment = ticket.with_user(asking)._icrm_take_commitment(
            customer_date=FRIDAY
        )
        self.env.flush_all()
        self.assertTrue(ticket.with_user(asking).icrm_can_open_commitment)
        action = ticket.with_user(asking).action_icrm_open_commitment()
        self.assertEqual(action["res_id"], commitment.id)
        self.env.invalidate_all()
        ticket = ticket.with_user(reading)
        self.assertEqual(ticket.icrm_inside_standing, "safe")
        self.assertFalse(ticket.icrm_can_open_commitment)
        with self.assertRaises(AccessError):
            ticket.action_icrm_open_commitment()

    def test_odd_values_of_a_context(self):
        """Anybody may write one: each is refused in a sentence."""
        ask = self.env["icrm.external.ask"].with_user(self.staff)
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "-", "partner_id": self.azure.id}
        )
        for model in (
            *("icrm.external.document", "res.partner", "no.such.model"),
            *(5, True, ["helpdesk.ticket"], {"a": 1}),
        ):
            context = {"default_document_model": model, "default_document_id": 1}
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(UserError, "not a customer's"),
            ):
                Form(ask.with_context(**context))
        for number in ("abc", [ticket.id], True, -1, 10**12, 1.5):
            context = {
                "default_document_model": "helpdesk.ticket",
                "default_document_id": number,
            }
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(UserError, "no longer exists"),
            ):
                Form(ask.with_context(**context))
        for date in ("abc", 5, ["2026-01-01"], True):
            context = {
                "default_document_model": "helpdesk.ticket",
                "default_document_id": ticket.id,
                "default_customer_date": date,
            }
            with (
                self.subTest(date=date),
                self.assertRaisesRegex(UserError, "enter a date and time"),
            ):
                Form(ask.with_context(**context))

    def test_delivered_document_is_taken_up_open(self):
        """What a document says of an earlier delivery is none of the new commitment."""
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Once more", "description": "-", "partner_id": self.azure.id}
        )
        said = {
            **ticket._icrm_prepare_commitment(),
            "state": "delivered",
            "delivered_at": datetime(2026, 5, 1),
        }
        with patch.object(
            type(ticket), "_icrm_prepare_commitment", lambda self: dict(said)
        ):
            commitment = ticket._icrm_take_commitment(customer_date=FRIDAY)
            self.assertEqual(commitment.state, "open")
            self.assertFalse(commitment.delivered_at)
            ticket._icrm_follow()
            self.assertFalse(commitment.delivered_at)
        said["state"] = "open"
        commitment._follow({"state": "open"})
        commitment._follow({"state": "delivered", "delivered_at": datetime(2026, 6, 1)})
        self.assertEqual(commitment.delivered_at, datetime(2026, 6, 1))

    def test_far_date_costs_no_time(self):
        """Working hours are counted from now, not back from the customer's date."""
        commitment = self.promise_outside()
        far = datetime(2199, 1, 1)
        asked = type(self.env["resource.calendar"])._icrm_worktime
        ends = []

        def watch(calendar, begin, end, *args):
            ends.append(end)
            return asked(calendar, begin, end, *args)

        with patch.object(type(self.env["resource.calendar"]), "_icrm_worktime", watch):
            commitment.customer_date = far
            self.assertEqual(commitment.standing, "safe")
        self.assertTrue(ends)
        self.assertLess(max(ends).year, 2100)

    def test_document_of_a_bridge_that_is_gone(self):
        left = self.promise_outside().sudo()
        left.write({"document_model": "res.partner", "document_id": self.azure.id})
        lost = self.promise_outside().sudo()
        lost.write({"document_model": "no.such.model", "document_id": 1})
        self.clock.move_to("2026-06-08 10:00:00")
        self.run_job()
        self.assertEqual(left.standing, "late")
        self.assertEqual(lost.standing, "late")

    def test_company_without_working_hours(self):
        self.env.company.resource_calendar_id = False
        for hours, standing in ((9, "safe"), (7, "at_risk"), (-1, "late")):
            commitment = self.promise_outside(
                customer_date=MONDAY + timedelta(hours=hours)
            )
            self.assertEqual(commitment.standing, standing)

    def test_holder_without_a_department(self):
        commitment = self.promise_outside()
        ticket = self.ask_inside(commitment)
        with patch.object(
            type(ticket),
            "_icrm_get_holder_department",
            lambda self, after: self.icrm_customer_department_id.browse(),
        ):
            commitment.sudo()._refresh()
        self.assertFalse(commitment.critical_department_id)
        self.assertNotIn("False", progress.get_line(commitment.sudo()))

    def test_second_click_is_no_second_delivery(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Where is it?", "description": "-", "partner_id": self.azure.id}
        )
        commitment = ticket._icrm_take_commitment(customer_date=FRIDAY)
        ticket.action_icrm_deliver()
        delivered_at = commitment.delivered_at
        self.clock.tick(timedelta(days=9))
        ticket.action_icrm_deliver()
        self.assertEqual(commitment.delivered_at, delivered_at)
        commitment._cancel()
        ticket.action_icrm_deliver()
        self.assertEqual(commitment.state, "cancelled")

    def test_request_inside_is_no_document(self):
        ticket = self.submit(self.staff, self.service).sudo()
        dialog = self.env["icrm.external.ask"].create(
            {
                "service_id": self.service.id,
                "customer_date": FRIDAY,
                "document_model": "helpdesk.ticket",
                "document_id": ticket.id,
            }
        )
        with self.assertRaises(UserError):
            dialog._take_commitment()
