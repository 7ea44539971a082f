# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_request_messages import MessageCase


@tagged("post_install", "-at_install")
class TestConversationMessages(MessageCase):
    """What is written below a request goes to its customers by the engine, once."""

    def setUp(self):
        super().setUp()
        # Requested by the staff member for a colleague, who follows nothing.
        self.ticket = self.request(
            icrm_beneficiary_id=self._customer(self.colleague).id,
            user_id=self.agent.id,
        )
        self.told()

    def say(self, user=None, body="Your part is here", **values):
        return (
            self.ticket.with_user(user or self.agent)
            .with_context(mail_notify_force_send=False)
            .message_post(
                **{
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **values,
                }
            )
        )

    def test_both_customers_once(self):
        self.ticket.message_subscribe(self.colleague.partner_id.ids)
        message = self.say(partner_ids=self.staff.partner_id.ids)
        self.assertTold(staff="request_message", colleague="request_message")
        self.assertFalse(message.notified_partner_ids)
        self.assertTrue(self.ticket.icrm_first_response_at)

    def test_other_followers_hear_by_core(self):
        self.ticket.message_subscribe((self.second | self.boss).partner_id.ids)
        message = self.say(partner_ids=self.buyer.partner_id.ids)
        self.assertEqual(
            message.notified_partner_ids,
            (self.second | self.boss | self.buyer).partner_id,
        )
        self.assertTold(staff="request_message", colleague="request_message")

    def test_whoever_writes(self):
        """Also who does not serve, as an approver; customers read each other."""
        self.ticket.message_subscribe(self.boss.partner_id.ids)
        message = (
            self.ticket.with_user(self.boss)
            .sudo()
            .message_post(
                body="Fine with me",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )
        self.assertEqual(message.notified_partner_ids, self.agent.partner_id)
        self.assertTold(staff="request_message", colleague="request_message")
        self.assertFalse(self.ticket.icrm_first_response_at)

    def test_the_system_while_the_customer_is_at_work(self):
        """As an automation rule posts that their own request started."""
        message = (
            self.ticket.with_user(self.staff)
            .sudo()
            .message_post(
                body="While you wait: restart it",
                author_id=self.env.ref("base.partner_root").id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.staff.partner_id.ids,
            )
        )
        self.assertNotIn(self.staff.partner_id, message.notified_partner_ids)
        self.assertTold(staff="request_message", colleague="request_message")

    def test_customers_are_not_answered_by_themselves(self):
        self.say(self.staff, "Any news?")
        self.assertTold(agent="request_answered_desk")

    def test_notes_stay_inside(self):
        self.say(body="Difficult customer", subtype_xmlid="mail.mt_note")
        self.assertTold()

    def test_agent_who_registered_the_call(self):
        """A requester who serves is a colleague: core notifies them as a follower."""
        self.ticket.icrm_requester_id = self._customer(self.second)
        self.ticket.message_subscribe(self.second.partner_id.ids)
        self.told()
        message = self.say()
        self.assertEqual(message.notified_partner_ids, self.second.partner_id)
        self.assertTold(colleague="request_message")

    def test_mail_that_reached_them_is_not_sent_again(self):
        self.say(
            message_type="email",
            incoming_email_to="Staff <STAFF@icrm.example.com>",
        )
        self.assertTold(colleague="request_message")

    def test_quiet_hours_language_and_files(self):
        self._at()
        self.env["res.lang"]._activate_lang("zh_CN")
        customer = self._customer(self.staff)
        customer.employee_id.tz = self.staff.tz = "UTC"
        customer.write({"lang": "zh_CN", "quiet_from": 7, "quiet_to": 10})
        file = self.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"First floor",
                "res_model": self.ticket._name,
                "res_id": self.ticket.id,
            }
        )
        self.say(body="First. " * 200, attachment_ids=file.ids)
        held = self._drain().filtered(
            lambda message: message.partner_id == self.staff.partner_id
        )
        self.assertEqual((held.state, held.hold), ("held", "morning"))
        self._at(hours=2, minutes=1)
        held._send_now()
        self.assertEqual(held.state, "sent")
        self.assertIn("First. " * 150, held.body, "not shortened as a quote")
        self.assertIn("plan.txt", held.body)
        sent = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("res_id", "=", self.ticket.id),
                ("partner_ids", "=", self.staff.partner_id.id),
                ("subject", "=", held.subject),
            ]
        )
        self.assertEqual(sent.attachment_ids, file)
        self.assertEqual(file.res_id, self.ticket.id)

    def test_deleted_before_it_was_sent(self):
        self.say().sudo().unlink()
        self.assertTold()

    def test_reply_button_is_the_same(self):
        self.ticket.with_user(self.agent).action_icrm_reply("Tomorrow")
        self.assertTold(staff="request_message", colleague="request_message")
        self.assertEqual(self.core_notified(self.ticket), [])

    def test_steps_say_it_once(self):
        """A question or an answer is a message of its own."""
        ticket = self.ticket.with_user(self.agent)
        ticket.action_icrm_ask("Which floor?")
        self.assertTold(staff="request_question", colleague="request_question")
        ticket.action_icrm_resolve("Done")
        self.assertTold(staff="request_done", colleague="request_done")
        self.assertEqual(self.core_notified(self.ticket), [])


@tagged("post_install", "-at_install")
class TestDeskBulkCosts(MessageCase):
    """Queries of a step for many requests; bench: 50 handed over took 2,080."""

    def count(self, kind, size, **values):
        tickets = self.env["helpdesk.ticket"].concat(
            *(self.request(user_id=self.agent.id) for _index in range(size))
        )
        self.Message._flush_outbox()
        dialog = (
            self.env["icrm.request.bulk"]
            .with_user(self.agent)
            .with_context(active_model="helpdesk.ticket", active_ids=tickets.ids)
            .create({"kind": kind, **values})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        dialog.action_apply()
        self.env.flush_all()
        self.Message._flush_outbox()
        return self.env.cr.sql_log_count - before, tickets

    def growth(self, kind, **values):
        """Return the queries of each further request."""
        self.count(kind, 1, **values)  # fills caches
        few, _tickets = self.count(kind, 5, **values)
        many, tickets = self.count(kind, 25, **values)
        return (many - few) / 20, tickets

    def test_hand_over(self):
        growth, tickets = self.growth(
            "hand_over", team_id=self.buying_team.id, reason="It is about money"
        )
        self.assertLess(growth, 2)
        self.assertEqual(tickets.team_id, self.buying_team)
        handovers = tickets.icrm_handover_id
        self.assertEqual(len(handovers), 25)
        self.assertEqual(len(handovers.clock_ids), 25)

    def test_answer(self):
        """Posting is core's, one message after the other."""
        growth, tickets = self.growth("answer", body="<p>Hello {customer}</p>")
        self.assertLess(growth, 16)
        now = fields.Datetime.now()
        for ticket in tickets:
            self.assertGreater(ticket.icrm_first_response_at, now - timedelta(hours=1))

    def test_resolve(self):
        growth, tickets = self.growth("resolve", body="<p>Done</p>")
        self.assertLess(growth, 16)
        self.assertEqual(set(tickets.mapped("icrm_state")), {"resolved"})

    def test_assign(self):
        growth, tickets = self.growth("assign", rule="load")
        self.assertLess(growth, 2)
        self.assertTrue(all(ticket.user_id for ticket in tickets))
