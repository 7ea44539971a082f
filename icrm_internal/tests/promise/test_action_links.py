# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links in mails: one click, one confirmation, no login, and everything they refuse."""

import base64
import logging
import re
from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import hash_sign, mute_logger

from ...controllers.access import action_page
from ...models.access import action_link
from ..request.common import RequestCommon

PAGE = action_link.PAGE
LINK = re.compile(rf'href="[^"]*{PAGE}#([\w-]+)"')
REFUSED = "Nothing was changed."
# What a person does on the page: nothing is chosen or typed, one button is pressed.
CONFIRM = """
(async () => {
    const fail = (text) => console.error(text);
    const buttons = document.querySelectorAll("button, input[type=submit]");
    const {scrollWidth} = document.documentElement;
    const {bottom} = buttons[0].getBoundingClientRect();
    if (buttons.length !== 1) {
        return fail(`${buttons.length} buttons`);
    }
    if (scrollWidth > window.innerWidth || bottom > window.innerHeight) {
        return fail(`${scrollWidth} px wide, the button ends at ${bottom} px`);
    }
    if (document.documentElement.lang.startsWith("zh")) {
        if (/[a-z]{3}/i.test(buttons[0].innerText)) {
            return fail(`A button in English: ${buttons[0].innerText}`);
        }
    }
    const form = buttons[0].form;
    if (!form.reportValidity()) {
        return fail("Something must be filled in");
    }
    const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
    });
    if (!answer.ok) {
        return fail(await answer.text());
    }
    console.log("test successful");
})();
"""


class ActionLinkCommon(HttpCase, RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests' usual silence would suppress the mails.
        cls.env = cls.env(context={})
        for name in ("company", "service", "it_team", "staff"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.boss = cls._user("boss", cls.finance)
        cls.deputy = cls._user("deputy", cls.finance)
        cls.staff.employee_id.parent_id = cls.boss.employee_id
        for user in (cls.staff, cls.boss, cls.deputy, cls.agent):
            user.notification_type = "email"

    @classmethod
    def _users(cls, *people):
        """Return users with a mailbox of their own."""
        users = super()._users(*people)
        for user, (name, *_rest) in zip(users, people, strict=True):
            user.partner_id.email = f"{name}@icrm.example.com"
        return users

    def setUp(self):
        super().setUp()
        for counter in (action_page.wrong_links, action_page.acts):
            counter.clear()
            self.addCleanup(counter.clear)

    def mails_to(self, partner):
        """Return the bodies that go out to *partner* alone, as they are sent."""
        self.send_messages()
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        return [
            email["body"]
            for mail in mails
            for email in mail._prepare_outgoing_list()
            if email["partner_id"] == partner
        ]

    def token(self, record, action, user, choice=0):
        """Return the link of a person, without looking for it in a mail."""
        return self.link(record, action, user.partner_id, choice)

    def link(self, record, action, partner, choice=0):
        url = action_link.get_link(record.sudo(), action, partner, choice)
        return url.partition("#")[2]

    def post(self, token, status=200, **data):
        """Return the text of the page."""
        self.env.flush_all()
        response = self.url_open(
            PAGE, data={"token": token, **data}, allow_redirects=False
        )
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, response.text[-2000:])
        page = html.fromstring(response.content)
        return " ".join(page.xpath("//main")[0].text_content().split())

    def act(self, token, status=200, **data):
        return self.post(token, status, deed="act", **data)

    def told(self, partner):
        """Return the subjects of what a person was told of what was done by link."""
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("notified_partner_ids", "in", partner.ids),
                    ("subject", "=like", "Done by link%"),
                ]
            )
            .mapped("subject")
        )

    def notes(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))


