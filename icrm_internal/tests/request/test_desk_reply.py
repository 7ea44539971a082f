# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.request import replying
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskReply(RequestCommon):
    """The dialog that asks and resolves: canned replies, files, mentions, warnings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.canned = cls.env["mail.canned.response"].create(
            {
                "source": "wait",
                "substitution": "Dear {customer},\n{number} is done by {due}. {agent}",
                "group_ids": [
                    Command.link(cls.env.ref("icrm_internal.group_icrm_agent").id)
                ],
            }
        )

    def dialog(self, ticket, kind="resolve", user=None):
        Dialog = self.env["icrm.request.reply"].with_user(user or self.agent)
        return Form(Dialog.with_context(default_ticket_id=ticket.id, default_kind=kind))

    def test_canned_reply_is_filled_in_before_it_is_sent(self):
        ticket = self.request()
        with self.dialog(ticket) as form:
            form.body = "<p>Hello</p>"
            form.canned_id = self.canned
            self.assertFalse(form.canned_id)
            self.assertIn("Hello", form.body)
            self.assertIn("Dear Staff,<br>", form.body.replace("<br/>", "<br>"))
            self.assertIn(f"{ticket.number} is done by", form.body)
            self.assertIn("Agent", form.body)
            self.assertNotIn("{", form.body)
        form.record.action_send()
        self.assertIn("Dear Staff", ticket.message_ids[0].body)

    def test_values_of_customers_are_no_markup(self):
        ticket = self.request(name="<img src=x onerror=alert(1)>")
        self.canned.substitution = "{subject}"
        with self.dialog(ticket) as form:
            form.canned_id = self.canned
            self.assertIn("&lt;img", form.body)
            self.assertNotIn("<img", form.body)
        form.record.action_send()
        self.assertNotIn("<img", ticket.message_ids[0].body)

    def test_placeholders_in_the_conversation_are_filled_in_for_agents_only(self):
        ticket = self.request()
        for user, expected in ((self.agent, ticket.number), (self.staff, "{number}")):
            message = ticket.with_user(user).message_post(
                body="About {number}",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            with self.subTest(user=user.login):
                self.assertIn(expected, message.body)

    def test_canned_replies_of_others_cannot_be_used(self):
        self.canned.group_ids = False
        with self.assertRaises(AccessError), self.dialog(self.request()) as form:
            form.canned_id = self.canned

    def upload(self, user, **values):
        Attachment = self.env["ir.attachment"].with_user(user)
        return Attachment.create(
            {
                "name": "shot.txt",
                "raw": b"Look",
                "res_model": "icrm.request.reply",
                "res_id": 0,
                **values,
            }
        )

    def test_files(self):
        ticket = self.request()
        file = self.upload(self.agent)
        with self.dialog(ticket) as form:
            form.body = "<p>See the file</p>"
            form.attachment_ids.add(file)
        form.record.action_send()
        message = ticket.message_ids.filtered("attachment_ids")[:1]
        self.assertEqual(message.attachment_ids, file)
        self.assertEqual((file.res_model, file.res_id), ("helpdesk.ticket", ticket.id))
        # The customer can open it.
        self.assertEqual(file.with_user(self.staff).raw, b"Look")

    def test_files_of_others_are_refused(self):
        ticket = self.request()
        other = self.request(icrm_requester_id=self._customer(self.colleague).id)
        for file in (
            self.upload(self.it_head),
            self.upload(self.agent, res_model="helpdesk.ticket", res_id=other.id),
        ):
            with self.assertRaises(AccessError):
                ticket.with_user(self.agent).action_icrm_ask("Which?", file.ids)
        with self.assertRaises(UserError):
            ticket.with_user(self.agent).action_icrm_ask("Which?", "all")
        self.assertEqual(ticket.icrm_state, "new")
        with self.assertRaises(UserError):
            # a file, and no word with it
            ticket.with_user(self.agent).action_icrm_resolve(
                attachment_ids=self.upload(self.agent).ids
            )

    def test_mentioned_colleagues_are_notified(self):
        ticket = self.request()
        partner = self.it_head.partner_id
        outsider = self.env["res.partner"].create({"name": "Outside"})
        link = '<a href="#" data-oe-model="res.partner" data-oe-id="%s">@x</a>'
        with self.dialog(ticket, "ask") as form:
            form.body = (
                f"<p>{link % partner.id} {link % outsider.id} {link % 'x'} Which?</p>"
            )
        form.record.action_send()
        message = ticket.message_ids.filtered(lambda row: "Which?" in row.body)
        self.assertIn(partner, message.notified_partner_ids)
        # The customer reads the question in a message of the request's own.
        self.env["icrm.message"]._flush_outbox()
        asked = self.env["icrm.message"].search([("event", "=", "request_question")])
        self.assertEqual(asked.partner_id, self.staff.partner_id)
        self.assertNotIn(outsider, message.notified_partner_ids)

    def warning(self, ticket):
        return replying.get_reach_warning(ticket.sudo())

    def test_warns_if_the_customer_cannot_be_reached(self):
        ticket = self.request()
        self.assertFalse(self.warning(ticket))
        with self.dialog(ticket) as form:
            self.assertFalse(form.reach_warning)
        self.requester.preferred_channel = "phone"
        employee = self.staff.sudo().employee_id
        employee.work_phone = "+86 21 5550 1056"
        self.assertIn("prefers a phone call. Call +86", self.warning(ticket))
        self.requester.preferred_channel = "mail"
        worker = self.env["hr.employee"].create(
            {"name": "Wang Worker", "mobile_phone": "138", "work_email": False}
        )
        customer = self.env["icrm.customer"].search([("employee_id", "=", worker.id)])
        ticket = self.request(icrm_beneficiary_id=customer.id)
        text = self.warning(ticket)
        self.assertIn("Wang Worker has neither an e-mail address nor a user", text)
        self.assertNotIn("Staff", text)
        with self.dialog(ticket) as form:
            self.assertIn("Wang Worker", form.reach_warning)
        worker.active = False
        self.assertIn("Wang Worker has left", self.warning(ticket))

    def test_the_warning_is_for_those_who_serve(self):
        ticket = self.request()
        self.requester.preferred_channel = "phone"
        dialog = self.env["icrm.request.reply"].with_user(self.finance_head)
        dialog = dialog.new({"ticket_id": ticket.id})
        self.assertFalse(dialog.reach_warning)

    def test_reply_keeps_the_state(self):
        ticket = self.request()
        ticket.with_user(self.agent).action_icrm_reply("We are on it")
        self.assertEqual(ticket.icrm_state, "new")
        self.assertTrue(ticket.icrm_first_response_at)
        for user in (self.staff, self.finance_head, self.auditor):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_icrm_reply("Hello")
        with self.assertRaises(UserError):
            ticket.with_user(self.agent).action_icrm_reply(" ")

    def test_last_ratings_as_far_as_shown(self):
        for score, comment in ((5, None), (2, "Too late"), (4, None)):
            done = self.submit()
            done.with_user(self.agent).action_icrm_resolve()
            done.with_user(self.staff).action_icrm_rate(score, comment)
        ticket = self.request()
        self.env.invalidate_all()
        self.assertEqual(
            ticket.with_user(self.officer).icrm_customer_mood,
            "★★★★☆  ★★☆☆☆  ★★★★★",
        )
        shown = ticket.with_user(self.agent).icrm_customer_mood
        Rating = self.env["icrm.request.rating"].with_user(self.agent)
        self.assertEqual(bool(shown), bool(Rating.search_count([])))
