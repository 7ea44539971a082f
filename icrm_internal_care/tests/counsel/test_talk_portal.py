# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CounselCommon


@tagged("post_install", "-at_install")
class TestTalkPortal(CounselCommon, HttpCase):
    """External staff talk to a counsellor in the portal, and nobody learns of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fitter, cls.welder = (
            new_test_user(
                cls.env,
                login=f"icrm_{name}",
                groups="base.group_portal",
                partner_id=cls.env["hr.employee"]
                .create({"name": name.title(), "department_id": cls.finance.id})
                .work_contact_id.id,
            )
            for name in ("fitter", "welder")
        )

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open("/my/talks", data=data, allow_redirects=False)

    def _begin(self, **data):
        self._login(self.fitter)
        answer = self._post(
            deed="ask",
            subject="SECRETALK",
            body="SECRETALK story",
            counsellor=self.counsellor.id,
            **data,
        )
        self.assertEqual(answer.status_code, 303)
        case_sudo = self.env["icrm.counsel.case"].sudo()
        return case_sudo.search([("user_id", "=", self.fitter.id)])

    def test_asked_read_and_continued(self):
        case = self._begin(alias="Blue Bird", form_key="k" * 32)
        self.assertEqual((len(case), case.alias), (1, "Blue Bird"))
        self.assertEqual(self._begin(form_key="k" * 32), case, "sent twice")
        talk = case.with_user(self.counsellor).sudo(False)
        self.assertEqual(talk.person_text, "Blue Bird")
        talk.action_write("Come and see me.")
        talk.action_note("SECRETALK note")
        page = self.url_open("/my/talks")
        for word in ("SECRETALK story", "Come and see me.", "Your Turn", "Counsellor"):
            self.assertIn(word, page.text)
        self.assertNotIn("SECRETALK note", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(
            self._post(deed="write", talk=case.id, body="I come.").status_code, 303
        )
        self.env.invalidate_all()
        self.assertEqual(case.message_ids[-1:].body, "I come.")
        self._post(deed="choose", talk=case.id, counsellor=self.other.id)
        self.env.invalidate_all()
        self.assertEqual(case.counsellor_id, self.other)
        self._post(deed="close", talk=case.id)
        self.env.invalidate_all()
        self.assertEqual(case.state, "closed")

    def test_what_was_typed_stays_after_a_refusal(self):
        self._login(self.fitter)
        page = self._post(deed="ask", subject="Sleep", body="", form_key="k" * 32)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Message is required", page.text)
        self.assertIn("Sleep", page.text)
        for values in ({"talk": "x"}, {"talk": "1"}, {}, {"talk": "9" * 30}):
            page = self._post(deed="write", body="x", **values)
            self.assertIn("Choose one of your talks", page.text)

    def test_nobody_but_the_chosen_one_is_asked(self):
        self._login(self.fitter)
        for chosen in ("x", "-1", "9" * 5000):
            page = self._post(deed="ask", subject="Sleep", body="x", counsellor=chosen)
            self.assertEqual(page.status_code, 200)
            self.assertIn("choose one from the list", page.text)

    def test_another_of_the_same_name_can_be_chosen(self):
        self.other.name = self.counsellor.name
        self._begin()
        page = self.url_open("/my/talks").text
        choice = page.partition("icrm_talk_counsellor_")[2].partition("</form>")[0]
        self.assertIn(f'value="{self.other.id}"', choice)
        self.assertNotIn(f'value="{self.counsellor.id}"', choice)

    def test_others_in_the_portal_learn_nothing(self):
        before = {}
        for user in (self.welder, self.staff, self.admin_user):
            self._login(user)
            before[user] = [self._plain(path) for path in ("/my", "/my/talks")]
        case = self._begin()
        for user, pages in before.items():
            self._login(user)
            for path, page in zip(("/my", "/my/talks"), pages, strict=True):
                self.assertEqual(self._plain(path), page, f"{user.name} {path}")
            answers = {
                self._plain_of(self._post(deed=deed, talk=talk, body="x", counsellor=1))
                for deed in ("write", "choose", "close")
                for talk in (case.id, case.id + 1)
            }
            self.assertEqual(len(answers), 1, "another's and none are alike")
        self.assertEqual(len(case.message_ids), 1)
        self.assertEqual(case.state, "open")

    def _plain(self, path):
        return self._plain_of(self.url_open(path))

    def _plain_of(self, answer):
        """Return a page without what differs each time."""
        lines = answer.text.splitlines()
        odd = ("csrf_token", "form_key", "value=")
        return "\n".join(
            line for line in lines if not any(word in line for word in odd)
        )

    def test_the_home_page_is_the_same_with_a_talk(self):
        self._login(self.fitter)
        before = self._plain("/my")
        self.assertIn("/my/talks", before)
        case = self._begin()
        case.with_user(self.counsellor).sudo(False).action_write("x")
        self.assertEqual(self._plain("/my"), before)

    def test_by_rpc_one_reads_ones_own_and_no_more(self):
        case = self._begin()
        case.with_user(self.counsellor).sudo(False).action_note("SECRETALK note")
        mine = case.with_user(self.fitter).sudo(False)
        self.assertEqual(mine.read(["subject"])[0]["subject"], "SECRETALK")
        for user in (self.welder, self.portal_user):
            talk = case.with_user(user).sudo(False)
            self.assertFalse(talk.search_count([]))
            messages = self.env["icrm.counsel.message"].with_user(user)
            self.assertFalse(messages.search_count([]))
            with mute_logger("odoo.addons.base.models.ir_rule"):
                for step in (
                    lambda talk=talk: talk.read(["subject"]),
                    lambda talk=talk: talk.action_write("x"),
                    lambda talk=talk: talk.action_close(),
                ):
                    with self.assertRaises(AccessError):
                        step()
        with self.assertRaises(AccessError):
            mine.read(["note_ids"])
        with self.assertRaises(AccessError):
            self.env["icrm.counsel.note"].with_user(self.fitter).search([])
        for values in ({"subject": "x"}, {"counsellor_id": self.other.id}):
            with self.assertRaises(AccessError):
                mine.write(values)

    def test_the_notice_says_nothing(self):
        case = self._begin()
        self.env["icrm.message"]._flush_outbox()
        case.with_user(self.counsellor).sudo(False).action_write("SECRETALK")
        self.env.flush_all()
        self.env["icrm.message"]._flush_outbox()
        rows = self.env["icrm.message"].search(
            [
                ("event", "=", "internal_notice"),
                ("partner_id", "=", self.fitter.partner_id.id),
            ]
        )
        self.assertTrue(rows)
        for row in rows:
            self.assertFalse(row.res_model or row.res_id)
            self.assertNotIn("SECRETALK", f"{row.key}{row.values}{row._render()}")

    def test_without_a_customer_file(self):
        self._login(self.portal_user)
        answer = self.url_open("/my/talks", allow_redirects=False)
        self.assertEqual(answer.headers["Location"].rpartition("/")[2], "my")
        self.assertNotIn("/my/talks", self.url_open("/my").text)

    def test_tour(self):
        self.start_tour("/my", "icrm_counsel_portal", login="icrm_fitter")
        self.env.invalidate_all()
        case = (
            self.env["icrm.counsel.case"].sudo().search([("alias", "=", "Blue Bird")])
        )
        self.assertEqual(case.user_id, self.fitter)
        self.assertEqual(case.message_ids.body, "I cannot sleep")

    def test_an_auditor_sees_no_talk(self):
        self._ask()
        self.auditor.odoobot_state = "disabled"
        self.start_tour(
            "/odoo/internal-my-talks", "icrm_counsel_auditor", login="icrm_auditor"
        )
