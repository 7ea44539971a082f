# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ...controllers.complaint import rate_limiter
from ...controllers.complaint.complaint_page import attempt_limiter
from ..access.common import AccessHttpCommon
from .common import ComplaintCommon


class ProposalCommon(ComplaintCommon):
    def _handled(self, complaint):
        at_desk = complaint.sudo(False).with_user(self.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign(self.neutral.id)
        return complaint.sudo(False).with_user(self.neutral)

    def _clock(self, complaint):
        return self.env["icrm.clock"].search(
            [
                ("complaint_id", "=", complaint.id),
                ("kind", "=", "complaint_resolve"),
                ("stopped_at", "=", False),
            ]
        )


@tagged("post_install", "-at_install")
class TestProposal(ProposalCommon):
    """Accepted or declined by the complainant before a complaint is decided."""

    def setUp(self):
        super().setUp()
        self.complaint = self._file()
        self.handled = self._handled(self.complaint)

    def _answer(self, accepted, reason=None, user=None):
        self.complaint.with_user(user or self.staff).action_answer_proposal(
            {"accepted": accepted, "reason": reason}
        )

    def test_accepted(self):
        self.handled.action_propose("A loan laptop from Monday.")
        mine = self.complaint.with_user(self.staff)
        self.assertEqual(mine.proposal_state, "open")
        self.assertIn("Accept or decline", mine.status_text)
        self.assertEqual(self._clock(mine).state, "paused")
        self.assertIn(
            mine.status_text,
            [
                task["status"]
                for task in self.env["icrm.home"]
                .with_user(self.staff)
                .get_home()["tasks"]
                if task["kind"] == "icrm.complaint"
            ],
        )
        self.assertFalse(self.handled.can_decide)
        with self.assertRaisesRegex(UserError, "waiting for an answer"):
            self.handled.action_decide(self._decision())
        self._answer(True)
        self.assertEqual(mine.proposal_state, "accepted")
        self.assertEqual(self._clock(mine).state, "running")
        self.assertEqual(mine.message_ids[-1].author_text, "You")
        with self.assertRaisesRegex(UserError, "no proposal"):
            self._answer(False, "On second thought")
        # What was accepted is what the decision begins with.
        step = (
            self.env["icrm.complaint.step"]
            .with_user(self.neutral)
            .create({"complaint_id": mine.id, "kind": "decide"})
        )
        self.assertEqual(step.remedy, "A loan laptop from Monday.")
        self.handled.action_decide(self._decision())
        self.assertEqual((mine.state, mine.proposal_state), ("decided", "accepted"))

    def test_declined_with_a_reason(self):
        self.handled.action_propose("A loan laptop.")
        for reason in (None, "", "  "):
            with self.assertRaisesRegex(UserError, "Reason"):
                self._answer(False, reason)
        self._answer(False, "I need my own files.")
        self.assertEqual(self.complaint.proposal_state, "declined")
        self.assertIn("my own files", self.complaint.message_ids[-1].body)
        self.assertTrue(self.handled.can_decide)
        self.handled.action_propose("Your files on a loan laptop.")
        step = (
            self.env["icrm.complaint.step"]
            .with_user(self.staff)
            .create({"complaint_id": self.complaint.id, "kind": "answer"})
        )
        self.assertEqual(step.question, "Your files on a loan laptop.")
        step.answer = "yes"
        step.action_apply()
        self.assertEqual(self.complaint.proposal_state, "accepted")

    def test_only_what_was_read_is_accepted(self):
        """The handler proposed something else while the dialog was open."""
        self.handled.action_propose("A new laptop.")
        dialog = Form(
            self.env["icrm.complaint.step"]
            .with_user(self.staff)
            .with_context(default_complaint_id=self.complaint.id, default_kind="answer")
        )
        self.assertEqual(dialog.question, "A new laptop.")
        self.handled.action_propose("A loan laptop.")
        dialog.answer = "yes"
        step = dialog.save()
        with self.assertRaisesRegex(UserError, "a new proposal"):
            step.action_apply()
        self.assertEqual(self.complaint.proposal_state, "open")

    def test_a_question_about_it_leaves_it_open(self):
        self.handled.action_propose("A loan laptop.")
        self.complaint.with_user(self.staff).action_write(
            "Which one?", False, [], False
        )
        self.assertEqual(self.complaint.proposal_state, "open")
        self.assertEqual(self._clock(self.complaint).state, "running")
        self._answer(True)

    def test_without_an_answer_it_is_decided_later(self):
        self.handled.action_propose("A loan laptop.")
        due = self.complaint._today() + timedelta(days=14)
        self.assertEqual(self.complaint.proposal_due_on, due)
        late = fields.Datetime.now() + timedelta(days=15)
        with freeze_time(late):
            self.complaint.invalidate_recordset()
            self.assertTrue(self.handled.can_decide)
            self.handled.action_decide(self._decision())
        self.assertEqual(self.complaint.proposal_state, "no_answer")

    def test_who_may(self):
        for user in (self.desk, self.staff, self.officer, self.it_head):
            with self.assertRaises(AccessError):
                self.complaint.with_user(user).action_propose("x")
        self.handled.action_propose("SECRET proposal")
        for user in (self.desk, self.neutral, self.colleague, self.it_head):
            with self.assertRaises(AccessError):
                self._answer(True, user=user)
        # The head concerned reads that there is one, not what it says.
        head = self.complaint.with_user(self.it_head)
        self.assertNotIn("SECRET proposal", str(head.read()))
        self.assertFalse(head.message_ids)
        for values in ({"proposal_state": "accepted"}, {"proposal_due_on": False}):
            with self.assertRaises(AccessError):
                self.complaint.with_user(self.neutral).write(values)

    def test_a_partial_handler_proposes_nothing(self):
        self.handled.action_propose("A loan laptop.")
        self.neutral.employee_id.sudo().department_id = self.it
        with self.assertRaises(ValidationError):
            self.handled.action_propose("Another one.")
        self.complaint.sudo()._release_from_partial()
        self.assertFalse(self.complaint.sudo().handler_id)
        self.assertFalse(self.complaint.sudo().proposal_state)
        self.assertEqual(self._clock(self.complaint).state, "running")
        with self.assertRaisesRegex(UserError, "no proposal"):
            self._answer(True)


@tagged("post_install", "-at_install")
class TestKeyPage(AccessHttpCommon, ProposalCommon):
    """The page that shows a key, and what its owner says to a proposal."""

    def setUp(self):
        super().setUp()
        for counter in (attempt_limiter, rate_limiter.filings, rate_limiter.total):
            counter.clear()
            self.addCleanup(counter.clear)
        self.authenticate(None, None)

    def test_key_is_saved_before_the_page_is_left(self):
        form = re.search(
            r'name="form" value="([^"]+)"', self.get("/complaint/new").text
        )
        page = self.post(
            "/complaint/new",
            form=form[1],
            department=str(self.it.id),
            subject="SECRET subject",
            body="A SECRET story",
        )
        self.assertEqual(page.status_code, 200, page.text)
        key = re.search(r"o_icrm_complaint_key[^>]*>([^<]+)<", page.text)[1].strip()
        picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.text)[1]
        self.assertIn(b"<svg", base64.b64decode(picture))
        self.assertIn("window.print()", page.text)
        # The key is in no address; the page is not stored, nor sent on as referrer.
        for address in re.findall(r'(?:src|href|action)="([^"]*)"', page.text):
            if not address.startswith("data:"):
                self.assertNotIn(key, address)
                self.assertNotIn(key.replace("-", ""), address)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        for wrong in ("", "AAAA" if key[-4:] != "AAAA" else "BBBB", key[:4], key):
            again = self.post("/complaint/talk", key=key, deed="saved", check=wrong)
            self.assertIn("last 4 characters", again.text)
            self.assertIn(key, again.text)
            self.assertNotIn("A SECRET story", again.text)
        talk = self.post(
            "/complaint/talk", key=key, deed="saved", check=f" {key[-4:].lower()}"
        )
        self.assertIn("A SECRET story", talk.text)

    def test_proposal_by_key(self):
        complaint, key = self._file_anonymous()
        handled = self._handled(complaint)
        talk = self.post("/complaint/talk", key=key)
        self.assertNotIn("o_icrm_complaint_proposal", talk.text)
        refused = self.post("/complaint/talk", key=key, deed="proposal", accepted="yes")
        self.assertIn("no proposal to answer", refused.text)
        handled.action_propose("A loan laptop.")
        talk = self.post("/complaint/talk", key=key)
        self.assertIn("o_icrm_complaint_proposal", talk.text)
        self.assertEqual(self._clock(complaint).state, "paused")
        self.assertIn('name="number" value="1"', talk.text)
        for values, words in (
            ({"accepted": "no", "reason": ""}, "Reason"),
            ({"accepted": "maybe"}, "Choose “Accept”"),
            ({"accepted": "yes", "number": "2"}, "There is a new proposal"),
        ):
            refused = self.post("/complaint/talk", key=key, deed="proposal", **values)
            self.assertIn(words, refused.text)
            self.assertEqual(complaint.proposal_state, "open")
        done = self.post(
            "/complaint/talk",
            key=key,
            deed="proposal",
            accepted="no",
            reason="Too late",
        )
        self.assertIn("Too late", done.text)
        self.assertNotIn("o_icrm_complaint_proposal", done.text)
        self.env.invalidate_all()
        self.assertEqual(complaint.proposal_state, "declined")
        message = complaint.message_ids[-1]
        self.assertFalse(message.author_id)
        self.assertEqual(message.side, "complainant")
