# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestNothingPromised(IcrmCommon):
    """What is no longer promised has no clock that runs, and no dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free = cls._service("Advice", promise_ids=[])
        with freeze_time(MONDAY):
            cls.request = cls._submit(cls.service)

    @classmethod
    def _submit(cls, service):
        return (
            service.with_user(cls.staff)
            .submit_request({"name": "No picture", "description": "Black"})
            .sudo(False)
            .with_user(cls.env.user)
        )

    def _clock(self, kind="resolution", request=None):
        return (request or self.request).icrm_clock_ids.filtered(
            lambda clock: clock.kind == kind
        )

    def _at(self, days=0, hours=0):
        frozen = freeze_time(MONDAY + timedelta(days=days, hours=hours))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _change(self, **vals):
        self.request.with_user(self.agent).write(vals)

    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_sweep").method_direct_trigger()
        self.env.invalidate_all()

    def assertNothingPromised(self, request=None):
        request = request or self.request
        self.env.invalidate_all()
        clocks = request.icrm_clock_ids.filtered(
            lambda clock: clock.kind != "handover" and clock.state != "met"
        )
        self.assertEqual(set(clocks.mapped("state")), {"cancelled"})
        for clock in clocks:
            self.assertFalse(clock.due_at or clock.next_alert_at or clock.missed_at)
            self.assertTrue(clock.stopped_at)
            self.assertTrue(all(segment.end_at for segment in clock.segment_ids))
        self.assertFalse(request.icrm_due_at)
        self.assertFalse(request.icrm_next_due_at)
        if not request.icrm_first_response_at:
            self.assertFalse(request.icrm_response_due_at)

    def test_another_service(self):
        self._at(hours=1)
        self._change(icrm_service_id=self.free.id)
        self.assertNothingPromised()
        self.assertEqual(self._clock().stopped_at, MONDAY + timedelta(hours=1))
        self._at(days=9)
        self._sweep()
        self.assertNothingPromised()

    def test_nothing_that_happens_later_revives_it(self):
        self._at(hours=1)
        self._change(icrm_service_id=self.free.id)
        other = self.it_team.copy({"name": "Second desk"})
        other.user_ids = self.agent
        request = self.request.with_user(self.agent)
        colleague = self._customer(self.colleague)
        for step in (
            request.action_icrm_take,
            lambda: request.action_icrm_ask("Which room?"),
            lambda: self.request.with_user(self.staff).message_post(
                body="Room 7", message_type="comment", subtype_xmlid="mail.mt_comment"
            ),
            lambda: request.action_icrm_hand_over(other.id, "Theirs"),
            lambda: request.write({"priority": "3"}),
            lambda: request.write({"icrm_beneficiary_id": colleague.id}),
        ):
            step()
            self.assertNothingPromised()
        request.with_user(self.admin_user).action_icrm_resolve()
        self.request.with_user(self.staff).action_icrm_reopen("Not done")
        self.assertNothingPromised()

    def test_another_service_that_needs_approval(self):
        self.free.approval_step_ids = [
            Command.create(
                {
                    "approver_type": "users",
                    "user_ids": [Command.set(self.finance_head.ids)],
                }
            )
        ]
        self._at(hours=1)
        self._change(icrm_service_id=self.free.id)
        self.assertEqual(self.request.icrm_approval_state, "waiting")
        self.assertNothingPromised()
        self.request.icrm_approval_id.with_user(self.finance_head).action_approve()
        self.assertNothingPromised()

    def test_while_the_customer_has_it(self):
        self._at(hours=1)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        self.assertEqual(self._clock().state, "paused")
        self._change(icrm_service_id=self.free.id)
        self.assertNothingPromised()

    def test_a_miss_is_none_any_more(self):
        self._at(days=4)
        self._sweep()
        self.assertEqual(self._clock().state, "missed")
        self._change(icrm_service_id=self.free.id)
        self.assertNothingPromised()
        self.assertFalse(self.request.icrm_clock_ids.department_id)

    def test_the_line_was_removed_and_the_priority_changes(self):
        self._at(hours=1)
        self.service.promise_ids.unlink()
        self._change(user_id=self.agent.id)
        # A promise that was made is kept ...
        self.assertEqual(self._clock().state, "running")
        self._change(priority="3")
        self.assertNothingPromised()

    def _agree(self):
        """Return an agreement with finance, signed by both before Monday."""
        with freeze_time(MONDAY - timedelta(days=7)):
            pair = (self.it.id, self.finance.id, self.company.id)
            self.env["icrm.relationship"]._ensure({pair})
            relationship = self.env["icrm.relationship"].search(
                [
                    ("provider_department_id", "=", self.it.id),
                    ("customer_department_id", "=", self.finance.id),
                ]
            )
            agreement = self.env["icrm.agreement"].create(
                {
                    "name": "Advice for finance",
                    "relationship_id": relationship.id,
                    "line_ids": [
                        Command.create(
                            {
                                "service_id": self.free.id,
                                "priority": "1",
                                "response_hours": 2,
                                "resolution_hours": 4,
                            }
                        )
                    ],
                }
            )
            agreement.with_user(self.it_head).action_propose()
            agreement.with_user(self.it_head).action_sign()
            agreement.with_user(self.finance_head).action_sign()
        return agreement

    def test_agreed_with_one_department_only(self):
        self._agree()
        with freeze_time(MONDAY):
            request = self._submit(self.free)
        self.assertEqual(request.icrm_due_at, MONDAY + timedelta(hours=4))
        self._at(hours=1)
        outsider = self._customer(self.it_head)
        request.with_user(self.agent).write({"icrm_beneficiary_id": outsider.id})
        self.assertNothingPromised(request)

    def test_an_agreement_that_ended_is_kept_until_the_request_is_closed(self):
        agreement = self._agree()
        with freeze_time(MONDAY):
            request = self._submit(self.free)
        self._at(hours=2)
        agreement.with_user(self.it_head).action_end()
        self._at(days=1)
        request.with_user(self.agent).write({"priority": "2"})
        clock = self._clock(request=request)
        self.assertEqual(clock.budget_seconds, 4 * 3600)
        self.assertEqual(request.icrm_due_at, clock.due_at)
        self.assertTrue(clock.due_at)
        # ... and what is asked for later has no promise
        self.assertFalse(self._submit(self.free).icrm_due_at)

    def test_there_and_back(self):
        self._at(hours=1)
        self._change(icrm_service_id=self.free.id)
        self._at(hours=3)
        self._change(icrm_service_id=self.service.id)
        clock = self._clock()
        self.assertEqual(clock.state, "running")
        # The hour before counts, the two without a promise do not.
        self.assertEqual(clock.elapsed_seconds, 3600)
        self.assertEqual(clock.due_at, MONDAY + timedelta(days=2, hours=2))
        self.assertEqual(self.request.icrm_due_at, clock.due_at)
        self.assertEqual(
            self.request.icrm_next_due_at, self.request.icrm_response_due_at
        )

    def test_a_service_with_a_promise_starts_the_clocks(self):
        with freeze_time(MONDAY):
            request = self._submit(self.free)
        self.assertFalse(request.icrm_clock_ids)
        self._at(hours=2)
        request.with_user(self.agent).write({"icrm_service_id": self.service.id})
        self.env.invalidate_all()
        self.assertEqual(
            sorted(request.icrm_clock_ids.mapped("kind")), ["resolution", "response"]
        )
        clock = self._clock(request=request)
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.started_at, MONDAY + timedelta(hours=2))
        self.assertEqual(clock.due_at, MONDAY + timedelta(days=2, hours=2))
        self.assertEqual(request.icrm_due_at, clock.due_at)
        self.assertEqual(
            request.icrm_next_due_at, self._clock("response", request).due_at
        )
        self.assertEqual(len(clock.segment_ids), 1)

    def test_a_promise_that_starts_while_the_customer_has_it(self):
        with freeze_time(MONDAY):
            request = self._submit(self.free)
        self._at(hours=1)
        request.with_user(self.agent).action_icrm_ask("Which room?")
        request.with_user(self.agent).write({"icrm_service_id": self.service.id})
        self.env.invalidate_all()
        # responded to already: one clock, which stands
        self.assertEqual(request.icrm_clock_ids.mapped("kind"), ["resolution"])
        self.assertEqual(request.icrm_clock_ids.state, "paused")
        self.assertFalse(request.icrm_next_due_at)

    def test_many_at_once(self):
        with freeze_time(MONDAY):
            requests = self.request | self._submit(self.service)
            requests |= self._submit(self.free)
        self._at(hours=1)
        requests.with_user(self.agent).write({"icrm_service_id": self.free.id})
        for request in requests[:2]:
            self.assertNothingPromised(request)
        self.assertFalse(requests[2].icrm_clock_ids)

    def test_withdrawn_and_taken_up_again_goes_on(self):
        self._at(hours=1)
        self.request.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(self._clock().state, "cancelled")
        self.request.sudo()._icrm_set_state("in_progress")
        self.assertEqual(self._clock().state, "running")
        self.assertEqual(self.request.icrm_due_at, self._clock().due_at)


@tagged("post_install", "-at_install")
class TestClosingIsNoResponse(IcrmCommon):
    """The sentence that a request is closed by, undone, does not respond to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["helpdesk.ticket"]
        for number in range(3):
            cls.requests |= (
                cls.service.with_user(cls.staff)
                .submit_request({"name": f"Request {number}", "description": "x"})
                .sudo(False)
                .with_user(cls.env.user)
            )

    def assertCancelled(self, requests):
        for request in requests:
            self.assertEqual(set(request.icrm_clock_ids.mapped("state")), {"cancelled"})

    def test_merge(self):
        *duplicates, target = self.requests
        duplicates = self.requests.browse([ticket.id for ticket in duplicates])
        duplicates.with_user(self.agent).action_icrm_merge(target.id)
        self.assertCancelled(duplicates)
        self.assertFalse(any(duplicates.mapped("icrm_first_response_at")))
        self.assertEqual(set(target.icrm_clock_ids.mapped("state")), {"running"})
        bodies = " ".join(map(html2plaintext, duplicates[0].message_ids.mapped("body")))
        self.assertIn(f"Merged into {target.number}", bodies)

    def test_merge_into_a_stage_of_the_company(self):
        closed = self.env["helpdesk.ticket.stage"].search(
            [("icrm_state", "=", "withdrawn")], limit=1
        )
        self.company.helpdesk_mgmt_duplicate_ticket_stage_id = closed
        duplicate, target = self.requests[:2]
        duplicate.with_user(self.agent).action_icrm_merge(target.id)
        self.assertCancelled(duplicate)

    def test_merge_after_an_answer_keeps_the_answer(self):
        duplicate, target = self.requests[:2]
        duplicate.with_user(self.agent).action_icrm_ask("Which one?")
        duplicate.with_user(self.agent).action_icrm_merge(target.id)
        states = {clock.kind: clock.state for clock in duplicate.icrm_clock_ids}
        self.assertEqual(states, {"response": "met", "resolution": "cancelled"})

    def test_merge_by_who_is_not_assigned(self):
        duplicate, target = self.requests[:2]
        duplicate.with_user(self.it_head).action_icrm_merge(target.id)
        self.assertCancelled(duplicate)

    def test_refused_by_an_approver_of_the_provider(self):
        self.service.approval_step_ids = [
            Command.create(
                {
                    "approver_type": "users",
                    "user_ids": [Command.set(self.it_head.ids)],
                }
            )
        ]
        request = (
            self.service.with_user(self.staff)
            .submit_request({"name": "Screen", "description": "x"})
            .sudo(False)
            .with_user(self.env.user)
        )
        dialog = self._reason_dialog(
            request.icrm_approval_id.with_user(self.it_head), "action_refuse", "No"
        )
        dialog.action_apply()
        self.assertEqual(request.icrm_state, "rejected")
        self.assertCancelled(request)

    def test_an_answer_is_one(self):
        request = self.requests[0]
        request.with_user(self.agent).action_icrm_resolve("Restart it")
        self.assertEqual(set(request.icrm_clock_ids.mapped("state")), {"met"})
