# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from .mail_common import MailCommon
from .portal_common import PortalCommon

QUESTIONS = [
    {"name": "device", "type": "char", "string": "Device *"},
    {"name": "floor", "type": "integer", "string": "Floor *"},
    {"name": "since", "type": "date", "string": "Since"},
]


@tagged("post_install", "-at_install")
class TestSender(MailCommon):
    """Whose a mail is, by any address known, and which conversation it joins."""

    def set_address(self, customer, kind, address):
        customer = customer.sudo()
        if kind == "work":
            customer.employee_id.work_email = address
        elif kind == "private":
            customer.employee_id.private_email = address
        elif kind == "login":
            customer.user_id.login = address
        elif kind == "user":
            customer.user_id.partner_id.email = address
        elif kind == "other":
            customer.other_emails = f"x{address}; {address}"

    def test_all_addresses(self):
        """New mails and answers, with any of one's addresses."""
        self.it_team.icrm_mail_limit = 100
        for kind in ("private", "login", "other", "work", "user"):
            address = f"other_{kind}@icrm.example.net"
            self.set_address(self.requester, kind, address)
            for sender in (
                address,
                address.upper(),
                f"other_{kind}+x@icrm.example.net",
            ):
                with self.subTest(f"{kind}: {sender}"):
                    ticket, mails = self.receive(sender, subject=sender)
                    self.assertEqual(ticket.icrm_requester_id, self.requester)
                    self.assertTrue(mails)
                    ticket.with_user(self.agent).action_icrm_ask("Which one?")
                    self.reply(ticket, sender=sender)
                    self.assertEqual(ticket.icrm_state, "in_progress")

    def test_an_address_of_one_s_own_takes_no_colleague_s(self):
        """Private addresses, which people enter themselves, come last."""
        other = self._customer(self.colleague).sudo()
        other.employee_id.private_email = "staff@icrm.example.com"
        ticket, _mails = self.receive()
        self.assertEqual(ticket.icrm_requester_id, self.requester)
        # like another only for the database: "_" is no joker
        other.employee_id.private_email = "a_b@icrm.example.net"
        ticket, _mails = self.receive("axb@icrm.example.net")
        self.assertFalse(ticket)

    def test_other_addresses_are_entered_by_officers(self):
        """Also an address below a contact, which many may enter, makes nobody."""
        self.requester.sudo().partner_id.child_ids = [
            fields.Command.create({"name": "Home", "email": "home@icrm.example.net"})
        ]
        ticket, _mails = self.receive("home@icrm.example.net")
        self.assertFalse(ticket)
        for user in (self.staff, self.agent, self.it_head):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.requester.with_user(user).other_emails = "home@icrm.example.net"
        with self.assertRaisesRegex(ValidationError, "“home@” is not an e-mail"):
            self.requester.sudo().other_emails = "a@icrm.example.net, home@"
        # Part of another address is another address.
        self.requester.sudo().other_emails = "myhome@icrm.example.net"
        ticket, _mails = self.receive("home@icrm.example.net")
        self.assertFalse(ticket)

    def test_unknown_address_in_the_conversation(self):
        for contact in ("employees", "everyone", "partners", "followers"):
            with self.subTest(contact):
                ticket, _mails = self.receive()
                self.it_team.alias_contact = contact
                ticket.with_user(self.agent).action_icrm_ask("Which one?")
                before = ticket.message_ids
                made, _mails = self.reply(
                    ticket, sender="me@home.example", body="The left one"
                )
                self.assertFalse(made)
                self.assertEqual(ticket.icrm_state, "waiting")
                self.assertEqual(ticket.icrm_attention, "stranger")
                note = (ticket.message_ids - before).filtered(
                    lambda message: "The left one" in (message.body or "")
                )
                self.assertTrue(note.is_internal)
                told = self.env["mail.message"].search(
                    [
                        ("model", "=", ticket._name),
                        ("res_id", "=", ticket.id),
                        ("message_type", "=", "user_notification"),
                        ("partner_ids", "=", self.agent.partner_id.id),
                    ],
                    limit=1,
                )
                self.assertIn("me@home.example", told.body)
                # neither a bounce nor anything else goes to the unknown address
                self.assertFalse(
                    self.env["mail.mail"].search([("email_to", "ilike", "me@home")])
                )
                self.it_team.alias_contact = "employees"
                ticket.with_user(self.agent).action_icrm_settle()
                self.assertFalse(ticket.icrm_attention)

    def test_an_unknown_address_responds_for_nobody(self):
        ticket, _mails = self.receive()
        self.reply(ticket, sender="me@home.example")
        self.assertFalse(ticket.icrm_first_response_at)

    def test_who_takes_part_may_write(self):
        """Followers from outside, and the agent, are no strangers."""
        ticket, _mails = self.receive()
        supplier = self.env["res.partner"].create(
            {"name": "Supplier", "email": "supplier@example.org"}
        )
        ticket.message_subscribe(supplier.ids)
        self.reply(ticket, sender="supplier@example.org", body="On Friday")
        self.assertFalse(ticket.icrm_attention)
        self.assertIn("On Friday", ticket.message_ids[0].body)
        self.assertFalse(ticket.message_ids[0].is_internal)

    def test_settle_is_for_those_who_serve(self):
        ticket, _mails = self.receive()
        self.reply(ticket, sender="me@home.example")
        for user in (self.staff, self.colleague, self.finance_head):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_icrm_settle()
        self.assertEqual(ticket.icrm_attention, "stranger")

    def test_number_in_the_subject(self):
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_ask("Which one?")
        before = ticket.message_ids
        number = ticket.number
        for subject in (
            f"RE: [{number}] printer still jams",
            f"Re: Received: your request {number}",
            f"答复: 您的请求{number}。",
            f"({number.lower()})",
            f"#{number}",
        ):
            with self.subTest(subject):
                made, mails = self.receive(subject=subject)
                self.assertFalse(made)
                self.assertFalse(
                    mails.filtered(
                        lambda mail: (mail.subject or "").startswith("Received")
                    )
                )
        self.assertFalse(self.notes(ticket.message_ids - before))
        self.assertEqual(ticket.icrm_state, "in_progress")

    def test_number_of_somebody_else(self):
        other = self.request(
            icrm_requester_id=self._customer(self.colleague).id,
            icrm_beneficiary_id=self._customer(self.colleague).id,
        )
        before = other.message_ids
        for subject in (f"Re: [{other.number}]", f"{other.number}"):
            ticket, _mails = self.receive(subject=subject)
            self.assertEqual(ticket.icrm_requester_id, self.requester)
        self.assertEqual(other.message_ids, before)
        # the beneficiary and the agent belong to it, too
        other.icrm_beneficiary_id = self.requester
        self.assertFalse(self.receive(subject=f"[{other.number}]")[0])
        self.agent.sudo().partner_id.email = "agent@icrm.example.com"
        made, _mails = self.receive(
            "agent@icrm.example.com", subject=f"[{other.number}]"
        )
        self.assertFalse(made)

    def test_what_is_no_number(self):
        ticket, _mails = self.receive()
        ticket.number = "4711"
        self.it_team.icrm_mail_limit = 100
        for subject in ("Room 4711 is dark", "HT99999999", "[0]", "4711", "[]", "#"):
            with self.subTest(subject):
                self.assertTrue(self.receive(subject=subject)[0])
        self.assertFalse(self.receive(subject="[4711] still dark")[0])

    def test_number_of_a_duplicate(self):
        ticket, _mails = self.receive()
        other, _mails = self.receive(subject="Again")
        other.with_user(self.agent).action_icrm_merge(ticket.id)
        before = ticket.message_ids
        self.assertFalse(self.receive(subject=f"[{other.number}] news")[0])
        self.assertEqual(len(ticket.message_ids - before), 1)

    def test_number_of_a_duplicate_of_another_customer(self):
        """Who may not read where it was merged into writes in their own request."""
        other = self.request(
            icrm_requester_id=self._customer(self.colleague).id,
            icrm_beneficiary_id=self._customer(self.colleague).id,
        )
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_merge(other.id, True)
        before = ticket.message_ids, other.message_ids
        self.assertFalse(self.receive(subject=f"[{ticket.number}] news")[0])
        self.assertIn("email", (ticket.message_ids - before[0]).mapped("message_type"))
        self.assertEqual(other.message_ids, before[1])

    def test_shared_mailbox(self):
        one, two = self.env["hr.employee"].create(
            [
                {"name": name, "work_email": "desk@icrm.example.com"}
                for name in ("Ann", "Bo")
            ]
        )
        ticket, mails = self.receive("desk@icrm.example.com", name="The desk")
        self.assertRecordValues(
            ticket,
            [
                {
                    "icrm_service_id": self.service.id,
                    "icrm_state": "new",
                    "icrm_requester_id": False,
                    "partner_id": False,
                    "icrm_attention": "shared",
                }
            ],
        )
        self.assertTrue(ticket.icrm_due_at)
        self.assertEqual(mails.email_to, ticket.partner_email)
        self.assertIn("name of the requester", mails.body_html)
        self.assertFalse(ticket.message_ids.author_id & (one | two).work_contact_id)
        self.assertTrue(
            ticket.message_ids.filtered(lambda m: "Ann, Bo" in (m.body or ""))
        )
        # the answer joins, the agent sets who it is
        self.assertFalse(self.reply(ticket, sender="desk@icrm.example.com")[0])
        customer = self.env["icrm.customer"].search([("employee_id", "=", two.id)])
        ticket.with_user(self.agent).write({"icrm_requester_id": customer.id})
        self.assertRecordValues(
            ticket,
            [
                {
                    "icrm_requester_id": customer.id,
                    "icrm_beneficiary_id": customer.id,
                    "partner_id": two.work_contact_id.id,
                    "icrm_attention": False,
                }
            ],
        )
        # one of them has a user and writes as that
        user = self._user("carol", self.finance).sudo()
        user.employee_id.work_email = "desk@icrm.example.com"
        user.partner_id.email = "desk@icrm.example.com"
        ticket, _mails = self.receive("desk@icrm.example.com")
        self.assertEqual(ticket.icrm_requester_id.user_id, user)


