# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintDialogs(ComplaintCommon):
    """The question where it is answered, "You" on own lines, files as announced."""

    def _handled(self):
        complaint = self._file()
        at_desk = complaint.with_user(self.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign(self.neutral.id)
        return complaint

    def _open(self, complaint, user, kind):
        return (
            self.env["icrm.complaint.step"]
            .with_user(user)
            .create({"complaint_id": complaint.id, "kind": kind})
        )

    def test_the_question_is_shown_where_it_is_answered(self):
        complaint = self._handled()
        self.assertFalse(self._open(complaint, self.staff, "write").question)
        handled = complaint.with_user(self.neutral)
        handled.action_write("A note", True, [], False)
        handled.action_ask("When was that?")
        handled.action_write("Another note", True, [], False)
        step = self._open(complaint, self.staff, "write")
        self.assertEqual(step.question, "When was that?")
        self.assertFalse(self._open(complaint, self.neutral, "write").question)
        self.assertFalse(self._open(complaint, self.desk, "write").question)
        step.body = "On Monday"
        step.action_apply()
        self.assertFalse(self._open(complaint, self.staff, "write").question)

    def test_own_lines_are_signed_you(self):
        complaint = self._handled()
        complaint.with_user(self.neutral).action_ask("When was that?")
        complaint.with_user(self.staff).action_write("On Monday", False, [], False)

        def signed(user):
            messages = complaint.with_user(user).message_ids
            return dict(
                (message.body, message.author_text)
                for message in messages
                if message.body in ("When was that?", "On Monday")
            )

        self.assertEqual(signed(self.staff)["On Monday"], "You")
        self.assertIn("Handler", signed(self.staff)["When was that?"])
        self.assertEqual(signed(self.neutral)["When was that?"], "You")
        self.assertEqual(signed(self.neutral)["On Monday"], "Complainant")
        self.assertNotIn("You", signed(self.desk).values())

    def test_random_bytes_are_no_evidence(self):
        rng = random.Random(14)
        for name, content in (
            ("photo.jpg", rng.randbytes(4000)),
            ("text.txt", rng.randbytes(200)),
            ("archive.zip", b"PK\x05\x06" + b"\0" * 18),
            ("program.exe", b"MZ" + b"\0" * 200),
        ):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(UserError, "unsupported type"),
            ):
                self._file(files=[[name, base64.b64encode(content).decode()]])

    def test_texts_in_the_encodings_people_have(self):
        for encoding in ("ascii", "utf-8", "utf-16", "gb18030"):
            text = "A story" if encoding == "ascii" else "打印机坏了。\nThe printer."
            content = base64.b64encode(text.encode(encoding)).decode()
            with self.subTest(encoding=encoding):
                complaint = self._file(files=[["story.txt", content]])
                self.assertEqual(len(complaint.sudo().evidence_ids), 1)
