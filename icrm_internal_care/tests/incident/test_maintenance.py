# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.measures.clock import Clock
from odoo.addons.icrm_internal.measures.worktime import WorkTime
from odoo.addons.icrm_internal.tests.promise.test_agreement import AgreementCommon

# Monday
SIGNED = "2026-06-01 07:00:00"
ANNOUNCED = "2026-06-01 09:00:00"
# Thursday: two full working days between
START, END = "2026-06-04 10:00:00", "2026-06-04 12:00:00"


@tagged("post_install", "-at_install")
class TestMaintenance(AgreementCommon):
    """IT promises finance one hour and eight; two working days' notice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
            )
        )
        cls.company.resource_calendar_id = cls.calendar
        with freeze_time(SIGNED):
            cls.agreement.write({"maintenance_days": 2, "date_from": "2026-06-01"})
            cls.agreement.action_propose()
            for head in (cls.it_head, cls.finance_head):
                cls.agreement.with_user(head).action_sign()

    def _plan(self, start=START, end=END, announced=ANNOUNCED, user=None, **values):
        with freeze_time(announced):
            maintenance = (
                self.env["icrm.maintenance"]
                .with_user(user or self.agent)
                .create(
                    {
                        "name": "Upgrade",
                        "department_id": self.it.id,
                        "service_ids": self.service.ids,
                        "start_at": start,
                        "end_at": end,
                        **values,
                    }
                )
            )
            maintenance.action_announce()
        return maintenance

    def _ask(self, at):
        with freeze_time(at):
            ticket = self.service.with_user(self.staff).submit_request({"name": "x"})
            return ticket.sudo()

    def _run(self, at):
        with freeze_time(at):
            self.env.flush_all()
            self.env["icrm.maintenance"]._cron_hold()
            self.env["icrm.clock"]._cron_sweep()
            self.env.invalidate_all()

    def _clock(self, ticket, kind="resolution"):
        return ticket.icrm_clock_ids.filtered(lambda clock: clock.kind == kind)

    def test_a_window_holds_the_clock(self):
        maintenance = self._plan()
        self.assertEqual(maintenance.notice_days, 2)
        ticket = self._ask("2026-06-04 09:30:00")
        self._run(START)
        self.assertEqual(ticket.icrm_holder, "maintenance")
        self.assertEqual(set(ticket.icrm_clock_ids.mapped("state")), {"paused"})
        self.assertFalse(ticket.icrm_next_due_at)
        self.assertEqual(ticket.icrm_holder_name, "Planned maintenance")
        self._run(END)
        self.assertEqual(ticket.icrm_holder, "provider")
        clock = self._clock(ticket)
        # half an hour on Thursday morning, four in the afternoon, the rest on Friday
        self.assertEqual(clock.due_at, datetime(2026, 6, 5, 11, 30))
        self.assertEqual(
            clock.segment_ids.sorted("start_at").mapped("holder"),
            ["provider", "maintenance", "provider"],
        )
        report = self.env["icrm.request.report"].browse(ticket.id)
        self.assertEqual((report.maintenance_hours, report.waiting_hours), (2, 0))

    def test_a_late_job_holds_less_and_releases_as_announced(self):
        self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        self._run("2026-06-04 11:00:00")
        self._run("2026-06-04 15:00:00")
        # One hour on hold: what the job did not see was not held.
        clock = self._clock(ticket)
        self.assertEqual(clock.due_at, datetime(2026, 6, 5, 10, 30))
        held = clock.segment_ids.filtered(lambda one: one.holder == "maintenance")
        self.assertEqual(held.end_at, datetime(2026, 6, 4, 12))

    def _segments(self, ticket):
        """Return (holder, start, end) of what took time, without the date."""
        return [
            (segment.holder, f"{segment.start_at:%H:%M:%S}", segment.end_at)
            for segment in self._clock(ticket).segment_ids.sorted("start_at")
            if segment.start_at != segment.end_at
        ]

    def test_submitted_within_a_window_it_is_held_at_once(self):
        """To the second, though the job comes after everything is over."""
        self._plan()
        ticket = self._ask("2026-06-04 10:20:07")
        self.assertEqual(ticket.icrm_holder, "maintenance")
        self.assertEqual(set(ticket.icrm_clock_ids.mapped("state")), {"paused"})
        with freeze_time("2026-06-04 10:27:31"):
            ticket.with_user(self.agent).action_icrm_resolve("Done")
        self._run("2026-06-04 10:30:00")
        self.assertEqual(set(ticket.icrm_clock_ids.mapped("state")), {"met"})
        self.assertEqual(
            self._segments(ticket),
            [("maintenance", "10:20:07", datetime(2026, 6, 4, 10, 27, 31))],
        )
        self.assertFalse(self._clock(ticket).elapsed_seconds)

    def test_submitted_within_a_window_it_runs_on_from_its_end(self):
        self._plan()
        ticket = self._ask("2026-06-04 11:59:50")
        self._run("2026-06-04 12:10:00")
        self.assertEqual(ticket.icrm_holder, "provider")
        segments = self._segments(ticket)
        self.assertEqual(
            segments[0], ("maintenance", "11:59:50", datetime(2026, 6, 4, 12))
        )
        self.assertEqual(segments[1][:2], ("provider", "12:00:00"))

    def test_what_is_ours_again_within_a_window_is_held_at_once(self):
        self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        with freeze_time("2026-06-04 09:40:00"):
            ticket.with_user(self.agent).action_icrm_ask("Which one?")
        with freeze_time("2026-06-04 11:00:03"):
            ticket.with_user(self.agent).action_icrm_resume()
        self.assertEqual(ticket.icrm_holder, "maintenance")
        self.assertEqual(
            [segment[:2] for segment in self._segments(ticket)],
            [
                ("provider", "09:30:00"),
                ("customer", "09:40:00"),
                ("maintenance", "11:00:03"),
            ],
        )

    def test_whose_agreement_does_not_allow_it_runs_on(self):
        self._plan()
        with freeze_time("2026-06-04 10:20:00"):
            ticket = (
                self.service.with_user(self.agent).submit_request({"name": "x"}).sudo()
            )
        self.assertEqual(ticket.icrm_holder, "provider")

    def test_without_a_window_it_costs_no_query(self):
        self._plan()
        ticket = self._ask("2026-06-04 08:30:00")
        Maintenance = self.env["icrm.maintenance"]
        with freeze_time("2026-06-04 09:00:00"):
            Maintenance._hold_within(ticket)
            with self.assertQueryCount(0):
                Maintenance._hold_within(ticket)

    def test_no_miss_is_rescued(self):
        self._plan()
        ticket = self._ask("2026-06-04 08:30:00")
        self._run(START)
        response = self._clock(ticket, "response")
        self.assertEqual(response.state, "missed")
        self.assertEqual(response.missed_at, datetime(2026, 6, 4, 9, 30))
        self._run(END)
        self.assertEqual(response.missed_at, datetime(2026, 6, 4, 9, 30))
        self.assertEqual(response.department_id, self.it)

    def test_short_notice_holds_nothing(self):
        maintenance = self._plan(announced="2026-06-02 09:00:00")
        self.assertEqual(maintenance.notice_days, 1)
        ticket = self._ask("2026-06-04 09:30:00")
        self._run(START)
        self.assertEqual(ticket.icrm_holder, "provider")
        self.assertIn(
            "Planned maintenance",
            self._notice_at("2026-06-04 11:00:00"),
            "customers are told all the same",
        )

    def _notice_at(self, at):
        with freeze_time(at):
            self.env.invalidate_all()
            return self.service.with_user(self.staff).icrm_notice_text

    def test_a_week_end_is_no_notice(self):
        maintenance = self._plan(
            "2026-06-08 10:00:00", "2026-06-08 12:00:00", "2026-06-04 09:00:00"
        )
        self.assertEqual(maintenance.notice_days, 1, "Friday")

    def test_notice_is_counted_for_a_year(self):
        """A mistyped year costs no seconds."""
        maintenance = self._plan("2199-01-07 10:00:00", "2199-01-07 12:00:00")
        self.assertEqual(maintenance.notice_days, 261)

    def test_what_the_catalogue_promises_is_never_held(self):
        self._plan()
        with freeze_time("2026-06-04 09:30:00"):
            service = self.service.with_user(self.agent)
            other = service.submit_request({"name": "x"}).sudo()
            ticket = self._ask("2026-06-04 09:30:00")
            ticket.icrm_customer_department_id = self.it
        self._run(START)
        self.assertEqual((ticket | other).mapped("icrm_holder"), ["provider"] * 2)

    def test_a_segments_promise_follows_its_agreement(self):
        with freeze_time(SIGNED):
            segment = self.env["icrm.segment"].create(
                {
                    "name": "IT itself",
                    "kind": "rule",
                    "domain": str([("department_id", "=", self.it.id)]),
                }
            )
            self.env["icrm.segment.promise"].with_user(self.officer).create(
                {
                    "service_id": self.service.id,
                    "segment_id": segment.id,
                    "agreement_line_id": self.agreement.line_ids.id,
                    "reason": "they repair what others need",
                }
            )
        self._plan()
        with freeze_time("2026-06-04 09:30:00"):
            service = self.service.with_user(self.agent)
            ticket = service.submit_request({"name": "x"}).sudo()
        self.assertEqual(ticket.icrm_promise_segment_id, segment)
        self._run(START)
        self.assertEqual(ticket.icrm_holder, "maintenance")

    def test_without_leave_of_the_agreement(self):
        self.env.cr.execute("UPDATE icrm_agreement SET maintenance_days = 0")
        self.agreement.invalidate_recordset()
        self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        self._run(START)
        self.assertEqual(ticket.icrm_holder, "provider")

    def test_what_waits_for_the_customer_waits_on(self):
        self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        with freeze_time("2026-06-04 09:40:00"):
            ticket.with_user(self.agent).action_icrm_ask("Which one?")
        self._run(START)
        self.assertEqual(ticket.icrm_holder, "customer")
        with freeze_time("2026-06-04 11:00:00"):
            ticket.with_user(self.agent).action_icrm_resume()
        self._run("2026-06-04 11:00:00")
        self.assertEqual(ticket.icrm_holder, "maintenance")
        with freeze_time("2026-06-04 11:30:00"):
            ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.assertEqual(set(ticket.icrm_clock_ids.mapped("state")), {"met"})
        self._run(END)
        self.assertFalse(ticket.icrm_maintenance_id)
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_cancelling_lets_the_clock_run_at_once(self):
        maintenance = self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        self._run(START)
        self.assertEqual(maintenance.held_count, 1)
        with freeze_time("2026-06-04 11:00:00"):
            maintenance.action_cancel()
        self.assertEqual(ticket.icrm_holder, "provider")
        self.assertEqual(self._clock(ticket).due_at, datetime(2026, 6, 5, 10, 30))
        self.assertFalse(self._notice_at("2026-06-04 11:00:00"))

    def test_a_cancelled_window_takes_no_later_request(self):
        maintenance = self._plan()
        held = self._ask("2026-06-04 10:30:00")
        self.assertEqual(held.icrm_holder, "maintenance")
        with freeze_time("2026-06-04 11:00:00"):
            maintenance.action_cancel()
        later = self._ask("2026-06-04 11:01:00")
        self.assertEqual(later.icrm_holder, "provider")
        self.assertFalse(later.icrm_maintenance_id)
        self.assertEqual(set(later.icrm_clock_ids.mapped("state")), {"running"})

    def test_nothing_is_excused_afterwards(self):
        with self.assertRaisesRegex(UserError, "future"):
            self._plan(announced="2026-06-04 10:00:00")
        maintenance = self._plan()
        for values in (
            {"start_at": "2026-06-03 10:00:00"},
            {"end_at": "2026-06-05 12:00:00"},
            {"service_ids": False},
            {"notice_days": 9},
            {"announced_at": "2026-05-01 00:00:00"},
            {"state": "draft"},
        ):
            with self.assertRaises(UserError):
                maintenance.write(values)
        with self.assertRaises(AccessError):
            maintenance.unlink()
        maintenance.description = "Mail is slow."
        with self.assertRaises(UserError):
            self.agreement.write({"maintenance_days": 1})

    def test_who_is_told(self):
        with freeze_time("2026-05-20 09:00:00"):
            self.service.with_user(self.staff).submit_request({"name": "x"})
            self.service.with_user(self.staff).submit_request({"name": "y"})
        self.env["icrm.message"]._flush_outbox()
        maintenance = self._plan()
        self.env["icrm.message"]._flush_outbox()
        told = self.env["icrm.message"].search(
            [("event", "=", "maintenance_announced"), ("res_id", "=", maintenance.id)]
        )
        self.assertEqual(told.partner_id, self.staff.partner_id)
        self.assertEqual(maintenance.told_count, 1)

    def test_refusals(self):
        maintenance = self._plan()
        for user in (self.staff, self.finance_head, self.auditor):
            one = maintenance.with_user(user)
            for step in (one.action_cancel, lambda one=one: one.write({"name": "x"})):
                with self.assertRaises(AccessError):
                    step()
        with self.assertRaises(AccessError):
            self._plan(user=self.finance_head)
        with self.assertRaises(UserError):
            self._plan(department_id=self.finance.id)
        self.assertIn("Upgrade", self._notice_at("2026-06-03 10:00:00"))

    def test_cancelled_after_its_end_it_holds_no_longer(self):
        maintenance = self._plan()
        ticket = self._ask("2026-06-04 09:30:00")
        self._run(START)
        with freeze_time("2026-06-04 15:00:00"):
            maintenance.action_cancel()
            self.env.flush_all()
            self.env.invalidate_all()
        clock = self._clock(ticket)
        self.assertEqual(clock.due_at, datetime(2026, 6, 5, 11, 30))
        held = clock.segment_ids.filtered(lambda one: one.holder == "maintenance")
        self.assertEqual(held.end_at, datetime(2026, 6, 4, 12))


@tagged("post_install", "-at_install")
class TestMaintenanceProperty(BaseCase):
    def test_a_pause_never_rescues_a_miss(self):
        """Over 500 random windows: a promise that ran out by the time the window began
        is missed at the same instant with it as without; else it is due later by the
        working time of the window, never by more."""
        dice = random.Random(15)
        monday = datetime(2026, 6, 1)
        hours = WorkTime(
            (
                monday + timedelta(days=day, hours=start),
                monday + timedelta(days=day, hours=start + 4),
            )
            for day in range(400)
            if day % 7 < 5
            for start in (8, 13)
        )
        for _window in range(500):
            start = monday + timedelta(minutes=dice.randrange(20_000))
            clock = Clock(dice.randrange(1, 40) * 1800, None, True)
            clock.open(hours, start, True)
            due_at = clock.due_at
            begin = start + timedelta(minutes=dice.randrange(10_000))
            end = begin + timedelta(minutes=dice.randrange(1, 10_080))
            clock.open(hours, clock.close(hours, begin)[0], False)
            clock.open(hours, clock.close(hours, end)[0], True)
            if due_at < begin:
                self.assertEqual((clock.state, clock.missed_at), ("missed", due_at))
            else:
                self.assertIsNone(clock.missed_at)
                self.assertEqual(
                    hours.elapsed(due_at, clock.due_at), hours.elapsed(begin, end)
                )
            clock.stop(clock.close(hours, end + timedelta(days=60))[0])
            self.assertEqual(
                clock.missed_at, due_at if due_at < begin else clock.due_at
            )