@tagged("post_install", "-at_install")
class TestBrake(MailCommon):
    """A flood of mails that do not say a machine writes them."""

    def test_a_flood(self):
        with freeze_time("2026-03-02 09:00:00") as clock:
            tickets, mails = self.env["helpdesk.ticket"], self.env["mail.mail"]
            for index in range(25):
                clock.tick(timedelta(seconds=60))
                ticket, sent = self.receive(
                    subject=f"Alarm {index}", body=f"No {index}"
                )
                tickets |= ticket
                mails |= sent
            self.assertEqual(len(tickets), 5)
            last = tickets.sorted("id")[-1]
            self.assertEqual(last.icrm_attention, "flood")
            bodies = " ".join(last.message_ids.mapped("body"))
            for index in range(4, 25):
                self.assertIn(f"No {index}", bodies)
            answers = mails.filtered(lambda mail: "Received" in (mail.subject or ""))
            self.assertEqual(len(answers), 5)
            told = self.env["mail.message"].search(
                [
                    ("model", "=", last._name),
                    ("res_id", "=", last.id),
                    ("message_type", "=", "user_notification"),
                    ("partner_ids", "=", self.agent.partner_id.id),
                ]
            )
            self.assertEqual(len(told), 1)
            self.assertIn("too many", told.body)
            # others are not braked, nor is the same an hour later
            self.colleague.sudo().partner_id.email = "colleague@icrm.example.com"
            self.assertTrue(self.receive("colleague@icrm.example.com")[0])
            clock.tick(timedelta(minutes=61))
            self.assertTrue(self.receive()[0])

    def test_the_limit(self):
        self.it_team.icrm_mail_limit = 2
        made = [bool(self.receive()[0]) for _index in range(4)]
        self.assertEqual(made, [True, True, False, False])
        self.it_team.icrm_mail_limit = 9
        self.assertTrue(self.receive()[0])

    def test_requests_of_the_catalogue_do_not_count(self):
        for _index in range(6):
            self.submit()
        self.assertTrue(self.receive()[0])

    def test_an_address_within_another_is_not_braked(self):
        self.colleague.sudo().partner_id.email = "taff@icrm.example.com"
        for _index in range(5):
            self.receive()
        ticket, _mails = self.receive("taff@icrm.example.com")
        self.assertEqual(ticket.icrm_requester_id.user_id, self.colleague)

    def test_strangers_are_braked_as_well(self):
        self.it_team.alias_contact = "everyone"
        made = [bool(self.receive("x@example.org")[0]) for _index in range(7)]
        self.assertEqual(made, [True] * 5 + [False] * 2)

    def test_a_flood_in_a_conversation(self):
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_take()
        sent = [self.reply(ticket, body=f"No {index}")[1] for index in range(25)]
        self.assertEqual(ticket.icrm_attention, "flood")
        self.assertEqual(len(self.notes(ticket.message_ids)), 7)
        self.assertFalse(sent[-1])
        bodies = " ".join(ticket.message_ids.mapped("body"))
        for index in range(25):
            self.assertIn(f"No {index}", bodies)

    def test_two_robots_for_a_day(self):
        """Two desks and a robot that says nothing of itself: it ends by itself.

        Each side answers everything that it gets from the other, an hour and a day.
        """
        self.env["hr.employee"].create(
            {"name": "HR desk", "work_email": "icrm-hr@icrm.example.com"}
        )
        hr_team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "HR desk",
                "icrm_department_id": self.finance.id,
                "icrm_calendar_id": self.calendar.id,
                "alias_name": "icrm-hr",
                "alias_domain_id": self.domain.id,
            }
        )
        hr_team.icrm_mail_service_id = self._service(
            "Contract", department_id=self.finance.id, team_id=hr_team.id
        )
        self.env["hr.employee"].create(
            {"name": "IT desk", "work_email": "icrm-it@icrm.example.com"}
        )
        for says_so, day in ((True, "2026-03-02"), (False, "2026-03-03")):
            with self.subTest(says_so), freeze_time(day) as clock:
                made = self.env["helpdesk.ticket"]
                pending = [("icrm-hr", "icrm-it", "Hello", "")]
                rounds = 0
                for _minute in range(24 * 60):
                    clock.tick(timedelta(minutes=1))
                    batch, pending = pending, []
                    for sender, to, subject, extra in batch[:10]:
                        rounds += 1
                        ticket, mails = self.receive(
                            f"{sender}@icrm.example.com",
                            to=f"{to}@icrm.example.com",
                            name=sender,
                            subject=subject,
                            extra=extra,
                        )
                        made |= ticket
                        for mail in mails:
                            letter = mail._prepare_outgoing_list()[0]
                            headers = {
                                name: value
                                for name, value in letter["headers"].items()
                                if says_so and value
                            }
                            pending.append(
                                (
                                    to,
                                    sender,
                                    f"Re: {letter['subject']}".replace("HT", ""),
                                    "".join(
                                        f"{name}: {value}\n"
                                        for name, value in headers.items()
                                    ),
                                )
                            )
                    if not pending:
                        break
                self.assertFalse(pending)
                # Five an hour on each side; then both are silent, and stay so.
                self.assertEqual(len(made), 1 if says_so else 10)
                self.assertLess(rounds, 30)


