# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.icrm_internal.tests.access.common import AccessHttpCommon

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestGuest(AccessHttpCommon, ImprovementCommon):
    """A consultant takes part in one improvement, and has no other access."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = cls.portal_user
        cls.stranger = new_test_user(
            cls.env, login="icrm_stranger", groups="base.group_portal"
        )
        cls.improvement.write({"partner_ids": [Command.link(cls.guest.partner_id.id)]})
        cls.other = cls._improvement(name="SECRET other")
        cls.page = f"/my/improvements/{cls.improvement.id}"
        cls.improvement.message_post(
            body="Welcome aboard",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.improvement.message_post(body="SECRET note")
        cls.improvement.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Count the laptops",
            user_id=cls.it_head.id,
        )

    def test_guest_sees_his_one_and_writes(self):
        self.login(self.guest)
        listed = self.get("/my/improvements").text
        self.assertIn(self.improvement.name, listed)
        self.assertNotIn("SECRET", listed)
        page = self.get(self.page).text
        self.assertIn("Welcome aboard", page)
        self.assertIn("Count the laptops", page)
        self.assertIn("They are ordered one by one.", page)
        self.assertNotIn("SECRET", page)
        answer = self.post(f"{self.page}/write", words="<b>Why ten?</b>")
        self.assertEqual(answer.status_code, 303)
        message = self.improvement.message_ids[0]
        self.assertEqual(message.author_id, self.guest.partner_id)
        self.assertIn("&lt;b&gt;Why ten?", message.body)
        self.assertIn("Why ten?", self.get(self.page).text)

    def test_empty_words_are_told(self):
        self.login(self.guest)
        answer = self.post(f"{self.page}/write", words="  ")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Message is required.", answer.text)

    def test_after_the_end_nothing_is_written(self):
        self.improvement.with_user(self.it_head).action_abandon("Too dear")
        before = self.improvement.message_ids
        self.login(self.guest)
        self.assertIn(
            "This improvement is closed",
            self.post(f"{self.page}/write", words="x").text,
        )
        self.assertEqual(self.improvement.message_ids, before)

    def test_strangers_find_nothing(self):
        for user in (self.stranger, self.colleague):
            self.login(user)
            with self.subTest(user=user.login):
                self.assertNotIn(
                    self.improvement.name, self.get("/my/improvements").text
                )
                for path in (self.page, f"/my/improvements/{self.other.id}"):
                    self.assertEqual(self.get(path).status_code, 303)
                before = self.improvement.message_ids
                self.post(f"{self.page}/write", words="Let me in")
                self.assertEqual(self.improvement.message_ids, before)

    def test_guest_without_invitation_any_more(self):
        self.improvement.with_user(self.it_head).partner_ids = False
        self.assertNotIn(
            self.guest.partner_id, self.improvement.message_follower_ids.partner_id
        )
        self.login(self.guest)
        self.assertEqual(self.get(self.page).status_code, 303)

    def test_no_other_door(self):
        """No model of ours, and nothing of the improvement, by JSON-2."""
        for model, method, arguments in (
            ("icrm.improvement", "read", {"ids": self.improvement.ids}),
            ("icrm.improvement", "search_read", {}),
            ("icrm.improvement", "action_start", {"ids": self.improvement.ids}),
            ("icrm.programme", "search_read", {}),
            ("icrm.training.need", "search_read", {}),
            ("icrm.competence", "search_read", {}),
            ("icrm.improvement.rule", "search_read", {}),
            ("hr.department", "search_read", {}),
            ("mail.activity", "search_read", {}),
        ):
            with self.subTest(model=model, method=method):
                status, _answer = self.json2(self.guest, model, method, **arguments)
                self.assertIn(status, (403, 404))
        note = self.improvement.message_ids.filtered(
            lambda message: "SECRET" in message.body
        )
        self.assertFalse(note.with_user(self.guest).has_access("read"))

    def test_files_of_notes_are_not_theirs(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "SECRET.txt",
                "raw": b"SECRET",
                "res_model": self.improvement._name,
                "res_id": self.improvement.id,
            }
        )
        self.assertFalse(file.with_user(self.guest).has_access("read"))
        self.login(self.guest)
        self.assertNotIn("SECRET", self.get(f"/web/content/{file.id}").text)
