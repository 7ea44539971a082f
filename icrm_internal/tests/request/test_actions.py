# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestActions(RequestCommon):
    """Who may do what, and when."""

    def test_only_those_who_serve(self):
        ticket = self.request()
        for user in (self.staff, self.colleague, self.finance_head, self.auditor):
            mine = ticket.with_user(user)
            for action in (
                mine.action_icrm_take,
                lambda mine=mine: mine.action_icrm_ask("?"),
                mine.action_icrm_resume,
                mine.action_icrm_resolve,
                lambda mine=mine: mine.action_icrm_merge(ticket.id),
            ):
                with self.assertRaises(AccessError):
                    action()
        self.assertEqual(ticket.icrm_state, "new")

    def test_only_those_who_are_served(self):
        ticket = self.request()
        for user in (self.agent, self.it_head, self.colleague, self.finance_head):
            mine = ticket.with_user(user)
            with self.assertRaises(AccessError):
                mine.action_icrm_withdraw()
            ticket._icrm_set_state("resolved")
            with self.assertRaises(AccessError):
                mine.action_icrm_confirm()
            with self.assertRaises(AccessError):
                mine.action_icrm_finish()
            with self.assertRaises(AccessError):
                mine.action_icrm_reopen("Not done")
            ticket._icrm_set_state("in_progress")
            with self.assertRaises(AccessError):
                mine.action_icrm_reply("Hello")

    def test_those_who_serve_reopen_and_decline(self):
        ticket = self.request()
        desk = ticket.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "not available"):
            desk.action_icrm_reopen_closed("By phone")
        for wrong in (None, "", "   ", "x" * 2001):
            with self.assertRaises(UserError):
                desk.action_icrm_reject(wrong)
        with self.assertRaises(AccessError):
            ticket.with_user(self.staff).action_icrm_reject("No")
        desk.action_icrm_reject("Not in stock\nuntil May")
        self.assertEqual(ticket.icrm_state, "rejected")
        mine = ticket.with_user(self.staff)
        self.assertIn("Not in stock", mine.icrm_status_text)
        self.assertNotIn("below", mine.icrm_status_text)
        with self.assertRaises(UserError):
            desk.action_icrm_reject("Again")
        desk.action_icrm_reopen_closed("It is in stock now")
        self.assertEqual(ticket.icrm_state, "in_progress")
        self.assertEqual(ticket.icrm_reopen_count, 1)
        self.assertFalse(ticket.icrm_reject_reason)

    def test_nothing_at_all(self):
        nothing = self.env["helpdesk.ticket"].with_user(self.agent)
        with self.assertRaises(AccessError):
            nothing.action_icrm_take()
        with self.assertRaises(AccessError):
            nothing.action_icrm_withdraw()

    def test_taken_is_taken(self):
        ticket = self.request()
        self.it_team.user_ids |= self.it_head
        ticket.with_user(self.agent).action_icrm_take()
        self.assertEqual(
            (ticket.user_id, ticket.icrm_state), (self.agent, "in_progress")
        )
        ticket.with_user(self.agent).action_icrm_take()
        with self.assertRaisesRegex(UserError, "assigned to Agent"):
            ticket.with_user(self.it_head).action_icrm_take()

    def test_words_are_needed(self):
        ticket = self.request()
        for body in ("", None, "  ", Markup("<p><br></p>"), ["x"], "x" * 20001):
            with self.assertRaises(UserError):
                ticket.with_user(self.agent).action_icrm_ask(body)
        ticket._icrm_set_state("resolved")
        with self.assertRaises(UserError):
            ticket.with_user(self.staff).action_icrm_reopen(" ")
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_markup_of_a_stranger_is_text(self):
        ticket = self.request()
        ticket.with_user(self.agent).action_icrm_ask("<img src=x onerror=alert(1)>?")
        self.assertIn("&lt;img", ticket.message_ids[:1].body)

    def test_reopen_in_time(self):
        ticket = self.request()
        mine = ticket.with_user(self.staff)
        ticket._icrm_set_state("resolved")
        self.assertTrue(mine.icrm_can_reopen and mine.icrm_can_confirm)
        with freeze_time(ticket.icrm_resolved_at + timedelta(days=5, minutes=1)):
            self.env.invalidate_all()
            self.assertFalse(mine.icrm_can_reopen)
            with self.assertRaisesRegex(UserError, "more than 5 days ago"):
                mine.action_icrm_reopen("Broken again")
        mine.action_icrm_confirm()
        self.assertTrue(ticket.icrm_confirmed_at)
        mine.action_icrm_reopen("Broken again")
        self.assertFalse(ticket.icrm_confirmed_at)
        self.assertIn("Broken again", ticket.message_ids.mapped("body")[0])
        with self.assertRaises(UserError):
            mine.action_icrm_confirm()

    def test_over_is_over(self):
        ticket = self.request()
        ticket.with_user(self.staff).action_icrm_withdraw()
        for user, action in (
            (self.staff, "action_icrm_withdraw"),
            (self.staff, "action_icrm_confirm"),
            (self.agent, "action_icrm_take"),
            (self.agent, "action_icrm_resolve"),
            (self.agent, "action_icrm_resume"),
        ):
            with self.assertRaises(UserError):
                getattr(ticket.with_user(user), action)()

    def test_beneficiary_too(self):
        ticket = self.request(icrm_beneficiary_id=self._customer(self.colleague).id)
        ticket.with_user(self.colleague).action_icrm_withdraw()
        self.assertEqual(ticket.icrm_state, "withdrawn")

    def test_merge(self):
        target, same = self.request(), self.request()
        other = self.request(icrm_requester_id=self._customer(self.colleague).id)
        foreign = self.request(icrm_requester_id=self._customer(self.it_head).id)
        for wrong, message in (
            (other, "another customer"),
            (foreign, "another customer"),
            (target, "cannot be merged"),
        ):
            with self.assertRaisesRegex(UserError, message):
                wrong.with_user(self.agent).action_icrm_merge(target.id)
        same.with_user(self.agent).action_icrm_merge(target.id)
        self.assertEqual(same.duplicate_id, target)
        self.assertEqual(same.icrm_state, "withdrawn")
        self.assertEqual(target.icrm_state, "new")
        self.assertIn(same.number, target.message_ids[0].body)
        self.assertIn(self.staff.partner_id, same.message_ids.mapped("partner_ids"))
        with self.assertRaises(AccessError):
            foreign.with_user(self.agent).action_icrm_merge(2**30)

    def test_the_customer_reads_merged_into_with_a_link(self):
        target, same = self.request(), self.request()
        same.with_user(self.agent).action_icrm_merge(target.id)
        mine = same.with_user(self.staff)
        self.assertIn(f"Merged into {target.number}", mine.icrm_status_text)
        self.assertEqual(
            mine.icrm_task["merged"],
            {"number": target.number, "url": target.icrm_customer_url},
        )
        self.assertIn(f'href="{target.icrm_customer_url}"', same.message_ids[0].body)
        target.with_user(self.staff).check_access("read")

    def test_another_s_request_locks_nobody_out(self):
        """Merged into another customer's request, one's own conversation stays."""
        target = self.request()
        other = self.request(icrm_requester_id=self._customer(self.colleague).id)
        other.with_user(self.agent).action_icrm_merge(target.id, True)
        mine = other.with_user(self.colleague)
        for text in (mine.icrm_status_text, other.message_ids[0].body):
            self.assertNotIn(target.number, text)
        self.assertEqual(mine.icrm_task["merged"], {"number": False, "url": False})
        with self.assertRaises(AccessError):
            target.with_user(self.colleague).check_access("read")
        mine.message_post(
            body="And now?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(other.icrm_attention, "reply")
        target.with_user(self.agent).with_context(
            tracking_disable=False, mail_notrack=False
        ).action_icrm_resolve("Done")
        self.assertIn("is done", other.message_ids[0].body)
        self.assertIn(self.colleague.partner_id, other.message_ids[0].partner_ids)
        self.assertNotIn(target.number, other.message_ids[0].body)

    def test_a_merged_request_is_reopened_as_itself(self):
        target, same = self.request(), self.request()
        same.with_user(self.agent).action_icrm_merge(target.id)
        same.with_user(self.agent).action_icrm_reopen_closed("Not the same after all")
        self.assertFalse(same.duplicate_id)
        self.assertEqual(same.icrm_state, "in_progress")

    def test_proposed_for_merging(self):
        """The same person and service; others when asked for, with a warning."""
        ticket, same = self.request(), self.request()
        service = self._service("Monitor").id
        another = self.request(icrm_service_id=service)
        other = self.request(icrm_requester_id=self._customer(self.colleague).id)
        wizard = (
            self.env["icrm.request.merge"]
            .with_user(self.agent)
            .create({"ticket_id": ticket.id})
        )
        self.assertEqual(wizard.candidate_ids.sudo(), same)
        self.assertEqual(wizard.target_id.sudo(), same)
        self.assertFalse(wizard.is_other)
        wizard.others = True
        self.assertLessEqual(same | another | other, wizard.candidate_ids.sudo())
        wizard.target_id = another
        self.assertFalse(wizard.is_other)
        wizard.target_id = other
        self.assertTrue(wizard.is_other)

    def test_no_stage_for_it(self):
        self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").active = False
        with self.assertRaisesRegex(UserError, "no stage for “Resolved”"):
            self.request().with_user(self.agent).action_icrm_resolve()

    def test_silence_is_consent(self):
        old, new, reopened = self.request(), self.request(), self.request()
        with freeze_time("2026-03-02 09:00:00"):
            (old | reopened)._icrm_set_state("resolved")
        reopened._icrm_set_state("in_progress")
        new._icrm_set_state("resolved")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal.ir_cron_request_confirm"
            ).method_direct_trigger()
        self.env.invalidate_all()
        # The moment the five days were over, not the moment the job came.
        self.assertEqual(old.icrm_confirmed_at, datetime(2026, 3, 7, 9))
        self.assertFalse(new.icrm_confirmed_at or reopened.icrm_confirmed_at)