@tagged("post_install", "-at_install")
class TestNotSolved(MailCommon):
    """The customer writes after the request was closed."""

    def confirm(self, days=30):
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "icrm_internal.ir_cron_request_confirm"
                ).method_direct_trigger()

    def by_mail(self, ticket):
        self.reply(ticket, body="It is not solved")

    def on_screen(self, ticket):
        ticket.with_user(self.staff).message_post(
            body="It is not solved",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def by_number(self, ticket):
        self.receive(subject=f"[{ticket.number}] not solved")

    def test_not_confirmed_by_itself(self):
        for name in ("by_mail", "on_screen", "by_number"):
            with self.subTest(name):
                ticket, _mails = self.receive()
                ticket.with_user(self.agent).action_icrm_take()
                ticket.with_user(self.agent).action_icrm_resolve()
                getattr(self, name)(ticket)
                self.assertEqual(ticket.icrm_attention, "reply")
                self.assertTrue(ticket.icrm_replied_at)
                told = self.send_messages() or self.env["icrm.message"].search(
                    [("res_id", "=", ticket.id)]
                )
                told = told.filtered(
                    lambda message: message.event == "request_replied_desk"
                )
                self.assertEqual(told.partner_id, self.agent.partner_id)
                self.confirm()
                self.assertFalse(ticket.icrm_confirmed_at)
                # Seen is not settled: it still waits for the customer.
                ticket.with_user(self.agent).action_icrm_settle()
                self.confirm()
                self.assertFalse(ticket.icrm_confirmed_at)
                ticket.with_user(self.staff).action_icrm_confirm()
                self.assertTrue(ticket.icrm_confirmed_at)

    def test_reopened_and_resolved_again(self):
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_resolve()
        self.by_mail(ticket)
        ticket.with_user(self.staff).action_icrm_reopen("Still black")
        self.assertFalse(ticket.icrm_replied_at)
        self.assertFalse(ticket.icrm_attention)
        ticket.with_user(self.agent).action_icrm_resolve()
        self.confirm()
        self.assertTrue(ticket.icrm_confirmed_at)

    def test_other_words_do_not_count(self):
        """The agent's, a machine's and a stranger's."""
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_resolve()
        self.reply(ticket, extra="Auto-Submitted: auto-replied\n")
        self.reply(ticket, sender="me@home.example")
        ticket.with_user(self.agent).message_post(
            body="Tell us", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        ticket.with_user(self.agent).message_post(body="A note")
        self.assertFalse(ticket.icrm_replied_at)
        self.confirm()
        self.assertTrue(ticket.icrm_confirmed_at)

    def test_by_another_contact_of_the_same_user(self):
        """The employee's work contact need not be the user's own."""
        contact = self.env["res.partner"].create({"name": "Staff at work"})
        self.staff.sudo().employee_id.work_contact_id = contact
        ticket = self.request()
        ticket.with_user(self.agent).action_icrm_ask("Which one?")
        self.on_screen(ticket)
        self.assertEqual(ticket.icrm_state, "in_progress")
        ticket.with_user(self.agent).action_icrm_resolve()
        self.on_screen(ticket)
        self.assertTrue(ticket.icrm_replied_at)

    def test_rejected(self):
        ticket, _mails = self.receive()
        ticket._icrm_set_state("rejected")
        self.by_mail(ticket)
        self.assertEqual(ticket.icrm_attention, "reply")
        self.assertEqual(ticket.icrm_state, "rejected")


@tagged("post_install", "-at_install")
class TestQuestions(MailCommon):
    """Compulsory questions of a form, when the request came by mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(cls.service, QUESTIONS)

    def test_asked_for(self):
        ticket, mails = self.receive()
        answer = mails.filtered(lambda mail: ticket.number in (mail.subject or ""))
        self.assertEqual(len(answer), 1)
        for label in ("Device", "Floor"):
            self.assertIn(f">{label}</li>", answer.body_html)
        self.assertNotIn("Since", answer.body_html)
        self.assertIn(f"/my/requests/{ticket.id}/questions", answer.body_html)

    def test_answered(self):
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_ask("Please answer the questions")
        mine = ticket.with_user(self.staff)
        for answers in (
            {},
            None,
            {"device": ""},
            {"floor": "x"},
            {"since": "yesterday"},
            {"other": "x"},
        ):
            with self.subTest(answers), self.assertRaises(ValidationError):
                mine.action_icrm_answer(answers)
        mine.action_icrm_answer({"device": "Lamp"})
        self.assertEqual(
            [question["name"] for question in mine._icrm_get_missing_questions()],
            ["floor"],
        )
        mine.action_icrm_answer({"floor": 0})
        self.assertFalse(mine._icrm_get_missing_questions())
        self.assertEqual(ticket.icrm_answers["device"], "Lamp")
        self.assertEqual(ticket.icrm_answers["floor"], 0)
        self.assertEqual(ticket.icrm_state, "in_progress")
        with self.assertRaises(ValidationError):
            mine.action_icrm_answer({"device": "Another"})

    def test_by_whom(self):
        ticket, _mails = self.receive()
        for user in (self.colleague, self.agent):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_icrm_answer({"device": "Lamp"})
        ticket._icrm_set_state("rejected")
        with self.assertRaises(UserError):
            ticket.with_user(self.staff).action_icrm_answer({"device": "Lamp"})

    def test_no_compulsory_questions(self):
        self._set_form(self.service, QUESTIONS[2:])
        ticket, mails = self.receive()
        answer = mails.filtered(lambda mail: ticket.number in (mail.subject or ""))
        self.assertIn("Received", answer.subject)


@tagged("post_install", "-at_install")
class TestQuestionPage(PortalCommon):
    """The page where a customer answers what the e-mail left open."""

    def test_page(self):
        self._set_form(self.reset, QUESTIONS)
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "By mail",
                "icrm_service_id": self.reset.id,
                "icrm_requester_id": self._customer(self.portal_user).id,
                "icrm_origin": "mail",
            }
        )
        path = f"/my/requests/{ticket.id}/questions"
        self.login(self.stranger)
        self.assertIn("/my/requests", self.page(path, 303).headers["Location"])
        self.login(self.portal_user)
        link = self.page(f"/my/requests/{ticket.id}").xpath("//a[@data-questions]")
        self.assertTrue(link[0].get("href").endswith(path))
        props = self.props(self.page(path))
        names = [question["name"] for question in props["schema"]["questions"]]
        self.assertIn("device", names)
        self.assertNotIn("since", names)
        response = self.send(path, answers=self.posted(device="Lamp", floor="up"))
        props = self.props(html.fromstring(response.content))
        self.assertEqual(set(props["errors"]), {"floor"})
        self.assertEqual(props["answers"]["device"], "Lamp")
        self.assertFalse(ticket.icrm_answers["device"])
        response = self.send(path, answers=self.posted(device="Lamp"))
        props = self.props(html.fromstring(response.content))
        self.assertEqual(props["errors"], {"floor": "Required."})
        response = self.send(path, answers=self.posted(device="Lamp", floor=3))
        self.assertEqual(response.status_code, 303)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.icrm_answers["floor"], 3)
        self.assertFalse(
            self.page(f"/my/requests/{ticket.id}").xpath("//a[@data-questions]")
        )
        self.page(path, 303)


@tagged("post_install", "-at_install")
class TestCases(MailCommon):
    """Messages as they arrive, from the folder ``cases``."""

    def case(self, name, **values):
        path = file_path(f"icrm_internal/tests/request/cases/{name}.eml")
        raw = Path(path).read_bytes()
        for word, value in {
            "FROM": "staff@icrm.example.com",
            "ALIAS": "icrm-it@icrm.example.com",
            **values,
        }.items():
            raw = raw.replace(word.encode(), value.encode())
        return self.process(raw)

    def test_automatic(self):
        ticket, mails = self.case("auto_replied")
        self.assertFalse(ticket)
        self.assertFalse(mails)

    def test_automatic_in_the_conversation(self):
        ticket, _mails = self.receive()
        ticket.with_user(self.agent).action_icrm_ask("Which one?")
        parent = ticket.message_ids[0].message_id
        self.send_messages()
        self.case("auto_reply_in_thread", PARENT=parent)
        self.assertEqual(ticket.icrm_state, "waiting")
        self.assertIn("I am away", ticket.message_ids[0].body)
        self.assertTrue(ticket.message_ids[0].is_internal)

    def test_number(self):
        ticket, _mails = self.receive()
        made, _mails = self.case("subject_number", NUMBER=ticket.number)
        self.assertFalse(made)
        self.assertIn("It jams again", ticket.message_ids[0].body)

    def test_texts(self):
        for name, subject, words in (
            ("gb2312_with_gbk", "镕东的打印机", ("镕东", "鍏")),
            ("unknown_charset", "printer", ("floor 2", "— again")),
            ("nul", "printer", ("The printer is broken",)),
        ):
            with self.subTest(name):
                ticket, _mails = self.case(name)
                self.assertEqual(ticket.name, subject)
                for word in words:
                    self.assertIn(word, ticket.description)

    def test_picture(self):
        ticket, _mails = self.case("inline_image")
        self.assertIn("/web/image/", ticket.description)
        self.assertNotIn("cid:", ticket.description)
