# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from lxml import html

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCommon

DEEDS = ("withdraw", "confirm", "reopen", "rate", "reply", "finish", "undo")


@tagged("post_install", "-at_install")
class TestRequestPages(PortalCommon):
    """One's own requests only."""

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

    def test_answer_the_question_on_top(self):
        self.own.with_user(self.agent).action_icrm_ask("Which door?\nFront or back?")
        self.login(self.portal_user)
        page = self.page(f"/my/requests/{self.own.id}")
        (question,) = page.xpath("//*[@data-question]")
        self.assertIn("Which door?", question.text_content())
        (form,) = page.xpath("//form[@data-icrm-draft and contains(@action, '/reply')]")
        database, user = form.get("data-icrm-draft").split("|")[0].rsplit(":", 1)
        self.assertEqual(database, self.env.cr.dbname)
        self.assertEqual(user, str(self.portal_user.id))
        response = self.act("reply", text="  ")
        self.assertIn("required", response.text.lower())
        self.assertEqual(self.own.icrm_state, "waiting")
        self.act("reply", text="The front one")
        self.assertEqual(self.own.icrm_state, "in_progress")
        self.assertIn("The front one", " ".join(self.own.message_ids.mapped("body")))
        page = self.page(f"/my/requests/{self.own.id}")
        self.assertFalse(page.xpath("//*[@data-question]"))
        self.assertTrue(page.xpath("//*[@data-icrm-draft-clear]"))

    def test_confirm_and_rate_at_once(self):
        self.resolve()
        self.login(self.portal_user)
        self.act("finish", score="4", comment="Fine")
        self.assertTrue(self.own.icrm_confirmed_at)
        self.assertEqual(self.own.icrm_rating_ids.score, 4)

    def test_after_two_stars_reopening_is_offered(self):
        self.resolve()
        self.login(self.portal_user)
        response = self.act("finish", score="2", comment="")
        self.assertIn("what went wrong", response.text)
        self.act("finish", score="2", comment="Still locked")
        self.assertFalse(self.own.icrm_confirmed_at)
        page = self.page(f"/my/requests/{self.own.id}")
        (unhappy,) = page.xpath("//*[@data-unhappy]")
        self.assertIn("Shall we reopen it?", unhappy.text_content())
        self.assertIn("Still locked", unhappy.text_content())
        self.act("reopen", reason="Still locked")
        self.assertEqual(self.own.icrm_state, "in_progress")

    def test_declined_stays_for_a_week(self):
        self.own.with_user(self.agent).action_icrm_reject("Ask your neighbour")
        self.login(self.portal_user)
        self.assertIn("Locked out", self.page("/my/requests").text_content())
        page = self.page(f"/my/requests/{self.own.id}")
        self.assertIn("Ask your neighbour", page.xpath("//*[@data-status]")[0].text)
        self.own.closed_date = fields.Datetime.now() - timedelta(days=8)
        self.assertNotIn("Locked out", self.page("/my/requests").text_content())

    def test_undo_a_withdrawal(self):
        self.login(self.portal_user)
        form = "//form[contains(@action, '/undo')]"
        self.assertIn("too late", self.act("undo").text)
        self.act("withdraw")
        self.assertEqual(self.own.icrm_state, "withdrawn")
        self.assertTrue(self.page(f"/my/requests/{self.own.id}").xpath(form))
        self.act("undo")
        self.assertEqual(self.own.icrm_state, "new")
        self.act("withdraw")
        self.env["icrm.request.undo"].search([]).done_at -= timedelta(seconds=61)
        self.assertFalse(self.page(f"/my/requests/{self.own.id}").xpath(form))
        self.assertIn("too late", self.act("undo").text)
        self.assertEqual(self.own.icrm_state, "withdrawn")

    def test_for_someone_else(self):
        """By the e-mail address; whether it is anybody's is not found out."""
        self.login(self.portal_user)
        mate = self._customer(self.colleague)
        mate.partner_id.email = "mate@icrm.example.com"
        for wrong in ("%", "mate", "a@b.c, d@e.f", "x" * 260):
            response = self.post_form(subject="For you", beneficiary_email=wrong)
            self.assertEqual(response.status_code, 200, wrong)
            self.assertIn("Requested for", response.text)
        pages, tickets = [], self.env["helpdesk.ticket"]
        for address in ("Mate@icrm.example.com", "none@icrm.example.com"):
            response = self.post_form(subject="For you", beneficiary_email=address)
            self.assertEqual(response.status_code, 303)
            ticket = self.requests("For you") - tickets
            tickets |= ticket
            self.assertEqual(ticket.icrm_beneficiary_id, self.own.icrm_requester_id)
            page = self.page(f"/my/requests/{ticket.id}")
            (main,) = page.xpath("//div[hasclass('o_icrm_portal')]")
            text = " ".join(main.text_content().split())
            self.assertIn(f"Requested for {address.lower()}", text)
            self.assertNotIn(mate.name, text)
            for found in (address.lower(), ticket.number):
                text = text.replace(found, "")
            pages.append(text)
        self.assertEqual(*pages)

    def test_the_desk_adds_the_colleague(self):
        mate = self._customer(self.colleague)
        mate.partner_id.email = "mate@icrm.example.com"
        self.login(self.portal_user)
        for name, address in (("A", "mate@icrm.example.com"), ("B", "no@icrm.de")):
            self.post_form(subject=name, beneficiary_email=address)
        known, unknown = self.requests("A"), self.requests("B")
        for user in (self.portal_user, self.staff, self.colleague):
            with self.assertRaises(AccessError):
                known.with_user(user).action_icrm_add_colleague()
        with self.assertRaisesRegex(UserError, "no@icrm.de"):
            unknown.with_user(self.agent).action_icrm_add_colleague()
        known.with_user(self.agent).action_icrm_add_colleague()
        self.assertRecordValues(
            known,
            [
                {
                    "icrm_beneficiary_id": mate.id,
                    "icrm_requester_id": self.own.icrm_requester_id.id,
                    "icrm_colleague_email": False,
                }
            ],
        )
        self.assertTrue(known.with_user(self.colleague).icrm_is_mine)
        self.assertTrue(known._icrm_is_action_for("rate", mate.partner_id))
        # once more, there is nothing to add
        with self.assertRaises(UserError):
            known.with_user(self.agent).action_icrm_add_colleague()
        unknown.with_user(self.portal_user).action_icrm_withdraw()
        with self.assertRaises(UserError):
            unknown.with_user(self.agent).action_icrm_add_colleague()

    def test_internal_users_name_a_colleague(self):
        """They read customers; a wrong address is refused at once."""
        mate = self._customer(self.colleague)
        mate.partner_id.email = "mate@icrm.example.com"
        service = self.reset.with_user(self.staff)
        ticket = service.submit_request({"beneficiary_email": "mate@icrm.example.com"})
        self.assertEqual(ticket.sudo().icrm_beneficiary_id, mate)
        with self.assertRaisesRegex(UserError, "colleague"):
            service.submit_request({"beneficiary_email": "no@icrm.example.com"})

    def test_ideas(self):
        self.login(self.portal_user)
        self.assertIn("required", self.send("/my/ideas", name=" ").text.lower())
        data = {"csrf_token": http.Request.csrf_token(self)}
        files = {"name": ("x.txt", b"x")}
        response = self.url_open("/my/ideas", data=data, files=files)
        self.assertIn("enter text", response.text)
        self.send("/my/ideas", name="A <b>bench</b>", description="Outside")
        self.env["icrm.idea"].create(
            {
                "name": "SECRET idea",
                "author_id": self._customer(self.staff).id,
            }
        )
        text = self.page("/my/ideas").text_content()
        self.assertIn("A <b>bench</b>", text)
        self.assertNotIn("SECRET", text)
        self.login(self.stranger)
        self.page("/my/ideas", 303)

    def test_door_to_complaints(self):
        self.login(self.portal_user)
        door = "//a[@href='/complaint']"
        self.company.icrm_complaint_anonymous = False
        self.assertFalse(self.page("/my").xpath(door))
        self.company.icrm_complaint_anonymous = True
        self.assertTrue(self.page("/my").xpath(door))

    def test_search(self):
        self.login(self.portal_user)
        for query in ("locked", self.own.number, self.reset.name):
            page = self.page(f"/my/requests?search={query}")
            self.assertIn("Locked out", page.text_content())
        self.page("/my/requests?search=%00")
        for query in ("SECRET", "zzz%00"):
            text = self.page(f"/my/requests?search={query}").text_content()
            self.assertNotIn("Locked out", text)
            self.assertNotIn("SECRET door", text)

    def test_door_to_plain_tickets(self):
        self.login(self.portal_user)
        door = "//a[@href='/my/tickets']"
        self.assertFalse(self.page("/my").xpath(door))
        self.env["helpdesk.ticket"].create(
            {
                "name": "Plain",
                "description": "Plain",
                "partner_id": self.portal_user.partner_id.id,
            }
        )
        self.assertTrue(self.page("/my").xpath(door))

    def test_the_user_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.portal_user.lang = "zh_CN"
        self.login(self.portal_user)
        self.assertIn("/zh_CN/my/requests", self.url_open("/my/requests").url)
        self.logout()
        # Odoo prefers the language in which the login page was read.
        self.opener.cookies["frontend_lang"] = "en_US"
        token = http.Request.csrf_token(self)
        response = self.url_open(
            "/web/login?redirect=/my/requests",
            data={
                "login": self.portal_user.login,
                "password": self.portal_user.login,
                "csrf_token": token,
            },
        )
        self.assertIn("/zh_CN/my/requests", response.url)

    def test_sent_says_who_is_next(self):
        self.login(self.portal_user)
        page = self.page(f"/my/requests/{self.own.id}?sent=1")
        (sent,) = page.xpath("//*[@data-sent]")
        self.assertNotIn("received", sent.text_content())

    def test_foreign_request(self):
        """The same answer for another user's request and for none."""
        token = self.own._portal_ensure_token()
        self.login(self.portal_user)
        for request_id in (self.foreign.id, self.foreign.id + 10_000):
            for query in ("", f"?access_token={token}", "?access_token=x"):
                response = self.page(f"/my/requests/{request_id}{query}", 303)
                self.assertTrue(response.headers["Location"].endswith("/my/requests"))
            for deed in (
                "withdraw",
                "confirm",
                "reopen",
                "rate",
                "reply",
                "finish",
                "undo",
            ):
                response = self.send(
                    f"/my/requests/{request_id}/{deed}", reason="x", score="5"
                )
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith("/my/requests"))
        self.assertEqual(self.foreign.icrm_state, "new")
        response = self.url_open(
            f"/my/requests/{self.own.id}/reply",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"text": ("x.txt", b"x")},
        )
        self.assertLess(response.status_code, 500)

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
        self.assertIn("not available", response.text)

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
        for deed in (
            "withdraw",
            "confirm",
            "reopen",
            "rate",
            "reply",
            "finish",
            "undo",
        ):
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
