# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from lxml import html

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...controllers import portal_form
from .staff_common import StaffCommon


class PortalCommon(HttpCase, StaffCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An employee without a user of the company's own: a portal account.
        cls.env["hr.employee"].create(
            {
                "name": "Portal Employee",
                "department_id": cls.finance.id,
                "work_contact_id": cls.portal_user.partner_id.id,
            }
        )
        cls.hidden = cls._service("Server room", portal_published=False)
        cls.stranger = cls.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "icrm_stranger",
                "password": "icrm_stranger",
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )

    def login(self, user):
        self.authenticate(user.login, user.login)

    def page(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content) if status == 200 else response

    def send(self, path, files=None, csrf=True, **data):
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, files=files, allow_redirects=False)

    def ask(self, service=None, files=None, **data):
        service = service or self.reset
        return self.send(f"/my/services/{service.id}", files=files, **data)

    def requests(self, name):
        return self.env["helpdesk.ticket"].search([("name", "=", name)])


@tagged("post_install", "-at_install")
class TestServicePages(PortalCommon):
    """Find and ask, from a browser without Odoo's web client."""

    def test_everybody_sees_what_is_for_them(self):
        for user, count in ((self.portal_user, 0), (self.staff, 1)):
            self.login(user)
            page = self.page("/my/services")
            links = page.xpath("//a/@href")
            self.assertIn(f"/my/services/{self.reset.id}", links)
            self.assertEqual(
                links.count(f"/my/services/{self.hidden.id}"), count, user.name
            )
            # each service once
            self.assertEqual(links.count(f"/my/services/{self.reset.id}"), 1)

    def test_search(self):
        self.login(self.portal_user)
        for query, found in (("pasword reset", True), ("xyzzy", False)):
            page = self.page(f"/my/services?search={query}")
            links = page.xpath("//a/@href")
            self.assertEqual(f"/my/services/{self.reset.id}" in links, found, query)
            self.assertEqual(page.xpath("//input[@name='search']/@value"), [query])

    def test_what_is_typed_is_text(self):
        self.login(self.portal_user)
        body = self.url_open("/my/services?search=<script>x</script>").text
        self.assertNotIn("<script>x", body)

    def test_foreign_service(self):
        self.login(self.portal_user)
        draft = self._service("Draft", state="draft", portal_published=True)
        for service_id in (self.hidden.id, draft.id, 2**31 - 1):
            path = f"/my/services/{service_id}"
            self.assertTrue(
                self.page(path, 303).headers["Location"].endswith("/my/services")
            )
            response = self.send(path, subject="Let me in")
            self.assertTrue(response.headers["Location"].endswith("/my/services"))
        self.assertFalse(self.requests("Let me in"))

    def test_form_has_a_field_per_question(self):
        self.login(self.portal_user)
        page = self.page(f"/my/services/{self.laptop.id}")
        form = page.xpath("//form[contains(@class, 'o_icrm_request_form')]")[0]
        types = {
            "model": "select",
            "why": "textarea",
            "screens": "number",
            "weight": "number",
            "day": "date",
            "call": "datetime-local",
            "dock": "checkbox",
        }
        for name, kind in types.items():
            field = form.xpath(f".//*[@name='answer_{name}']")[0]
            self.assertEqual(field.get("type") or field.tag, kind)
            # each has a label of its own
            self.assertTrue(form.xpath(f".//label[@for='{field.get('id')}']"), name)
        self.assertEqual(len(form.xpath(".//*[@name='answer_programs']")), 2)
        required = form.xpath(".//*[@required]/@name")
        self.assertEqual(required, ["answer_model", "answer_why"])
        self.assertTrue(page.xpath("//*[@data-promise]"))
        self.assertEqual(len(set(form.xpath(".//*[@name='form_key']/@value"))), 1)

    def test_ask(self):
        self.login(self.portal_user)
        self.portal_user.tz = "Asia/Shanghai"
        response = self.ask(
            self.laptop,
            files=[("files", ("room.txt", b"301", "text/plain"))],
            subject="A new one",
            description="Please <b>soon",
            form_key="k1",
            answer_model="big",
            answer_why="It burns",
            answer_screens="2",
            answer_weight="1,5",
            answer_call="2026-03-31T09:00",
            answer_dock="1",
            answer_programs=["office", "cad"],
        )
        ticket = self.requests("A new one")
        self.assertEqual(response.status_code, 303)
        self.assertTrue(
            response.headers["Location"].endswith(f"/my/requests/{ticket.id}?sent=1")
        )
        self.assertEqual(ticket.icrm_origin, "portal")
        self.assertEqual(
            ticket.icrm_requester_id.partner_id, self.portal_user.partner_id
        )
        self.assertIn("&lt;b&gt;soon", ticket.description)
        self.assertEqual(
            dict(ticket.icrm_answers._values),
            {
                "model": "big",
                "why": "It burns",
                "screens": 2,
                "weight": 1.5,
                # nine in the morning over there
                "call": "2026-03-31 01:00:00",
                "dock": True,
                "programs": ["office", "cad"],
            },
        )
        self.assertEqual(ticket.attachment_ids.mapped("raw"), [b"301"])
        page = self.page(f"/my/requests/{ticket.id}?sent=1")
        self.assertTrue(page.xpath("//*[@data-sent]"))
        text = " ".join(page.text_content().split())
        for shown in ("It burns", "Big", "Office, CAD", "room.txt", "IT desk"):
            self.assertIn(shown, text)
        self.assertIn("Promised by", page.xpath("//*[@data-promise]")[0].text)

    def test_sent_twice(self):
        self.login(self.portal_user)
        for _i in range(2):
            response = self.ask(subject="Once", form_key="the same")
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self.requests("Once")), 1)

    def test_what_is_wrong_stands_at_its_field(self):
        self.login(self.portal_user)
        response = self.ask(
            self.laptop,
            subject="A new one",
            description="Please soon",
            form_key="k2",
            answer_model="huge",
            answer_screens="many",
            answer_day="soon",
            answer_call="noon",
        )
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content)
        wrong = {
            node.get("data-question")
            for node in page.xpath("//*[@data-question]")
            if node.xpath(".//*[contains(@class, 'invalid-feedback')]")
        }
        self.assertEqual(wrong, {"model", "why", "screens", "day", "call"})
        # what was typed is still there
        self.assertEqual(page.xpath("//*[@name='subject']/@value"), ["A new one"])
        self.assertEqual(
            page.xpath("//*[@name='description']")[0].text_content(), "Please soon"
        )
        self.assertEqual(page.xpath("//*[@name='answer_screens']/@value"), ["many"])
        self.assertEqual(page.xpath("//*[@name='form_key']/@value"), ["k2"])
        self.assertFalse(self.requests("A new one"))

    def test_subject_where_nothing_else_is_asked(self):
        self.login(self.portal_user)
        before = self.env["helpdesk.ticket"].search_count([])
        page = html.fromstring(self.ask(subject="  ").content)
        self.assertIn(
            "Please say in one line",
            page.xpath("//*[contains(@class, 'invalid-feedback')]")[0].text,
        )
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_files_too_many_or_too_large(self):
        self.login(self.portal_user)
        many = [("files", (f"{i}.txt", b"x", "text/plain")) for i in range(11)]
        page = html.fromstring(self.ask(subject="Many", files=many).content)
        self.assertIn("At most 10 files, not 11.", page.text_content())
        with patch.object(portal_form, "FILE_LIMIT_MB", 1):
            large = [("files", ("film.bin", b"x" * 1024**2 + b"x", "video/mp4"))]
            page = html.fromstring(self.ask(subject="Large", files=large).content)
        self.assertIn(
            "The file film.bin is too large: at most 1 MB.", page.text_content()
        )
        self.assertFalse(self.requests("Many") | self.requests("Large"))
        self.assertFalse(
            self.env["ir.attachment"].search([("name", "in", ["0.txt", "film.bin"])])
        )

    def test_refused_files_leave_nothing(self):
        """The form is fine, the subject is refused: the upload goes with it."""
        self.login(self.portal_user)
        response = self.ask(
            subject="x" * 300, files=[("files", ("left.txt", b"x", "text/plain"))]
        )
        page = html.fromstring(response.content)
        self.assertIn("at most 250 characters", page.text_content())
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "left.txt")]))

    @mute_logger("odoo.http")
    def test_without_token(self):
        self.login(self.portal_user)
        response = self.ask(subject="Forged", csrf=False)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.requests("Forged"))

    def test_portal_user_who_is_no_employee(self):
        self.login(self.stranger)
        page = self.page(f"/my/services/{self.reset.id}")
        self.assertTrue(page.xpath("//*[@data-no-customer]"))
        self.assertFalse(page.xpath("//input[@name='form_key']"))
        self.ask(subject="Anyway")
        self.assertFalse(self.requests("Anyway"))

    def test_nobody_without_a_login(self):
        for path in ("/my/services", f"/my/services/{self.reset.id}", "/my/requests"):
            self.assertIn("/web/login", self.page(path, 303).headers["Location"])


