# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon

# A Monday, before work begins
NOW = datetime(2026, 3, 2, 7)


@tagged("post_install", "-at_install")
class TestTeamWorkload(RequestCommon):
    """Open work and capacity, today; the own teams, and those of heads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.agent.sudo().employee_id.resource_calendar_id = cls.calendar
        cls.service.sudo().icrm_expected_seconds = 3 * 3600

    def _row(self, reader, user):
        self.env["icrm.team.workload"].invalidate_model()
        return (
            self.env["icrm.team.workload"]
            .with_user(reader)
            .search([("team_id", "=", self.it_team.id), ("user_id", "=", user.id)])
        )

    def _assigned(self, count):
        requests = self.env["helpdesk.ticket"]
        for _number in range(count):
            requests |= self.request(user_id=self.agent.id)
        return requests

    def test_open_work_and_capacity(self):
        before = self._row(self.agent, self.agent)
        self.assertEqual(before.capacity_hours, 40)
        count, hours = before.open_count, before.open_hours
        self._assigned(2)
        row = self._row(self.agent, self.agent)
        self.assertEqual(row.open_count, count + 2)
        self.assertEqual(row.open_hours, hours + 6)
        self.assertAlmostEqual(row.load, row.open_hours / 40)

    def test_absences_take_capacity_away(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "calendar_id": self.calendar.id,
                "resource_id": self.agent.sudo().employee_id.resource_id.id,
                "date_from": "2026-03-03 00:00:00",
                "date_to": "2026-03-04 23:59:59",
            }
        )
        self.assertEqual(self._row(self.agent, self.agent).capacity_hours, 24)
        self.env["icrm.approval.delegation"].create(
            {
                "user_id": self.agent.id,
                "delegate_id": self.it_head.id,
                "date_from": "2026-03-05",
                "date_to": "2026-03-05",
            }
        )
        self.assertEqual(self._row(self.agent, self.agent).capacity_hours, 16)

    def test_resolved_requests_leave(self):
        (request,) = self._assigned(1)
        before = self._row(self.agent, self.agent).open_count
        request.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(self._row(self.agent, self.agent).open_count, before - 1)

    def test_who_sees_it(self):
        Workload = self.env["icrm.team.workload"]
        for user in (self.agent, self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.name):
                self.assertTrue(self._row(user, self.agent))
        self.assertFalse(self._row(self.finance_head, self.agent))
        for user in (self.staff, self.desk):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                Workload.with_user(user).search([])
        row = self._row(self.agent, self.agent)
        with self.assertRaises(AccessError):
            row.with_user(self.finance_head).action_open_requests()

    def test_team_totals(self):
        self._assigned(1)
        ((team, work, capacity),) = (
            self.env["icrm.team.workload"]
            .with_user(self.it_head)
            ._read_group(
                [("team_id", "=", self.it_team.id)],
                ["team_id"],
                ["open_hours:sum", "capacity_hours:sum"],
            )
        )
        self.assertEqual(team, self.it_team)
        self.assertGreaterEqual(work, 3)
        self.assertEqual(capacity, 40)

    def test_home_of_the_head_names_full_teams(self):
        def keys():
            rows = (
                self.env["icrm.home"]
                .with_user(self.it_head)
                ._get_department_rows(self.it)
            )
            return [row["key"] for row in rows]

        self.assertNotIn(f"workload {self.it_team.id}", keys())
        self.service.sudo().icrm_expected_seconds = 90 * 3600
        self._assigned(1)
        self.assertIn(f"workload {self.it_team.id}", keys())

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._row(self.officer, self.agent)
            return self.env.cr.sql_log_count - before

        count()
        once = count()
        self._assigned(5)
        member = self._user("member", self.it, "icrm_internal.group_icrm_agent")
        member.sudo().employee_id.resource_calendar_id = self.calendar
        self.it_team.sudo().user_ids |= member
        count()  # a new user empties the caches of rules
        self.assertLessEqual(count(), once)

    # -- expected effort --
    def test_expected_effort_is_a_median(self):
        requests = self._assigned(3)
        for request, hours in zip(requests, (1, 2, 8), strict=True):
            request.with_user(self.agent).action_icrm_resolve()
            self.env.flush_all()
            clock = request.icrm_clock_ids.filtered(
                lambda clock: clock.kind == "resolution"
            )
            clock.sudo().elapsed_seconds = hours * 3600
        self.env["icrm.service"]._compute_expected_effort()
        self.assertEqual(self.service.icrm_expected_seconds, 2 * 3600)

    def test_forecasts_take_the_expected_effort(self):
        """What a service's requests take by their minutes goes before the clocks."""
        request = self._assigned(1)
        request.with_user(self.agent).action_icrm_resolve()
        self.env.flush_all()
        seconds = self.env["icrm.forecast"]._get_request_seconds(self.company)
        self.assertEqual(seconds[self.service.id], 3 * 3600)
        self.service.sudo().icrm_expected_seconds = 0
        seconds = self.env["icrm.forecast"]._get_request_seconds(self.company)
        self.assertEqual(seconds[self.service.id], 0)

    # -- minutes --
    def _resolve(self, request, minutes):
        Dialog = self.env["icrm.request.reply"].with_user(self.agent)
        dialog = Dialog.with_context(
            default_ticket_id=request.id, default_kind="resolve"
        ).create({"icrm_minutes": minutes})
        dialog.action_send()
        return request

    def test_minutes_where_the_team_asks(self):
        self.it_team.sudo().icrm_asks_minutes = True
        first, then = self._assigned(2)
        self.assertEqual(self._resolve(first, 25).icrm_minutes, 25)
        self.assertEqual(first.icrm_state, "resolved")
        with self.assertRaisesRegex(UserError, "Minutes Spent: enter a number"):
            self._resolve(then, 9601)
        with self.assertRaises(UserError):
            self._resolve(then, -1)
        with self.assertRaises(UserError):
            first.with_user(self.agent).write({"icrm_minutes": 3})

    def test_no_minutes_where_it_does_not(self):
        (request,) = self._assigned(1)
        self.assertFalse(self._resolve(request, 25).icrm_minutes)

    def test_minutes_cost_no_statement(self):
        def count(minutes):
            (request,) = self._assigned(1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._resolve(request, minutes)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(0)
        without = count(0)
        self.it_team.sudo().icrm_asks_minutes = True
        count(25)  # a changed team empties the caches of rules
        self.assertLessEqual(count(25), without)

    def test_staff_do_not_read_minutes(self):
        (request,) = self._assigned(1)
        with self.assertRaises(AccessError):
            request.with_user(self.staff).read(["icrm_minutes"])
