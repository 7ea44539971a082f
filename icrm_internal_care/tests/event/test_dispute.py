# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestDispute(MeetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Dispute = cls.env["icrm.dispute"]

    def _dispute(self, raised=True):
        """Return a dispute that finance has with IT, as the head of finance."""
        dispute = self.Dispute.with_user(self.finance_head).create(
            {
                "name": "Who pays",
                "other_department_id": self.it.id,
                "statement": "We pay for what you broke.",
            }
        )
        if raised:
            dispute.action_raise()
        return dispute

    def _answered(self):
        dispute = self._dispute()
        other = dispute.with_user(self.it_head)
        other.answer = "You dropped it."
        other.action_answer()
        return dispute, other

    def test_nobody_agrees_to_a_text_changed_meanwhile(self):
        """In another tab, after the form was loaded."""
        dispute, other = self._answered()
        dispute.settlement = "Half each"
        shown = dispute.with_context(icrm_settlement_seen=dispute.settlement_version)
        other.settlement = "All yours"
        with self.assertRaisesRegex(UserError, "was changed"):
            shown.action_agree()
        self.assertFalse(dispute.raised_agreed)
        for odd in (0, "1", [1], True):
            with self.assertRaisesRegex(UserError, "was changed"):
                dispute.with_context(icrm_settlement_seen=odd).action_agree()
        dispute.with_context(
            icrm_settlement_seen=dispute.settlement_version
        ).action_agree()
        self.assertTrue(dispute.raised_agreed)
        with self.assertRaises(UserError):
            dispute.settlement_version = 1

    def test_raised_answered_settled(self):
        dispute = self._dispute()
        self.assertEqual(dispute.raised_department_id, self.finance)
        self.assertEqual(dispute.relationship_id, self.relationship)
        raised = self._messages("dispute_raised", dispute)
        self.assertEqual(raised.partner_id, self.it_head.partner_id)
        other = dispute.with_user(self.it_head)
        with self.assertRaisesRegex(UserError, "Fill in"):
            other.action_answer()
        other.answer = "You dropped it."
        other.action_answer()
        answered = self._messages("dispute_answered", dispute)
        self.assertEqual(answered.partner_id, self.finance_head.partner_id)
        dispute.settlement = "Half each"
        dispute.action_agree()
        self.assertEqual(dispute.state, "answered")
        other.settlement = "Two thirds"
        self.assertFalse(dispute.raised_agreed)
        other.action_agree()
        dispute.action_agree()
        self.assertEqual(dispute.state, "settled")
        settled = self._messages("dispute_settled", dispute)
        self.assertIn("Two thirds", settled.body)
        dispute.lesson = "Insure it"
        with self.assertRaisesRegex(UserError, "cannot change now"):
            dispute.settlement = "Nothing"

    def test_nobody_writes_for_the_other_side(self):
        dispute = self._dispute()
        with self.assertRaises(AccessError):
            dispute.answer = "You are right"
        other = dispute.with_user(self.it_head)
        for name in ("statement", "raised_proposal"):
            with self.assertRaises(AccessError):
                other[name] = "x"
        with self.assertRaises(AccessError):
            dispute.with_user(self.officer).answer = "x"
        with self.assertRaisesRegex(UserError, "cannot change now"):
            dispute.statement = "Something else"
        with self.assertRaises(AccessError):
            dispute.action_answer()
        with self.assertRaises(AccessError):
            other.action_withdraw("x")
        with self.assertRaises(AccessError):
            dispute.state = "settled"
        with self.assertRaises(AccessError):
            dispute.write({"other_agreed": True})

    def test_who_reads_it(self):
        dispute = self._dispute(raised=False)
        self.assertFalse(dispute.with_user(self.it_head).has_access("read"))
        dispute.action_raise()
        for user in (self.it_head, self.officer, self.auditor):
            self.assertTrue(dispute.with_user(user).has_access("read"))
        for user in (self.agent, self.staff, self.desk, self.portal_user):
            self.assertFalse(dispute.with_user(user).has_access("read"))
        self.assertFalse(dispute.with_user(self.auditor).has_access("write"))

    def test_heads_raise_for_their_own(self):
        with self.assertRaises(AccessError):
            self.Dispute.with_user(self.finance_head).create(
                {
                    "name": "x",
                    "raised_department_id": self.it.id,
                    "other_department_id": self.finance.id,
                }
            )
        with self.assertRaises(AccessError):
            self.Dispute.with_user(self.agent).create(
                {
                    "name": "x",
                    "raised_department_id": self.it.id,
                    "other_department_id": self.finance.id,
                }
            )
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        with self.assertRaisesRegex(UserError, "belong to each other"):
            self.Dispute.create(
                {
                    "name": "x",
                    "raised_department_id": self.it.id,
                    "other_department_id": below.id,
                }
            )

    def test_the_mediator_is_of_neither_side(self):
        dispute = self._dispute()
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        technician = self._user("technician", below)
        for user in (self.it_head, self.agent, self.staff, technician):
            with self.assertRaisesRegex(UserError, "must be neutral"):
                dispute.mediator_id = user
        research = self.env["hr.department"].create({"name": "Research"})
        mediator = self._user("mediator", research)
        self.assertFalse(dispute.with_user(mediator).has_access("read"))
        dispute.mediator_id = mediator
        named = self._messages("dispute_mediator", dispute)
        self.assertEqual(named.partner_id, (mediator | self.it_head).partner_id)
        mediated = dispute.with_user(mediator)
        dispute.with_user(self.it_head).answer = "No"
        dispute.with_user(self.it_head).action_answer()
        mediated.settlement = "Half each"
        with self.assertRaises(AccessError):
            mediated.action_agree()
        with self.assertRaises(AccessError):
            mediated.mediator_id = False
        action = mediated.action_negotiate()
        meeting = self.Meeting.browse(action["res_id"])
        self.assertEqual(
            meeting.attendee_ids.partner_id,
            (mediator | self.it_head | self.finance_head).partner_id,
        )
        self.assertTrue(meeting.with_user(mediator).has_access("write"))
        self.assertFalse(meeting.with_user(self.agent).has_access("read"))

    def test_not_settled_an_officer_decides(self):
        dispute, other = self._answered()
        with self.assertRaises(UserError):
            other.action_escalate("")
        other.action_escalate("We cannot agree")
        with self.assertRaises(AccessError):
            other.action_decide_dispute("We are right")
        with self.assertRaises(AccessError):
            dispute.with_user(self.auditor).action_decide_dispute("x")
        self.it_head.group_ids += self.env.ref("icrm_internal.group_icrm_officer")
        with self.assertRaises(AccessError):
            other.action_decide_dispute("We are right")
        asked = self._messages("dispute_to_decide", dispute).partner_id
        self.assertIn(self.officer.partner_id, asked)
        dispute.with_user(self.officer).action_decide_dispute("Half each")
        self.assertEqual(dispute.state, "decided")
        self.assertEqual(dispute.decided_by_id, self.officer)
        decided = self._messages("dispute_decided", dispute)
        self.assertIn("Half each", decided[0].body)

    def test_withdrawn_with_a_reason(self):
        dispute = self._dispute()
        dispute.action_withdraw("We found the receipt")
        withdrawn = self._messages("dispute_withdrawn", dispute)
        self.assertEqual(withdrawn.partner_id, self.it_head.partner_id)
        with self.assertRaisesRegex(UserError, "stays on record"):
            dispute.unlink()

    def test_its_source_is_seen_by_who_sees_that(self):
        ticket = self.service.with_user(self.staff).submit_request({"name": "Laptop"})
        ticket = ticket.with_user(self.finance_head)
        dispute = self.Dispute.browse(ticket.action_icrm_raise_dispute()["res_id"])
        self.assertEqual(dispute.raised_department_id, self.finance)
        self.assertTrue(dispute.with_user(self.finance_head).can_open_origin)
        dispute.statement = "x"
        dispute.with_user(self.finance_head).action_raise()
        mediator = self._user("mediator", None)
        dispute.sudo().mediator_id = mediator
        self.assertFalse(dispute.with_user(mediator).can_open_origin)
        with self.assertRaises(AccessError):
            dispute.with_user(mediator).action_open_origin()
        with self.assertRaises(AccessError):
            dispute.with_user(self.officer).read(["origin_id"])
        with self.assertRaises(AccessError):
            ticket.with_user(self.staff).action_icrm_raise_dispute()

    def test_the_relationship_knows_its_disputes(self):
        action = self.relationship.with_user(self.it_head).action_raise_dispute()
        dispute = self.Dispute.browse(action["res_id"])
        self.assertEqual(dispute.raised_department_id, self.it)
        self.assertEqual(self.relationship.with_user(self.it_head).dispute_count, 1)
        other = self.relationship.with_user(self.finance_head)
        self.assertEqual(other.dispute_count, 0)

    def test_an_answer_is_asked_for_once_more(self):
        dispute = self._dispute()
        dispute.answer_until = fields.Date.today() - timedelta(days=3)
        for _time in range(2):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "icrm_internal_care.ir_cron_dispute_remind"
                ).method_direct_trigger()
        overdue = self._messages("dispute_overdue", dispute)
        self.assertEqual(overdue.partner_id, self.it_head.partner_id)

    def test_home_says_whose_turn_it_is(self):
        dispute = self._dispute()

        def has_task(user):
            tasks = self.env["icrm.home"].with_user(user)._get_dispute_tasks()
            return dispute.id in [one["id"] for one in tasks]

        self.assertTrue(has_task(self.it_head))
        self.assertFalse(has_task(self.finance_head))
        self.assertFalse(has_task(self.officer))

    def test_actions_of_a_dispute(self):
        dispute = self._dispute()
        dispute.action_item_ids = [
            Command.create(
                {"name": "Ask", "owner_id": self.agent.id, "due_date": "2030-01-01"}
            )
        ]
        item = dispute.action_item_ids
        self.assertTrue(item.with_user(self.agent).has_access("write"))
        self.assertFalse(dispute.with_user(self.agent).has_access("read"))
        self.assertFalse(item.with_user(self.staff).has_access("read"))

    def test_a_new_dispute_has_no_words_of_the_other_side(self):
        values = {
            "name": "Who pays",
            "other_department_id": self.it.id,
            "statement": "We pay for what you broke.",
        }
        Dispute = self.Dispute.with_user(self.finance_head)
        for name in ("answer", "other_proposal"):
            with self.assertRaises(AccessError, msg=name):
                Dispute.create({**values, name: "You are right"})
        for name in ("raised_proposal", "settlement"):
            with self.assertRaisesRegex(UserError, "cannot change now"):
                Dispute.create({**values, name: "All ours"})
        # Forms send what is empty, too.
        dispute = Dispute.create({**values, "answer": False, "settlement": False})
        self.assertFalse(dispute.answer)

    def test_a_draft_is_known_to_its_own_side(self):
        dispute = self._dispute(raised=False)
        dispute.action_item_ids = [
            Command.create(
                {
                    "name": "Collect proof against IT",
                    "owner_id": self.finance_head.id,
                    "due_date": "2030-01-01",
                }
            )
        ]
        item = dispute.action_item_ids.with_user(self.it_head)
        self.assertFalse(item.has_access("read"))
        self.assertFalse(item.has_access("write"))
        for user in (self.finance_head, self.officer):
            with self.assertRaisesRegex(UserError, "[Rr]aise"):
                dispute.with_user(user).action_start_coordination()
        dispute.action_raise()
        self.assertTrue(item.has_access("read"))

    def test_sides_are_changed_by_neutral_officers(self):
        dispute, other = self._answered()
        judge = self._user("judge", self.it, "icrm_internal.group_icrm_officer")
        research = self.env["hr.department"].create({"name": "Research"})
        dispute.settlement = "Half each"
        dispute.action_agree()
        with self.assertRaises(AccessError):
            dispute.with_user(judge).other_department_id = research
        self.assertTrue(dispute.raised_agreed)
        dispute.with_user(self.officer).other_department_id = research
        self.assertFalse(dispute.raised_agreed, "with others than agreed")