@tagged("post_install", "-at_install")
class TestCustomerLinks(ActionLinkCommon):
    """Confirm, not done, stars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.submit(cls)
        cls.ticket.with_user(cls.agent).action_icrm_take()
        cls.ticket.with_user(cls.agent).action_icrm_resolve()

    def test_the_mail_has_them(self):
        """Nothing that is stored acts; what goes out does, for whom it goes to."""
        partner = self.staff.partner_id
        self.send_messages()
        stored = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        self.assertTrue(stored)
        self.assertNotIn(f"{PAGE}#", " ".join(stored.mapped("body_html")))
        (body,) = [body for body in self.mails_to(partner) if PAGE in body]
        tokens = LINK.findall(body)
        self.assertEqual(len(tokens), 7)
        self.assertNotIn(f"{PAGE}/", body)
        for token in tokens:
            self.assertIn("You act as Staff.", self.post(token))

    def test_an_answer_that_resolves_has_them_in_the_mail_alone(self):
        other = self.submit()
        other.with_user(self.agent).action_icrm_take()
        self.send_messages()
        self.env["mail.mail"].search([]).unlink()
        other.with_user(self.agent).action_icrm_resolve("Here you are.")
        self.assertNotIn(PAGE, self.notes(other))
        (body,) = self.mails_to(self.staff.partner_id)
        self.assertEqual(len(LINK.findall(body)), 7)

    def test_no_link_for_several_readers(self):
        mail = self.env["mail.mail"].create(
            {
                "body_html": self.ticket._icrm_render_action_links("resolved"),
                "email_to": "a@example.com, b@example.com",
                "recipient_ids": [Command.link(self.colleague.partner_id.id)],
            }
        )
        for email in mail._prepare_outgoing_list():
            self.assertFalse(LINK.findall(email["body"]))
            self.assertIn(f"{PAGE}/helpdesk.ticket/", email["body"])

    def test_confirm(self):
        token = self.token(self.ticket, "confirm", self.staff)
        text = self.post(token)
        for words in (self.ticket.number, "Laptop", "You act as Staff.", "IT desk"):
            self.assertIn(words, text)
        self.assertFalse(self.ticket.icrm_confirmed_at)
        self.assertIn("confirmed", self.act(token))
        self.assertTrue(self.ticket.icrm_confirmed_at)
        self.assertIn("done by link by Staff", self.notes(self.ticket))
        self.assertEqual(len(self.told(self.staff.partner_id)), 1)
        # replayed: nothing twice
        at = self.ticket.icrm_confirmed_at
        again = self.act(token)
        self.assertIn("already confirmed", again)
        self.assertIn(REFUSED, again)
        self.assertEqual(self.ticket.icrm_confirmed_at, at)
        self.assertEqual(len(self.told(self.staff.partner_id)), 1)
        # and the other link of the same mail is worth nothing, in a second tab either
        other = self.token(self.ticket, "not_done", self.staff)
        self.assertIn("already confirmed", self.act(other, text="No"))
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_looking_changes_nothing(self):
        """HEAD, GET, a scanner that posts what the script posts."""
        token = self.token(self.ticket, "confirm", self.staff)
        before = self.ticket.sudo().read()[0]
        base = self.base_url() + PAGE
        for method in ("HEAD", "GET"):
            for url in (base, f"{base}?token={token}&deed=act", f"{base}#{token}"):
                response = self.opener.request(method, url)
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(response.headers["Cache-Control"], "no-store")
                self.assertIn("noindex", response.headers["X-Robots-Tag"])
                self.assertEqual(response.headers["X-Frame-Options"], "DENY")
        self.post(token)
        self.post(token, deed="")
        self.env.invalidate_all()
        after = self.ticket.sudo().read()[0]
        self.assertEqual(
            {key: value for key, value in before.items() if after[key] != value}, {}
        )
        self.assertFalse(self.told(self.staff.partner_id))

    def test_not_done(self):
        token = self.token(self.ticket, "not_done", self.staff)
        self.assertIn("Reason", self.act(token, 400, text="  "))
        self.assertEqual(self.ticket.icrm_state, "resolved")
        self.assertIn("open again", self.act(token, text="No <b>sound</b>"))
        self.assertEqual(self.ticket.icrm_state, "in_progress")
        self.assertIn("No &lt;b&gt;sound", self.notes(self.ticket))
        message = self.ticket.sudo().message_ids.filtered(
            lambda message: "sound" in (message.body or "")
        )
        self.assertEqual(message.author_id, self.staff.partner_id)
        # the mail of before is worth nothing, also after it is done again
        old = self.token(self.ticket, "confirm", self.staff)
        self.assertIn("is open again", self.act(old))
        with freeze_time(datetime.now() + timedelta(hours=1)):
            self.ticket.with_user(self.agent).action_icrm_resolve()
        self.assertIn("has changed", self.act(token, text="Again"))
        self.assertIn("has changed", self.act(old))
        self.assertFalse(self.ticket.icrm_confirmed_at)

    def test_stars(self):
        token = self.token(self.ticket, "rate", self.staff, 4)
        self.env.flush_all()
        page = html.fromstring(self.url_open(PAGE, data={"token": token}).content)
        (checked,) = page.xpath("//input[@name='stars'][@checked]")
        self.assertEqual(checked.get("value"), "4")
        self.assertIn("saved", self.act(token, stars="4"))
        rating = self.ticket.sudo().icrm_rating_ids
        self.assertRecordValues(
            rating,
            [
                {
                    "score": 4,
                    "comment": "",
                    "is_by_link": True,
                    "customer_id": self._customer(self.staff).id,
                }
            ],
        )
        # Nothing of it is in the conversation, nor in what names the record.
        self.assertNotIn("by link", self.notes(self.ticket))
        self.assertEqual(len(self.told(self.staff.partner_id)), 1)
        other = self.token(self.ticket, "rate", self.staff, 1)
        self.assertIn("already rated", self.act(other, stars="1", text="Bad"))
        self.assertEqual(rating.score, 4)

    def test_few_stars(self):
        """A comment is required, and reopening is offered."""
        token = self.token(self.ticket, "rate", self.staff, 1)
        self.assertIn("describe what went wrong", self.act(token, 400, stars="1"))
        self.assertFalse(self.ticket.sudo().icrm_rating_ids)
        for stars in ("0", "6", "x", "1.5", ""):
            self.act(token, 400, stars=stars, text="x")
        self.assertFalse(self.ticket.sudo().icrm_rating_ids)
        response = self.url_open(
            PAGE,
            data={"token": token, "deed": "act", "stars": "1", "text": "Too late"},
        )
        page = html.fromstring(response.content)
        self.assertEqual(self.ticket.sudo().icrm_rating_ids.score, 1)
        (following,) = page.xpath("//input[@name='token']")
        self.assertIn("Reopen your request?", self.post(following.get("value")))
        self.assertIn("open again", self.act(following.get("value"), text="Again"))

    def test_somebody_else(self):
        """Stolen: the link of a colleague who has no part; forwarded to one."""
        stolen = self.token(self.ticket, "confirm", self.colleague)
        self.assertIn("no longer yours", self.act(stolen))
        token = self.token(self.ticket, "rate", self.staff, 5)
        self.authenticate(self.agent.login, self.agent.login)
        text = self.act(token, stars="5")
        self.assertIn("This link is for Staff. You are logged in as Agent.", text)
        self.assertNotIn(self.ticket.number, text)
        self.assertFalse(self.ticket.sudo().icrm_rating_ids)
        # The person themselves, logged in or not, is no stranger.
        self.authenticate(self.staff.login, self.staff.login)
        self.assertIn("saved", self.act(token, stars="5"))

    def test_tampered(self):
        token = self.token(self.ticket, "confirm", self.staff)
        raw = base64.urlsafe_b64decode(token + "===")
        other = raw.replace(b'"confirm"', b'"not_done"')
        forged = base64.urlsafe_b64encode(other).decode().rstrip("=")
        for wrong in (forged, token[:-3], token + "AAAA", "x", "", "ü", "A" * 5000):
            self.assertIn("incomplete", self.act(wrong, 404, text="x"))
        for field in ("token", "text", "stars"):
            response = self.url_open(
                PAGE,
                data={"token": token, "deed": "act"} if field != "token" else {},
                files={field: ("x.txt", b"x")},
            )
            self.assertLess(response.status_code, 500, field)
            self.env.invalidate_all()
            self.ticket.sudo().icrm_confirmed_at = False
        scope = hash_sign(self.env(su=True), "another", ["helpdesk.ticket"])
        self.assertIn("incomplete", self.act(scope, 404))
        self.assertFalse(self.ticket.icrm_confirmed_at)
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_too_many(self):
        token = self.token(self.ticket, "confirm", self.staff)
        for _try in range(20):
            self.url_open(PAGE, data={"token": "wrong"})
        self.assertIn("Too many wrong links", self.act("wrong", 429))
        self.assertIn("confirmed", self.act(token))
        for _try in range(action_page.ACTS):
            action_page.acts.take(
                f"{self.env.cr.dbname} {self.staff.partner_id.id}", action_page.ACTS
            )
        rate = self.token(self.ticket, "rate", self.staff, 5)
        self.assertIn("Too many attempts", self.act(rate, 429, stars="5"))
        self.assertFalse(self.ticket.sudo().icrm_rating_ids)

    def test_expired(self):
        with freeze_time(fields.Datetime.now() - timedelta(days=13, hours=23)):
            young = self.token(self.ticket, "rate", self.staff, 5)
        with freeze_time(fields.Datetime.now() - timedelta(days=14)):
            old = self.token(self.ticket, "confirm", self.staff)
        self.assertIn("expired on", self.act(old))
        self.assertFalse(self.ticket.icrm_confirmed_at)
        self.assertIn("Rate this request", self.post(young))
        self.company.icrm_link_days = 5
        self.assertIn("expired on", self.post(young))
        self.company.icrm_link_days = 0
        new = self.token(self.ticket, "confirm", self.staff)
        self.assertIn("switched off", self.act(new))
        for body in self.mails_to(self.staff.partner_id):
            self.assertFalse(LINK.findall(body))

    def test_the_person_is_gone(self):
        token = self.token(self.ticket, "confirm", self.staff)
        partner = self.staff.partner_id
        partner.email = "other@example.com"
        self.assertIn("has changed", self.act(token))
        token = self.token(self.ticket, "confirm", self.staff)
        self.staff.active = False
        self.assertIn("no longer has access", self.act(token))
        self.assertFalse(self.ticket.icrm_confirmed_at)

    def test_a_shared_mailbox(self):
        """Where several people read a mail, none of them is known to have clicked."""
        token = self.token(self.ticket, "confirm", self.staff)
        self.colleague.partner_id.email = self.staff.partner_id.email
        self.assertIn("Several people use", self.act(token))
        for body in self.mails_to(self.staff.partner_id):
            self.assertFalse(LINK.findall(body))
        self.assertFalse(self.ticket.icrm_confirmed_at)
        self.colleague.partner_id.email = "another@example.com"
        self.assertIn("confirmed", self.act(token))

    def test_not_theirs_any_more(self):
        token = self.token(self.ticket, "confirm", self.staff)
        rate = self.token(self.ticket, "rate", self.staff, 5)
        self.ticket.sudo().write(
            {
                "icrm_requester_id": self._customer(self.colleague).id,
                "icrm_beneficiary_id": self._customer(self.colleague).id,
            }
        )
        for one in (token, rate):
            self.assertIn("no longer", self.act(one, stars="5"))
        self.assertFalse(self.ticket.icrm_confirmed_at)
        self.assertFalse(self.ticket.sudo().icrm_rating_ids)

    def test_who_serves_does_not_confirm(self):
        self.it_team.sudo().user_ids += self.staff
        token = self.token(self.ticket, "confirm", self.staff)
        self.assertIn("served by you or your team", self.act(token))
        self.assertFalse(self.ticket.icrm_confirmed_at)

    def test_merged(self):
        other = self.submit()
        into = self.submit()
        token = self.token(other, "confirm", self.staff)
        into.with_user(self.agent).action_icrm_take()
        other.with_user(self.agent).action_icrm_merge(into.with_user(self.agent))
        self.assertIn(f"merged into {into.number}", self.act(token))
        # Of another customer's not even the number
        into = self.submit(user=self.colleague)
        other = self.submit()
        token = self.token(other, "confirm", self.staff)
        other.with_user(self.agent).action_icrm_merge(into.id, True)
        page = self.act(token)
        self.assertIn("another request", page)
        self.assertNotIn(into.number, page)

    def test_withdrawn(self):
        other = self.submit()
        token = self.token(other, "confirm", self.staff)
        self.assertIn("is open again", self.act(token))
        other.with_user(self.staff).action_icrm_withdraw()
        self.assertIn("Withdrawn", self.act(token))

    def test_without_a_login(self):
        """An employee who has no user acts by name, in sudo: there is nobody else."""
        employee = self.env["hr.employee"].create(
            {
                "name": "Worker",
                "department_id": self.finance.id,
                "work_email": "worker@example.com",
            }
        )
        worker = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        self.assertTrue(worker.partner_id)
        ticket = self.submit(beneficiary_id=worker.id)
        ticket.with_user(self.agent).action_icrm_take()
        ticket.with_user(self.agent).action_icrm_resolve()
        token = self.link(ticket, "not_done", worker.partner_id)
        self.assertIn("You act as Worker.", self.post(token))
        self.assertIn("Reason", self.act(token, 400))
        self.assertIn("open again", self.act(token, text="Still broken"))
        self.assertEqual(ticket.icrm_state, "in_progress")
        message = ticket.sudo().message_ids.filtered(
            lambda message: "Still broken" in (message.body or "")
        )
        self.assertEqual(message.author_id, worker.partner_id)
        with freeze_time(datetime.now() + timedelta(hours=1)):
            ticket.with_user(self.agent).action_icrm_resolve()
            token = self.link(ticket, "confirm", worker.partner_id)
            self.assertIn("confirmed", self.act(token))
            self.assertTrue(ticket.icrm_confirmed_at)
            token = self.link(ticket, "rate", worker.partner_id)
            self.assertIn("saved", self.act(token, stars="5", text="Fine"))
        self.assertEqual(ticket.sudo().icrm_rating_ids.customer_id, worker)
        # a login that HR links later and nobody confirmed does not act as them
        token = self.link(ticket, "confirm", worker.partner_id)
        self.env["res.users"].create(
            {
                "name": "Taker",
                "login": "icrm_taker",
                "partner_id": worker.partner_id.id,
            }
        )
        self.assertIn("no longer", self.act(token))

    def test_a_quoted_mail_loses_its_links(self):
        token = self.token(self.ticket, "rate", self.staff, 5)
        for text in (
            f"> https://example.com{PAGE}#{token}",
            f"> https://safe.example.com/?url=https%3A%2F%2Fx%2Finternal-action%23{token}",
        ):
            mail = (
                f"From: {self.staff.email}\nTo: desk@example.com\nSubject: Re: done\n"
                f"Message-Id: <{hash(text)}@example.com>\n"
                f"Content-Type: text/plain\n\nThank you\n{text}\n"
            )
            body = self.env["mail.thread"].message_parse(_email(mail))["body"]
            self.assertNotIn(token, body)
            self.assertIn("internal-action", body)

    def test_not_in_a_log(self):
        token = self.token(self.ticket, "confirm", self.staff)
        with self.assertLogs(level=logging.INFO) as logs:
            logging.getLogger().info("one line at least")
            self.post(token)
            self.act(token)
            self.act(token)
            self.act(token[:-4] + "AAAA", 404)
        self.assertFalse([line for line in logs.output if token[:60] in line])

    def test_the_plain_link(self):
        path = f"{PAGE}/helpdesk.ticket/{self.ticket.id}/confirm"
        response = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.authenticate(self.staff.login, self.staff.login)
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(
            f"/odoo/internal-my-requests/{self.ticket.id}",
            response.headers["Location"],
        )
        self.authenticate(self.colleague.login, self.colleague.login)
        for wrong in (path, f"{PAGE}/res.users/1/confirm", f"{PAGE}/no.model/1/x"):
            response = self.url_open(wrong, allow_redirects=False)
            self.assertTrue(response.headers["Location"].endswith("/odoo"), wrong)
        self.assertFalse(self.ticket.icrm_confirmed_at)

    def test_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.staff.lang = "zh_CN"
        token = self.token(self.ticket, "confirm", self.staff)
        self.env.flush_all()
        page = html.fromstring(self.url_open(PAGE, data={"token": token}).content)
        self.assertEqual(page.get("lang"), "zh-CN")

    def test_rating_on_a_phone(self):
        """A star in the mail, and one button: all of it on the first screen."""
        self.browser_size, self.touch_enabled = "390x844", True
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["icrm_internal"], ["zh_CN"])
        for lang, stars in (("en_US", 5), ("zh_CN", 4)):
            with self.subTest(lang=lang):
                self.staff.lang = lang
                ticket = self.submit()
                ticket.with_user(self.agent).action_icrm_take()
                ticket.with_user(self.agent).action_icrm_resolve()
                token = self.token(ticket, "rate", self.staff, stars)
                self.env.flush_all()
                self.browser_js(
                    f"{PAGE}#{token}",
                    CONFIRM,
                    ready="!!document.querySelector('.o_icrm_action_button')",
                )
                self.env.invalidate_all()
                self.assertEqual(ticket.sudo().icrm_rating_ids.score, stars)


@tagged("post_install", "-at_install")
class TestApprovalLinks(ActionLinkCommon):
    """Approve, refuse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(cls.service, [{"name": "cost", "type": "integer", "string": "C"}])
        cls.service.approval_step_ids = [
            Command.create({"approver_type": "line_manager"})
        ]

    def ask(self, cost=100, **step):
        self.service.approval_step_ids.write(step)
        return self.submit(answers={"cost": cost})

    def approval(self, ticket):
        return ticket.sudo().icrm_approval_ids.sorted("id")[-1:]

    def test_approve(self):
        ticket = self.ask()
        (body,) = [b for b in self.mails_to(self.boss.partner_id) if PAGE in b]
        approve, _refuse = LINK.findall(body)
        text = self.post(approve)
        for words in (ticket.number, "Laptop", "Staff", "100", "You act as Boss."):
            self.assertIn(words, text)
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertIn("Approved", self.act(approve, text="Fine"))
        self.assertRecordValues(
            self.approval(ticket),
            [
                {
                    "state": "approved",
                    "decided_by_id": self.boss.id,
                    "comment": "Fine",
                }
            ],
        )
        self.assertIn("done by link by Boss", self.notes(ticket))
        self.assertEqual(len(self.told(self.boss.partner_id)), 1)
        self.assertEqual(ticket.icrm_holder, "provider")
        for token in (approve, _refuse):
            self.assertIn("already decided by Boss", self.act(token, text="x"))
        self.assertEqual(ticket.icrm_approval_state, "approved")

    def test_refuse(self):
        ticket = self.ask()
        token = self.token(self.approval(ticket), "refuse", self.boss)
        self.act(token, 400, text="")
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertIn("Refused", self.act(token, text="Too dear"))
        self.assertEqual(ticket.icrm_state, "rejected")
        self.assertIn("Too dear", self.notes(ticket))

    def test_decided_elsewhere(self):
        ticket = self.ask()
        token = self.token(self.approval(ticket), "refuse", self.boss)
        ticket.sudo().icrm_approval_id.with_user(self.boss).action_approve()
        self.assertIn("already decided by Boss", self.act(token, text="No"))
        self.assertEqual(ticket.icrm_approval_state, "approved")

    def test_withdrawn_or_changed(self):
        ticket = self.ask()
        token = self.token(self.approval(ticket), "approve", self.boss)
        ticket.sudo().name = "Ten laptops"
        self.assertIn("not needed any more", self.act(token))
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        token = self.token(self.approval(ticket), "approve", self.boss)
        ticket.with_user(self.staff).action_icrm_withdraw()
        self.assertIn("not needed any more", self.act(token))
        self.assertEqual(ticket.icrm_state, "withdrawn")

    def test_not_the_approver(self):
        ticket = self.ask()
        approval = self.approval(ticket)
        for user in (self.staff, self.colleague, self.deputy, self.officer):
            self.assertIn("no longer", self.act(self.token(approval, "approve", user)))
        token = self.token(approval, "approve", self.boss)
        approval.with_user(self.officer).action_reassign("Away", self.colleague.id)
        self.assertIn("no longer", self.act(token))
        self.assertEqual(ticket.icrm_approval_state, "waiting")

    def test_a_deputy(self):
        today = datetime.now().date()
        delegation = (
            self.env["icrm.approval.delegation"]
            .with_user(self.boss)
            .create(
                {
                    "delegate_id": self.deputy.id,
                    "date_from": today,
                    "date_to": today,
                }
            )
        )
        ticket, other = self.ask(), self.ask()
        token = self.token(self.approval(ticket), "approve", self.deputy)
        lost = self.token(self.approval(other), "approve", self.deputy)
        self.assertIn("You act as Deputy.", self.post(token))
        self.act(token)
        self.assertRecordValues(
            self.approval(ticket),
            [{"decided_by_id": self.deputy.id, "decided_for_id": self.boss.id}],
        )
        delegation.with_user(self.boss).unlink()
        self.assertIn("no longer", self.act(lost))
        self.assertEqual(other.icrm_approval_state, "waiting")

    def test_after_login_only(self):
        ticket = self.ask(link_policy="never")
        (body,) = [b for b in self.mails_to(self.boss.partner_id) if PAGE in b]
        self.assertFalse(LINK.findall(body))
        self.assertIn(f"{PAGE}/icrm.approval/{self.approval(ticket).id}/approve", body)
        token = self.token(self.approval(ticket), "approve", self.boss)
        self.assertIn("Log in to decide", self.act(token))
        self.assertEqual(ticket.icrm_approval_state, "waiting")

    def test_up_to_an_amount(self):
        limit = {
            "link_policy": "limit",
            "link_limit": 500,
            "amount_question_id": self._question(self.service, "cost").id,
        }
        for cost, allowed in ((500, True), (501, False), (-501, False), (None, False)):
            with self.subTest(cost=cost):
                ticket = self.ask(cost, **limit)
                token = self.token(self.approval(ticket), "approve", self.boss)
                text = self.act(token)
                self.assertEqual("Approved" in text, allowed, text)
                self.assertEqual(
                    ticket.icrm_approval_state, "approved" if allowed else "waiting"
                )

    def test_all_of_them(self):
        """Of two who must both approve, one link each; nobody approves twice."""
        ticket = self.ask(
            approver_type="users",
            mode="all",
            user_ids=[Command.set((self.boss | self.deputy).ids)],
        )
        first = self.token(self.approval(ticket), "approve", self.boss)
        second = self.token(self.approval(ticket), "approve", self.deputy)
        self.act(first)
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.assertIn("already approved", self.act(first))
        self.assertEqual(ticket.icrm_approval_state, "waiting")
        self.act(second)
        self.assertEqual(ticket.icrm_approval_state, "approved")

    def test_delegated_meanwhile(self):
        """The mail of before the absence still decides, for either; once."""
        tickets = self.ask() | self.ask()
        old = [self.token(self.approval(one), "approve", self.boss) for one in tickets]
        today = datetime.now().date()
        self.env["icrm.approval.delegation"].with_user(self.boss).create(
            {"delegate_id": self.deputy.id, "date_from": today, "date_to": today}
        )
        self.assertIn("Approved", self.act(old[0]))
        deputy = self.token(self.approval(tickets[0]), "approve", self.deputy)
        self.assertIn("already decided by Boss", self.act(deputy))
        deputy = self.token(self.approval(tickets[1]), "approve", self.deputy)
        self.assertIn("Approved", self.act(deputy))
        self.assertIn("already decided by Deputy", self.act(old[1]))
        # A deputy's deputy of another approver has no part.
        other = self.token(self.approval(self.ask()), "approve", self.colleague)
        self.assertIn("no longer", self.act(other))

    def test_department_changed(self):
        """A customer who moved is approved by whom they have now, not by the old mail;
        an approver who moved has been asked, and decides."""
        ticket = self.ask()
        token = self.token(self.approval(ticket), "approve", self.boss)
        self.boss.employee_id.department_id = self.it
        self.assertIn("Approved", self.act(token))
        ticket = self.ask()
        token = self.token(self.approval(ticket), "approve", self.boss)
        self._customer(self.staff).employee_id.parent_id = self.deputy.employee_id
        ticket.sudo().write({"icrm_beneficiary_id": self._customer(self.colleague).id})
        self.assertNotIn("Approved", self.act(token))
        self.assertNotEqual(ticket.icrm_approval_state, "approved")

    def test_two_tabs(self):
        """Approved in one, refused in the other: the first one counts."""
        ticket = self.ask()
        tokens = {
            action: self.token(self.approval(ticket), action, self.boss)
            for action in ("approve", "refuse")
        }
        for action in tokens:
            self.assertIn("You act as Boss.", self.post(tokens[action]))
        self.assertIn("Approved", self.act(tokens["approve"]))
        for again in ("refuse", "approve"):
            text = self.act(tokens[again], text="No")
            self.assertIn("already decided by Boss", text)
            self.assertIn(REFUSED, text)
        self.assertEqual(self.approval(ticket).state, "approved")
        self.assertEqual(len(self.told(self.boss.partner_id)), 1)

    def test_of_another_approval(self):
        """A link names its record: with another's number it is none."""
        mine, other = self.ask(), self.ask()
        token = self.token(self.approval(mine), "approve", self.boss)
        raw = base64.urlsafe_b64decode(token + "===")
        number = str(self.approval(mine).id).encode()
        self.assertIn(number, raw)
        forged = raw.replace(number, str(self.approval(other).id).encode())
        forged = base64.urlsafe_b64encode(forged).decode().rstrip("=")
        self.assertIn("incomplete", self.act(forged, 404))
        for ticket in (mine, other):
            self.assertEqual(ticket.icrm_approval_state, "waiting")

    def test_archived_approver(self):
        ticket = self.ask()
        token = self.token(self.approval(ticket), "approve", self.boss)
        self.boss.active = False
        self.assertIn("no longer has access", self.act(token))
        self.assertFalse(self.approval(ticket).decided_by_id)


