# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AccessHttpCommon


@tagged("post_install", "-at_install")
class TestTicketPages(AccessHttpCommon):
    """The portal pages of helpdesk_mgmt show and change only one's own tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.portal_ticket = cls._plain_ticket(
            name="Of the portal", partner_id=cls.portal_user.partner_id.id
        )
        cls.form = {"subject": "Hello", "description": "World"}

    # -- closing tickets of others --
    def _close(self, ticket_id, stage_id=None):
        return self.post(
            "/ticket/close", ticket_id=ticket_id, stage_id=stage_id or self.done.id
        )

    def test_close_by_link(self):
        """A GET changes nothing, not even one's own: a link in a mail would do."""
        for user, ticket in (
            (self.staff, self.own),
            (self.staff, self.foreign),
            (self.portal_user, self.portal_ticket),
        ):
            self.login(user)
            response = self.get(
                f"/ticket/close?ticket_id={ticket.id}&stage_id={self.done.id}"
            )
            self.assertEqual(response.status_code, 405)
            self.assertFalse(ticket.closed)

    def test_close_without_token(self):
        self.login(self.staff)
        response = self.url_open(
            "/ticket/close",
            data={"ticket_id": self.own.id, "stage_id": self.done.id},
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.own.closed)

    def test_close_a_foreign_one(self):
        """The same answer for a foreign ticket as for none at all."""
        missing = self._plain_ticket()
        missing.unlink()
        followed = self._request(self.victim, self.buying)
        followed.message_subscribe(self.staff.partner_id.ids)
        for user in (self.staff, self.agent, self.finance_head, self.portal_user):
            self.login(user)
            answers = {
                (
                    response.status_code,
                    response.headers["Location"].partition("/my")[1:],
                )
                for response in (
                    self._close(self.foreign.id),
                    self._close(followed.id),
                    self._close(missing.id),
                    self._close("abc"),
                    self._close("-1"),
                    self._close("9" * 30),
                    self.post("/ticket/close"),
                )
            }
            self.assertEqual(answers, {(302, ("/my", ""))})
        self.assertFalse(self.foreign.closed)
        self.assertFalse(followed.closed)

    def test_close_by_a_reader(self):
        """The head of the customer's department and the auditor only read."""
        for user in (self.finance_head, self.auditor):
            self.login(user)
            self._close(self.own.id)
            self.assertFalse(self.own.closed)

    def test_requests_end_on_their_own_page(self):
        self.login(self.staff)
        response = self.get(f"/my/ticket/{self.own.id}")
        self.assertTrue(
            response.headers["Location"].endswith(f"/my/requests/{self.own.id}")
        )
        self._close(self.own.id)
        self.assertEqual(self.own.icrm_state, "new")

    def test_close_ones_own(self):
        staff_ticket = self._plain_ticket(partner_id=self.staff.partner_id.id)
        for user, ticket in (
            (self.staff, staff_ticket),
            (self.portal_user, self.portal_ticket),
        ):
            self.login(user)
            page = html.fromstring(self.get(f"/my/ticket/{ticket.id}").content)
            forms = page.xpath("//form[@action='/ticket/close']")
            self.assertTrue(forms)
            for form in forms:
                self.assertEqual(form.get("method").upper(), "POST")
                self.assertTrue(form.xpath("input[@name='csrf_token']/@value"))
            # not into a stage that is not for customers, nor of another team
            waiting = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
            self._close(ticket.id, waiting.id)
            elsewhere = self.done.copy({"team_ids": self.buying_team.ids})
            self._close(ticket.id, elsewhere.id)
            self._close(ticket.id, "abc")
            self.assertFalse(ticket.closed)
            response = self._close(ticket.id)
            self.assertTrue(
                response.headers["Location"].endswith(f"/my/ticket/{ticket.id}")
            )
            self.assertEqual(ticket.stage_id, self.done)

    def test_readers_get_no_button(self):
        self.login(self.auditor)
        page = html.fromstring(self.get(f"/my/ticket/{self.own.id}").content)
        self.assertFalse(page.xpath("//form[@action='/ticket/close']"))

    # -- pages of others' tickets --
    def test_foreign_page(self):
        token = self.portal_ticket._portal_ensure_token()
        for user in (self.staff, self.portal_user):
            self.login(user)
            for path in (
                f"/my/ticket/{self.foreign.id}",
                f"/my/ticket/{self.foreign.id}/{token}",
                f"/my/ticket/{self.foreign.id + 1000}",
            ):
                response = self.get(path)
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith("/my"))
            self.assertNotIn("SECRET chair", self.get("/my/tickets").text)

    def test_address_does_not_fill_the_page(self):
        self.login(self.staff)
        path = f"/my/requests/{self.own.id}"
        page = self.get(path).text
        self.assertIn("My screen", page)
        spoofed = self.get(f"{path}?act_error=Call+this+number&act=rate&icrm_request=1")
        self.assertEqual(spoofed.status_code, 200)
        self.assertNotIn("Call this number", spoofed.text)

    # -- files of internal notes --
    def test_files_of_notes_are_not_published(self):
        tickets = {
            self.portal_ticket: (self.portal_user, "ticket"),
            self.own: (self.staff, "requests"),
        }
        for ticket, (user, path) in tickets.items():
            files = self.env["ir.attachment"].create(
                [
                    {
                        "name": f"{name}.txt",
                        "raw": b"SECRET",
                        "res_model": "helpdesk.ticket",
                        "res_id": ticket.id,
                    }
                    for name in ("internal-note", "public-answer", "sent-with-form")
                ]
            )
            note_file, answer_file, form_file = files
            ticket.message_post(
                subtype_xmlid="mail.mt_note", attachment_ids=note_file.ids
            )
            ticket.message_post(
                subtype_xmlid="mail.mt_comment", attachment_ids=answer_file.ids
            )
            self.login(user)
            page = self.get(f"/my/{path}/{ticket.id}").text
            self.assertNotIn("internal-note", page)
            self.assertIn("public-answer", page)
            self.assertIn("sent-with-form", page)
            self.env.invalidate_all()
            self.assertFalse(note_file.access_token)
            self.assertTrue(form_file.access_token)
            if ticket == self.own:
                response = self.get(f"/web/content/{note_file.id}")
                self.assertNotEqual(response.content, b"SECRET")
            self.logout()
            url = f"/web/content/{note_file.id}?access_token={form_file.access_token}"
            self.assertNotEqual(self.get(url).content, b"SECRET")

    # -- submission by a link, with foreign values --
    def test_submit_by_link(self):
        self.login(self.staff)
        before = self.env["helpdesk.ticket"].search_count([])
        response = self.get("/submitted/ticket?subject=a&description=b")
        self.assertEqual(response.status_code, 405)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_submit_bad_input(self):
        self.company.helpdesk_mgmt_portal_select_team = True
        self.company.helpdesk_mgmt_portal_team_id_required = True
        self.company.helpdesk_mgmt_portal_select_category = True
        self.company.helpdesk_mgmt_portal_category_id_required = True
        hidden_team = self.it_team.copy({"show_in_portal": False})
        Category = self.env["helpdesk.ticket.category"]
        shown, hidden = Category.create(
            [
                {"name": "Shown", "show_in_portal": True},
                {"name": "Hidden", "show_in_portal": False},
            ]
        )
        good = {**self.form, "team": self.it_team.id, "category": shown.id}
        self.login(self.portal_user)
        before = self.env["helpdesk.ticket"].search_count([])
        for change, sentence in (
            ({"subject": ""}, "Enter a subject"),
            ({"subject": "  "}, "Enter a subject"),
            ({"subject": "x" * 201}, "maximum 200 characters"),
            ({"description": "x" * 50_001}, "maximum 50000 characters"),
            ({"category": hidden.id}, "Choose a category from the list"),
            ({"category": "abc"}, "Choose a category from the list"),
            ({"category": "9" * 30}, "Choose a category from the list"),
            ({"category": ""}, "Choose a category"),
            ({"team": hidden_team.id}, "Choose a team from the list"),
            ({"team": "1.5"}, "Choose a team from the list"),
            ({"team": ""}, "Choose a team"),
        ):
            with self.subTest(**change):
                response = self.post("/submitted/ticket", **{**good, **change})
                self.assertEqual(response.status_code, 400)
                self.assertIn(sentence, response.text)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)
        self.assertEqual(self.post("/submitted/ticket", **good).status_code, 302)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)

    def test_submit_large_file(self):
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", "1000")
        self.login(self.portal_user)
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/submitted/ticket",
                data={**self.form, "csrf_token": self.csrf_token()},
                files={"attachment": ("big.txt", b"x" * 2000)},
                allow_redirects=False,
            )
        self.assertIn(response.status_code, (400, 413))

    def test_list_parameters(self):
        self.login(self.portal_user)
        for query in (
            "sortby=zzz",
            "groupby=zzz",
            "filterby=zzz",
            "search_in=zzz&search=a",
            "date_begin=zzz&date_end=zzz",
            "page=zzz",
            "page=-1",
        ):
            with self.subTest(query):
                response = self.get(f"/my/tickets?{query}")
                self.assertEqual(response.status_code, 200)


