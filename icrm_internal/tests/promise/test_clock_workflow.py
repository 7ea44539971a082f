# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.modules import get_module_path
from odoo.modules.migration import load_script
from odoo.tests import tagged

from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestClockWorkflow(IcrmCommon):
    """4 h to respond, 16 h to resolve; Monday to Friday, 8-12 and 13-17 UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(MONDAY):
            cls.request = cls._request()

    @classmethod
    def _request(cls, **values):
        return (
            cls.service.with_user(cls.staff)
            .submit_request({"name": "No picture", "description": "Black", **values})
            .sudo(False)
            .with_user(cls.env.user)
        )

    def _clock(self, kind, request=None):
        return (request or self.request).icrm_clock_ids.filtered(
            lambda clock: clock.kind == kind
        )

    def _at(self, days=0, hours=0, minutes=0):
        frozen = freeze_time(
            MONDAY + timedelta(days=days, hours=hours, minutes=minutes)
        )
        frozen.start()
        self.addCleanup(frozen.stop)

    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_sweep").method_direct_trigger()
        self.env.invalidate_all()

    def _get_notifications(self, text, user):
        self.request.with_user(user).message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_two_promises_start_with_the_request(self):
        self.assertRecordValues(
            self.request.icrm_clock_ids.sorted("budget_seconds"),
            [
                {
                    "kind": "response",
                    "state": "running",
                    "started_at": MONDAY,
                    "due_at": MONDAY + timedelta(hours=4),
                },
                {
                    "kind": "resolution",
                    "state": "running",
                    "started_at": MONDAY,
                    "due_at": MONDAY + timedelta(days=1, hours=9),
                },
            ],
        )
        self.assertEqual(self.request.icrm_next_due_at, MONDAY + timedelta(hours=4))

    def test_a_public_word_of_the_provider_stops_the_first_clock(self):
        self._at(hours=1)
        self._get_notifications("A note", self.staff)
        self.assertEqual(self._clock("response").state, "running")
        self._at(hours=3)
        self._get_notifications("On my way", self.agent)
        clock = self._clock("response")
        self.assertRecordValues(
            clock,
            [
                {
                    "state": "met",
                    "stopped_at": MONDAY + timedelta(hours=3),
                    "elapsed_seconds": 3 * 3600,
                }
            ],
        )
        self.assertEqual(self._clock("resolution").state, "running")

    def test_waiting_for_the_customer_stands_still(self):
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        clock = self._clock("resolution")
        self.assertEqual((clock.state, clock.due_at), ("paused", False))
        self._at(days=1, hours=1)
        self._get_notifications("Room 7", self.staff)
        self.assertEqual(clock.state, "running")
        # 14 h are left: until Tuesday 17:00 seven of them, Wednesday's seven, then.
        self.assertEqual(clock.due_at, MONDAY + timedelta(days=2, hours=8))
        self.assertEqual(
            clock.segment_ids.sorted("start_at").mapped(
                lambda segment: (
                    segment.holder,
                    segment.is_counted,
                    segment.department_id.name,
                )
            ),
            [
                ("provider", True, "IT"),
                ("customer", False, "Finance"),
                ("provider", True, "IT"),
            ],
        )
        self.assertEqual(self.request.icrm_due_at, clock.due_at)

    def test_what_is_resolved_while_it_waits_is_met(self):
        """Whoever never answered makes nobody late: in no figure."""
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        self._at(days=4)
        self.request.with_user(self.agent).action_icrm_resolve("Found it myself")
        clock = self._clock("resolution")
        self.assertEqual((clock.state, clock.elapsed_seconds), ("met", 2 * 3600))
        # 14 h were left: eight on Friday, six on Monday.
        due_at = MONDAY + timedelta(days=7, hours=7)
        self.assertEqual((clock.due_at, self.request.icrm_due_at), (due_at, due_at))
        self.env.flush_all()
        report = self.env["icrm.request.report"].search(
            [("ticket_id", "=", self.request.id)]
        )
        self.assertEqual(report.resolution_met, 1)

    def test_old_databases_learn_what_was_met(self):
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        self._at(days=4)
        self.request.with_user(self.agent).action_icrm_resolve("Found it myself")
        self.env.flush_all()
        stale = MONDAY + timedelta(days=1, hours=9)
        self.env.cr.execute(
            "UPDATE icrm_clock SET due_at = NULL WHERE ticket_id = %s",
            [self.request.id],
        )
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_due_at = %s WHERE id = %s",
            [stale, self.request.id],
        )
        path = Path(get_module_path("icrm_internal"), "migrations/19.0.2.6.0")
        script = load_script(str(path / "post-paused_due_dates.py"), "paused")
        for _again in range(2):
            script.migrate(self.env.cr, "19.0.2.5.0")
            self.env.invalidate_all()
            self.assertEqual(self.request.icrm_due_at, MONDAY + timedelta(days=4))

    def test_another_priority_keeps_what_is_elapsed(self):
        self.service.promise_ids = [
            Command.create(
                {"priority": "3", "response_hours": 1, "resolution_hours": 8}
            )
        ]
        self._at(hours=3)
        self.request.with_user(self.agent).write({"priority": "3"})
        clock = self._clock("resolution")
        self.assertEqual(clock.elapsed_seconds, 3 * 3600)
        self.assertEqual(clock.due_at, MONDAY + timedelta(hours=9))
        # One hour to respond was used up when it was promised: missed there and then.
        self.assertEqual(self._clock("response").missed_at, MONDAY + timedelta(hours=3))

    def test_withdrawn_and_rejected_are_not_kept(self):
        self._at(hours=1)
        self.request.with_user(self.staff).action_icrm_withdraw()
        self.assertEqual(
            set(self.request.icrm_clock_ids.mapped("state")), {"cancelled"}
        )
        other = self._request(form_key="other")
        other._icrm_set_state("rejected")
        self.assertEqual(set(other.icrm_clock_ids.mapped("state")), {"cancelled"})

    def test_resolving_answers_both_promises_and_reopening_goes_on(self):
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_resolve("Cable was loose")
        self.assertEqual(set(self.request.icrm_clock_ids.mapped("state")), {"met"})
        self._at(days=1)
        self.request.with_user(self.staff).action_icrm_reopen("Black again")
        clock = self._clock("resolution")
        self.assertEqual((clock.state, clock.elapsed_seconds), ("running", 2 * 3600))
        self.assertEqual(clock.due_at, MONDAY + timedelta(days=2, hours=7))
        self.assertEqual(self._clock("response").state, "met")
        ends = clock.segment_ids.sorted("start_at")
        for before, after in zip(ends, ends[1:], strict=False):
            self.assertEqual(before.end_at, after.start_at)

    def test_a_late_job_loses_nothing_and_records_nothing_twice(self):
        self._at(days=1, hours=0, minutes=30)
        self._sweep()
        clock = self._clock("response")
        self.assertRecordValues(
            clock,
            [
                {
                    "state": "missed",
                    "missed_at": MONDAY + timedelta(hours=4),
                    "department_id": self.it.id,
                }
            ],
        )
        reached = clock.alert_ids.sorted("reached_at").mapped(
            lambda alert: (alert.escalation_id.share, alert.reached_at)
        )
        self.assertEqual(
            reached,
            [
                (75, MONDAY + timedelta(hours=3)),
                (100, MONDAY + timedelta(hours=4)),
                (150, MONDAY + timedelta(hours=7)),
            ],
        )
        self._sweep()
        self.assertEqual(len(clock.alert_ids), 3)
        self.assertFalse(clock.next_alert_at)

    def test_the_customer_is_told_before_asking(self):
        self._at(days=1, hours=7, minutes=30)
        for _twice in range(2):
            self._sweep()
        apology = self.request.message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )
        self.assertIn("taking longer than promised", apology.body)
        self.assertFalse(apology.notified_partner_ids)
        told = self.env["icrm.message"].search(
            [("res_id", "=", self.request.id), ("event", "=", "request_at_risk")]
        )
        self.assertEqual(told.partner_id, self.staff.partner_id)
        # An automatic word is no response.
        self.assertFalse(self.request.icrm_first_response_at)

    def test_the_assignee_is_warned(self):
        self.request.with_user(self.agent).action_icrm_take()
        self._at(hours=3, minutes=1)
        self._sweep()
        activity = self.request.activity_ids.filtered(
            lambda activity: activity.user_id == self.agent
        )
        self.assertIn("75 %", activity.note)

    def test_a_holiday_moves_the_promised_dates(self):
        other = self._request(form_key="waits")
        self._at(hours=1)
        other.with_user(self.agent).action_icrm_ask("Which room?")
        told = other.icrm_due_at
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": MONDAY + timedelta(hours=4),
                "date_to": MONDAY + timedelta(days=1, hours=14),
            }
        )
        self.assertTrue(self.calendar.icrm_changed)
        cron = self.env.ref("icrm_internal.ir_cron_clock_reckon")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.calendar.icrm_changed)
        # Four hours on Monday, eight on Wednesday, four on Thursday.
        due_at = MONDAY + timedelta(days=3, hours=4)
        self.assertEqual(self._clock("resolution").due_at, due_at)
        self.assertEqual(self.request.icrm_due_at, due_at)
        self.assertEqual(self.request.icrm_next_due_at, MONDAY + timedelta(hours=4))
        self.assertEqual(other.icrm_due_at, told)
        holiday.unlink()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.request.icrm_due_at, MONDAY + timedelta(days=1, hours=9))

    def test_reckoning_anew_passes_no_level_over(self):
        """The job for calendars runs between the moment a level is reached and the
        sweep that notices it."""
        self._at(days=1, minutes=30)
        self.calendar.icrm_changed = True
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_reckon").method_direct_trigger()
        self._sweep()
        self.assertEqual(len(self._clock("response").alert_ids), 3)

    def test_who_sees_the_clocks(self):
        clocks = self.request.icrm_clock_ids
        for user in (self.staff, self.agent, self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.env["icrm.clock"].with_user(user).search_count([]), 2
                )
        for user in (self.colleague, self.portal_user, self.desk):
            with self.subTest(user=user.login):
                own = self.env["icrm.clock"].with_user(user)
                self.assertFalse(own.search([]))
                with self.assertRaises(AccessError):
                    clocks.with_user(user).read(["due_at"])
        for user in (self.agent, self.officer, self.admin_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                clocks.with_user(user).write({"state": "met"})

    def test_the_timeline_speaks_to_its_reader(self):
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        self._at(days=3)
        self.env.invalidate_all()
        sentences = {
            user: [
                clock["sentence"]
                for clock in self.request.with_user(user).icrm_timeline
            ]
            for user in (self.staff, self.agent)
        }
        self.assertEqual(
            sentences[self.staff][1],
            "IT: 2 h used of 16 h promised; waiting for you: 3 days",
        )
        self.assertEqual(
            sentences[self.agent][1],
            "IT: 2 h used of 16 h promised; waiting for Finance: 3 days",
        )
        bar = self.request.with_user(self.staff).icrm_timeline[1]["segments"]
        self.assertEqual([piece["name"] for piece in bar], ["IT", "You"])

    def test_the_bar_is_drawn_to_the_scale_of_the_promise(self):
        """The whole width is the promise; what does not count is narrow."""
        self._at(hours=2)
        self.request.with_user(self.agent).action_icrm_ask("Which room?")
        self._at(days=3)
        self.env.invalidate_all()
        bar = self.request.with_user(self.staff).icrm_timeline[1]
        self.assertEqual([piece["share"] for piece in bar["segments"]], [12, 4])
        self.assertEqual((bar["rest"], bar["promised"]), (84, False))
        self.request.with_user(self.staff).action_icrm_comment("The left one")
        self._at(days=30)
        self.env.invalidate_all()
        bar = self.request.with_user(self.staff).icrm_timeline[1]
        self.assertEqual(bar["rest"], 0)
        # Two of sixteen hours before the question, the others after it
        used = sum(piece["share"] for piece in bar["segments"] if piece["is_counted"])
        self.assertAlmostEqual(used, 96, delta=1)
        self.assertTrue(4 < bar["promised"] < 50)

    def test_many_requests_cost_no_more_queries(self):
        requester = self._customer(self.staff)

        def intake(count):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["helpdesk.ticket"].with_context(tracking_disable=True).create(
                [
                    {
                        "name": f"Request {number}",
                        "description": "",
                        "icrm_service_id": self.service.id,
                        "icrm_requester_id": requester.id,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        intake(1)
        self.assertLessEqual(intake(50) - intake(2), 4)