@tagged("post_install", "-at_install")
class TestAcknowledgeLinks(ActionLinkCommon):
    """Hand-overs and alerts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.submit(cls)
        cls.fellow = cls._user("fellow", cls.finance, "icrm_internal.group_icrm_agent")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Finance desk",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.fellow.id)],
            }
        )

    def test_a_hand_over(self):
        handover = self.ticket.with_user(self.agent).action_icrm_hand_over(
            self.team.id, "Yours"
        )
        token = self.token(handover, "acknowledge", self.fellow)
        self.assertIn("Yours", self.post(token))
        stolen = self.token(handover, "acknowledge", self.agent)
        self.assertIn("no longer", self.act(stolen))
        self.assertEqual(handover.state, "waiting")
        self.assertIn("Acknowledged", self.act(token))
        self.assertRecordValues(
            handover.sudo(),
            [{"state": "acknowledged", "answered_by_id": self.fellow.id}],
        )
        self.assertIn("already answered", self.act(token))
        self.assertIn("by link by Fellow", self.notes(self.ticket))

    def test_a_hand_over_after_leaving_the_team(self):
        handover = self.ticket.with_user(self.agent).action_icrm_hand_over(
            self.team.id, "Yours"
        )
        token = self.token(handover, "acknowledge", self.fellow)
        self.team.sudo().user_ids = [Command.unlink(self.fellow.id)]
        self.fellow.employee_id.sudo().department_id = self.it
        self.assertNotIn("Acknowledged", self.act(token))
        self.assertEqual(handover.state, "waiting")

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_an_alert(self):
        level = self.env["icrm.escalation"].create(
            {"name": "Nearly late", "share": 50, "team_id": self.it_team.id}
        )
        self.ticket.with_user(self.agent).action_icrm_take()
        clock = self.ticket.sudo().icrm_clock_ids[:1]
        alert = self.env["icrm.clock.alert"]._record(
            [(clock, level.id, fields.Datetime.now())]
        )
        todo = self.ticket.sudo().activity_ids.filtered(
            lambda activity: activity.summary == "Nearly late"
        )
        self.assertEqual(todo.user_id, self.agent)
        stolen = self.token(alert, "acknowledge", self.fellow)
        self.assertIn("no longer", self.act(stolen))
        token = self.token(alert, "acknowledge", self.agent)
        self.assertIn("Nearly late", self.notes(self.ticket) + todo.summary)
        self.assertIn("Acknowledged", self.act(token))
        self.assertEqual(alert.acknowledged_ids, self.agent)
        self.assertFalse(todo.exists())
        self.assertIn("already acknowledged", self.act(token))


def _email(text):
    import email
    import email.policy

    return email.message_from_string(text, policy=email.policy.SMTP)