@tagged("post_install", "-at_install")
class TestRemoteEntryPoints(AccessHttpCommon):
    """The same refusals over JSON-2, the web client's calls and downloads."""

    def test_json2_foreign_request(self):
        domain = [["id", "=", self.foreign.id]]
        for user in (self.staff, self.agent):
            for method, empty in (
                ("search_read", []),
                ("search_count", 0),
                ("formatted_read_group", []),
            ):
                arguments = {"domain": domain}
                if method == "formatted_read_group":
                    arguments |= {"groupby": ["name"], "aggregates": ["__count"]}
                answer = self.json2(user, "helpdesk.ticket", method, **arguments)
                self.assertEqual(answer, (200, empty))
            for method, arguments in (
                ("read", {"fields": ["name"]}),
                ("write", {"vals": {"name": "x"}}),
                ("unlink", {}),
                ("copy", {}),
                ("message_post", {"body": "x"}),
            ):
                status, answer = self.json2(
                    user,
                    "helpdesk.ticket",
                    method,
                    ids=[self.foreign.id],
                    **arguments,
                )
                self.assertEqual(status, 403, f"{method}: {answer}")
                self.assertNotIn("SECRET", json.dumps(answer))

    def test_json2_what_hangs_on_it(self):
        self.foreign.message_subscribe(self.victim.partner_id.ids)
        for model in ("mail.followers", "rating.rating", "mail.message"):
            field = "model" if model == "mail.message" else "res_model"
            domain = [[field, "=", "helpdesk.ticket"], ["res_id", "=", self.foreign.id]]
            answer = self.json2(self.staff, model, "search_read", domain=domain)
            self.assertEqual(answer, (200, []))
            answer = self.json2(
                self.staff,
                model,
                "formatted_read_group",
                domain=domain,
                groupby=[],
                aggregates=["__count"],
            )
            self.assertEqual(answer[1][0]["__count"], 0)
        for model in ("icrm.request.event", "icrm.request.rating"):
            answer = self.json2(
                self.agent,
                model,
                "formatted_read_group",
                domain=[],
                groupby=["ticket_id"],
                aggregates=["__count"],
            )
            self.assertEqual(answer[0], 200)
            self.assertNotIn("SECRET", json.dumps(answer))

    def test_threads(self):
        """Threads of another's request are not readable."""
        self.foreign.message_post(body="SECRET word")
        self.login(self.staff)
        for path, params in (
            ("/mail/thread/messages", {}),
            ("/mail/data", {"fetch_params": []}),
        ):
            params |= {
                "thread_model": "helpdesk.ticket",
                "thread_id": self.foreign.id,
            }
            response = self.url_open(path, json={"params": params})
            self.assertNotIn("SECRET", response.text)
            self.assertNotIn(self.victim.name, response.text)

    def test_downloads(self):
        """Files of another's request cannot be downloaded."""
        file = self.env["ir.attachment"].create(
            {
                "name": "evidence.txt",
                "raw": b"SECRET",
                "res_model": "helpdesk.ticket",
                "res_id": self.foreign.id,
            }
        )
        data = {
            "import_compat": False,
            "domain": [["id", "=", self.foreign.id]],
            "fields": [{"name": "name", "label": "Title", "type": "char"}],
            "groupby": [],
            "ids": self.foreign.ids,
            "model": "helpdesk.ticket",
            "context": {},
        }
        self.agent.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        for user in (self.staff, self.agent, self.portal_user):
            self.login(user)
            self.assertNotEqual(self.get(f"/web/content/{file.id}").content, b"SECRET")
            for kind in ("csv", "xlsx"):
                with mute_logger("odoo.http", "odoo.addons.web.controllers.export"):
                    response = self.post(f"/web/export/{kind}", data=json.dumps(data))
                self.assertNotIn(b"SECRET", response.content)

    def test_json2_mail_gateway(self):
        """Users cannot call what the mail gateway does with all rights."""
        message = {"subject": "Forged", "from": self.victim.email or "a@example.com"}
        values = {"team_id": self.it_team.id, "icrm_state": "resolved"}
        for user in (self.staff, self.agent, self.portal_user):
            status, _answer = self.json2(
                user,
                "helpdesk.ticket",
                "message_new",
                msg=message,
                custom_values=values,
            )
            self.assertEqual(status, 403)
        self.assertFalse(self.env["helpdesk.ticket"].search([("name", "=", "Forged")]))
