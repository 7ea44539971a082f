# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers.request import portal_form
from .portal_common import PortalCommon


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

    def _search_in_vain(self, query):
        page = self.page(f"/my/services?search={query}")
        self.assertIn("No results for", page.text_content())
        return page

    def test_what_is_chosen_after_a_search_in_vain_is_learnt(self):
        misses = self.env["icrm.search.miss"]
        domain = [("service_id", "=", self.reset.id)]
        self.login(self.portal_user)
        self._search_in_vain("xyzzy")
        self.page(f"/my/services/{self.reset.id}")
        miss = misses.search(domain)
        self.assertEqual((miss.people, miss.state), (1, "collecting"))
        # once; and not what was found in between, or is not for the user
        self.page(f"/my/services/{self.reset.id}")
        self.page(f"/my/services/{self.laptop.id}")
        self.assertEqual(misses.search([]), miss)
        self._search_in_vain("plugh")
        self.page(f"/my/services/{self.hidden.id}", 303)
        self.assertEqual(misses.search([]), miss)
        # two more people: proposed to the owner
        for user in (self.staff, self.colleague):
            self.login(user)
            self._search_in_vain("xyzzy")
            self.page(f"/my/services/{self.reset.id}")
        self.env.invalidate_all()
        self.assertEqual((miss.state, miss.name), ("proposed", "xyzzy"))
        self.assertEqual(self.reset.with_user(self.it_head).keyword_proposal_ids, miss)

    def test_ask_anyway(self):
        self.login(self.portal_user)
        company = self.env.company
        company.email = "office@example.com"
        page = self._search_in_vain("xyzzy")
        self.assertFalse(page.xpath("//a[hasclass('o_icrm_ask_anyway')]"))
        (contacts,) = page.xpath("//p[hasclass('o_icrm_contacts')]")
        self.assertEqual(contacts.xpath(".//a/@href"), ["mailto:office@example.com"])
        self.assertIn(company.name, contacts.text_content())
        company.icrm_fallback_service_id = self.reset
        page = self._search_in_vain("xyzzy")
        self.assertFalse(page.xpath("//p[hasclass('o_icrm_contacts')]"))
        (link,) = page.xpath("//a[hasclass('o_icrm_ask_anyway')]/@href")
        self.page(link)
        # what leads to anything says nothing of this service
        self.assertFalse(self.env["icrm.search.miss"].search([]))

    def test_articles_that_are_opened_count_as_read(self):
        article = self.env["icrm.service.article"].create(
            {"name": "Help", "body": "<p>x</p>", "service_id": self.reset.id}
        )
        secret = article.copy({"service_id": self.hidden.id})
        readings = self.env["icrm.service.article.reading"].sudo()
        self.login(self.portal_user)
        page = self.page(f"/my/services/{self.reset.id}")
        self.assertIn(str(article.id), page.xpath("//details/@data-icrm-article"))
        for id_ in (article.id, article.id, secret.id, 2**31 - 1):
            self.make_jsonrpc_request(f"/my/articles/{id_}/read")
        reading = readings.search([])
        self.assertEqual(reading.article_id, article)
        self.assertEqual(reading.customer_id.user_id, self.portal_user)
        reading.read_at -= timedelta(days=4)
        readings._count()
        self.assertEqual(article.answered_count, 1)
        self.assertFalse(readings.search([]))

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
        """What the component draws of them: service_form.test.js."""
        self.login(self.portal_user)
        page = self.page(f"/my/services/{self.laptop.id}")
        props = self.props(page)
        questions = {item["name"]: item for item in props["schema"]["questions"]}
        self.assertEqual(
            {name: question["type"] for name, question in questions.items()},
            {
                "model": "selection",
                "why": "text",
                "screens": "integer",
                "weight": "float",
                "day": "date",
                "call": "datetime",
                "dock": "boolean",
                "programs": "tags",
            },
        )
        # each has a label of its own
        labels = [question["label"] for question in questions.values()]
        self.assertTrue(all(labels))
        self.assertEqual(len(set(labels)), len(labels))
        self.assertEqual(len(questions["programs"]["options"]), 2)
        required = [name for name, item in questions.items() if item["required"]]
        self.assertEqual(required, ["model", "why"])
        self.assertTrue(page.xpath("//*[@data-promise]"))
        form = page.xpath("//form[contains(@class, 'o_icrm_request_form')]")[0]
        self.assertEqual(len(set(form.xpath(".//*[@name='form_key']/@value"))), 1)
        self.assertIn("JavaScript", form.xpath(".//noscript")[0].text_content())

    def test_ask(self):
        self.login(self.portal_user)
        response = self.post_form(
            self.laptop,
            files=[("files", ("room.txt", b"301", "text/plain"))],
            subject="A new one",
            description="Please <b>soon",
            form_key="k1",
            answers=self.posted(
                model="big",
                why="It burns",
                screens=2,
                weight=1.5,
                # nine in the morning in Shanghai, as the browser there sends it
                call="2026-03-31 01:00:00",
                dock=True,
                programs=["office", "cad"],
            ),
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
            response = self.post_form(subject="Once", form_key="the same")
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self.requests("Once")), 1)

    def test_what_is_wrong_stands_at_its_field(self):
        self.login(self.portal_user)
        response = self.post_form(
            self.laptop,
            subject="A new one",
            description="Please soon",
            form_key="k2",
            answers=self.posted(model="huge", screens="many", day="soon", call="noon"),
        )
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content)
        props = self.props(page)
        wrong = set(props["errors"])
        self.assertEqual(wrong, {"model", "why", "screens", "day", "call"})
        self.assertIn("Light", props["errors"]["model"])
        # what was typed is still there
        self.assertEqual(page.xpath("//*[@name='subject']/@value"), ["A new one"])
        self.assertEqual(
            page.xpath("//*[@name='description']")[0].text_content(), "Please soon"
        )
        self.assertEqual(props["answers"]["screens"], "many")
        self.assertEqual(page.xpath("//*[@name='form_key']/@value"), ["k2"])
        self.assertFalse(self.requests("A new one"))

    def test_answers_that_are_none(self):
        """Whatever is posted as answers is refused with a sentence, nothing is sent."""
        self.login(self.portal_user)
        for answers in (
            "{",
            "[]",
            "null",
            '"x"',
            '{"answers": []}',
            '{"answers": 5, "form": [], "asked": [1]}',
            '{"answers": {}, "form": {"a": 1}, "asked": {"x": 5}}',
        ):
            with self.subTest(answers=answers):
                response = self.post_form(
                    self.laptop, subject="None", form_key="k3", answers=answers
                )
                page = html.fromstring(response.content)
                self.assertEqual(set(self.props(page)["errors"]), {"model", "why"})
        self.assertFalse(self.requests("None"))

    def test_without_javascript(self):
        """The questions are not on the page then: it says so, and keeps the rest."""
        self.login(self.portal_user)
        response = self.post_form(self.laptop, subject="No script", form_key="k4")
        page = html.fromstring(response.content)
        self.assertIn(
            "They need JavaScript.",
            page.xpath("//form//*[@role='alert']")[0].text_content(),
        )
        self.assertEqual(page.xpath("//*[@name='subject']/@value"), ["No script"])
        self.assertFalse(self.requests("No script"))

    def test_form_changed_while_it_was_filled_in(self):
        """What was typed stays, the question is named as it was shown."""
        self.login(self.portal_user)
        shown = self.posted(model="big", why="It burns", screens=2)
        why = self._question(self.laptop, "why")
        why.unlink()
        self._question(self.laptop, "screens").label = "Displays"
        sent = {
            **json.loads(shown),
            "asked": {
                "why": {"label": "Why do you need it?", "text": "It burns <b>"},
                "screens": {"label": "Number of screens", "text": "2"},
            },
        }
        response = self.post_form(
            self.laptop, subject="Changed", form_key="k5", answers=json.dumps(sent)
        )
        page = html.fromstring(response.content)
        props = self.props(page)
        self.assertEqual(
            props["lost"], [{"label": "Why do you need it?", "text": "It burns <b>"}]
        )
        self.assertEqual(props["answers"], {"model": "big", "screens": 2})
        self.assertIn(
            "Why do you need it?",
            page.xpath("//form//*[@role='alert']")[0].text_content(),
        )
        self.assertFalse(self.requests("Changed"))
        # answers to what is asked now
        self.post_form(
            self.laptop,
            subject="Changed",
            form_key="k5",
            answers=self.posted(model="big", screens=2),
        )
        self.assertEqual(len(self.requests("Changed")), 1)

    def test_subject_where_nothing_else_is_asked(self):
        self.login(self.portal_user)
        before = self.env["helpdesk.ticket"].search_count([])
        page = html.fromstring(self.post_form(subject="  ").content)
        self.assertIn(
            "a one-line summary",
            page.xpath("//*[contains(@class, 'invalid-feedback')]")[0].text,
        )
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_files_too_many_or_too_large(self):
        self.login(self.portal_user)
        many = [("files", (f"{i}.txt", b"x", "text/plain")) for i in range(11)]
        page = html.fromstring(self.post_form(subject="Many", files=many).content)
        self.assertIn("11 files, maximum 10.", page.text_content())
        with patch.object(portal_form, "FILE_LIMIT_MB", 1):
            large = [("files", ("film.bin", b"x" * 1024**2 + b"x", "video/mp4"))]
            page = html.fromstring(self.post_form(subject="Large", files=large).content)
        self.assertIn("File film.bin is too large: maximum 1 MB.", page.text_content())
        self.assertFalse(self.requests("Many") | self.requests("Large"))
        self.assertFalse(
            self.env["ir.attachment"].search([("name", "in", ["0.txt", "film.bin"])])
        )

    def test_refused_files_leave_nothing(self):
        """The form is fine, the subject is refused: the upload goes with it."""
        self.login(self.portal_user)
        response = self.post_form(
            subject="x" * 300, files=[("files", ("left.txt", b"x", "text/plain"))]
        )
        page = html.fromstring(response.content)
        self.assertIn("300 characters, maximum 250", page.text_content())
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "left.txt")]))

    @mute_logger("odoo.http")
    def test_without_token(self):
        self.login(self.portal_user)
        response = self.post_form(subject="Forged", csrf=False)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.requests("Forged"))

    def test_portal_user_who_is_no_employee(self):
        self.login(self.stranger)
        page = self.page(f"/my/services/{self.reset.id}")
        self.assertTrue(page.xpath("//*[@data-no-customer]"))
        self.assertFalse(page.xpath("//input[@name='form_key']"))
        self.post_form(subject="Anyway")
        self.assertFalse(self.requests("Anyway"))

    def test_nobody_without_a_login(self):
        for path in ("/my/services", f"/my/services/{self.reset.id}", "/my/requests"):
            self.assertIn("/web/login", self.page(path, 303).headers["Location"])
