# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import zipfile
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ...models.privacy import icrm_own_data
from ..access.common import AccessHttpCommon
from ..evaluation.kpi_common import at
from .privacy_common import NAME, PrivacyCommon


@tagged("post_install", "-at_install")
class TestOwnData(AccessHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Own = cls.env["icrm.own.data"]
        cls.own.message_post(
            body="My own words",
            author_id=cls.staff.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.own.message_post(
            body="Words of the agent",
            author_id=cls.agent.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.env["icrm.request.rating"].create(
            {
                "ticket_id": cls.own.id,
                "score": 4,
                "comment": "Well done",
                "customer_id": cls.requester.id,
                "company_id": cls.company.id,
                "answer": "Thank you of the head",
            }
        )
        cls.requester.internal_note = "A note about them"
        cls.env["icrm.complaint"].with_user(cls.colleague).file_complaint(
            {
                "protection": "identified",
                "against": "department",
                "department_id": cls.finance.id,
                "subject": "About the staff",
                "body": "They were rude",
            }
        ).sudo().concerned_user_id = cls.staff

    def read(self, own):
        with zipfile.ZipFile(io.BytesIO(own._take(own.id))) as archive:
            self.assertEqual(sorted(archive.namelist()), ["data.html", "data.json"])
            return (
                json.loads(archive.read("data.json")),
                archive.read("data.html").decode(),
            )

    def test_what_is_in_it(self):
        own = self.Own.with_user(self.staff)._request()
        self.assertEqual(own.state, "ready", "few records: at once")
        data, page = self.read(own.with_user(self.staff))
        text = json.dumps(data, ensure_ascii=False)
        for words in ("My screen", "My own words", "Well done", "Staff"):
            self.assertIn(words, text)
            self.assertIn(words, page)
        for words in (
            "Words of the agent",
            "Thank you of the head",
            "A note about them",
            "About the staff",
            "They were rude",
            "SECRET chair",
        ):
            self.assertNotIn(words, text)
            self.assertNotIn(words, page)
        rating = next(
            section
            for section in data["sections"]
            if section["model"] == "icrm.request.rating"
        )
        self.assertEqual(rating["records"][0]["score"], 4)

    def test_own_complaints_are_theirs(self):
        own = self.Own.with_user(self.colleague)._request()
        data, _page = self.read(own.with_user(self.colleague))
        self.assertIn("They were rude", json.dumps(data))

    def test_nobody_else(self):
        own = self.Own.with_user(self.staff)._request()
        for user in (
            self.colleague,
            self.finance_head,
            self.officer,
            self.admin_user,
            self.auditor,
            self.portal_user,
        ):
            with self.subTest(user=user.login):
                self.assertIsNone(self.Own.with_user(user)._take(own.id))

    def test_expired(self):
        own = self.Own.with_user(self.staff)._request()
        own.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertIsNone(self.Own.with_user(self.staff)._take(own.id))
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)
        self.Own._cron_prepare()
        self.assertEqual(own.state, "expired")
        self.assertFalse(own.content)

    def test_a_long_one_is_prepared_by_the_job(self):
        self.patch(icrm_own_data, "AT_ONCE", 0)
        own = self.Own.with_user(self.staff)._request()
        self.assertEqual(own.state, "waiting")
        self.assertEqual(self.Own.with_user(self.staff)._request(), own, "once")
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)
        self.Own._cron_prepare()
        self.assertEqual(own.state, "ready")
        self.env["icrm.message"]._flush_outbox()
        message = self.env["icrm.message"].search([("event", "=", "own_data_ready")])
        self.assertEqual(message.partner_id, self.staff.partner_id)

    def test_it_is_logged(self):
        own = self.Own.with_user(self.staff)._request()
        self.Own.with_user(self.staff)._take(own.id)
        entry = self.env["icrm.access.log"].search([("kind", "=", "own_data")])
        self.assertEqual(entry.user_id, self.staff)

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    def test_button(self):
        action = self.requester.with_user(self.staff).action_request_own_data()
        self.login(self.staff)
        response = self.get(action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/zip")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.login(self.colleague)
        self.assertEqual(self.get(action["url"]).status_code, 404)
        self.login(self.admin_user)
        self.assertEqual(self.get(action["url"]).status_code, 404)
        self.logout()
        self.assertEqual(self.get(action["url"]).status_code, 303)

    def test_portal(self):
        user = new_test_user(
            self.env, login="icrm_worker", groups="base.group_portal", name="Worker"
        )
        self.env["hr.employee"].create(
            {
                "name": "Worker",
                "work_contact_id": user.partner_id.id,
                "department_id": self.finance.id,
            }
        )
        self.authenticate("icrm_worker", "icrm_worker")
        self.assertIn("/my/own-data", self.get("/my/profile").text)
        response = self.post("/my/own-data")
        self.assertEqual(response.status_code, 303)
        response = self.get(response.headers["Location"])
        self.assertEqual(response.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            self.assertIn("Worker", archive.read("data.json").decode())
        self.assertEqual(self.get("/my/own-data").status_code, 405)


@tagged("post_install", "-at_install")
class TestOwnDataErased(PrivacyCommon):
    def test_erasing_takes_the_copies(self):
        self._request(at(3, 2), 3, user=self.leaver, name=f"For {NAME}")
        own = self.env["icrm.own.data"].with_user(self.leaver)._request()
        self.leave()
        self.erase()
        self.assertFalse(own.exists())
