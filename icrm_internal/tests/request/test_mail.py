# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import RequestCommon
from .mail_common import MailCommon


@tagged("post_install", "-at_install")
class TestMailGateway(MailCommon):
    """Real mails, through Odoo's mail gateway."""

    def test_employees_only_once_a_team_has_a_department(self):
        self.assertEqual(self.it_team.alias_contact, "employees")
        Team = self.env["helpdesk.ticket.team"]
        team = Team.create({"name": "Outside", "alias_contact": "everyone"})
        team.icrm_department_id = self.it
        self.assertEqual(team.alias_contact, "employees")
        team.alias_contact = "everyone"
        team.icrm_department_id = self.finance
        self.assertEqual(team.alias_contact, "everyone")

    def test_a_mail_becomes_a_request(self):
        ticket, mails = self.receive()
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Screen",
                    "icrm_service_id": self.service.id,
                    "icrm_origin": "mail",
                    "icrm_requester_id": self.requester.id,
                    "icrm_customer_department_id": self.finance.id,
                    "partner_id": self.staff.partner_id.id,
                    "team_id": self.it_team.id,
                    "icrm_state": "new",
                }
            ],
        )
        self.assertTrue(ticket.icrm_due_at)
        self.assertIn(self.staff.partner_id, ticket.message_partner_ids)
        self.assertEqual(self.events(ticket), [("new", "provider")])
        received = mails.filtered(lambda mail: ticket.number in (mail.subject or ""))
        self.assertIn(f"res_id={ticket.id}", received.body_html)
        self.assertIn("Promised by", received.body_html)

    def test_no_text_no_subject(self):
        ticket, _mails = self.receive(
            subject="", kind='application/pdf; name="scan.pdf"', body="%PDF"
        )
        self.assertEqual(ticket.name, "Laptop")
        self.assertFalse(ticket.description)
        self.assertEqual(ticket.attachment_ids.name, "scan.pdf")

    def test_a_long_subject_is_cut(self):
        ticket, _mails = self.receive(subject="x" * 400)
        self.assertEqual(len(ticket.name), 250)

    def test_strangers_are_sent_away(self):
        ticket, mails = self.receive("stranger@example.org", name="Stranger")
        self.assertFalse(ticket)
        self.assertEqual(len(mails), 1)

    def test_strangers_let_in_get_a_plain_ticket(self):
        self.it_team.alias_contact = "everyone"
        ticket, _mails = self.receive("stranger@example.org", name="Stranger")
        self.assertFalse(ticket.icrm_service_id)
        self.assertFalse(ticket.icrm_state)
        self.assertEqual(ticket.partner_name, "Stranger")

    def test_not_the_audience(self):
        self.service.write(
            {"audience": "departments", "audience_department_ids": self.it.ids}
        )
        ticket, _mails = self.receive()
        self.assertTrue(ticket)
        self.assertFalse(ticket.icrm_service_id)
        self.service.audience_department_ids = self.finance
        self.assertTrue(self.receive()[0].icrm_service_id)
        self.service.state = "retired"
        self.assertFalse(self.receive()[0].icrm_service_id)

    def test_an_address_of_two_is_nobodys(self):
        self.env["hr.employee"].create(
            {"name": "Twin", "work_email": "shared@icrm.example.com"}
        )
        twin = self.env["hr.employee"].create(
            {"name": "Other twin", "work_email": "shared@icrm.example.com"}
        )
        self.assertTrue(
            self.env["icrm.customer"].search([("employee_id", "=", twin.id)])
        )
        ticket, _mails = self.receive("shared@icrm.example.com")
        self.assertTrue(ticket)
        self.assertFalse(ticket.icrm_requester_id)

    def test_an_answer_by_mail_goes_on(self):
        ticket, _mails = self.receive()
        first_id = f"<{self.message_id}@example.com>"
        ticket.with_user(self.agent).action_icrm_ask("Which one?")
        self.assertEqual(ticket.icrm_state, "waiting")
        self.receive(extra=f"In-Reply-To: {first_id}\nReferences: {first_id}\n")
        self.assertEqual(ticket.icrm_state, "in_progress")

    def test_service_of_another_team(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            team.icrm_mail_service_id = self.service


@tagged("post_install", "-at_install")
class TestNotificationMails(RequestCommon):
    """Notifications of customers, each sent once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})

    def setUp(self):
        super().setUp()
        self.staff.sudo().partner_id.email = "staff@icrm.example.com"

    def mails_of(self, ticket):
        self.env.cr.precommit.run()
        self.send_messages()
        return self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "in", ticket.ids)]
        )

    def test_resolved(self):
        ticket = self.request()
        self.mails_of(ticket).unlink()  # the receipt
        ticket.with_user(self.agent).action_icrm_resolve()
        mail = self.mails_of(ticket)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.staff.partner_id)
        self.assertIn("Agent marked it as done", mail.body_html)
        # Reopened and resolved: notified again; moved among closed stages: not.
        ticket.with_user(self.staff).action_icrm_reopen("Still black")
        ticket.with_user(self.agent).action_icrm_resolve()
        ticket._icrm_set_state("rejected")
        letters = self.mails_of(ticket).filtered(
            lambda mail: mail.subject.startswith(("Done", "Declined"))
        )
        self.assertEqual(letters.mapped("recipient_ids"), self.staff.partner_id)
        self.assertLessEqual(len(letters), 2)

    def test_mails_and_chatter_say_request(self):
        ticket = self.request().with_context(lang="en_US")
        self.assertEqual(ticket._get_model_description(ticket._name), "Request")
        self.assertEqual(str(ticket._creation_message()), "Request created")
        self.assertIn("Request created", " ".join(ticket.message_ids.mapped("body")))
        plain = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "Plain", "team_id": ticket.team_id.id}
        )
        plain = plain.with_context(lang="en_US")
        self.assertIn("Helpdesk", plain._get_model_description(plain._name))
        self.assertIn("Helpdesk", str(plain._creation_message()))

    def test_an_answer_is_one_mail(self):
        ticket = self.request()
        self.mails_of(ticket).unlink()
        ticket.with_user(self.agent).action_icrm_resolve("A new one is on your desk")
        mail = self.mails_of(ticket)
        self.assertEqual(len(mail), 1)
        self.assertIn("A new one is on your desk", mail.body_html)
        self.assertIn("Reopen it within", mail.body_html)

    def test_who_withdraws_knows(self):
        ticket = self.request()
        self.mails_of(ticket).unlink()
        ticket.with_user(self.staff).action_icrm_withdraw("Solved by a restart")
        mail = self.mails_of(ticket)
        self.assertEqual(mail.recipient_ids, self.agent.partner_id)
        self.assertIn("Solved by a restart", mail.body_html)

    def test_not_accepted(self):
        ticket = self.request()
        self.mails_of(ticket).unlink()
        ticket._icrm_set_state("rejected")
        self.assertIn("Declined", self.mails_of(ticket).subject)

    def test_a_company_s_own_letter_is_kept(self):
        template = self.env["mail.template"].create(
            {
                "name": "Ours",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "subject": "Our own words",
                "partner_to": "{{ object.partner_id.id }}",
                "body_html": "<p>Ours</p>",
            }
        )
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        done.mail_template_id = template
        ticket = self.request()
        self.mails_of(ticket).unlink()
        ticket.write({"stage_id": done.id})
        self.assertEqual(self.mails_of(ticket).mapped("subject"), ["Our own words"])

    def test_resolving_many(self):
        few = self.request() | self.request()
        many = self.env["helpdesk.ticket"].concat(*(self.request() for _i in range(22)))
        self.env.cr.precommit.run()
        counts = []
        for tickets in (few[0], few[1], many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets._icrm_set_state("resolved")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # 21 queries each is what helpdesk_mgmt's letter costs alone.
        self.assertLess((counts[2] - counts[1]) / 21, 6)