@tagged("post_install", "-at_install")
class TestRequestPages(PortalCommon):
    """One's own requests, and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def ask(user, name):
            return (
                cls.reset.with_user(user)
                .submit_request({"name": name, "origin": "portal"})
                .sudo()
            )

        cls.own = ask(cls.portal_user, "Locked out")
        cls.foreign = ask(cls.staff, "SECRET door")

    def act(self, deed, ticket=None, **data):
        return self.send(f"/my/requests/{(ticket or self.own).id}/{deed}", **data)

    def resolve(self, ticket=None):
        (ticket or self.own).with_user(self.agent).action_icrm_resolve("Try again")

    def test_list(self):
        self.login(self.portal_user)
        page = self.page("/my/requests")
        self.assertIn("Locked out", page.text_content())
        self.assertNotIn("SECRET", page.text_content())
        self.own.with_user(self.portal_user).action_icrm_withdraw()
        self.assertNotIn("Locked out", self.page("/my/requests").text_content())
        closed = self.page("/my/requests?filterby=closed&sortby=due")
        self.assertIn("Locked out", closed.text_content())

    def test_list_ignores_nonsense(self):
        self.login(self.portal_user)
        for query in ("sortby=id;drop", "filterby=zzz", "sortby=name&filterby="):
            page = self.page(f"/my/requests?{query}")
            self.assertIn("Locked out", page.text_content())

    def test_foreign_request(self):
        """The same answer for somebody else's and for none."""
        token = self.own._portal_ensure_token()
        self.login(self.portal_user)
        for request_id in (self.foreign.id, self.foreign.id + 10_000):
            for query in ("", f"?access_token={token}", "?access_token=x"):
                response = self.page(f"/my/requests/{request_id}{query}", 303)
                self.assertTrue(response.headers["Location"].endswith("/my/requests"))
            for deed in ("withdraw", "confirm", "reopen", "rate"):
                response = self.send(
                    f"/my/requests/{request_id}/{deed}", reason="x", score="5"
                )
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith("/my/requests"))
        self.assertEqual(self.foreign.icrm_state, "new")

    def test_link_with_token_shows_and_does_nothing(self):
        """Who got the link by mail reads along; the deeds need a login."""
        token = self.own._portal_ensure_token()
        page = self.page(f"/my/requests/{self.own.id}?access_token={token}")
        self.assertIn("Locked out", page.text_content())
        self.assertFalse(page.xpath("//form[contains(@action, '/my/requests/')]"))
        self.assertTrue(page.xpath("//*[@id='discussion']/@data-token"), token)
        for query in ("", "?access_token=wrong"):
            self.assertEqual(
                self.url_open(
                    f"/my/requests/{self.own.id}{query}", allow_redirects=False
                ).status_code,
                303,
            )

    def test_address_of_the_ticket_leads_here(self):
        self.login(self.portal_user)
        response = self.page(f"/my/ticket/{self.own.id}", 303)
        self.assertTrue(
            response.headers["Location"].endswith(f"/my/requests/{self.own.id}")
        )
        response = self.page(f"/my/ticket/{self.foreign.id}", 303)
        self.assertTrue(response.headers["Location"].endswith("/my"))

    def test_plain_ticket_is_no_request(self):
        plain = self.env["helpdesk.ticket"].create(
            {
                "name": "Plain",
                "description": "Plain",
                "partner_id": self.portal_user.partner_id.id,
            }
        )
        self.login(self.portal_user)
        response = self.page(f"/my/requests/{plain.id}", 303)
        self.assertIn(f"/my/ticket/{plain.id}", response.headers["Location"])

    def test_progress_holder_promise(self):
        self.login(self.portal_user)
        self.own.with_user(self.agent).action_icrm_take()
        page = self.page(f"/my/requests/{self.own.id}")
        self.assertEqual(
            page.xpath("//*[@data-status]")[0].text, "Agent of IT is working on it."
        )
        self.assertEqual(page.xpath("//*[@data-holder]")[0].text, "IT desk - Agent")
        self.assertEqual(
            page.xpath("//*[@aria-current='step']/span/text()"), ["In progress"]
        )

    def test_notes_and_their_files_stay_inside(self):
        self.own.with_user(self.agent).message_post(
            body="SECRET",
            subtype_xmlid="mail.mt_note",
            attachments=[("note.txt", b"SECRET")],
        )
        self.login(self.portal_user)
        body = self.url_open(f"/my/requests/{self.own.id}").text
        self.assertNotIn("SECRET", body)
        self.assertNotIn("note.txt", body)

    def test_withdraw(self):
        self.login(self.portal_user)
        self.assertEqual(self.act("withdraw").status_code, 303)
        self.assertEqual(self.own.icrm_state, "withdrawn")
        # once is enough: the page says so, and stays
        response = self.act("withdraw")
        self.assertEqual(response.status_code, 200)
        self.assertIn("cannot be done now", response.text)

    def test_confirm_and_rate(self):
        self.login(self.portal_user)
        self.resolve()
        page = self.page(f"/my/requests/{self.own.id}")
        # nothing chosen beforehand
        self.assertFalse(page.xpath("//input[@name='score'][@checked]"))
        self.act("confirm")
        self.assertTrue(self.own.icrm_confirmed_at)
        response = self.act("rate", score="2", comment=" ")
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content)
        self.assertTrue(page.xpath("//*[@role='alert']"))
        self.assertEqual(page.xpath("//input[@name='score'][@checked]/@value"), ["2"])
        self.act("rate", score="2", comment="A week!")
        rating = self.own.icrm_rating_ids
        self.assertEqual((rating.score, rating.comment), (2, "A week!"))
        for score in ("", "0", "6", "5.5", "²"):
            self.assertEqual(self.act("rate", score=score).status_code, 200)
        self.assertEqual(rating.score, 2)

    def test_reopen(self):
        self.login(self.portal_user)
        self.resolve()
        self.assertEqual(self.act("reopen", reason=" ").status_code, 200)
        self.assertEqual(self.own.icrm_state, "resolved")
        self.act("reopen", reason="Still locked")
        self.assertEqual(self.own.icrm_state, "in_progress")
        self.assertIn("Still locked", "".join(self.own.message_ids.mapped("body")))

    @mute_logger("odoo.http")
    def test_deeds_need_post_and_token(self):
        self.login(self.portal_user)
        for deed in ("withdraw", "confirm", "reopen", "rate"):
            path = f"/my/requests/{self.own.id}/{deed}"
            self.assertEqual(self.page(path, 405).status_code, 405)
            self.assertEqual(self.act(deed, csrf=False, score="5").status_code, 400)
        self.assertEqual(self.own.icrm_state, "new")

    def test_home(self):
        self.login(self.portal_user)
        links = self.page("/my").xpath("//a/@href")
        self.assertIn("/my/services", links)
        self.assertIn("/my/requests", links)
        counters = self.make_jsonrpc_request(
            "/my/counters",
            {"counters": ["icrm_service_count", "icrm_request_count", "ticket_count"]},
        )
        self.assertEqual(counters["icrm_request_count"], 1)
        self.assertEqual(counters["icrm_service_count"], 2)
        self.assertEqual(counters["ticket_count"], 0)

    def test_pages_have_no_duplicate_ids(self):
        self.login(self.portal_user)
        self.resolve()
        for path in (
            f"/my/services/{self.laptop.id}",
            f"/my/requests/{self.own.id}",
        ):
            ids = self.page(path).xpath("//main//@id")
            self.assertEqual(len(ids), len(set(ids)), path)
            for target in self.page(path).xpath("//main//label/@for"):
                self.assertIn(target, ids)
            self.assertFalse(re.search(r"\bFalse\b|\bNone\b", self.url_open(path).text))
