# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.counsel.icrm_counsel_confidential import COUNSELLOR
from .common import CounselCommon


@tagged("post_install", "-at_install")
class TestCounselCase(CounselCommon):
    def test_the_two_talk(self):
        case = self._ask()
        at_counsellor = case.with_user(self.counsellor)
        self.assertEqual(at_counsellor.person_text, "Staff")
        self.assertTrue(at_counsellor.is_waiting_for_me)
        self.assertFalse(case.is_waiting_for_me)
        at_counsellor.action_write("Come and see me.")
        at = fields.Datetime.now() + timedelta(days=1)
        at_counsellor.action_arrange({"at": at, "place": "Room 4"})
        case.invalidate_recordset()
        self.assertTrue(case.is_waiting_for_me)
        self.assertEqual((case.meeting_at, case.meeting_place), (at, "Room 4"))
        self.assertEqual(
            case.message_ids.mapped("author_text"), ["You", "Counsellor", "Counsellor"]
        )
        self.assertEqual(
            at_counsellor.message_ids.mapped("author_text"), ["Staff", "You", "You"]
        )
        case.action_close()
        self.assertEqual(case.state, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            at_counsellor.action_arrange({"at": at, "place": "Room 4"})
        case.action_write("It is back.")
        self.assertEqual((case.state, case.waits_for), ("open", "counsellor"))

    def test_a_pseudonym_hides_the_name(self):
        case = self._ask(alias="Blue Bird").with_user(self.counsellor)
        self.assertEqual(case.person_text, "Blue Bird")
        self.assertEqual(case.message_ids.author_text, "Blue Bird")
        self.assertNotIn("user_id", case.fields_get())
        for domain in ([("user_id", "=", self.staff.id)], [("user_id.name", "!=", 0)]):
            with self.assertRaises(AccessError):
                case.search(domain)

    def test_notes_are_the_counsellors(self):
        case = self._ask()
        case.with_user(self.counsellor).action_note("Listens to nobody")
        self.env.invalidate_all()
        note = case.sudo().note_ids
        self.assertTrue(note.with_user(self.counsellor).has_access("read"))
        for user in (self.staff, self.other, self.admin_user, self.auditor):
            self.assertFalse(note.with_user(user).has_access("read"), user.name)
        with self.assertRaises(AccessError):
            case.action_note("My own")
        with self.assertRaises(AccessError):
            case.read(["note_ids"])

    def test_only_the_chosen_counsellor(self):
        case = self._ask()
        self.assertFalse(case.with_user(self.other).has_access("read"))
        case.with_user(self.counsellor).action_note("Between us")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            case.with_user(self.counsellor).action_choose(self.other.id)
        case.action_choose(self.other.id)
        self.env.invalidate_all()
        self.assertFalse(case.with_user(self.counsellor).has_access("read"))
        self.assertEqual(case.with_user(self.other).note_ids.body, "Between us")
        self.assertEqual(case.message_ids[-1:].body, "Other is the counselor now.")

    def test_who_becomes_a_counsellor_finds_nothing(self):
        self._ask()
        self.admin_user.group_ids = [Command.link(self.env.ref(COUNSELLOR).id)]
        cases = self.env["icrm.counsel.case"].with_user(self.admin_user)
        self.assertFalse(cases.search([]))

    def test_who_is_no_counsellor_any_more_reads_nothing(self):
        case = self._ask()
        self.counsellor.group_ids = [Command.unlink(self.env.ref(COUNSELLOR).id)]
        self.env.invalidate_all()
        self.assertFalse(case.with_user(self.counsellor).has_access("read"))
        self.env["icrm.counsel.case"]._cron_release()
        self.env.invalidate_all()
        self.assertFalse(case.counsellor_id)
        self.assertTrue(case.is_waiting_for_me)
        self.assertIn("Choose another", case.message_ids[-1:].body)
        case.action_choose(self.other.id)
        self.env["icrm.counsel.case"]._cron_release()
        self.assertEqual(case.counsellor_id, self.other)

    def test_whoever_has_the_fewest_talks(self):
        self._ask()
        self.assertEqual(self._ask(counsellor_id=False).counsellor_id, self.other)

    def test_nobody_talks_to_their_head_or_themselves(self):
        self.finance_head.group_ids = [Command.link(self.env.ref(COUNSELLOR).id)]
        with self.assertRaisesRegex(UserError, "from the list"):
            self._ask(counsellor_id=self.finance_head.id)
        with self.assertRaisesRegex(UserError, "from the list"):
            self._ask(self.counsellor)
        case = self._ask(self.counsellor, counsellor_id=self.other.id)
        self.assertTrue(case.is_mine)
        with self.assertRaises(AccessError):
            case.action_note("About myself")

    def test_without_counsellors(self):
        self.env.ref(COUNSELLOR).user_ids = False
        with self.assertRaisesRegex(UserError, "no counselor for you"):
            self._ask(counsellor_id=False)

    def test_what_is_no_request(self):
        for values, error in (
            ({"subject": ""}, "Subject"),
            ({"body": "x" * 20_001}, "maximum 20000"),
            ({"state": "closed"}, "named values"),
            ({"alias": 3}, "enter text"),
        ):
            with self.assertRaisesRegex(UserError, error):
                self._ask(**values)
        with self.assertRaises(AccessError):
            self._ask(self.portal_user)

    def test_a_form_is_sent_once(self):
        first = self._ask(form_key="k" * 32)
        self.assertEqual(self._ask(form_key="k" * 32), first)
        self.assertNotEqual(self._ask(self.colleague, form_key="k" * 32), first)

    def test_strangers_take_no_step(self):
        case = self._ask()
        for user in (self.colleague, self.officer, self.admin_user, self.other):
            talk = case.with_user(user)
            for step in (
                lambda talk=talk: talk.action_write("x"),
                lambda talk=talk: talk.action_note("x"),
                lambda talk=talk: talk.action_choose(self.other.id),
                lambda talk=talk: talk.action_close(),
                lambda talk=talk: talk.write({"subject": "x"}),
            ):
                with self.assertRaises(AccessError):
                    step()

    def test_dialogs(self):
        ask = (
            self.env["icrm.counsel.ask"]
            .with_user(self.staff)
            .create({"subject": "Sleep", "body": "I cannot."})
        )
        self.assertEqual(ask.candidate_ids, self.counsellor | self.other)
        self.assertFalse(ask.with_user(self.admin_user).has_access("read"))
        case = self.env["icrm.counsel.case"].browse(ask.action_ask()["res_id"])
        self.assertFalse(ask.exists())
        step = (
            self.env["icrm.counsel.step"]
            .with_user(case.sudo().counsellor_id)
            .create({"case_id": case.id, "kind": "note", "body": "Tired"})
        )
        step.action_apply()
        self.assertFalse(step.exists())
        self.assertEqual(case.sudo().note_ids.body, "Tired")
        with self.assertRaises(AccessError):
            self.env["icrm.counsel.step"].with_user(self.colleague).create(
                {"case_id": case.id, "kind": "write", "body": "Hello"}
            )
